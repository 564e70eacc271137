"""Subtitles: MiniMax's sentences and times as cues, and cues as SRT and WebVTT. Times are whole milliseconds."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

MOST = 84  # characters: two lines of a film's subtitle
_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_PAUSE = re.compile(r"<#[0-9.]*#>")
# Where a cue may break: behind a space, and behind a Chinese, Japanese or Korean sign that no closing sign follows.
_BREAK = re.compile(rf"(?<=\s)(?=\S)|(?<=[{_WIDE}])(?=[^\s、。，．！？：；）」』】》〉”’…])")


@dataclass(frozen=True)
class Cue:
    """`start_ms` is at least 0, `end_ms` after it."""

    start_ms: int
    end_ms: int
    text: str


def heard(text: str) -> str:
    """A text without the marks of its pauses, which nobody hears as words."""
    return " ".join(_PAUSE.sub(" ", text).split())


def read_cues(items: Iterable[Any]) -> list[Cue]:
    """Cues from `{text, time_begin, time_end}`, in the order of time, none overlapping the next.

    What has no text, no time, or no length is left out; times below 0 are 0.
    """
    cues: list[Cue] = []
    for cue in sorted(filter(None, map(_read, items)), key=lambda cue: (cue.start_ms, cue.end_ms)):
        start = max(cue.start_ms, cues[-1].end_ms if cues else 0)
        if start < cue.end_ms:
            cues.append(replace(cue, start_ms=start))
    return cues


def write_srt(cues: Iterable[Cue]) -> str:
    """SubRip, which knows no escapes: an arrow in a text is written apart."""
    blocks = []
    for number, cue in enumerate(cues, 1):
        text = _lines(cue.text).replace("-->", "-- >")
        blocks.append(f"{number}\n{_clock(cue.start_ms, ',')} --> {_clock(cue.end_ms, ',')}\n{text}\n")
    return "\n".join(blocks)


def write_vtt(cues: Iterable[Cue]) -> str:
    """WebVTT, where `&`, `<` and `>` would be markup; so an arrow in a text is none either."""
    blocks = ["WEBVTT\n"]
    for cue in cues:
        text = _lines(cue.text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        blocks.append(f"{_clock(cue.start_ms, '.')} --> {_clock(cue.end_ms, '.')}\n{text}\n")
    return "\n".join(blocks)


def shift(cues: Iterable[Cue], ms: int) -> list[Cue]:
    """The cues so much later, or earlier; what would end before 0 is left out."""
    moved = (replace(cue, start_ms=max(0, cue.start_ms + ms), end_ms=cue.end_ms + ms) for cue in cues)
    return [cue for cue in moved if cue.end_ms > cue.start_ms]


def split_long(cues: Iterable[Cue], most: int = MOST) -> list[Cue]:
    """Cues of at most `most` characters; the time is shared by characters. A longer word stays whole."""
    return [part for cue in cues for part in _split(cue, most)]


def _split(cue: Cue, most: int) -> list[Cue]:
    text = " ".join(cue.text.split())
    if len(text) <= most:
        return [cue]
    parts = [""]
    count = -(-len(text) // most)
    for piece in _BREAK.split(text):
        # As many parts as are needed, of about the same length; never longer than allowed.
        fair = len(text) / count
        if parts[-1] and (len(parts[-1]) >= fair or len((parts[-1] + piece).rstrip()) > most):
            parts.append("")
        parts[-1] += piece
    return _share(cue, parts)


def _share(cue: Cue, parts: list[str]) -> list[Cue]:
    """Each part for the time that its characters take; the cue as it is when there is no millisecond for one."""
    total, span, said, cues = sum(map(len, parts)), cue.end_ms - cue.start_ms, 0, []
    for part in parts:
        start = cue.start_ms + span * said // total
        said += len(part)
        cues.append(Cue(start, cue.start_ms + span * said // total, part.strip()))
    return cues if all(part.end_ms > part.start_ms for part in cues) else [cue]


def _read(item: Any) -> Cue | None:
    if not isinstance(item, dict) or not isinstance(text := item.get("text"), str) or not text.strip():
        return None
    begin, end = item.get("time_begin"), item.get("time_end")
    if not all(isinstance(time, int | float) and abs(time) < 1e10 for time in (begin, end)):
        return None
    start, stop = max(0, round(begin)), round(end)  # type: ignore[arg-type]
    return Cue(start, stop, text.strip()) if stop > start else None


def _lines(text: str) -> str:
    """Without blank lines, which would end the cue."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _clock(ms: int, point: str) -> str:
    """ "00:00:00,000"; hours take as many digits as they need."""
    seconds, ms = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{ms:03}"
