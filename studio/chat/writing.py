"""Replies while they are written: each piece to the pages that follow, at once or with those of the next tenth of a
second; each second to the row. All of it lives in the event loop of the process that drives.
"""

import asyncio
import json
import logging
import threading
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from studio.chat.markup import render_markdown
from studio.chat.models import Message
from studio.chat.prices import FRAME
from studio.jobs.db import db, persist
from studio.live.words import tell
from studio.minimax import ChatPiece
from studio.search.words import split

log = logging.getLogger(__name__)
SAVE_EVERY, MOST_FRAMES = 1.0, 30


class Part:
    """One growing text. Offsets count letters, not UTF-16 units."""

    def __init__(self) -> None:
        self.length = self.sent = 0
        self._told: list[str] = []
        self._unsent: list[str] = []
        # What is told is read by threads too: a frame must not be in neither list, nor in both.
        self._lock = threading.Lock()

    def add(self, piece: str) -> None:
        self._unsent.append(piece)
        self.length += len(piece)

    def take_unsent(self) -> tuple[int, str]:
        """Where the next words begin, and they."""
        at, text = self.sent, "".join(self._unsent)
        with self._lock:
            # A token by itself takes ten times the room of its letters, and a frame by itself three times.
            self._told = [*self._told, text] if len(self._told) < MOST_FRAMES else ["".join([*self._told, text])]
            self._unsent = []
        self.sent = at + len(text)
        return at, text

    def whole(self) -> str:
        with self._lock:
            parts = [*self._told, *self._unsent]
        return "".join(parts)


class Writing:
    """The paper of one reply (`WrittenRecipe.open`)."""

    def __init__(self, message: Message) -> None:
        self.pk, self.name = message.pk, str(message.public_id)
        self._topic = message.conversation.scope
        self.text, self.thought = Part(), Part()
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._began = self._thought_until = self._told_at = 0.0
        _open[message.public_id] = self

    def write(self, piece: ChatPiece) -> None:
        if piece.reasoning:
            self._began = self._began or self._loop.time()
            self.thought.add(piece.reasoning)
        if piece.text:
            self._think_no_more()
            self.text.add(piece.text)
        _save_soon(self)
        if not self._told_at:
            # Before anything else that follows from it, such as what the tables are told.
            self._tell()
        elif self._timer is None:
            self._timer = self._loop.call_at(self._told_at + FRAME, self._tell)

    async def close(self) -> None:
        self._think_no_more()
        if self._timer:
            self._timer.cancel()
        self._tell()
        _dirty.pop(self.pk, None)
        _open.pop(UUID(self.name), None)
        if _batches:
            # What is just being saved of it is older than what follows, and on PostgreSQL might come behind it.
            await asyncio.wait(_batches)
        finished = await asyncio.to_thread(finish, self.text.whole())
        await persist(save, [self], **finished)

    @property
    def reasoning_ms(self) -> int | None:
        return round(1000 * (self._thought_until - self._began)) if self._thought_until else None

    def _think_no_more(self) -> None:
        if self._began and not self._thought_until:
            self._thought_until = self._loop.time()

    def _tell(self) -> None:
        """Send what has gathered."""
        self._timer = None
        if self.text.length == self.text.sent and self.thought.length == self.thought.sent:
            return
        self._told_at = self._loop.time()
        tell(self._topic, delta(self.name, self.text.take_unsent(), self.thought.take_unsent()))


def delta(name: str, text: tuple[int, str], thought: tuple[int, str]) -> str:
    """A message to pages: words of a reply's text and of its thinking, each with the place where they begin."""
    return json.dumps({"delta": name, "text": text, "thought": thought}, ensure_ascii=False)


_open: dict[UUID, Writing] = {}
_dirty: dict[int, Writing] = {}
_saving: list[asyncio.Task[None]] = []
_batches: set[asyncio.Task[None]] = set()


def find(name: UUID) -> Writing | None:
    """The reply that is written here at this moment."""
    return _open.get(name)


def _save_soon(writing: Writing) -> None:
    _dirty[writing.pk] = writing
    if not _saving:
        _saving.append(asyncio.create_task(_save_until_clean()))


async def _save_until_clean() -> None:
    try:
        while _dirty:
            await asyncio.sleep(SAVE_EVERY)
            batch = list(_dirty.values())
            _dirty.clear()
            saving = asyncio.create_task(db(save, batch))
            _batches.add(saving)
            try:
                await saving
            except Exception:
                log.exception("replies could not be saved for the moment")
                _dirty.update({writing.pk: writing for writing in batch if UUID(writing.name) in _open})
            finally:
                _batches.discard(saving)
    finally:
        _saving.clear()


def save(batch: list[Writing], **more: Any) -> None:
    """Into their rows, all with one statement. Pages are not told: they have these words already."""
    columns = ["text", "reasoning", "reasoning_ms", *more]
    sets = ", ".join(f"{name} = %s" for name in columns)
    rows = [[one.text.whole(), one.thought.whole(), one.reasoning_ms, *more.values(), one.pk] for one in batch]
    with transaction.atomic(), connection.cursor() as cursor:
        # By hand, since the ORM costs ten times as much, each second, for each reply.
        cursor.executemany(f"UPDATE {Message._meta.db_table} SET {sets} WHERE id = %s", rows)  # noqa: S608  (no input)


def finish(text: str) -> dict[str, str]:
    """What is made of a text once, when nothing more comes: how it is shown, and what is searched. Blocking."""
    return {"html": render_markdown(text), "words": split(text)}
