"""What holds on either database: odd characters cost nothing else, and who waits holds no connection of the pool."""

import pytest
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse

from studio.audit.models import Record
from studio.jobs.db import _threads, db
from studio.web.middleware import give_back

ODD = {"said": "a\0b \\0 \\u0000 \ud83d \U0001f600 é", "li\0st": ["\\", "\0"]}
PLAIN = {"said": "ab \\0 \\u0000  \U0001f600 é", "list": ["\\", ""]}


@pytest.mark.django_db
def test_a_character_that_no_text_may_hold_costs_nothing_else():
    Record.objects.bulk_create([Record(what="one"), Record(what="t\0wo", detail=ODD)])
    row = Record.objects.get(what="t\0wo")
    on_postgresql = connection.vendor == "postgresql"
    assert row.what == ("two" if on_postgresql else "t\0wo")
    assert row.detail == (PLAIN if on_postgresql else ODD)
    assert Record.objects.filter(what__icontains="\0").exists()


@pytest.mark.django_db(transaction=True)
async def test_a_thread_that_waits_for_work_holds_none_of_the_pools_connections():
    assert await db(Record.objects.count) == 0
    held = _threads("db").submit(lambda: connection.connection).result()
    assert (held is None) == (connection.vendor == "postgresql")


@pytest.mark.django_db(transaction=True)
def test_what_is_streamed_holds_no_connection(rf):
    for response, held in ((HttpResponse(), True), (StreamingHttpResponse([]), False)):
        connection.ensure_connection()
        give_back(lambda _request, response=response: response)(rf.get("/"))
        assert (connection.connection is not None) == held
