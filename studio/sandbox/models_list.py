"""`GET /v1/models` (official.md 3.1): the chat models in OpenAI's shape."""

from datetime import UTC, datetime
from typing import Any

from django.http import JsonResponse
from django.http.response import HttpResponseBase

from .door import Call, call
from .errors import NotFound, Style
from .facts import shipped


@call(Style.OPENAI)
async def index(call: Call) -> HttpResponseBase:
    return JsonResponse({"object": "list", "data": _listed()})


@call(Style.OPENAI)
async def show(call: Call, name: str) -> HttpResponseBase:
    for row in _listed():
        if row["id"] == name:
            return JsonResponse(row)
    raise NotFound(f"unknown model '{name[:60]}'")


def _listed() -> list[dict[str, Any]]:
    """Those with a known day of release; the retired ones are not listed any more."""
    return [
        {"id": row["name"], "object": "model", "created": _moment(row["abilities"]["released"]), "owned_by": "minimax"}
        for row in shipped("models")
        if row["family"] == "chat" and "released" in row["abilities"]
    ]


def _moment(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())
