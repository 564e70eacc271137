"""Streams as they come: cut inside letters, lines and tags."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.minimax.errors import Garbled
from studio.minimax.events import EventParser
from studio.minimax.thinking import ThinkSplitter, split

EVENTS = [{"text": "Füße 你好 🎈"}, {"text": "<think>"}, {"text": "line\nbreak"}]
ENDINGS = st.sampled_from(["\n", "\r\n", "\r"])


def cut(raw: bytes, places: list[int]) -> list[bytes]:
    edges = sorted({0, len(raw), *(place % (len(raw) + 1) for place in places)})
    return [raw[start:end] for start, end in pairwise(edges)]


def fed(chunks: list[bytes]) -> list[str]:
    parser = EventParser()
    found = [data for chunk in chunks for data in parser.feed(chunk)]
    return found + parser.close()


@given(st.lists(st.integers(0, 10_000), max_size=12), ENDINGS, st.booleans())
def test_it_reads_events_wherever_they_are_cut(places, ending, closed):
    lines = [": keep-alive", ""]
    for event in EVENTS:
        lines += ["event: message", f"data: {json.dumps(event, ensure_ascii=False)}", "id: 7", ""]
    text = ending.join(lines)
    raw = (text if closed else text.rstrip("\r\n")).encode()
    assert [json.loads(data) for data in fed(cut(raw, places))] == EVENTS


@given(st.integers(1, 60))
def test_it_joins_data_that_spans_lines(size):
    raw = b'data: {"a":\ndata: [1,\ndata: 2]}\n\n'
    assert [json.loads(data) for data in fed([raw[at : at + size] for at in range(0, len(raw), size)])] == [
        {"a": [1, 2]}
    ]


def test_it_hands_out_an_event_as_soon_as_its_line_ends():
    parser = EventParser()
    assert parser.feed(b'data: {"a": 1}') == []
    assert parser.feed(b"\n") == ['{"a": 1}']
    assert parser.feed(b"\n") == []


def test_it_ends_at_done_and_needs_no_done():
    parser = EventParser()
    assert parser.feed(b'data: {"a": 1}\n\ndata: [DONE]\n\n') == ['{"a": 1}']
    assert parser.done
    assert fed([b'data: {"a": 1}']) == ['{"a": 1}']


def test_a_broken_letter_spoils_only_itself():
    [data] = fed([b'data: {"a": "x\xff\xfey"}\n\n'])
    assert json.loads(data)["a"].startswith("x")


def test_it_gives_up_on_an_endless_line(monkeypatch):
    monkeypatch.setattr("studio.minimax.events.LONGEST", 1000)
    parser = EventParser()
    with pytest.raises(Garbled):
        parser.feed(b"data: " + b"x" * 1001)


def test_it_gives_up_on_an_event_without_end(monkeypatch):
    monkeypatch.setattr("studio.minimax.events.LINES", 100)
    parser = EventParser()
    with pytest.raises(Garbled):
        parser.feed(b"data:\n" * 101)


def test_it_takes_a_mark_at_the_beginning():
    assert fed([b'\xef\xbb\xbfdata: {"a": 1}\n\n']) == ['{"a": 1}']


def test_it_waits_for_an_object_whose_first_line_looks_whole():
    [data] = fed([b'data: {"a": {"b": 1}\ndata: }\n\n'])
    assert json.loads(data) == {"a": {"b": 1}}


@given(st.lists(st.integers(0, 1000), max_size=8), st.sampled_from([
    ("<think>\na plan\n</think>\n\nthe answer", "the answer", "a plan\n"),
    ("  <think>short</think>yes", "yes", "short"),
    ("no tags at all", "no tags at all", ""),
    ("code: <think> is a tag", "code: <think> is a tag", ""),
    ("<thinner> is no tag", "<thinner> is no tag", ""),
    ("<think>first</think>then <think>literally</think>", "then <think>literally</think>", "first"),
    ("<think>never closed </thin", "", "never closed </thin"),
    ("<thi", "<thi", ""),
    ("", "", ""),
]))  # fmt: skip
def test_it_tells_thinking_from_answering_wherever_tags_are_cut(places, case):
    text, answer, reasoning = case
    splitter = ThinkSplitter()
    edges = sorted({0, len(text), *(place % (len(text) + 1) for place in places)})
    parts = [splitter.feed(text[start:end]) for start, end in pairwise(edges)]
    parts.append(splitter.close())
    assert "".join(part[0] for part in parts) == answer
    assert "".join(part[1] for part in parts) == reasoning
    assert split(text) == (answer, reasoning)


def test_it_holds_back_no_more_than_a_tag():
    splitter = ThinkSplitter()
    assert splitter.feed("<think>abc</th") == ("", "abc")
    assert splitter.feed("e end") == ("", "</the end")
