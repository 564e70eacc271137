"""A conversation's title: its first words, then a model's, unless a person gave one."""

from studio.chat.models import LONGEST_TITLE, Message


def title_of(text: str) -> str:
    """The first line, cut at a word."""
    line = " ".join(text.split("\n", 1)[0].split()) or " ".join(text.split())
    if len(line) <= 60:
        return line[:LONGEST_TITLE]
    return line[:60].rsplit(" ", 1)[0] + "…"


def ask_for_title(reply: Message) -> None:
    """After a first reply, let a model find a title."""
