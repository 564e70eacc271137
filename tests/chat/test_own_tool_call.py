"""A call of a team's own tool: one guarded post, and whatever answers, the model is told in words."""

import asyncio
import json

import pytest

from studio.chat import rounds
from studio.chat.models import ToolCall
from studio.chat.tools.base import Trouble
from studio.chat.tools.own import ANSWER_BYTES, NO_ANSWER, TOLD, OwnTool
from studio.jobs.db import db
from studio.web import safe_fetch
from tests.chat.building import calling, calls_of, own_tool
from tests.minimax import scripted as s

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "a-secret-of-ours-9876"
OSLO = {"city": "Oslo"}
NOON = s.answer(b"High at noon")


@pytest.fixture
def exempt(settings):
    """Let the tool's address be a server of this test."""
    return lambda server: setattr(settings, "TOOL_ORIGIN", server.root)


def at(server, team, secret: str = "", seconds: float = 20, **columns) -> OwnTool:
    row = own_tool(team, url=f"{server.root}/now?unit=m", **columns)
    row.set_secret(secret)
    row.save()
    row.timeout = seconds
    return OwnTool(row)


async def told(team, exempt, behaviour, **columns) -> str:
    async with s.scripted(behaviour) as server:
        exempt(server)
        tool = await db(lambda: at(server, team, **columns))
        return (await tool.call(OSLO, "call-7")).text


async def trouble(team, exempt, behaviour, **columns) -> str:
    with pytest.raises(Trouble) as caught:
        await told(team, exempt, behaviour, **columns)
    return str(caught.value)


async def request_of(team, exempt, arguments=OSLO, **columns) -> tuple[bytes, list[bytes], bytes]:
    """The one request of a call: its first line, its headers, its body."""
    async with s.scripted(NOON) as server:
        exempt(server)
        tool = await db(lambda: at(server, team, **columns))
        assert (await tool.call(arguments, "call-7")).text == "High at noon"
        (request,) = server.requests
    head, _, body = request.partition(b"\r\n\r\n")
    first, *headers = head.split(b"\r\n")
    return first, [header.lower() for header in headers], body


# What is sent


async def test_json_is_posted_once(team, exempt):
    first, headers, body = await request_of(team, exempt)
    assert first == b"POST /now?unit=m HTTP/1.1"
    assert b"content-type: application/json" in headers
    assert json.loads(body) == {"tool": "tide", "call": "call-7", "arguments": OSLO}


async def test_any_script_goes_as_it_is(team, exempt):
    _first, _headers, body = await request_of(team, exempt, {"city": "上海 🌊 é\u202e"})
    assert "上海 🌊 é\u202e".encode() in body


async def test_the_secret_is_a_bearer_and_nothing_else(team, exempt):
    first, headers, body = await request_of(team, exempt, secret=SECRET)
    assert [header for header in headers if SECRET.encode() in header] == [b"authorization: bearer " + SECRET.encode()]
    assert SECRET.encode() not in first + body


async def test_without_a_secret_nothing_is_presented(team, exempt):
    _first, headers, _body = await request_of(team, exempt)
    assert not any(header.startswith((b"authorization", b"cookie")) for header in headers)


async def test_nothing_of_the_studio_goes_along(team, exempt, ada):
    key = await db(lambda: team.connection.key)
    first, headers, body = await request_of(team, exempt)
    whole = b"\n".join([first, *headers, body]).lower()
    assert not any(word.lower().encode() in whole for word in (team.slug, team.name, ada.email, key))


# What is told


async def test_an_answer_is_cut_at_so_many_letters(team, exempt):
    assert await told(team, exempt, s.answer("潮".encode() * TOLD)) == "潮" * TOLD


async def test_a_longer_answer_says_that_it_was_cut(team, exempt):
    assert await told(team, exempt, s.answer("潮".encode() * (TOLD + 1))) == "潮" * TOLD + "\n[cut here]"


async def test_a_nul_is_gone_and_no_bytes_break_it(team, exempt):
    assert await told(team, exempt, s.answer(b"a\0b\xff\xfec")) == "ab\ufffd\ufffdc"


@pytest.mark.parametrize("status", [200, 201, 202, 203])
async def test_it_is_done_with_an_answer_whichever_success_it_says(team, exempt, status):
    assert await told(team, exempt, s.answer(b"High at noon", status)) == "High at noon"


@pytest.mark.parametrize(("status", "body"), [(204, b""), (200, b""), (201, b""), (202, b" \n")])
async def test_done_without_an_answer_is_told_as_that(team, exempt, status, body):
    assert await told(team, exempt, s.answer(body, status)) == NO_ANSWER == "Done, without an answer."


async def test_too_long_is_told_as_that(team, exempt):
    why = await trouble(team, exempt, s.hang, seconds=0.2)
    assert why == "The tool could not be asked: took longer than 0.2 s"


async def test_the_tools_own_timeout_is_what_counts(team, exempt, monkeypatch):
    monkeypatch.setattr("studio.web.safe_fetch.TIMEOUT", {"connect": 5.0, "read": 0.1, "write": 5.0, "pool": 5.0})

    async def late(reader, writer):
        await asyncio.sleep(0.4)
        await s.answer(b"noon")(reader, writer)

    assert await told(team, exempt, late) == "noon"


async def test_one_that_drips_for_ever_is_left_too(team, exempt):
    assert "longer than 0.3 s" in await trouble(team, exempt, s.drip, seconds=0.3)


async def test_fifty_megabytes_are_not_read(team, exempt):
    sent = 0

    async def flood(reader, writer):
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n")
        for _ in range(50):
            writer.write(b"x" * 1_000_000)
            await writer.drain()
            sent += 1

    why = await trouble(team, exempt, flood)
    assert why == f"The tool's answer was larger than {ANSWER_BYTES // 1024} KB, so it was not read."
    assert sent < 25


async def test_what_unpacks_to_much_is_not_read(team, exempt):
    assert "larger than" in await trouble(team, exempt, s.bomb)


@pytest.mark.parametrize("status", [205, 206, 300, 304, 400, 401, 404, 429, 500, 503])
async def test_another_status_is_told_without_its_page(team, exempt, status):
    why = await trouble(team, exempt, s.answer(b"<html>inner workings", status))
    assert str(status) in why
    assert "inner" not in why


@pytest.mark.parametrize("behaviour", [s.reset, s.reset_unread, s.plain, s.answer(b"half", cut=2)])
async def test_a_broken_line_is_told(team, exempt, behaviour):
    assert (await trouble(team, exempt, behaviour)).startswith("The tool could not be asked: ")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(team, exempt, status):
    async with s.scripted(NOON) as other:
        behaviour = s.answer(b"", status, f"Location: {other.root}/\r\n")
        assert str(status) in await trouble(team, exempt, behaviour, secret=SECRET)
        assert other.requests == []


# Where it may lead


async def test_an_address_of_the_own_network_is_refused(team):
    async with s.scripted(NOON) as server:
        tool = await db(lambda: at(server, team, secret=SECRET))
        with pytest.raises(Trouble, match="could not be asked"):
            await tool.call(OSLO, "call-7")
        assert server.requests == []


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00:ec2::254"])
async def test_a_name_that_leads_into_it_is_refused(team, monkeypatch, address):
    async def resolve(host, port):
        return [address]

    monkeypatch.setattr(safe_fetch, "resolve_name", resolve)
    opened = []
    monkeypatch.setattr(safe_fetch, "_open", lambda *given: opened.append(given))
    tool = OwnTool(await db(own_tool, team))
    with pytest.raises(Trouble, match=r"tides\.example"):
        await tool.call(OSLO, "call-7")
    assert opened == []


# In a turn


async def made(team, exempt, behaviour, arguments=OSLO) -> ToolCall:
    """A call by a model, as it is when the studio has made it."""
    async with s.scripted(behaviour) as server:
        exempt(server)
        await db(lambda: at(server, team, SECRET, asks=False, timeout=1))
        (call,) = await db(calling, team, ("tide", arguments))
        await rounds.go_on(call.message_id)
        await rounds.go_on(call.message_id)
        assert len(server.requests) <= 1
    return (await db(calls_of, call.message))[0]


async def test_the_model_is_told_the_answer_and_the_call_is_made_once(team, exempt):
    call = await made(team, exempt, NOON)
    assert (call.state, call.result) == ("done", "High at noon")


async def test_the_model_is_told_of_a_failure_but_no_secret(team, exempt):
    call = await made(team, exempt, s.answer(SECRET.encode(), 500))
    assert call.state == "failed"
    assert "500" in call.result
    assert SECRET not in call.result


async def test_the_model_is_told_what_does_not_fit_and_nothing_is_posted(team, exempt):
    call = await made(team, exempt, NOON, {"city": 7})
    assert call.state == "failed"
    assert "city" in call.result
