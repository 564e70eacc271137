"""Writes and edits lyrics (official.md 7, `POST /v1/lyrics_generation`): tagged sections in rhyming couplets, from the
prompt's own words, in English or Chinese. The same prompt and seed give the same text."""

import re
from collections.abc import Iterator

from .form import TAGS, read_sections
from .style import Style, dice, read_style
from .topics import WORDS, Topic, language_of_words, topics_of

LIMIT = 3500  # characters
FORM = (
    ("Verse", 4),
    ("Pre Chorus", 2),
    ("Chorus", 4),
    ("Verse", 4),
    ("Chorus", 4),
    ("Bridge", 4),
    ("Chorus", 4),
    ("Outro", 2),
)
Lyrics = tuple[str, str, str]
_SWAP = re.compile(
    r"(?:replace|change|swap) [\"'“]?(.+?)[\"'”]? (?:with|to|by|for|into) [\"'“]?(.+?)[\"'”]?[.!]?$",
    re.IGNORECASE,
)
_CHINESE_SWAP = re.compile(r"[把将][“\"]?(.+?)[”\"]?(?:换成|改成|改为|替换为)[“\"]?(.+?)[”\"。]?$")


def write_song(prompt: str, title: str = "", seed: object = "") -> Lyrics:
    """A song's title, its style tags (separated by commas) and its lyrics."""
    pen = _Pen(prompt, title, seed)
    sections: list[tuple[str, list[str]]] = []
    chorus: list[str] = []
    for name, count in FORM:
        lines = list(chorus) if name == "Chorus" and chorus else pen.section(name, count)
        chorus = lines if name == "Chorus" else chorus
        sections.append((name, lines))
    return pen.title, style_tags(prompt, seed), _joined(sections)


def edit_lyrics(lyrics: str, prompt: str, title: str = "", seed: object = "") -> Lyrics:
    """The lyrics changed as the prompt says: words replaced, sections added or removed, longer, shorter; anything else
    rewrites every second line around the prompt's words."""
    sections = _tagged(lyrics)
    if not any(lines for _, lines in sections):
        return write_song(prompt, title, seed)
    pen = _Pen(prompt, title or _title_in(sections), seed)
    if swap := _replacement(prompt):
        text = re.sub(re.escape(swap[0]), lambda _: swap[1], _joined(sections), flags=re.IGNORECASE)
        return pen.title, style_tags(prompt, seed), _within(text)
    changed = _restructured(sections, prompt.lower(), pen)
    if changed is None:
        changed = [(name, list(pen.rewritten(lines))) for name, lines in sections]
    return pen.title, style_tags(prompt, seed), _joined(changed)


def style_tags(prompt: str, seed: object = "") -> str:
    """Genre, mood, instruments and voice as the music would be made from this prompt."""
    style: Style = read_style(prompt, seed)
    mood = "Upbeat" if style.energy > 0.7 else "Calm" if style.energy < 0.55 else "Mellow"
    tags = [style.genre.title(), mood, style.keys.replace("_", " ").title(), f"{round(style.bpm)} BPM",
            "Male Vocals" if style.male else "Female Vocals"]  # fmt: skip
    return ", ".join(dict.fromkeys(tags))


class _Pen:
    """Makes lines. Topics come round again and again, so that every one of them is mentioned."""

    def __init__(self, prompt: str, title: str, seed: object) -> None:
        self.language = language_of_words(prompt or title)
        self.words = WORDS[self.language]
        self.rng = dice("lyrics", prompt, title, seed)
        found = topics_of(prompt, self.language) or topics_of(title, self.language)
        spare = [Topic(word, "noun") for word in self.rng.permutation(self.words["spare"])]
        self.nouns = [topic for topic in found if topic.kind == "noun"] or spare[:3]
        self.topics = found if len(found) > 2 else [*found, *spare[: 3 - len(found)]]
        self.turn = 0
        self.used: set[str] = set()
        self.title = title.strip() or self._title()
        self.families = self._families(prompt)

    def section(self, name: str, count: int) -> list[str]:
        if name == "Chorus":
            return self._chorus()
        if name == "Outro":
            return [line.replace("{t}", self.title) for line in self._some("outro", count)]
        endings = self._endings(count)
        lines = [self._line(ending) for ending in endings]
        if name == "Bridge":
            for place, opening in zip(range(0, count, 2), self._some("bridge", 2), strict=False):
                lines[place] = self._with(opening, endings[place])
        return lines

    def rewritten(self, lines: list[str]) -> Iterator[str]:
        """Every second line new, at least one of them."""
        endings = self._endings(len(lines) + 1)
        for number, line in enumerate(lines):
            yield self._line(endings[number]) if number % 2 or len(lines) == 1 else line

    def _chorus(self) -> list[str]:
        endings = self._endings(4)
        hook = [line.replace("{t}", self.title) for line in self._some("chorus", 2)]
        return [hook[0], self._line(endings[1]), hook[1], self._line(endings[3])]

    def _line(self, ending: str) -> str:
        topic = self.topics[self.turn % len(self.topics)]
        self.turn += 1
        other = self.nouns[(self.turn + 1) % len(self.nouns)]
        frames = self.words[topic.kind]
        if other == topic:
            frames = [frame for frame in frames if "{y}" not in frame]
        frame = self._fresh(frames)
        return self._with(frame.replace("{x}", topic.text).replace("{y}", other.text), ending)

    def _with(self, opening: str, ending: str) -> str:
        if self.language == "zh":
            return f"{opening} {ending}"
        return f"{opening[0].upper()}{opening[1:]}, {ending}"

    def _endings(self, count: int) -> list[str]:
        """Line ends that rhyme in pairs."""
        ends: list[str] = []
        while len(ends) < count:
            family = self.words["rhymes"][str(self.rng.choice(self.families))]
            fresh = [end for end in family if end not in self.used]
            pool = fresh if len(fresh) > 1 else family
            pair = [str(end) for end in self.rng.choice(pool, 2, replace=False)]
            self.used.update(pair)
            ends += pair
        return ends[:count]

    def _families(self, prompt: str) -> list[str]:
        """English songs take the rhymes of their mood, and a few of the others."""
        if self.language == "zh":
            return list(self.words["rhymes"])
        dark = read_style(prompt, "").mode in ("minor", "dorian")
        own, other = self.words["dark" if dark else "bright"], self.words["bright" if dark else "dark"]
        return [*own, *map(str, self.rng.choice(other, 2, replace=False))]

    def _some(self, part: str, count: int) -> list[str]:
        return [str(line) for line in self.rng.choice(self.words[part], count, replace=False)]

    def _fresh(self, frames: list[str]) -> str:
        left = [frame for frame in frames if frame not in self.used] or frames
        frame = str(left[int(self.rng.integers(len(left)))])
        self.used.add(frame)
        return frame

    def _title(self) -> str:
        one = self.nouns[0].text
        two = next((topic.text for topic in self.nouns[1:]), str(self.rng.choice(self.words["spare"])))
        frame = str(self.rng.choice(self.words["title"]))
        capital = (lambda text: text) if self.language == "zh" else str.capitalize
        return frame.replace("{X}", capital(one)).replace("{Y}", capital(two))


def _tagged(lyrics: str) -> list[tuple[str, list[str]]]:
    return [(section.name.title(), section.lines) for section in read_sections(lyrics)]


def _title_in(sections: list[tuple[str, list[str]]]) -> str:
    """An edited song is called by the first words of its chorus, or of itself."""
    lines = [lines for name, lines in sections if name == "Chorus" and lines] or [
        lines for _, lines in sections if lines
    ]
    return re.split(r"[,，:：]", lines[0][0])[0].strip()[:40] if lines else ""


def _replacement(prompt: str) -> tuple[str, str] | None:
    """What "replace X with Y", "change X to Y" or 把X换成Y asks for."""
    plain = " ".join(prompt.split())  # runs of spaces would cost the patterns seconds
    found = _SWAP.search(plain) or _CHINESE_SWAP.search(plain)
    return (found[1].strip(), found[2].strip()) if found else None


def _restructured(sections: list[tuple[str, list[str]]], prompt: str, pen: _Pen) -> list[tuple[str, list[str]]] | None:
    """With a section added or removed, longer or shorter; None when the prompt asks for nothing of the kind."""
    tag = next((tag for tag in sorted(TAGS, key=len, reverse=True) if tag in prompt), "").title()
    if tag and re.search(r"\b(add|insert|append|include)\b|加", prompt):
        count = dict(FORM).get(tag, 4)
        at = len(sections) if tag == "Outro" else 0 if tag == "Intro" else max(1, len(sections) - 1)
        return [*sections[:at], (tag, pen.section(tag, count)), *sections[at:]]
    if tag and re.search(r"\b(remove|delete|drop|cut)\b|删|去掉", prompt):
        return [section for section in sections if section[0] != tag] or sections
    if re.search(r"\bshort(er)?\b|短", prompt):
        return sections[: max(1, (len(sections) + 1) // 2)]
    if re.search(r"\blong(er)?\b|长", prompt):
        return [*sections, ("Verse", pen.section("Verse", 4)), ("Chorus", pen.section("Chorus", 4))]
    return None


def _joined(sections: list[tuple[str, list[str]]]) -> str:
    return _within("\n\n".join("\n".join([f"[{name}]", *lines]) for name, lines in sections))


def _within(text: str) -> str:
    """At most `LIMIT` characters, cut after a whole line."""
    return text if len(text) <= LIMIT else text[: LIMIT + 1].rpartition("\n")[0][:LIMIT].rstrip()
