"""Embeddings (official.md 9): texts as 1,536 numbers, so that texts which share words lie close to each other.

Each word and each run of three letters points in a direction of its own, made from its hash; a text is their sum, of
length 1. That is what can be done without a model, and enough to try a search.
"""

import asyncio
import hashlib
import json
import math
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from . import misfortune
from .assistant import tokens
from .assistant.wording import stem, words_of
from .door import Call, call, read_json
from .errors import InvalidParams, Style, base_resp, unknown
from .facts import model_names

DIMENSIONS = 1536
MOST_TEXTS, LONGEST = 4096, 16_384
TOUCHED = 12  # numbers that one word moves


@call(Style.NATIVE)
async def create(call: Call) -> HttpResponseBase:
    body = await read_json(call.request)
    texts = _read(body)
    what = misfortune.ordered(call.request, texts[0])
    if struck := await misfortune.strike(what, call.style):
        return struck
    await misfortune.before(what)
    content = await asyncio.to_thread(_reply, texts)
    return misfortune.after(what, call.style) or HttpResponse(content, content_type="application/json")


def embed(text: str) -> list[float]:
    """The text's vector, of length 1."""
    vector = [0.0] * DIMENSIONS
    for feature, weight in _features(text):
        digest = hashlib.blake2b(feature.encode("utf-8", "replace"), digest_size=3 * TOUCHED).digest()
        for at in range(TOUCHED):
            high, low, sign = digest[3 * at : 3 * at + 3]
            vector[(high << 8 | low) % DIMENSIONS] += weight if sign & 1 else -weight
    length = math.sqrt(sum(number * number for number in vector)) or 1.0
    return [round(number / length, 7) for number in vector]


def _features(text: str) -> list[tuple[str, float]]:
    found = [("text", 0.05)]  # so that even an empty text points somewhere
    for word in words_of(text):
        root = stem(word)
        found.append((root, 1.0))
        found += [(f"#{root[at : at + 3]}", 0.3) for at in range(len(root) - 2)]
    return found


def _reply(texts: list[str]) -> bytes:
    """The whole reply: for thousands of texts writing it down takes as long as making it."""
    vectors, total = [embed(text) for text in texts], sum(map(tokens.count, texts))
    return json.dumps({"vectors": vectors, "total_tokens": total, "base_resp": base_resp()}).encode()


def _read(body: dict[str, Any]) -> list[str]:
    if not isinstance(body.get("model"), str) or body["model"] not in model_names("embedding"):
        raise unknown("model", body.get("model"))
    if body.get("type") not in ("db", "query"):
        raise InvalidParams("type must be db or query")
    texts = body.get("texts")
    if not isinstance(texts, list) or not 0 < len(texts) <= MOST_TEXTS:
        raise InvalidParams(f"texts must be a list of 1 to {MOST_TEXTS} texts")
    if not all(isinstance(text, str) and len(text) <= LONGEST for text in texts):
        raise InvalidParams(f"texts: each must be a text of at most {LONGEST} characters")
    return texts
