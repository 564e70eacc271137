"""A title for a conversation, out of its own first words."""

import re

from .deeds import POLITE
from .objects import subject_of
from .wording import is_chinese, squeezed, topics_of

ASKED = re.compile(r"\s*give a title of at most six words\b[^\n]*\n\s*\n([\s\S]*)", re.IGNORECASE)
WORDS, LETTERS = 6, 12
_SPEAKER = re.compile(r"^\s*(?:user|assistant|person|human|用户|助手)\s*[:：]\s*", re.IGNORECASE | re.MULTILINE)
_MARKS = " \t.,;:!?\"'“”‘’「」『』。，；：！？、*#_`"


def beginning_of(text: str) -> str | None:
    """The words of the conversation that a title is asked for, or None when the text asks for none."""
    found = ASKED.match(text)
    return found[1] if found else None


def title_of(beginning: str) -> str:
    """At most six words, or twelve Han letters; what the first sentence is about, if that is short enough."""
    text = _SPEAKER.sub("", beginning).strip()
    polite = POLITE.match(text)
    text = (text[polite.end() :] if polite else "").strip() or text
    first = squeezed(re.split(r"[.!?](?:\s|$)|[。！？\n]", text.strip(), maxsplit=1)[0])
    chinese = is_chinese(first or text)
    subject = re.sub(r"[\"“”「」『』*#`]", "", subject_of(first)).strip(_MARKS)
    if chinese:
        return _chinese(subject or first)
    subject = re.sub(r"^(?:an?|the|some)\s+", "", subject, flags=re.IGNORECASE)
    if not subject or len(subject.split()) > WORDS:
        subject = " ".join(topics_of(first, WORDS) or topics_of(text, WORDS)) or " ".join(first.split()[:WORDS])
    title = " ".join(subject.split()[:WORDS]).strip(_MARKS)[:80] or "Conversation"
    return title[0].upper() + title[1:]


def _chinese(subject: str) -> str:
    clause = re.split(r"[，,、；;：:]", subject, maxsplit=1)[0].strip(_MARKS) or subject
    return clause[:LETTERS].strip(_MARKS) or "对话"
