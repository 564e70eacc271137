"""Lines to MiniMax that stay open between sentences: one for each live session, closed when nobody speaks for a while.

A line is a task that owns its socket and says one text after the other. Who speaks on it takes turns.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

from studio.minimax import MiniMax, MiniMaxError, SpeechRequest, Spoken, Unclear

log = logging.getLogger(__name__)
# MiniMax closes a line after about 120 s of silence (official.md 4.2); ours is gone before.
IDLE_SECONDS = 90.0
End = Spoken | Exception


@dataclass
class Talk:
    """`request`: the settings that the line was opened with; other settings need another line. `leaves`: nobody spoke
    for a while, and what is said from now on needs another line, though closing this one takes its time."""

    request: SpeechRequest
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    texts: asyncio.Queue[tuple[str, asyncio.Queue[bytes | End]]] = field(default_factory=asyncio.Queue)
    owner: asyncio.Task[None] | None = None
    leaves: bool = False

    def open(self, api: MiniMax) -> None:
        if self.owner is not None:
            _closing.add(self.owner)
            self.owner.add_done_callback(_closing.discard)
        self.leaves = False
        self.owner = asyncio.create_task(self.hold(api))

    async def hold(self, api: MiniMax) -> None:
        """Open the line with its first text, say what comes, close it when nothing comes any more."""
        text, heard = await self.texts.get()
        try:
            async with api.speech.live(self.request) as live:
                while True:
                    async for piece in live.say(text):
                        heard.put_nowait(piece)
                    heard.put_nowait(live.spoken or Unclear())
                    following = await self.wait_for_text()
                    if following is None:
                        return
                    text, heard = following
        except Exception as error:
            heard.put_nowait(error)
            if not isinstance(error, MiniMaxError):
                log.exception("a live line broke")

    async def wait_for_text(self) -> tuple[str, asyncio.Queue[bytes | End]] | None:
        """What is said next; None when nobody speaks for a while. A text that came at the last moment still counts."""
        try:
            return await asyncio.wait_for(self.texts.get(), IDLE_SECONDS)
        except TimeoutError:
            self.leaves = self.texts.empty()
            return None if self.leaves else self.texts.get_nowait()

    @property
    def is_open(self) -> bool:
        return self.owner is not None and not self.owner.done() and not self.leaves


class Turn:
    """The right to say one text on a line."""

    def __init__(self, api: MiniMax, talk: Talk, text: str) -> None:
        self._api, self._talk, self._text = api, talk, text

    def say(self) -> "Saying":
        return Saying(self._api, self._talk, self._text)

    def give_back(self) -> None:
        self._talk.turn.release()


class Saying:
    """`async for piece in saying`; `facts` are there at its end."""

    def __init__(self, api: MiniMax, talk: Talk, text: str) -> None:
        self._api, self._talk, self._text = api, talk, text
        self.facts: Spoken | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        heard: asyncio.Queue[bytes | End] = asyncio.Queue()
        if not self._talk.is_open:
            self._talk.open(self._api)
        self._talk.texts.put_nowait((self._text, heard))
        while True:
            piece = await self._next(heard)
            if isinstance(piece, Exception):
                raise piece
            if isinstance(piece, Spoken):
                self.facts = piece
                return
            yield piece

    async def _next(self, heard: "asyncio.Queue[bytes | End]") -> "bytes | End":
        """What is heard next, or that the line ended without a word."""
        owner = self._talk.owner
        assert owner is not None
        getting = asyncio.ensure_future(heard.get())
        await asyncio.wait({getting, owner}, return_when=asyncio.FIRST_COMPLETED)
        if not getting.done():
            getting.cancel()
            return heard.get_nowait() if not heard.empty() else Unclear()
        return getting.result()


_talks: dict[str, Talk] = {}
# The loop itself does not hold its tasks.
_closing: set[asyncio.Task[None]] = set()


async def take_turn(api: MiniMax, session: str, request: SpeechRequest) -> Turn:
    """Wait until nobody speaks on the session's line. Settings that changed open another one."""
    settings = replace(request, text="")
    _forget_closed()
    talk = _talks.get(session)
    if talk is None or talk.request != settings:
        talk = _talks[session] = Talk(settings)
    await talk.turn.acquire()
    return Turn(api, talk, request.text)


def _forget_closed() -> None:
    for name, talk in list(_talks.items()):
        if talk.owner is not None and talk.owner.done() and not talk.turn.locked():
            del _talks[name]
