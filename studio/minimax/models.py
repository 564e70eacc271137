"""Models: which chat models the key may use (official.md 3.1). Free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from studio.minimax.line import Line

if TYPE_CHECKING:
    from studio.minimax.dialects import ModelsTongue


@dataclass(frozen=True)
class ListedModel:
    model_id: str
    created_at: datetime | None = None
    owned_by: str = ""


class Models:
    def __init__(self, line: Line, tongue: ModelsTongue) -> None:
        self._line, self._tongue = line, tongue

    async def list(self) -> list[ListedModel]:
        return (await self._line.ask(self._tongue.list_all())).read(self._tongue.read_list)
