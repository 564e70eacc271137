"""The part of a text that a hit shows, with what was looked for marked as the index finds it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.search.excerpts import LENGTH, beginning, excerpt
from studio.search.words import fold, terms

LONG = "word " * 400


def marked(text: str, query: str) -> str:
    return "".join(f"[{part.text}]" if part.is_match else part.text for part in excerpt(text, query))


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("A storm at sea", "storm", "A [storm] at sea"),
        ("STORMS at sea", "sea storm", "[STORM]S at [sea]"),
        ("A storm, a storm", "storm", "A [storm], a [storm]"),
        ("Restorm storm", "storm", "Restorm [storm]"),
        ("我们生成图像", "生成", "我们[生成]图像"),
        ("我们生成图像", "生成图", "我们[生成图]像"),
        ("我们生成图像", "像", "我们生成图[像]"),
        ("我们生成图像", "们 storm", "我[们]生成图像"),
        ("用GPT4生成", "gpt4", "用[GPT4]生成"),
        ("At the café", "cafe", "At the [café]"),
        ("At the cafe\u0301s", "CAFÉ", "At the [cafe\u0301]s"),
        ("Straße", "strasse", "[Straße]"),
        ("ｶﾞﾎﾞ", "ガボ", "[ｶﾞﾎﾞ]"),
        ("<b>storm</b>", "storm", "<b>[storm]</b>"),
        ("Nothing here", "storm", ""),
        ("Nothing here", "", ""),
    ],
)
def test_it_marks_what_was_looked_for(text, query, shown):
    assert marked(text, query) == shown


def test_a_word_that_is_not_the_last_is_marked_only_whole():
    assert marked("storms storm at", "storm at") == "storms [storm] [at]"


@pytest.mark.parametrize(("before", "after"), [("", LONG), (LONG, ""), (LONG, LONG)])
def test_of_a_long_text_it_shows_what_stands_round_the_match(before, after):
    shown = marked(f"{before}A storm at sea. {after}", "storm")
    assert "A [storm] at sea." in shown
    assert len(shown) < LENGTH + 10
    assert (shown.startswith("…"), shown.endswith("…")) == (bool(before), bool(after))


def test_it_cuts_between_words():
    words = marked(f"{LONG}storm {LONG}", "storm").strip("…").split()
    assert {*words} == {"word", "[storm]"}


def test_it_shows_where_most_of_the_words_stand_together():
    assert "[storm] at [sea]" in marked(f"A storm. {LONG} A storm at sea. {LONG}", "sea storm")


def test_of_a_text_without_spaces_it_shows_a_part_too():
    assert "[生成]" in marked("字" * 5000 + "生成" + "字" * 5000, "生成")


def test_where_nothing_is_marked_the_beginning_stands():
    assert [part.text for part in beginning("storm")] == ["storm"]
    (part,) = beginning("x" * 999)
    assert (len(part.text), part.is_match) == (LENGTH + 1, False)


@given(st.text(), st.text())
def test_it_changes_no_letter(text, query):
    assert "".join(part.text for part in excerpt(text, query, 10_000)) in (text, "")


@given(st.text(alphabet="ab ｶﾞ生成é\u0301ß", min_size=1), st.text(alphabet="ab ｶﾞ生成é\u0301ß", min_size=1))
def test_what_is_marked_is_something_that_was_looked_for(text, query):
    for part in excerpt(text, query):
        assert not part.is_match or any(term[0] in fold(part.text) for term in terms(query))


@pytest.mark.parametrize("text", ["storm" * 40_000, "字" * 200_000, "word " * 40_000, "\u0301" * 200_000])
def test_a_long_text_is_read_in_a_moment(text):
    begun = time.process_time()
    excerpt(text, "calm 生成")
    assert time.process_time() - begun < 1.5
