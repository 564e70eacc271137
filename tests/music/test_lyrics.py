"""Lyrics: the sections that MiniMax knows, and where they fall in the song."""

import pytest

from studio.music.lyrics import TAGS, find_unknown, name_of, sections_of


@pytest.mark.parametrize("tag", [*TAGS, "verse 2", "Pre-Chorus", " CHORUS "])
def test_it_knows_every_section(tag):
    assert name_of(tag)
    assert find_unknown(f"[{tag}]\nla la") == ""


@pytest.mark.parametrize(
    ("lyrics", "told"),
    [
        ("[Vers]\nla", "[Vers] is no section that MiniMax knows; perhaps [Verse]?"),
        ("[Chorus]\nla\n[Guitar]\nla", "[Guitar] is no section that MiniMax knows. It knows [Intro]"),
        ("[]\nla", "[] is no section"),
        ("[One]\n[Two]\n[Three]\n[Four]", "[One] [Two] [Three] is no section"),
    ],
)
def test_it_tells_of_one_that_is_none(lyrics, told):
    assert find_unknown(lyrics).startswith(told)


@pytest.mark.parametrize("lyrics", ["la la (oh) la", "sing [softly] now", "Verse 1:\nla"])
def test_words_in_a_line_are_no_section(lyrics):
    assert find_unknown(lyrics) == ""


def test_a_section_lasts_as_long_as_its_lines():
    lyrics = "[Intro]\n\n[Verse]\none\ntwo\nthree\n\n[Chorus]\none\ntwo\n[Outro]\none"
    assert sections_of(lyrics) == [("Intro", 0.0), ("Verse", 0.3333), ("Chorus", 0.6667), ("Outro", 0.8889)]


def test_headings_of_the_reference_are_sections_too():
    assert sections_of("Verse 1: one\ntwo\nChorus:\nthree\nfour") == [("Verse", 0.0), ("Chorus", 0.5)]


@pytest.mark.parametrize("lyrics", ["", "just words\nand more"])
def test_without_a_section_there_are_none(lyrics):
    assert sections_of(lyrics) == []
