"""Downloads take turns: a few at once, and of those that wait, the one whose link dies first goes next."""

import asyncio
import heapq
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import count

AT_ONCE = 6
NEVER = datetime.max.replace(tzinfo=UTC)


class Turns:
    """Lives in one event loop."""

    def __init__(self, size: int) -> None:
        self._free = size
        self._waiting: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._order = count()

    @asynccontextmanager
    async def take(self, dies_at: datetime | None) -> AsyncIterator[None]:
        """`dies_at`: when what is to be fetched can no longer be had; None goes last, in the order of coming."""
        if self._free:
            self._free -= 1
        else:
            await self._wait(dies_at or NEVER)
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, dies_at: datetime) -> None:
        turn = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (dies_at, next(self._order), turn))
        try:
            await turn
        except asyncio.CancelledError:
            # Given the turn in the very moment of going: somebody else's, then.
            if turn.done() and not turn.cancelled():
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        while self._waiting:
            _dies_at, _order, turn = heapq.heappop(self._waiting)
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


downloads = Turns(AT_ONCE)
