"""Server-sent events out of bytes that may be cut anywhere: inside a letter, a line, or its line ending.

A `data:` line that is a JSON object of its own is an event at once, since MiniMax writes one a line; others are
joined up to the blank line, as the standard says. Comments (`: keep-alive`) and other fields pass by.
"""

import codecs

from studio.minimax.errors import Garbled

LONGEST = 64 * 1024 * 1024
LINES = 100_000  # of one event
DONE = "[DONE]"


class EventParser:
    """`feed` returns the events' data; `done` after `[DONE]`."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._line: list[str] = []
        self._length = 0
        self._data: list[str] = []
        self._data_length = 0
        self._at_start = True
        self._ended_by_return = False
        self.done = False

    def feed(self, chunk: bytes) -> list[str]:
        return self._take(self._decoder.decode(chunk))

    def close(self) -> list[str]:
        """The last event, when the body ends without a blank line."""
        found = self._take(self._decoder.decode(b"", final=True) + "\n")
        return found + self._dispatch()

    def _take(self, text: str) -> list[str]:
        if self._at_start and text:
            text, self._at_start = text.removeprefix("\ufeff"), False
        if self._ended_by_return and text:
            text, self._ended_by_return = text.removeprefix("\n"), False
        self._ended_by_return = text.endswith("\r") or (self._ended_by_return and not text)
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        *lines, rest = text.split("\n")
        found: list[str] = []
        if lines:
            lines[0] = "".join([*self._line, lines[0]])
            self._line.clear()
            self._length = 0
        for line in lines:
            if line or self._data:
                found += self._read(line)
        if rest:
            self._line.append(rest)
            self._length += len(rest)
        if self._length > LONGEST:
            raise Garbled
        return found

    def _read(self, line: str) -> list[str]:
        if not line:
            return self._dispatch()
        if not line.startswith("data:"):
            return []
        value = line[5:].removeprefix(" ")
        if value.strip() == DONE:
            self.done = True
            return self._dispatch()
        self._data.append(value)
        self._data_length += len(value) + 1
        if self._data_length > LONGEST or len(self._data) > LINES:
            raise Garbled
        return self._dispatch() if len(self._data) == 1 and _is_whole(value) else []

    def _dispatch(self) -> list[str]:
        data = "\n".join(self._data).strip()
        self._data.clear()
        self._data_length = 0
        return [data] if data else []


def _is_whole(value: str) -> bool:
    """Whether the line seems to be an object of its own; one that is not waits for the blank line."""
    return value[:1] == "{" and value.rstrip()[-1:] == "}" and value.count("{") == value.count("}")
