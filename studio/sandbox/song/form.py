"""The form of a song: its sections, from the lyric tags (official.md 7) or, without lyrics, by custom."""

import re
from dataclasses import dataclass, field

TAGS = ("intro", "verse", "pre chorus", "chorus", "interlude", "bridge", "outro", "post chorus", "transition",
        "break", "hook", "build up", "inst", "solo")  # fmt: skip
CHINESE_TAGS = {"前奏": "intro", "主歌": "verse", "导歌": "pre chorus", "预副歌": "pre chorus", "副歌": "chorus",
                "间奏": "interlude", "桥段": "bridge", "尾奏": "outro", "结尾": "outro", "独奏": "solo",
                "说唱": "verse"}  # fmt: skip
EMPTY_BARS = {"intro": 4, "interlude": 4, "outro": 4, "transition": 2, "break": 2, "build up": 4, "inst": 8, "solo": 8}
CUSTOM = ("intro", "verse", "chorus", "interlude", "verse", "chorus", "bridge", "chorus", "outro")
_NAMES = "|".join(
    [*(tag.replace(" ", "[ -]?") for tag in sorted(TAGS, key=len, reverse=True)), "instrumental", *CHINESE_TAGS]
)
_BRACKETS = re.compile(rf"^\s*[\[【(（]\s*({_NAMES})\b[^\])】）]*[\])】）]\s*(.*)$", re.IGNORECASE)
_COLON = re.compile(rf"^\s*({_NAMES})\s*\d*\s*[:：]\s*(.*)$", re.IGNORECASE)
_OTHER = re.compile(r"^\s*\[[^\]]*\]\s*$")


@dataclass
class Section:
    """`name`: one of `TAGS`. `lines`: what is sung in it. `bars`: its length in bars of four beats."""

    name: str
    lines: list[str] = field(default_factory=list)
    bars: int = 0
    bars_per_line: int = 2


def read_sections(lyrics: str) -> list[Section]:
    """The sections in their order; lines before any tag make a verse; unknown tags in brackets are not sung."""
    sections: list[Section] = []
    for raw in lyrics.splitlines():
        line = raw.replace("##", "").strip()
        found = _BRACKETS.match(line) or _COLON.match(line)
        if found:
            sections.append(Section(_tag(found[1])))
            line = found[2].strip()
        elif _OTHER.match(line):
            continue
        if re.search(r"\w", line) and line.strip(". …"):
            if not sections:
                sections.append(Section("verse"))
            sections[-1].lines.append(line)
    for section in sections:
        section.bars = bars_of(section)
    return sections


def custom_sections() -> list[Section]:
    """The form of a piece without words."""
    return [Section(name, bars=EMPTY_BARS.get(name, 8)) for name in CUSTOM]


def bars_of(section: Section) -> int:
    if not section.lines:
        return EMPTY_BARS.get(section.name, 8)
    return len(section.lines) * section.bars_per_line


def _tag(word: str) -> str:
    plain = re.sub(r"[-\s]+", " ", word.lower())
    plain = CHINESE_TAGS.get(plain, plain)
    if plain == "instrumental":
        return "inst"
    return next(tag for tag in TAGS if tag.replace(" ", "") == plain.replace(" ", ""))


def natural_bars(sections: list[Section]) -> int:
    return sum(section.bars for section in sections)


def fitted(sections: list[Section], bars: int) -> list[Section]:
    """The sections cut or extended to exactly `bars`; words are kept as long as there is room for them.

    Too long: sections without words shrink, then lines take one bar instead of two, then the end is cut. Too short:
    an intro and an interlude are added, then the song's sections come again.
    """
    result = [Section(s.name, list(s.lines), s.bars, s.bars_per_line) for s in sections]
    if natural_bars(result) > bars:
        _shrink(result, bars)
    elif natural_bars(result) < bars:
        _extend(result, bars)
    return [section for section in result if section.bars > 0]


def _shrink(sections: list[Section], bars: int) -> None:
    for section in sections:
        if not section.lines and natural_bars(sections) > bars:
            section.bars = max(1, section.bars - (natural_bars(sections) - bars))
    for section in sections:
        if section.lines and natural_bars(sections) > bars:
            section.bars_per_line, section.bars = 1, len(section.lines)
    while natural_bars(sections) > bars and len(sections) > 1 and sections[-1].bars <= natural_bars(sections) - bars:
        sections.pop()
    over = natural_bars(sections) - bars
    if over > 0:
        last = sections[-1]
        last.bars -= over
        last.lines = last.lines[: max(1, last.bars // last.bars_per_line)]
        if last.lines and last.bars < last.bars_per_line:
            last.bars_per_line = 1
    elif over < 0:
        sections[-1].bars -= over


def _extend(sections: list[Section], bars: int) -> None:
    ending = sections.pop() if sections[-1].name == "outro" else None
    room = bars - (ending.bars if ending else 0)
    if sections and sections[0].name != "intro" and room - natural_bars(sections) >= 4:
        sections.insert(0, Section("intro", bars=4))
    again = [s for s in sections if s.name not in ("intro", "build up", "transition")] or [Section("verse", bars=8)]
    number = 0
    while room - natural_bars(sections) > 0:
        left = room - natural_bars(sections)
        if number % (len(again) + 1) == 0 and left >= 8:
            sections.append(Section("interlude", bars=4))
        else:
            source = again[(number - 1) % len(again)] if number else again[-1]
            if source.bars <= left:
                sections.append(Section(source.name, list(source.lines), source.bars, source.bars_per_line))
            else:
                sections.append(Section("outro" if ending is None else "interlude", bars=left))
        number += 1
    if ending:
        sections.append(ending)
