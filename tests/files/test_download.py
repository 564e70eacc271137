"""The download: through the studio, named, inert; one that breaks off never looks whole."""

import asyncio
from contextlib import AsyncExitStack

import httpx
import pytest

from studio.files.sending import pass_on
from studio.minimax import Unclear
from tests.files.building import PAGE, TEXT, ask, ask_in_loop
from tests.relay import Relay, relaying

pytestmark = pytest.mark.django_db(transaction=True)
LARGE = b"The tide comes in.\n" * 60_000


def test_it_sends_the_bytes_as_a_download(account, vic):
    file_id = account.upload()
    answer = ask(vic, f"{PAGE}{file_id}/content/", htmx=False)
    assert answer.body == TEXT
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="tide.txt"'
    assert answer["Content-Length"] == str(len(TEXT))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_it_tells_the_head_alone(account, vic):
    file_id = account.upload()
    answer = ask(vic, f"{PAGE}{file_id}/content/", head=True)
    assert answer.body == b""
    assert answer["Content-Length"] == str(len(TEXT))


def test_it_is_only_looked_at(account, ada):
    file_id = account.upload()
    assert ask(ada, f"{PAGE}{file_id}/content/", {}).status_code == 405


def test_what_is_not_there_is_not_found(account, ada):
    assert ask(ada, f"{PAGE}123456789012345/content/").status_code == 404


def test_it_says_so_when_minimax_does_not_answer(silent, ada):
    answer = ask(ada, f"{PAGE}123456789012345/content/", htmx=False)
    assert answer.status_code == 502
    assert b"MiniMax could not be reached" in answer.body


class Cutting(Relay):
    """The line breaks after the first piece of the content."""

    def answered(self, connection, data):
        if LARGE[:100] in data:
            asyncio.get_running_loop().call_soon(self.cut)


def test_one_that_breaks_off_breaks(account, ada, settings, sandbox_root):
    file_id = account.upload(content=LARGE * 8)

    async def run():
        async with relaying(sandbox_root, Cutting) as relay:
            settings.SANDBOX_URL = relay.root
            await ask_in_loop(ada, f"{PAGE}{file_id}/content/")

    with pytest.raises(Unclear):
        asyncio.run(run())


async def test_fewer_bytes_than_were_announced_break_it_too():
    async def few():
        yield b"half"

    with pytest.raises(Unclear):
        _ = [chunk async for chunk in pass_on(AsyncExitStack(), few(), 8)]


def test_the_sandbox_link_is_not_what_the_page_gives(account, vic, sandbox_root):
    """There is one, and it needs no key: the page must keep it to itself."""
    file_id = account.upload()
    told = account.http.get(f"/{file_id}").json()
    assert httpx.get(told["download_url"]).content == TEXT
    answer = ask(vic, f"{PAGE}{file_id}/content/", htmx=False)
    assert not any(sandbox_root in value for value in answer.headers.values())
