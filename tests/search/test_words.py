"""What is stored of a text, and what a person may look for."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.search import words
from studio.search.words import beginnings, split, terms

WORDS = {
    "generate an Image": "generate an image",
    "生成": "生成 成",
    "生成图像": "生成 成图 图像 像",
    "我": "我",
    "我 你": "我 你",
    "生成，图像。": "生成 成 图像 像",
    "用GPT4生成": "用 gpt4 生成 成",
    "カタカナ": "カタ タカ カナ ナ",
    "ｶﾞﾎﾞ": "ガボ ボ",
    "ハリとパリ": "ハリ リと とパ パリ リ",
    "コーヒー": "コー ーヒ ヒー ー",
    "한국어": "한국 국어 어",
    "𠀀𠀁𠀂": "𠀀𠀁 𠀁𠀂 𠀂",
    "人々": "人々 々",
    "Café NAÏVE Ünïcode": "cafe naive unicode",
    "cafe\u0301": "cafe",
    "Straße STRASSE": "strasse strasse",
    "ΟΔΟΣ οδος": "οδοσ οδοσ",
    "İstanbul": "istanbul",
    "ＡＢＣ １２３ ﬁne": "abc 123 fine",
    "हिन्दी": "हनद",
    "a_b-c.d/e": "a b c d e",
    "v2.7 1e5 0x1f": "v2 7 1e5 0x1f",
    "one\0two\x01three\u200b": "one two three",
    "half a \ud800 pair": "half a pair",
    "🎬 film": "film",
    "": "",
    " \t\n": "",
}


@pytest.mark.parametrize("text", WORDS)
def test_it_stores_words_in_order_and_runs_as_pairs(text):
    assert split(text) == WORDS[text]


@given(st.text())
def test_it_stores_only_letters_and_digits_one_space_apart(text):
    assert re.fullmatch(r"([^\W_]+( [^\W_]+)*)?", split(text))


@given(st.text(), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_it_is_the_same_however_the_signs_are_spelled(text, form):
    assert split(unicodedata.normalize(form, text)) == split(text)


@pytest.mark.parametrize("sign", ["a ", "a", "生", "ﷺ", "é", "½ "])
def test_it_keeps_the_beginning_of_a_long_text(sign):
    stored = split(sign * 300_000)
    assert 0 < len(stored) <= words.LONGEST
    assert split(sign * 10).startswith(stored[:1])


def test_it_cuts_a_long_word_alike_in_text_and_query():
    assert split("x" * 1_000) == terms("x" * 900)[0] == "x" * words.LONGEST_WORD


def test_it_looks_for_words_in_the_order_typed():
    assert terms("  Storm, a Storm at 生成图! ") == ["storm", "a", "storm", "at", "生成", "成图"]


def test_it_looks_for_the_last_word_and_for_single_letters_of_a_run_as_beginnings():
    assert beginnings(terms("生 a storm at 图像")) == [
        ("生", True),
        ("a", False),
        ("storm", False),
        ("at", False),
        ("图像", True),
    ]


@pytest.mark.parametrize("query", ["", " ", "-", '""', "*", "' & | ! <->", "🎬", "\0"])
def test_it_looks_for_nothing_without_a_letter_or_digit(query):
    assert terms(query) == []


@given(st.text())
def test_it_lets_no_sign_through_that_a_database_could_read(query):
    assert all(term.isalnum() for term in terms(query))


def test_it_bounds_what_is_looked_for():
    assert len(terms("a " * 10_000)) == words.MOST_TERMS
