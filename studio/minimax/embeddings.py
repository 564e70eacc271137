"""Embeddings: texts as vectors of 1,536 numbers (official.md 9). How many texts a call takes is not told; other clients
send at most 512."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from studio.minimax.errors import Garbled
from studio.minimax.line import Line

if TYPE_CHECKING:
    from studio.minimax.dialects import EmbeddingsTongue

MODEL = "embo-01"


class EmbeddingKind(StrEnum):
    """What the vectors are for: texts to be found, or the question that finds them."""

    DB = "db"
    QUERY = "query"


@dataclass(frozen=True)
class Embedded:
    """One vector a text, in their order. `total_tokens`: what MiniMax bills."""

    vectors: tuple[tuple[float, ...], ...] = field(repr=False)
    total_tokens: int | None = None
    trace_id: str = ""


class Embeddings:
    def __init__(self, line: Line, tongue: EmbeddingsTongue) -> None:
        self._line, self._tongue = line, tongue

    async def create(self, texts: Sequence[str], kind: EmbeddingKind, model: str = MODEL) -> Embedded:
        """The texts' vectors: exactly one POST, billed."""
        found = (await self._line.submit(self._tongue.create(texts, kind, model))).read(self._tongue.read)
        if len(found.vectors) != len(texts):
            raise Garbled(trace_id=found.trace_id)
        return found
