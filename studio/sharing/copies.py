"""What a stranger's browser gets for a work: a marked copy beside the asset, or without a mark the file itself."""

import asyncio
import os
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from studio.library import storage
from studio.library.audio import wav_header
from studio.library.examine import POSTER_WIDTH, Unreadable
from studio.library.models import AUDIO, RAW, Asset
from studio.library.pool import in_child
from studio.sharing.marking import mark_picture

LARGEST = 2048
FILM, PICTURE, POSTER = "shared.mp4", "shared.jpg", "shared-poster.jpg"
JPEG = "image/jpeg"
# One at a time, in a thread of its own: a gallery that is opened first keeps nobody waiting but its reader.
DRAWERS = ThreadPoolExecutor(1, thread_name_prefix="share")


@dataclass(frozen=True)
class Served:
    """A file and its type; `before`: what is sent as if it began with that. `source`: what it is drawn from, if it is
    not there yet, `most` points wide and high."""

    path: Path
    mime: str
    before: bytes = b""
    source: Path | None = None
    most: int = LARGEST


def mark_of(asset: Asset) -> str:
    """Where it comes from. It is part of the picture, so it is in no language."""
    if asset.origin == Asset.Origin.UPLOADED:
        return "Uploaded"
    return "AI · MiniMax · sandbox" if asset.sandbox else "AI · MiniMax"


def served_for(asset: Asset, what: str, *, marked: bool) -> Served | None:
    """What stands under an address; None for what this kind of asset does not have."""
    original = storage.path_of(asset.key)
    if asset.kind == Asset.Kind.DOCUMENT:
        return Served(beside(asset, storage.TEXT), "text/plain") if what == "text" else None
    if asset.medium == AUDIO:
        return served_sound(asset, original) if what == "sound" else None
    if what == "poster":
        return served_poster(asset, original, marked)
    if what != "view":
        return None
    if not marked:
        return Served(original, asset.mime)
    if asset.kind == Asset.Kind.VIDEO:
        return Served(beside(asset, FILM), "video/mp4")
    return Served(beside(asset, PICTURE), JPEG, source=original)


def served_sound(asset: Asset, original: Path) -> Served:
    if asset.mime != RAW:
        return Served(original, asset.mime)
    return Served(original, "audio/wav", wav_header(asset.sample_rate or 0, data_bytes=asset.bytes))


def served_poster(asset: Asset, original: Path, marked: bool) -> Served | None:
    """Of a picture that is not drawn small yet, itself."""
    is_picture = asset.kind == Asset.Kind.IMAGE
    if not (asset.has_poster or is_picture):
        return None
    small = beside(asset, "poster.jpg") if asset.has_poster else original
    if marked:
        return Served(beside(asset, POSTER), JPEG, source=small, most=POSTER_WIDTH)
    return Served(small, JPEG if asset.has_poster else asset.mime)


def beside(asset: Asset, name: str) -> Path:
    return storage.path_of(asset.sibling(name))


async def is_there(served: Served, asset: Asset) -> bool:
    """Draw what is not there yet; False when there is nothing to draw it from."""
    if served.path.is_file() or served.source is None:
        return served.path.is_file()
    drawing = asyncio.get_running_loop().run_in_executor(DRAWERS, draw, served, mark_of(asset))
    # A reader who leaves does not undo it.
    return await asyncio.shield(drawing)


def draw(served: Served, mark: str) -> bool:
    """Blocking. Whoever waited while another drew the same finds it."""
    if served.path.is_file():
        return True
    draft = storage.draft(uuid.UUID(served.path.parent.parent.name), uuid.uuid4().hex)
    try:
        in_child(mark_picture, str(served.source), str(draft), mark, served.most)
        put(draft, served.path)
    except (Unreadable, OSError):
        draft.unlink(missing_ok=True)
        return False
    return True


def put(draft: Path, target: Path) -> None:
    """Move a complete copy beside its asset. FileNotFoundError when that is gone: its folder is not made anew."""
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(draft, target)
