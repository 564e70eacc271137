"""Server-sent events out of bytes that may be cut anywhere: inside a letter, a line, or its line ending.

A `data:` line that is a JSON object of its own is an event at once, since MiniMax writes one a line; others are
joined up to the blank line, as the standard says. Comments (`: keep-alive`) and other fields pass by.
"""

import codecs

from studio.minimax.errors import Garbled

LONGEST = 64 * 1024 * 1024
DONE = "[DONE]"


class EventParser:
    """`feed` returns the events' data; `done` after `[DONE]`."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._line: list[str] = []
        self._length = 0
        self._data: list[str] = []
        self._ended_by_return = False
        self.done = False

    def feed(self, chunk: bytes) -> list[str]:
        return self._take(self._decoder.decode(chunk))

    def close(self) -> list[str]:
        """The last event, when the body ends without a blank line."""
        found = self._take(self._decoder.decode(b"", final=True) + "\n")
        return found + self._dispatch()

    def _take(self, text: str) -> list[str]:
        if self._ended_by_return and text:
            text, self._ended_by_return = text.removeprefix("\n"), False
        self._ended_by_return = text.endswith("\r") or (self._ended_by_return and not text)
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        found: list[str] = []
        for piece in lines[:-1]:
            found += self._read("".join([*self._line, piece]))
            self._line.clear()
            self._length = 0
        self._line.append(lines[-1])
        self._length += len(lines[-1])
        if self._length > LONGEST or sum(map(len, self._data)) > LONGEST:
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
        whole = len(self._data) == 1 and value.startswith("{") and value.rstrip().endswith("}")
        return self._dispatch() if whole else []

    def _dispatch(self) -> list[str]:
        data = "\n".join(self._data).strip()
        self._data.clear()
        return [data] if data else []
