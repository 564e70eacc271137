"""Bytes: private, typed, in ranges, and never guessed at."""

import pytest
from asgiref.sync import async_to_sync

from studio.library.bytes import parse_range
from tests import make


@pytest.fixture
def address(client, team, bo):
    client.force_login(bo)
    asset = make.asset(team, content=make.png())
    return f"/{team.slug}/assets/{asset.public_id}/original"


@async_to_sync
async def body(response):
    return b"".join([chunk async for chunk in response.streaming_content])


def test_it_sends_the_whole_file_with_its_type(client, address):
    answer = client.get(address)
    assert body(answer) == make.png()
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"].startswith("private")


@pytest.mark.parametrize(
    ("header", "span"), [("bytes=0-9", slice(0, 10)), ("bytes=10-", slice(10, None)), ("bytes=-5", slice(-5, None))]
)
def test_it_sends_a_range(client, address, header, span):
    answer = client.get(address, headers={"Range": header})
    assert (answer.status_code, body(answer)) == (206, make.png()[span])


def test_a_range_beyond_the_end_is_refused(client, address):
    answer = client.get(address, headers={"Range": "bytes=999999-"})
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, f"bytes */{len(make.png())}")


@pytest.mark.parametrize("header", ["bytes=-", "bytes=5-3", "lines=1-2"])
def test_what_is_no_range_is_answered_with_the_whole(client, address, header):
    answer = client.get(address, headers={"Range": header})
    assert (answer.status_code, "Content-Range" in answer.headers) == (200, False)


def test_what_the_browser_has_is_not_sent_again(client, address):
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_a_range_of_an_older_file_is_not_mixed(client, address):
    answer = client.get(address, headers={"Range": "bytes=0-9", "If-Range": '"another"'})
    assert answer.status_code == 200


def test_a_download_has_a_name(client, address):
    assert 'filename="A-picture.png"' in client.get(f"{address}?download").headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("", (0, 10)),
        ("lines=1-2", (0, 10)),
        ("bytes=5-3", (0, 10)),
        ("bytes=-", (0, 10)),
        ("bytes=10-12", None),
        ("bytes=-0", None),
        ("bytes=2-99", (2, 10)),
    ],
)
def test_strange_ranges(header, span):
    assert parse_range(header, 10) == span
