"""Telling the model's thinking from its answer, where both come in one text (official.md 3.3)."""

OPEN, CLOSE = "<think>", "</think>"


class ThinkSplitter:
    """Splits a text that comes in pieces. Thinking stands at the beginning, in `<think>...</think>`; the tags may be
    cut anywhere. Later tags are the answer's own words. `feed` and `close` return (text, reasoning)."""

    def __init__(self) -> None:
        self._held = ""
        self._state = "before"

    def feed(self, piece: str) -> tuple[str, str]:
        self._held += piece
        if self._state == "before":
            self._open()
        if self._state == "opened":
            self._held = self._held.lstrip("\n")
            self._state = "thinking" if self._held else "opened"
        if self._state == "thinking":
            return self._think()
        if self._state == "after":
            self._held = self._held.lstrip("\n")
            self._state = "answer" if self._held else "after"
        if self._state == "answer":
            text, self._held = self._held, ""
            return text, ""
        return "", ""

    def pass_by(self) -> None:
        """From here on every tag is part of the answer, unless thinking has begun."""
        if self._state == "before":
            self._state = "answer"

    def close(self) -> tuple[str, str]:
        """What was held back, because a tag might have begun there."""
        held, self._held = self._held, ""
        return ("", held) if self._state == "thinking" else (held, "")

    def _open(self) -> None:
        start = self._held.lstrip()
        if start.startswith(OPEN):
            self._held, self._state = start[len(OPEN) :], "opened"
        elif start and not OPEN.startswith(start):
            self._state = "answer"

    def _think(self) -> tuple[str, str]:
        reasoning, found, rest = self._held.partition(CLOSE)
        if found:
            self._held, self._state = "", "after"
            return self.feed(rest)[0], reasoning
        cut = next((n for n in range(len(CLOSE) - 1, 0, -1) if self._held.endswith(CLOSE[:n])), 0)
        reasoning, self._held = self._held[: len(self._held) - cut], self._held[len(self._held) - cut :]
        return "", reasoning


def split(text: str) -> tuple[str, str]:
    """(answer, reasoning) of a whole text."""
    splitter = ThinkSplitter()
    parts = [splitter.feed(text), splitter.close()]
    return "".join(part[0] for part in parts), "".join(part[1] for part in parts)
