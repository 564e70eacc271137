"""A valid call of every address of the sandbox, ways to spoil it, and what every answer must be."""

import io
import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import httpx
from hypothesis import strategies as st
from PIL import Image

from studio.sandbox.errors import TEXTS
from tests.sandbox.asking import tone

FAILED = {1000, 1001, 1013, 1024, 1033}  # what the sandbox says of itself when something broke
SHOWN = 1000  # bytes of a body in a report
VENDORS = ("v2/", "anthropic/", "v1/chat/completions", "v1/speech_to_text", "v1/models")
# Tasks that are to fail are not rendered: the fuzz would queue hundreds of films.
UNRENDERED = {"Sandbox-Misfortune": "fail"}


@dataclass(frozen=True)
class Example:
    """`parts`: of the address. `body`: JSON. `form`, `files`: of a multipart body."""

    parts: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    form: dict[str, str] | None = None
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


def png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (320, 320), "teal").save(file, "PNG")
    return file.getvalue()


def prepare(api: httpx.Client) -> dict[str, Example]:
    """A valid call for every address of `studio.sandbox.urls`, with ids that exist for this key."""

    def upload(name: str, data: bytes, purpose: str) -> str:
        form = {"data": {"purpose": purpose}, "files": {"file": (name, data)}}
        return str(api.post("/v1/files/upload", **form).json()["file_id"])

    def task(path: str, body: dict[str, Any]) -> str:
        return str(api.post(path, json=body, headers=UNRENDERED).json()["task_id"])

    sound, image = tone(11, rate=8000), png()
    text, sample, picture, song, spare, other_spare = (
        upload("a.txt", b"Hello there.", "t2a_async_input"),
        upload("a.wav", sound, "voice_clone"),
        upload("a.png", image, "video_generation_input"),
        upload("b.wav", sound, "song"),
        upload("c.wav", sound, "song"),
        upload("d.wav", sound, "song"),
    )
    bodies = _bodies(text, sample, picture, song, spare)
    video, template, film, other = (task(f"/{path}", bodies[path]) for path in (*VIDEO_CREATES, VIDEO_CREATES[-1]))
    speech = task("/v1/t2a_async_v2", bodies["v1/t2a_async_v2"])
    link = api.get(f"/v1/files/{song}").json()["download_url"].rpartition("/downloads/")[2].split("/")
    examples = {path: Example(body=body) for path, body in bodies.items()}
    for path in (*VIDEO_CREATES, "v1/t2a_async_v2", "v1/text_to_speech/async"):
        examples[path] = Example(body=bodies[path], headers=UNRENDERED)
    return examples | {
        "v1/models": Example(),
        "v1/models/<name>": Example({"name": "MiniMax-M2.1"}),
        "v1/query/t2a_async_query_v2": Example(query={"task_id": speech}),
        "v1/text_to_speech/async/<task_id>": Example({"task_id": speech}),
        "v1/video_generation/<task_id>": Example({"task_id": video}),
        "v1/query/video_generation": Example(query={"task_id": video}),
        "v1/query/video_template_generation": Example(query={"task_id": template}),
        "v2/video_generation/<task_id>": Example({"task_id": other}),
        "v2/query/video_generation/<task_id>": Example({"task_id": film}),
        "v2/query/video_generation": Example(query={"page_num": "1", "page_size": "2", "filter.task_ids": film}),
        "v1/files": Example(query={"limit": "5"}),
        "v1/files/list": Example(query={"purpose": "song"}),
        "v1/files/retrieve": Example(query={"file_id": song}),
        "v1/files/retrieve_content": Example(query={"file_id": text}),
        "v1/files/<file_id>": Example({"file_id": other_spare}),
        "v1/files/<file_id>/content": Example({"file_id": text}),
        "downloads/<int:file_id>/<token>": Example(dict(zip(("file_id", "token"), link, strict=True))),
        "v1/files/upload": Example(form={"purpose": "song"}, files={"file": ("a.wav", sound)}),
        "v1/voice_clone/upload": Example(form={}, files={"file": ("a.wav", sound)}),
        "v1/speech_to_text": Example(
            form={"model": "asr-1.0", "response_format": "json", "stream": "false"},
            files={"file": ("a.wav", sound[:40_000])},
        ),
    }


VIDEO_CREATES = ("v1/video_generation", "v1/video_template_generation", "v2/video_generation")


def _bodies(text: str, sample: str, picture: str, song: str, spare: str) -> dict[str, dict[str, Any]]:
    """The JSON bodies by address: small works, quickly done."""
    tool = {"name": "weather", "description": "Weather", "parameters": {"type": "object", "properties": {}}}
    chat = {
        "model": "MiniMax-M2.1",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": [{"type": "text", "text": "Hi"}]},
        ],
        "max_tokens": 32,
        "temperature": 0.5,
        "tools": [{"type": "function", "function": tool}],
        "tool_choice": "auto",
    }
    anthropic = {
        "model": "MiniMax-M2.1",
        "max_tokens": 32,
        "system": "Be brief.",
        "messages": [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}],
        "tools": [{"name": "weather", "input_schema": {"type": "object"}}],
        "tool_choice": {"type": "auto"},
    }
    speech = {
        "model": "speech-2.8-hd",
        "text": "Hi.",
        "voice_setting": {"voice_id": "English_expressive_narrator", "speed": 1, "vol": 1, "pitch": 0},
        "audio_setting": {"sample_rate": 16000, "bitrate": 32000, "format": "mp3", "channel": 1},
        "pronunciation_dict": {"tone": ["hi/hey"]},
        "voice_modify": {"pitch": 1, "intensity": 1, "timbre": 1},
        "subtitle_enable": True,
        "output_format": "hex",
    }
    plain = {"model": "speech-2.6-turbo", "text": "Hi.", "voice": "female-gentle", "speed": 1, "audio_format": "mp3"}
    content = [{"type": "text", "text": "a sea"}]
    frame = {"type": "image_url", "image_url": {"url": f"mm_file://{picture}"}, "role": "first_frame"}
    design = {"prompt": "a calm voice", "preview_text": "Hi."}
    clone = {"file_id": int(sample), "voice_id": "FuzzVoice1", "text": "Hi.", "model": "speech-2.8-hd"}
    sides = {"width": 512, "height": 512}
    reference = [{"type": "character", "image_file": f"file_{picture}"}]
    setting = {"sample_rate": 16000, "bitrate": 32000, "format": "mp3", "channel": 1}
    music = {"model": "music-2.0", "prompt": "calm piano", "lyrics": "[Verse]\nla la la", "duration": 1}
    return {
        "v1/text/chatcompletion_v2": chat,
        "v1/chat/completions": chat,
        "anthropic/v1/messages": anthropic,
        "anthropic/v1/messages/count_tokens": anthropic,
        "v1/embeddings": {"model": "embo-01", "type": "db", "texts": ["hello"]},
        "v1/t2a_v2": speech,
        "v1/tts": plain,
        "v1/t2a_async_v2": {**speech, "text": None, "text_file_id": int(text)},
        "v1/text_to_speech/async": plain,
        "v1/get_voice": {"voice_type": "all"},
        "v1/delete_voice": {"voice_type": "voice_cloning", "voice_id": "FuzzVoice1"},
        "v1/voice_clone": clone,
        "v1/voice_clone/create": {**clone, "voice_id": "FuzzVoice2"},
        "v1/voice_design": design,
        "v1/voice_design/create": design,
        "v1/image_generation": {
            "model": "image-01",
            "prompt": "a lake",
            "n": 1,
            "seed": 1,
            "subject_reference": reference,
            **sides,
        },
        "v1/music_generation": {**music, "audio_setting": setting, "output_format": "url"},
        "v1/music_cover_preprocess": {"model": "music-cover", "audio_url": song},
        "v1/lyrics_generation": {"mode": "edit", "prompt": "replace la with lo", "lyrics": "la la", "title": "La"},
        "v1/video_generation": {
            "model": "MiniMax-Hailuo-02",
            "prompt": "a sea",
            "video_length": 1,
            "resolution": "512P",
            "first_frame_image": f"file_{picture}",
        },
        "v1/video_template_generation": {"template_id": "394125185182695432", "text_inputs": [{"value": "hope"}]},
        "v2/video_generation": {
            "model": "MiniMax-H3-Max",
            "content": [*content, frame],
            "resolution": "480P",
            "duration": 5,
            "extra": {"prompt_expansion_mode": "off"},
        },
        "v1/files/delete": {"file_id": int(spare)},
    }


SOCKETS: dict[str, list[dict[str, Any]]] = {
    "ws/v1/t2a_v2": [
        {
            "event": "task_start",
            "model": "speech-2.8-turbo",
            "voice_setting": {"voice_id": "English_expressive_narrator", "speed": 1},
            "audio_setting": {"format": "mp3", "sample_rate": 16000},
        },
        {"event": "task_continue", "text": "Hi."},
        {"event": "task_finish"},
    ],
    "v1/tts/stream": [{"model": "speech-2.6-turbo", "text": "Hi.", "voice": "female-gentle", "audio_format": "mp3"}],
}

# Values that stand for text which is no JSON value; `raw_json` puts it in.
MARKS = {
    "@overflow": "1e999",
    "@nan": "NaN",
    "@digits": "9" * 5000,
    "@deep": "[" * 3000 + "]" * 3000,
    "@levels": '{"a":' * 45 + "1" + "}" * 45,
    "@half": '"\\ud800"',
    "@twice": '1, "twice": 2',
    "@long": '"' + "x" * 120_000 + '"',
}
ODD_TEXTS = [
    "", " ", "\0", "a\0b", "\u202e\u200b", "🙂" * 40, "x" * 300, "-1", "1", "0", "true", "null", "auto",
    "../../etc/passwd", "http://127.0.0.1:9/", "https://example.org/a.png", "file:///etc/passwd", "mm_file://1",
    "file_1", "task_1", "9" * 400, "data:image/png;base64,", "data:image/png;base64,AAAA",
    "data:audio/wav;base64,UklGRg==", "data:;base64,!!", "%00%ff", "{}", "[Verse]", "<#99#>", "<#1#>",
    "(sighs)", "a/b", "16:9", "512x512",
    "$x^2$", "'; DROP TABLE x; --", "change a to " * 150, "\r\nSet-Cookie: a=b", "<script>", "１２３", "٣",
    f"change{' ' * 1400}x", "a " * 700, "(" * 700 + "1" + ")" * 700, "<#" * 700, "[" * 1400, "-" * 1400, "." * 1400,
    "1+" * 700 + "1", "what is 9^9^9^9", f"what is {'9' * 300} * {'9' * 300}", "```" * 400, "draw me " * 150,
    "{{" * 700, "\n" * 1400, "天" * 700, "é́" * 700, "1,000." * 200, "A.B." * 300, "$" * 1400, "2024-13-45 " * 100,
]  # fmt: skip
ODD_VALUES: list[Any] = [
    None, True, False, 0, -1, 1, 2, 7, 1.5, -0.0, 0.001, 1e308, 2**31, 2**53, 2**63, -(2**63) - 1, 10**30,
    [], {}, [[]], [None], [1, "a", None], {"a": {}}, {"": None}, {"url": 1}, {"type": "text"}, {"type": []},
    [{"type": "text", "text": 1}], [{"role": "user"}], [{"value": None}], *MARKS, *ODD_TEXTS,
]  # fmt: skip
EXTRA_NAMES = [
    "stream", "n", "seed", "tools", "tool_choice", "response_format", "thinking", "reasoning_effort", "callback_url",
    "output_format", "timbre_weights", "text_file_id", "clone_prompt", "style", "image_size", "reference_image_id",
    "is_instrumental", "lyrics_optimizer", "audio_base64", "cover_feature_id", "aigc_watermark", "last_frame_image",
    "subject_reference", "video_ratio", "language_boost", "voice_modify", "stream_options", "metadata", "__proto__", "",
    "a\0", "\u202e",
]  # fmt: skip
KEYS = [
    None, b"", b"Bearer", b"Basic c2FuZGJveDpzYW5kYm94", b"Bearer hello", b"Bearer sandbox-", b"sandbox",
    b"Bearer sk-api-0123456789abcdef", b"Bearer \xff\xfe", b"Bearer " + b"x" * 5000, b"Bearer a b c",
]  # fmt: skip
HEADERS: list[dict[str, str]] = [
    {}, {}, {}, {"Sandbox-Clock": "noon"}, {"Sandbox-Clock": "+1e9"}, {"Sandbox-Clock": "-31622400"},
    {"Sandbox-Clock": "+99999999999"}, {"Sandbox-Misfortune": "earthquake"}, {"Sandbox-Misfortune": "\u00e9" * 30},
    {"Range": "bytes=5-2"}, {"Range": "bytes=-0"}, {"Range": "bytes=9999999999-"}, {"Range": "lines=1-2"},
    {"language": "<"}, {"Accept": "text/nothing"}, {"Content-Encoding": "gzip"}, {"Origin": "null"},
    {"X-Api-Key": "\u00ff"}, {"Cookie": "a=b; \u00ff"}, {"X-HTTP-Method-Override": "DELETE"},
]  # fmt: skip
PARTS = [
    "%00", "..", "%2e%2e%2f", "%2F", "%ED%A0%80", "%ff", "0", "-1", "9" * 400, "file_1", "task_1", "x" * 3000, "a%0Ab",
    "%F0%9F%99%82", "1;2", "100000000000000", "null", "%25", "%5C",
]  # fmt: skip
QUERIES = [
    "", "task_id", "task_id=", "task_id=%00", "task_id=1&task_id=2", "file_id=%ff", "file_id=-1", "file_id=1e5",
    "limit=0", "limit=99999999999", "limit=abc", "limit=%D9%A3", "purpose=%00", "purpose=" + "x" * 3000, "page_num=0",
    "page_size=-1", "page_num=1&page_size=%D9%A3", "filter.status=x", "filter.task_ids=%00,1,x", "GroupId=12",
    "&&&==", "%", "a[b]=c", "filter.task_ids=" + "9" * 18, "token=%00", "file_id=%D9%A3",
]  # fmt: skip
CONTENTS = [
    b"", b"#EXTM3U\n/etc/passwd\n", b"ID3" + b"\0" * 200, b"RIFF\xff\xff\xff\xffWAVE", b"\xff\xd8\xff" + b"\0" * 99,
    b"PK\x03\x04", b"%PDF-", b"OggS" + b"\xff" * 60, b"\0\0\0\x18ftypM4A ",
]  # fmt: skip
LABELS = [
    "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=other", "",
    "multipart/form-data; boundary=\u00ff", "application/x-www-form-urlencoded", "text/plain",
    'multipart/form-data; boundary="' + "x" * 300 + '"',
]  # fmt: skip
odd_values = st.sampled_from(ODD_VALUES).map(deepcopy)
odd_headers = st.sampled_from(HEADERS)
keys, odd_parts, odd_queries = st.sampled_from(KEYS), st.sampled_from(PARTS), st.sampled_from(QUERIES)


class Sent:
    """A body as it is sent, and its content type."""

    def __init__(self, raw: bytes, kind: str) -> None:
        self.raw, self.kind = raw, kind

    def __repr__(self) -> str:
        more = "..." if len(self.raw) > SHOWN else ""
        return f"Sent({self.raw[:SHOWN]!r}{more}, {self.kind!r})"


spoils = st.sampled_from(["", "", "", "", "cut", "byte", "nul", "utf16", "empty", "bom", "plain", "list", "form"])


def places(value: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths to every value inside, the whole first."""
    yield before
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in inner:
        yield from places(part, (*before, name))


@st.composite
def spoilt(draw: st.DrawFn, body: Any) -> Any:
    """The body after one to three changes: values replaced, removed, wrapped, fields added."""
    body = deepcopy(body)
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from([path for path in places(body) if path] or [("",)]))
        inside = body
        for name in way:
            inside = inside[name]
        change = draw(st.sampled_from(["replace", "replace", "remove", "wrap", "add"]))
        if not isinstance(inside, dict | list) or not inside:
            break
        if change == "remove":
            del inside[last]
        elif change == "add" and isinstance(inside, dict):
            inside[draw(st.sampled_from(EXTRA_NAMES))] = draw(odd_values)
        else:
            inside[last] = [inside[last]] if change == "wrap" else draw(odd_values)
    return body


def raw_json(body: Any) -> bytes:
    text = json.dumps(body)
    for mark, raw in MARKS.items():
        text = text.replace(f'"{mark}"', raw)
    return text.encode()


@st.composite
def raw_bodies(draw: st.DrawFn, body: Any) -> Sent:
    """A JSON body, changed and sometimes no JSON any more."""
    raw, how = raw_json(draw(spoilt(body))), draw(spoils)
    kind = "application/json"
    at = draw(st.integers(0, len(raw)))
    if how == "cut":
        raw = raw[:at]
    elif how in ("byte", "nul"):
        raw = raw[:at] + (b"\xff" if how == "byte" else b"\0") + raw[at:]
    elif how == "utf16":
        raw = raw.decode().encode("utf-16")
    elif how == "bom":
        raw = b"\xef\xbb\xbf" + raw
    elif how in ("empty", "list"):
        raw = b"" if how == "empty" else b"[" + raw + b"]"
    elif how in ("plain", "form"):
        kind = "text/plain; charset=utf-7" if how == "plain" else "multipart/form-data"
    return Sent(raw, kind)


@st.composite
def raw_forms(draw: st.DrawFn, example: Example) -> Sent:
    """A multipart body with odd fields, or one that is cut or mislabelled."""
    fields = dict(example.form or {})
    files = dict(example.files)
    change = draw(st.sampled_from(["field", "field", "no file", "name", "content", "cut", "label", "json"]))
    odd = draw(st.sampled_from(ODD_TEXTS)).replace("\r\n", " ")
    name, data = files["file"]
    if change == "field":
        fields[draw(st.sampled_from([*fields, "purpose", "file", "stream", "\u202e"]))] = odd
    elif change == "no file":
        files.clear()
    elif change == "content":
        files["file"] = (name, draw(st.sampled_from([*CONTENTS, data[:100]])))
    elif change == "name":
        files["file"] = (odd, data)
    sent = httpx.Request("POST", "http://sandbox/", data=fields, files=files or None)
    raw, kind = sent.read(), sent.headers.get("Content-Type", "")
    if change == "cut":
        raw = raw[: draw(st.integers(0, len(raw)))]
    elif change == "label":
        kind = draw(st.sampled_from(LABELS))
    elif change == "json":
        raw, kind = b"{}", "application/json"
    return Sent(raw, kind)


def judge(address: str, method: str, reply: httpx.Response) -> None:
    """Fails when the answer is none that the manual knows."""
    told = f"{method} {address}: {reply.status_code} {reply.text[:300]}"
    kind = reply.headers.get("Content-Type", "").partition(";")[0]
    no_record = address.startswith("v2/") and reply.status_code == 500 and "record not found" in reply.text
    assert reply.status_code < 500 or no_record, told
    assert reply.headers.get("Trace-Id"), told
    if method == "HEAD" or reply.status_code in (204, 416):
        return
    if kind == "application/json":
        judge_json(address, reply.json(), reply.status_code, told)
    elif kind == "text/event-stream":
        for line in reply.text.splitlines():
            assert not line or line.startswith(("data: ", "event: ")), told
            if line.startswith("data: {"):
                judge_json(address, json.loads(line[6:]), 200, told)
    else:
        assert reply.status_code < 300, told
        assert kind.startswith(("audio/", "image/", "text/", "application/")), told
        assert kind != "text/html", told


def judge_json(address: str, body: Any, status: int, told: str) -> None:
    if isinstance(body, dict) and body.get("type") == "error":
        assert address.startswith(VENDORS), told
        assert status >= 400, told
        assert body["error"]["type"], told
        assert body["error"]["message"], told
        return
    code = (body.get("base_resp") or {}).get("status_code", 0) if isinstance(body, dict) else 0
    assert code == 0 or code in TEXTS, told
    assert code not in FAILED, told
    assert status < 400 or code, told
    # What has no view of its own is refused in the reference's way everywhere.
    assert not code or status in (404, 405) or not address.startswith(VENDORS), told
