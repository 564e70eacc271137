"""The store, read in whichever way MiniMax takes; what may be missing is known to be."""

import asyncio
from typing import Any
from urllib.parse import parse_qs

import pytest

from studio.files.store import Store, fetch_store
from studio.minimax import Dialect, InvalidRequest, MiniMax, RemoteFile, open_wires
from tests.upstream import OK, answer, running_upstream

REFUSED = {"base_resp": {"status_code": 2013, "status_msg": "invalid params"}}


def described(number: int, purpose: str = "retrieval") -> dict[str, Any]:
    return {"file_id": number, "bytes": 10, "filename": f"{number}.txt", "created_at": 1, "purpose": purpose}


class Fussy:
    """A MiniMax that takes only what `takes` says of the query; it has so many files."""

    def __init__(self, takes: Any, count: int) -> None:
        self.takes, self.count, self.root = takes, count, ""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        query = {name: values[0] for name, values in parse_qs(scope["query_string"].decode()).items()}
        if not self.takes(query):
            return await answer(send, REFUSED)
        purpose = query.get("purpose", "retrieval")
        files = [described(number + 1000 * len(purpose), purpose) for number in range(self.count)]
        return await answer(send, {"files": files[: int(query.get("limit", 10_000))], **OK})


def fetch(dialect: Dialect, takes: Any, count: int = 3) -> Store:
    async def run(root: str) -> Store:
        wires = open_wires()
        try:
            return await fetch_store(MiniMax(root=root, key="a-key-of-many-letters", dialect=dialect, wires=wires))
        finally:
            await wires.close()

    with running_upstream(Fussy(takes, count)) as upstream:
        return asyncio.run(run(upstream.root))


def test_it_asks_for_everything_at_once():
    store = fetch(Dialect.OFFICIAL, lambda query: not query)
    assert len(store.files) == 3
    assert store.is_sure


def test_it_asks_by_purpose_where_minimax_insists_on_one():
    store = fetch(Dialect.OFFICIAL, lambda query: "purpose" in query)
    assert {file.purpose for file in store.files} >= {"voice_clone", "video_generation"}
    assert not store.is_sure


def test_it_asks_for_no_more_than_is_documented_where_more_is_refused():
    store = fetch(Dialect.REFERENCE, lambda query: int(query["limit"]) <= 100, count=130)
    assert len(store.files) == 100
    assert not store.is_sure


def test_it_gives_up_when_no_way_is_taken():
    with pytest.raises(InvalidRequest):
        fetch(Dialect.REFERENCE, lambda query: False)


@pytest.mark.parametrize(("count", "sure"), [(99, True), (100, False), (101, True), (1000, False), (1500, False)])
def test_it_knows_when_the_list_may_be_cut(count, sure):
    assert fetch(Dialect.OFFICIAL, lambda query: True, count).is_sure is sure


def test_a_size_that_is_not_told_leaves_the_sum_open():
    store = Store([RemoteFile("1", "a", 5, None, ""), RemoteFile("2", "b", None, None, "")])
    assert (store.size, store.is_sure) == (5, False)
