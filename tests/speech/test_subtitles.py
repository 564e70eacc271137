"""Subtitles: MiniMax's times as cues, and files that other programs read."""

from itertools import pairwise

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.speech.subtitles import MOST, Cue, read_cues, shift, split_long, write_srt, write_vtt

CUES = [Cue(0, 1200, "Hello & <b>goodbye</b>."), Cue(1500, 363_661_001, "A --> B\n\n\nNext line")]


def test_it_reads_what_minimax_says():
    items = [
        {"text": "Second.", "time_begin": 900.4, "time_end": 2000},
        {"text": " First. ", "time_begin": -50, "time_end": 1000, "pronounce_text": "x"},
        {"text": "Within.", "time_begin": 1000, "time_end": 1500},
        {"text": "", "time_begin": 2000, "time_end": 2500},
        {"text": "No length.", "time_begin": 2500, "time_end": 2500},
        {"text": "Backwards.", "time_begin": 2600, "time_end": 2500},
        {"text": "No end.", "time_begin": 2600},
        {"text": "Not a number.", "time_begin": float("nan"), "time_end": 3000},
        {"text": "Words.", "time_begin": "0", "time_end": "1"},
        {"text": 7, "time_begin": 0, "time_end": 1},
        "nothing",
        None,
    ]
    assert read_cues(items) == [Cue(0, 1000, "First."), Cue(1000, 2000, "Second.")]


def test_srt_numbers_its_cues_and_has_no_blank_line_within():
    assert write_srt(CUES) == (
        "1\n00:00:00,000 --> 00:00:01,200\nHello & <b>goodbye</b>.\n\n"
        "2\n00:00:01,500 --> 101:01:01,001\nA -- > B\nNext line\n"
    )


def test_vtt_escapes_what_would_be_markup():
    assert write_vtt(CUES) == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.200\nHello &amp; &lt;b&gt;goodbye&lt;/b&gt;.\n\n"
        "00:00:01.500 --> 101:01:01.001\nA --&gt; B\nNext line\n"
    )


def test_nothing_is_a_valid_file_too():
    assert (write_srt([]), write_vtt([])) == ("", "WEBVTT\n")


@pytest.mark.parametrize(("write", "reader"), [(write_srt, "srt"), (write_vtt, "webvtt")])
def test_another_program_reads_them(tmp_path, write, reader):
    (tmp_path / "a").write_text(write(CUES))
    with av.open(str(tmp_path / "a"), format=reader) as container:
        tick = container.streams.subtitles[0].time_base
        packets = [packet for packet in container.demux() if packet.size]
        times = [(round(packet.pts * tick * 1000), round(packet.duration * tick * 1000)) for packet in packets]
    assert times == [(cue.start_ms, cue.end_ms - cue.start_ms) for cue in CUES]
    assert b"goodbye" in bytes(packets[0])
    assert b"Next line" in bytes(packets[1])


def test_they_move_and_what_would_end_before_the_start_is_gone():
    cues = [Cue(0, 100, "a"), Cue(100, 300, "b")]
    assert shift(cues, 50) == [Cue(50, 150, "a"), Cue(150, 350, "b")]
    assert shift(cues, -150) == [Cue(0, 150, "b")]


def test_a_long_cue_breaks_at_spaces_and_shares_its_time():
    text = "The gulls were quarrelling about a fish that nobody had ever seen, because there was none in the harbour."
    parts = split_long([Cue(1000, 11_000, text), Cue(11_000, 12_000, "short\nlines")])
    assert [part.text for part in parts] == [
        "The gulls were quarrelling about a fish that nobody had",
        "ever seen, because there was none in the harbour.",
        "short\nlines",
    ]
    assert parts[0].start_ms == 1000
    assert parts[0].end_ms == parts[1].start_ms == pytest.approx(1000 + 10_000 * 56 / 105, abs=1)
    assert parts[1].end_ms == 11_000


def test_a_chinese_cue_breaks_between_signs_but_never_before_a_comma():
    text = "春天来了，港口的海鸥又开始争吵。" * 6
    parts = [part.text for part in split_long([Cue(0, 9000, text)], 20)]
    assert "".join(parts) == text
    assert all(len(part) <= 20 and part[0] not in "，。" for part in parts)


WORDS = st.lists(st.text("abc，。春天 ", min_size=1, max_size=30), min_size=1, max_size=20).map(" ".join)


@given(WORDS, st.integers(0, 10**7), st.integers(1, 10**6))
def test_parts_follow_each_other_and_say_all_of_it(text, start, length):
    cue = Cue(start, start + length, text.strip() or "x")
    parts = split_long([cue])
    edges = [(part.start_ms, part.end_ms) for part in parts]
    assert all(0 <= begin < end for begin, end in edges)
    assert edges == sorted(edges)
    assert all(before[1] <= after[0] for before, after in pairwise(edges))
    assert "".join("".join(part.text for part in parts).split()) == "".join(cue.text.split())
    if length > 10_000:
        assert all(len(" ".join(part.text.split())) <= MOST for part in parts)
