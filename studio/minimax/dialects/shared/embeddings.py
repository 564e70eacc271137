"""Embeddings, the same in both dialects (official.md 9)."""

from collections.abc import Sequence

from studio.minimax import readers
from studio.minimax.embeddings import Embedded, EmbeddingKind
from studio.minimax.errors import Garbled
from studio.minimax.line import Call, Reply, json_body

LONGEST, MOST = 16_384, 1e6


def create(texts: Sequence[str], kind: EmbeddingKind, model: str) -> Call:
    return Call("POST", "/v1/embeddings", json_body({"model": model, "type": kind.value, "texts": list(texts)}))


def read(reply: Reply) -> Embedded:
    vectors = reply.body.get("vectors")
    if not isinstance(vectors, list):
        raise Garbled
    total = readers.find_whole(reply.body, "total_tokens")
    return Embedded(tuple(_vector(vector) for vector in vectors), total, reply.trace_id)


def _vector(value: object) -> tuple[float, ...]:
    if not isinstance(value, list) or not 0 < len(value) <= LONGEST:
        raise Garbled
    if not all(
        isinstance(number, int | float) and not isinstance(number, bool) and abs(number) < MOST for number in value
    ):
        raise Garbled
    return tuple(map(float, value))
