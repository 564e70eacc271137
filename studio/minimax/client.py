"""MiniMax as one object: `api.chat`, `api.speech`, `api.voices`, `api.images`, `api.music`, `api.video` and so on."""

import re

import httpx

from studio.minimax.chat import Chat
from studio.minimax.dialects import Dialect, tongue_of
from studio.minimax.embeddings import Embeddings
from studio.minimax.files import Files
from studio.minimax.images import Images
from studio.minimax.line import Line
from studio.minimax.models import Models
from studio.minimax.music import Music
from studio.minimax.speech import Speech
from studio.minimax.video import Video
from studio.minimax.voices import Voices
from studio.minimax.wires import Wires

MAINLAND = (".minimaxi.com", ".minimax.cn", ".minimax.chat")


class MiniMax:
    """One account at one host. Cheap to build; the wires are shared and outlive it.

    `root`: the host root, e.g. `https://api.minimax.io` or `http://127.0.0.1:8000/sandbox`, without `/v1`.
    Raises ValueError for a root or key that cannot be one; its text holds no key.
    """

    def __init__(self, *, root: str, key: str, dialect: Dialect, wires: Wires) -> None:
        self.root, self.dialect = checked_root(root), Dialect(dialect)
        line, tongue = Line(self.root, checked_key(key), wires), tongue_of(self.dialect)
        self.files = Files(line, tongue.files)
        self.chat = Chat(line, tongue.chat)
        self.speech = Speech(line, tongue.speech, self.files)
        self.voices = Voices(line, tongue.voices)
        self.images = Images(line, tongue.images, self.files)
        self.music = Music(line, tongue.music)
        self.video = Video(line, tongue.video, self.files)
        self.embeddings = Embeddings(line, tongue.embeddings)
        self.models = Models(line, tongue.models)

    def __repr__(self) -> str:
        return f"MiniMax(root={self.root!r}, dialect={self.dialect.value!r})"

    @property
    def region(self) -> str:
        """ "mainland", "international" or "elsewhere" (sandboxes, gateways); keys work in one region only."""
        host = f".{httpx.URL(self.root).host}"
        if host.endswith(MAINLAND):
            return "mainland"
        return "international" if host.endswith((".minimax.io", ".minimaxi.chat")) else "elsewhere"


def checked_root(root: str) -> str:
    """The root without a slash at its end."""
    try:
        url = httpx.URL(root)
    except (httpx.InvalidURL, TypeError):
        raise ValueError("The host root is not an address.") from None
    if url.scheme not in ("http", "https") or not url.host or url.userinfo or url.query or url.fragment:
        raise ValueError("The host root is http or https, a host and perhaps a folder, nothing else.")
    root = str(url).rstrip("/")
    if re.search(r"/v\d$", root):
        raise ValueError("The host root ends before /v1.")
    return root


def checked_key(key: str) -> str:
    """The key. It travels in a header, so it is visible ASCII."""
    if not re.fullmatch(r"[\x21-\x7e]{1,4096}", key):
        raise ValueError("The key holds characters that no key has, or none at all.")
    return key
