"""Splitting a text: paragraphs, and who says them."""

import pytest

from studio.speech.split import Paragraph, find_speakers, split


def told(text: str, **more) -> list[tuple[str, str]]:
    return [(one.speaker, one.text) for one in split(text, **more)]


def test_blank_lines_part_paragraphs():
    assert told("One.\nStill one.\n\n\nTwo.\r\n\r\nThree.") == [("", "One.\nStill one."), ("", "Two."), ("", "Three.")]


def test_a_name_and_a_colon_begin_a_speech():
    text = "Ada: Did you hear?\nBo: Only the wind.\nIt is late.\n\nAda: There."
    assert told(text) == [("Ada", "Did you hear?"), ("Bo", "Only the wind.\nIt is late."), ("Ada", "There.")]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("ADA: one\n\nBO: two", {"ADA", "BO"}),
        ("**Ada**: one\n\n**Ada**: two", {"Ada"}),
        ("阿达：你好\n\n小波：再见", {"阿达", "小波"}),
        ("Ada:\nHello\n\nBo:\nYes", {"Ada", "Bo"}),
        ("Old Mother Goose: a\n\nOld Mother Goose: b", {"Old Mother Goose"}),
        ("Note: this stands alone.", set()),
        ("See https://example.org: there\n\nAnd https://example.org: here", set()),
        ("At 10:30 it began.\n\nAt 11:45 it ended.", set()),
        ("This is a long beginning of a sentence: a\n\nThis is a long beginning of a sentence: b", set()),
        ("", set()),
    ],
)
def test_it_finds_the_speakers(text, speakers):
    assert find_speakers(text) == speakers


def test_what_is_too_long_is_cut_at_the_ends_of_sentences():
    pieces = split("One two three. Four five six. Seven eight nine.", longest=30)
    assert pieces == [Paragraph("", "One two three. Four five six."), Paragraph("", "Seven eight nine.")]


def test_a_sentence_that_is_too_long_is_cut_at_a_space_and_a_word_anywhere():
    assert told("one two three four", longest=9) == [("", "one two"), ("", "three"), ("", "four")]
    assert told("x" * 25, longest=10) == [("", "x" * 10), ("", "x" * 10), ("", "x" * 5)]


def test_nothing_is_lost_of_a_long_text():
    text = "\n\n".join(f"Ada: {'A sentence of some length. ' * 500}" for _ in range(3))
    pieces = split(text)
    assert max(len(one.text) for one in pieces) <= 10_000
    assert "".join(one.text for one in pieces).count("A sentence") == 1500
    assert {one.speaker for one in pieces} == {"Ada"} if find_speakers(text) else True
