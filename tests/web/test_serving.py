"""Pages are served on kept threads, and nothing of one request reaches the next."""

import asyncio
import threading
from contextvars import ContextVar

import pytest
from asgiref.testing import ApplicationCommunicator
from django.core.signals import request_started
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from studio.web import serving
from studio.web.serving import Pages

pytestmark = pytest.mark.django_db(transaction=True)
seen: list[object] = []
mark: ContextVar[str] = ContextVar("mark", default="not set")
reading, go = threading.Event(), threading.Event()


def page(request):
    connection.ensure_connection()
    seen.append((threading.current_thread().name, id(connection.connection)))
    return HttpResponse("here")


def remembers(request):
    before, _ = mark.get(), mark.set("set")
    return HttpResponse(before)


def reads_late(request):
    """Reads what was posted when its browser has left already."""
    reading.set()
    assert go.wait(5)
    seen.append(request.POST["said"])
    return HttpResponse()


def waits_for_a_child(request):
    assert go.wait(5)
    return HttpResponse("examined")


async def waits(request):
    seen.append(threading.current_thread().name)
    return HttpResponse("waited")


async def fails(request):
    raise ZeroDivisionError


async def words():
    yield b"one "
    yield b"two"


def streams(request):
    return StreamingHttpResponse(words())


urlpatterns = [
    path("page", page),
    path("remembers", remembers),
    path("reads-late", csrf_exempt(reads_late)),
    path("waits-for-a-child", waits_for_a_child),
    path("waits", waits),
    path("fails", fails),
    path("streams", streams),
]


@pytest.fixture
def pages(settings, monkeypatch):
    settings.ROOT_URLCONF = __name__
    settings.ALLOWED_HOSTS = ["testserver"]
    monkeypatch.setattr(serving, "KEPT_THREADS", 1)
    seen.clear()
    reading.clear()
    go.clear()
    return Pages()


def scope_of(where: str, method: str = "GET") -> dict:
    form = (b"content-type", b"application/x-www-form-urlencoded")
    headers = [(b"host", b"testserver"), (b"content-length", b"10"), form]
    return {"type": "http", "method": method, "path": where, "query_string": b"", "headers": headers}


async def get(pages: Pages, where: str) -> tuple[int, str]:
    talk = ApplicationCommunicator(pages, scope_of(where))
    await talk.send_input({"type": "http.request", "body": b""})
    head = await talk.receive_output(5)
    body, more = b"", True
    while more:
        part = await talk.receive_output(5)
        body, more = body + part.get("body", b""), part.get("more_body", False)
    await talk.wait()
    return head["status"], body.decode()


async def test_a_thread_and_its_connection_are_kept(pages):
    for _ in range(2):
        assert (await get(pages, "/page"))[0] == 200
    (first, one), (second, other) = seen
    assert first == second == "page_0"
    assert (one == other) or connection.vendor != "sqlite"


async def test_what_a_request_sets_is_its_own(pages):
    for _ in range(2):
        assert await get(pages, "/remembers") == (200, "not set")


async def test_a_press_is_ended_whose_browser_has_left(pages):
    talk = ApplicationCommunicator(pages, scope_of("/reads-late", "POST"))
    await talk.send_input({"type": "http.request", "body": b"said=Hello"})
    while not reading.is_set():
        await asyncio.sleep(0.01)
    await talk.send_input({"type": "http.disconnect"})
    await asyncio.sleep(0.05)
    go.set()
    await talk.wait(5)
    assert seen == ["Hello"]


async def test_a_page_that_waits_keeps_no_other_waiting(pages):
    waiting = asyncio.create_task(get(pages, "/waits-for-a-child"))
    await asyncio.sleep(0.05)
    assert await get(pages, "/page") == (200, "here")
    assert seen[0][0] != "page_0"
    go.set()
    assert await waiting == (200, "examined")
    await get(pages, "/page")
    assert seen[1][0] == "page_0"


async def test_what_waits_for_others_waits_in_the_loop(pages):
    assert await get(pages, "/waits") == (200, "waited")
    assert seen == [threading.current_thread().name]


async def test_a_page_that_is_not_there_is_said_so(pages):
    assert (await get(pages, "/nowhere"))[0] == 404


async def test_what_breaks_is_answered(pages):
    assert (await get(pages, "/fails"))[0] == 500


async def test_what_is_streamed_comes_whole(pages):
    assert await get(pages, "/streams") == (200, "one two")


async def test_many_at_once_are_all_served(pages):
    answers = await asyncio.gather(*(get(pages, "/page") for _ in range(20)))
    assert {status for status, _ in answers} == {200}


def test_nothing_is_done_before_a_request_where_there_is_no_connection():
    for receiver in serving.AT_A_START:
        request_started.connect(receiver)
    Pages()
    assert not any(request_started.disconnect(receiver) for receiver in serving.AT_A_START)
