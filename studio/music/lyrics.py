"""Lyrics: the sections that MiniMax knows (official.md 7), what is wrong with a text, and where its sections fall."""

import re
from difflib import get_close_matches

from django.utils.translation import gettext as _

TAGS = (
    "Intro",
    "Verse",
    "Pre Chorus",
    "Chorus",
    "Post Chorus",
    "Hook",
    "Bridge",
    "Interlude",
    "Transition",
    "Break",
    "Build Up",
    "Inst",
    "Solo",
    "Outro",
)
# reference.md writes `Verse 1:`; the client says it as the dialect wants it.
SPOKEN = ("Refrain", "Instrumental")
KNOWN = {name.lower(): name for name in (*TAGS, *SPOKEN)}
BRACKETED = re.compile(r"^\s*\[([^\]\n]*)\]\s*$", re.MULTILINE)
HEADING = re.compile(
    r"^[ \t]*(?:\[([^\]\n]+)\]|([A-Za-z]+(?:[ -][A-Za-z]+)?)[ \t]*\d*[ \t]*:)[ \t]*(.*)$", re.MULTILINE
)
# Of a section without a word, against one sung line: it is played, not skipped.
WORDLESS_LINES = 3
MOST_NAMED = 3


def name_of(tag: str) -> str:
    """The known name of what stands in brackets or before a colon, `Verse 2` and `pre-chorus` too; "" for another."""
    plain = re.sub(r"\s*\d+$", "", tag.strip().lower().replace("-", " "))
    return KNOWN.get(plain, "")


def find_unknown(lyrics: str) -> str:
    """Why a tag of these lyrics is none, in words; or nothing."""
    wrong = [tag for tag in BRACKETED.findall(lyrics) if not name_of(tag)]
    if not wrong:
        return ""
    tags = list(dict.fromkeys(f"[{tag.strip()[:20]}]" for tag in wrong))
    told = {"tags": " ".join(tags[:MOST_NAMED])}
    near = get_close_matches(wrong[0].strip().lower(), list(KNOWN), 1)
    if near:
        return _("%(tags)s is no section that MiniMax knows; perhaps [%(near)s]?") % {**told, "near": KNOWN[near[0]]}
    known = " ".join(f"[{tag}]" for tag in TAGS)
    return _("%(tags)s is no section that MiniMax knows. It knows %(known)s.") % {**told, "known": known}


def sections_of(lyrics: str) -> list[tuple[str, float]]:
    """The sections in order, each with the part of the song at which it probably begins.

    MiniMax tells no times: a section is taken to last as long as its lines.
    """
    parts: list[list[str]] = []
    for line in lyrics.splitlines():
        found = HEADING.match(line)
        name = name_of(found[1] or found[2]) if found else ""
        if name:
            parts.append([name, *([found[3]] if found and found[3].strip() else [])])
        elif line.strip() and parts:
            parts[-1].append(line)
    weights = [len(part) - 1 or WORDLESS_LINES for part in parts]
    whole = sum(weights)
    return [(part[0], round(sum(weights[:at]) / whole, 4)) for at, part in enumerate(parts)]
