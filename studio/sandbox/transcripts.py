"""Speech to text (official.md 4.5). The sandbox knows the audio that it has made; of other audio it measures the length
and says honestly that it cannot tell what is said."""

import asyncio
import hashlib
import re
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from . import files, misfortune, rendering, store, utterances
from .door import Call, call, data_line, events
from .errors import InvalidParams, Refused, Style, unknown
from .facts import shipped
from .sound import work
from .utterances import Heard, joined

FORMATS = ("json", "verbose_json", "srt", "vtt")
LEVELS = ("sentence", "word")
UNKNOWN = {
    "en": "This is the sandbox. It knows its own voice only, so it cannot tell what is said in this audio.",
    "zh": "这里是沙盒。它只认得自己的声音，所以无法得知这段音频说了什么。",
}
_WORD = re.compile(r"[぀-ヿ㐀-鿿豈-﫿][^\w\s]*|[^\s぀-ヿ㐀-鿿豈-﫿]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,20}([-_,][A-Za-z]{2,20})*")


@dataclass(frozen=True)
class TranscriptRequest:
    """`language`: a hint such as "en" or "Chinese", "" without one."""

    file: UploadedFile
    format: str
    level: str
    stream: bool
    language: str


@dataclass(frozen=True)
class Line:
    """A sentence or a word; `start`, `end`: seconds."""

    text: str
    start: float
    end: float


@call(Style.OPENAI)
async def create(call: Call) -> HttpResponseBase:
    request = await asyncio.to_thread(_read, call)
    what = misfortune.ordered(call.request)
    await misfortune.before(what)
    heard = await _listen(call, request)
    if late := misfortune.after(what, call.style):
        return late
    if request.stream:
        return events(misfortune.cut_stream(_events(heard, request.level), what))
    if request.format in ("srt", "vtt"):
        text = captions(lines_of(heard, request.level), request.format)
        kind = "text/vtt" if request.format == "vtt" else "application/x-subrip"
        return HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    body: dict[str, Any] = {"text": heard.text, "duration": heard.seconds, "trace_id": call.trace}
    return JsonResponse({**body, **_details(heard, request)} if request.format == "verbose_json" else body)


def lines_of(heard: Heard, level: str) -> list[Line]:
    """The sentences, or their words, each with its share of the time by its number of characters."""
    texts = list(heard.sentences)
    if level == "word":
        texts = [word for text in texts for word in _WORD.findall(text)]
    whole, at, lines = sum(map(len, texts)) or 1, 0, []
    for text in texts:
        lines.append(Line(text, heard.seconds * at / whole, heard.seconds * (at + len(text)) / whole))
        at += len(text)
    return lines


def captions(lines: list[Line], format: str) -> str:
    """A subtitle file: SubRip with numbers and commas, or WebVTT."""
    mark = "," if format == "srt" else "."
    blocks = []
    for number, line in enumerate(lines, 1):
        head = f"{number}\n" if format == "srt" else ""
        blocks.append(f"{head}{_clock(line.start, mark)} --> {_clock(line.end, mark)}\n{line.text}\n")
    return ("WEBVTT\n\n" if format == "vtt" else "") + "\n".join(blocks)


def _clock(seconds: float, mark: str) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}{mark}{rest % 1000:03}"


def is_sound(head: bytes) -> bool:
    """Whether a file that begins so is wav, aiff, flac, m4a, mp3, aac, or Ogg with Opus or Vorbis."""
    if head[:4] == b"RIFF":
        return head[8:12] == b"WAVE"
    if head[:4] == b"FORM":
        return head[8:12] in (b"AIFF", b"AIFC")
    frame = len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0  # MPEG audio, or AAC in ADTS
    return head[:4] in (b"fLaC", b"OggS") or head[:3] == b"ID3" or head[4:8] == b"ftyp" or frame


def _read(call: Call) -> TranscriptRequest:
    _, given = files.read_form(call.request)
    form = call.request.POST
    model, most = _model(form.get("model")), 0
    most = model["abilities"]["bytes"]
    if given is None or not given.size:
        raise InvalidParams("file is required and must not be empty")
    if given.size > most:
        raise Refused(2013, f"invalid params, file must have at most {most // 1_000_000} MB", status=413)
    if not is_sound(given.read(16)):
        raise InvalidParams("file must be wav, aiff, flac, m4a, mp3, aac, opus or ogg")
    language = call.request.headers.get("language", "").strip()
    if language and not _LANGUAGE.fullmatch(language):
        raise InvalidParams("language must be a language's name or code")
    format, level = _choice(form, "response_format", FORMATS), _choice(form, "timestamp_level", LEVELS)
    stream = _choice(form, "stream", ("false", "true", "False", "True", "0", "1")).lower() in ("true", "1")
    if stream and format != "json":
        raise InvalidParams("stream: only with response_format json")
    return TranscriptRequest(given, format, level, stream, language)


def _model(name: object) -> dict[str, Any]:
    for row in shipped("models"):
        if row["family"] == "transcription" and row["name"] == name:
            return row
    raise unknown("model", name)


def _choice(form: Any, name: str, allowed: tuple[str, ...]) -> str:
    """The form's value; the first of the allowed when there is none."""
    value = str(form.get(name) or allowed[0])
    if value not in allowed:
        raise InvalidParams(f"{name} must be one of {', '.join(allowed)}")
    return value


async def _listen(call: Call, request: TranscriptRequest) -> Heard:
    longest = float(_model("asr-1.0")["abilities"]["seconds"])
    with _on_disk(request.file) as path:
        digest = await asyncio.to_thread(_digest, path)
        seconds = await rendering.SPEAKERS.one(work.timing, str(path), longest + 1)
    if seconds > longest:
        raise InvalidParams(f"file must last at most {longest:g} s")
    known = await utterances.find(call.account, digest)
    sentences = known.sentences if known else (UNKNOWN["zh" if _is_chinese(request.language) else "en"],)
    return Heard(sentences, round(seconds, 3))


def _is_chinese(language: str) -> bool:
    return language.lower()[:2] in ("zh", "ch") or language.lower() in ("yue", "cantonese")


@contextmanager
def _on_disk(given: UploadedFile) -> Iterator[Path]:
    """The upload as a file that a worker can open."""
    if isinstance(given, TemporaryUploadedFile):
        yield Path(given.temporary_file_path())
        return
    with tempfile.NamedTemporaryFile(dir=store.folder("inputs"), prefix=".listen-") as kept:
        given.seek(0)
        for chunk in given.chunks():
            kept.write(chunk)
        kept.flush()
        yield Path(kept.name)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _details(heard: Heard, request: TranscriptRequest) -> dict[str, Any]:
    """What `verbose_json` tells beside the text: times in seconds, of sentences always, of words if asked for."""
    segments = [
        {"index": at, "start": round(line.start, 3), "end": round(line.end, 3), "text": line.text}
        for at, line in enumerate(lines_of(heard, "sentence"))
    ]
    details: dict[str, Any] = {"task": "transcribe", "language": request.language or "auto", "segments": segments}
    if request.level == "word":
        details["words"] = [
            {"word": line.text, "start": round(line.start, 3), "end": round(line.end, 3)}
            for line in lines_of(heard, "word")
        ]
    return details


async def _events(heard: Heard, level: str) -> AsyncIterator[bytes]:
    """One event a sentence or word, whose deltas joined are the text; the last one says that it is over."""
    said = ""
    lines = lines_of(heard, level)
    for index, line in enumerate(lines):
        whole = heard.text if index == len(lines) - 1 else joined([said, line.text]) if said else line.text
        delta, said = whole[len(said) :], whole
        yield data_line({"index": index, "delta": delta, "finish": False, "duration": round(line.end, 3)})
    yield data_line({"index": len(lines), "delta": "", "finish": True, "duration": heard.seconds})
