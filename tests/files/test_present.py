"""What a page makes of MiniMax's words: sizes, facts without links, addresses of any kind."""

import pytest
from django.http import QueryDict

from studio.files.present import Asked, Shelf, facts_of, in_bytes
from studio.files.store import CAPACITY, Store
from studio.files.uses import Standing
from studio.minimax import RemoteFile


def test_it_passes_no_link_on_whatever_its_name():
    reply = {"status": "processed", "mirror": "see https://cdn.example/a.mp4", "file": {"url": "https://a", "pages": 3}}
    assert facts_of(reply) == [("pages", "3"), ("status", "processed")]


@pytest.mark.parametrize(("count", "words"), [(0, "0 bytes"), (5 * 1024**2, "5.0 MB"), (5 * 1024**3, "5.0 GB")])
def test_it_says_sizes_up_to_gigabytes(count, words):
    assert in_bytes(count) == words


@pytest.mark.parametrize(("query", "asked"), [
    ("purpose=voice_clone&page=3", Asked("voice_clone", page=3)),
    ("show=kept", Asked(show="kept")),
    ("show=used&page=-1", Asked()),
    ("page=00000000", Asked()),
])  # fmt: skip
def test_it_reads_an_address(query, asked):
    assert Asked.read(QueryDict(query)) == asked


def test_an_address_leads_to_the_same():
    assert Asked.read(QueryDict(Asked("a b&c", "kept", 4).query)) == Asked("a b&c", "kept", 4)


@pytest.mark.parametrize(("size", "width"), [(0, "0.00%"), (CAPACITY // 4, "25.00%"), (2 * CAPACITY, "100.00%")])
def test_the_meter_fills_with_what_is_used(size, width):
    file = RemoteFile("1", "a", size, None, "")
    assert Shelf(Store([file]), {"1": Standing()}, Asked()).width == width
