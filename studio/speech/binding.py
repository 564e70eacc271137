"""Binding a script's takes: one after the other in a file with chapters, or side by side in a zip. Runs in the child.

Knows no Django. However long it gets, only some thousand samples are in memory.
"""

import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from studio.library.audio import NO_SOUND, wav_header
from studio.library.audio_reading import frames_of, open_audio, play, tell_kind
from studio.library.examine import Unreadable
from studio.speech.subtitles import Cue, split_long, write_srt

if TYPE_CHECKING:
    from numpy import ndarray

Format = Literal["mp3", "m4a", "wav", "flac"]
RATE, FINE_RATE = 32_000, 44_100
GAP_MS = 400
MOST_CHAPTERS = 255
NAME_LENGTH, FIRST_WORDS = 40, 6
# Of each format the encoder, the container, and what either is told: twice to three times as fast, and speech sounds
# no worse at 128 kbit/s.
FORMATS: dict[Format, tuple[str, dict[str, str], str, dict[str, str]]] = {
    "mp3": ("libmp3lame", {"b": "128k", "compression_level": "7"}, "mp3", {}),
    "m4a": ("aac", {"b": "128k", "aac_coder": "fast"}, "ipod", {"movflags": "faststart"}),
    "wav": ("pcm_s16le", {}, "wav", {}),
    "flac": ("flac", {}, "flac", {}),
}
# What no file system likes, and what turns the direction of a name.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]+')


@dataclass(frozen=True)
class Part:
    """A take. `raw_rate`: the file is bare 16-bit mono PCM at so many Hz."""

    path: Path
    speaker: str
    text: str
    raw_rate: int | None = None


@dataclass(frozen=True)
class Placed:
    """Where a part came to be in the whole."""

    start_ms: int
    end_ms: int
    speaker: str
    text: str


def told(speaker: str, text: str) -> str:
    """What is said, with who says it."""
    return f"{speaker}: {text}" if speaker else text


def bind(parts: list[Part], target: Path, format: Format, gap_ms: int = GAP_MS, title: str = "") -> list[Placed]:
    """Write all parts to one mono file, silence between them; MP3 and M4A have a chapter for each.

    At 44.1 kHz if any part has that, else at 32 kHz. `target` appears when it is complete. Raises Unreadable when a
    part is no sound, or there is none.
    """
    if not parts:
        raise Unreadable(NO_SOUND)
    rate = FINE_RATE if any(_rate_of(part) == FINE_RATE for part in parts) else RATE
    with _draft_of(target) as draft:
        placed = _encode(parts, draft, format, rate, gap_ms, title)
        if format == "mp3":
            # Its chapters stand at the start, and were not known then.
            plain = draft.replace(draft.with_name("plain"))
            _copy_with_chapters(plain, draft, placed, title)
    return placed


def bind_zip(parts: list[Part], target: Path, gap_ms: int = GAP_MS) -> None:
    """Write the takes as they are, uncompressed, with the script as text and as subtitles.

    The subtitles have the times of `bind` with the same gap. Bare PCM becomes WAV. Raises Unreadable when a part is no
    sound.
    """
    cues, start, digits = [], 0, max(3, len(str(len(parts))))
    with (
        _draft_of(target) as draft,
        zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED, strict_timestamps=False) as archive,
    ):
        for number, part in enumerate(parts, 1):
            end = start + _length_ms(part)
            cues.append(Cue(start, end, told(part.speaker, part.text)))
            start = end + gap_ms
            suffix = "wav" if part.raw_rate else tell_kind(str(part.path)).suffix
            _put(archive, part, f"{number:0{digits}} {_safe_name(part.speaker, part.text)}.{suffix}")
        archive.writestr("script.txt", "\n\n".join(cue.text for cue in cues) + "\n")
        archive.writestr("script.srt", write_srt(split_long(cues)))


# One file


@contextmanager
def _draft_of(target: Path) -> Iterator[Path]:
    """A path beside `target`, which takes its place when all went well; nothing is left otherwise."""
    with tempfile.TemporaryDirectory(prefix="bind-", dir=target.parent) as folder:
        draft = Path(folder) / "draft"
        yield draft
        draft.replace(target)


def _encode(parts: list[Part], path: Path, format: Format, rate: int, gap_ms: int, title: str) -> list[Placed]:
    import av
    import numpy as np

    codec, manner, muxer, options = FORMATS[format]
    placed: list[Placed] = []
    count = 0
    with av.open(str(path), "w", format=muxer, container_options=options) as container:
        container.metadata["title"] = title
        stream: Any = container.add_stream(codec, rate=rate, layout="mono", options=manner)

        def add(samples: "ndarray") -> None:
            nonlocal count
            frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), "s16", "mono")
            frame.sample_rate, frame.pts, frame.time_base = rate, count, Fraction(1, rate)
            container.mux(stream.encode(frame))
            count += len(samples)

        for part in parts:
            if placed and gap_ms:
                add(np.zeros(rate * gap_ms // 1000, np.int16))
            start = count
            for samples in play(str(part.path), rate, part.raw_rate):
                add(samples)
            if count == start:
                raise Unreadable(NO_SOUND)
            placed.append(Placed(start * 1000 // rate, count * 1000 // rate, part.speaker, part.text))
        container.mux(stream.encode(None))
        if format == "m4a":
            container.set_chapters(_chapters(placed))
    return placed


def _copy_with_chapters(source: Path, target: Path, placed: list[Placed], title: str) -> None:
    """The same MP3 behind a tag that knows the chapters."""
    import av

    with av.open(str(source)) as before, av.open(str(target), "w", format="mp3") as after:
        after.metadata["title"] = title
        after.set_chapters(_chapters(placed))
        stream = after.add_stream_from_template(before.streams.audio[0])
        for packet in before.demux(before.streams.audio[0]):
            if packet.size:
                packet.stream = stream
                after.mux(packet)


def _chapters(placed: list[Placed]) -> list[Any]:
    """One for each part, by who speaks and the first words; for every second, third, … when ID3 cannot count them.

    Each lasts up to the next, so that no moment is without one.
    """
    firsts = placed[:: -(-len(placed) // MOST_CHAPTERS)]
    edges = pairwise([*(first.start_ms for first in firsts), placed[-1].end_ms])
    return [
        {"id": at, "start": start, "end": end, "time_base": Fraction(1, 1000), "metadata": {"title": _title(first)}}
        for at, (first, (start, end)) in enumerate(zip(firsts, edges, strict=True))
    ]


def _title(part: Placed) -> str:
    words = part.text.split()
    return told(part.speaker, " ".join(words[:FIRST_WORDS]) + ("…" if len(words) > FIRST_WORDS else ""))


def _rate_of(part: Part) -> int:
    with open_audio(str(part.path), part.raw_rate) as container:
        return container.streams.audio[0].codec_context.sample_rate


# A zip


def _length_ms(part: Part) -> int:
    with open_audio(str(part.path), part.raw_rate) as container:
        seconds = sum(frame.samples / frame.sample_rate for frame in frames_of(container))
    if not seconds:
        raise Unreadable(NO_SOUND)
    return round(seconds * 1000)


def _put(archive: zipfile.ZipFile, part: Part, name: str) -> None:
    if not part.raw_rate:
        archive.write(part.path, name)
        return
    with archive.open(name, "w", force_zip64=True) as file, part.path.open("rb") as source:
        file.write(wav_header(part.raw_rate, data_bytes=part.path.stat().st_size))
        shutil.copyfileobj(source, file)


def _safe_name(name: str, text: str) -> str:
    """Who speaks, and the first words, as any file system takes them."""
    words = " ".join(_clean(text).split()[:FIRST_WORDS])
    said = " - ".join(filter(None, (_clean(name)[:NAME_LENGTH].strip(), words[:NAME_LENGTH].strip())))
    return said.rstrip(". ") or "take"


def _clean(text: str) -> str:
    return " ".join(_UNSAFE.sub(" ", text).split())
