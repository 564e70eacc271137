"""What tests of MiniMax's store need: an account seen from the sandbox's side, and somebody who presses."""

import asyncio
from typing import Any

import httpx
from django.http import HttpResponse
from django.test import AsyncClient

from studio.accounts.models import User
from studio.generations.models import Result
from studio.generations.wires import close_wires
from tests import make

PAGE = "/salt-marsh/files/"
TEXT = b"The tide comes in at six.\n"
MP3 = b"ID3\x04" + bytes(400)


class Account:
    """The team's files as the sandbox has them."""

    def __init__(self, root: str, key: str) -> None:
        self.http = httpx.Client(base_url=f"{root}/v1/files", headers={"Authorization": f"Bearer {key}"}, timeout=30)

    def upload(self, name: str = "tide.txt", content: bytes = TEXT, purpose: str = "t2a_async_input") -> str:
        reply = self.http.post("/upload", data={"purpose": purpose}, files={"file": (name, content)}).json()
        return str(reply["file_id"])

    def names(self) -> list[str]:
        return [file["filename"] for file in self.http.get("/list", params={"limit": 1000}).json()["files"]]

    def ids(self) -> set[str]:
        return {str(file["file_id"]) for file in self.http.get("/list", params={"limit": 1000}).json()["files"]}


def ask(who: User, path: str, data: dict[str, Any] | None = None, *, htmx: bool = True, head: bool = False) -> Any:
    """The answer of a page that waits for MiniMax, in an event loop as on the server; `body` holds what is streamed."""
    return asyncio.run(ask_in_loop(who, path, data, htmx=htmx, head=head))


async def ask_in_loop(
    who: User, path: str, data: dict[str, Any] | None = None, *, htmx: bool = True, head: bool = False
) -> Any:
    client = AsyncClient()
    await client.aforce_login(who)
    headers = {"HX-Request": "true"} if htmx else {}
    try:
        if data is not None:
            answer = await client.post(path, data, headers=headers)
        else:
            answer = await (client.head if head else client.get)(path, headers=headers)
        answer.body = await collect(answer)
        return answer
    finally:
        await close_wires()


async def collect(answer: HttpResponse) -> bytes:
    if not answer.streaming:
        return answer.content
    return b"".join([chunk async for chunk in answer])


def text(answer: Any) -> str:
    """The words of an answer, as a person reads them."""
    return " ".join(answer.body.decode().replace("&#x27;", "'").split())


def ended(team: Any, **columns: Any) -> Any:
    """A clip that has ended, with one result that the store holds."""
    file_id, asset = columns.pop("file_id"), columns.pop("asset", None)
    state = columns.pop("state", "done")
    gen = make.generation(team, state=state, finished_at="2026-01-01T00:00Z", **columns)
    Result.objects.create(generation=gen, file_id=file_id, asset=asset)
    return gen
