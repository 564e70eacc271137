"""Lyrics that are written and edited."""

import re

import pytest

from studio.sandbox.song.form import read_sections
from studio.sandbox.song.lyrics import LIMIT, edit_lyrics, write_song

PROMPT = "An upbeat pop song about my dog Rex running in the summer rain"


def test_it_mentions_the_prompts_words() -> None:
    title, tags, lyrics = write_song(PROMPT)
    for word in ("dog", "Rex", "running", "summer", "rain"):
        assert re.search(rf"\b{word}\b", lyrics, re.IGNORECASE), word
    assert title in lyrics
    assert "Pop" in tags


def test_it_mentions_chinese_words() -> None:
    title, _, lyrics = write_song("一首关于夏天海边的抒情歌")
    assert "夏天" in lyrics
    assert "海边" in lyrics
    assert not re.search("[A-Za-z]", re.sub(r"\[.*?\]", "", lyrics + title))


def test_it_is_tagged_and_short_enough() -> None:
    lyrics = write_song("words " * 400)[2]
    assert len(lyrics) <= LIMIT
    names = [section.name for section in read_sections(lyrics)]
    assert names == ["verse", "pre chorus", "chorus", "verse", "chorus", "bridge", "chorus", "outro"]
    assert all(section.lines for section in read_sections(lyrics))


def test_it_writes_another_song_for_another_prompt_or_seed() -> None:
    one = write_song(PROMPT)
    assert write_song(PROMPT) == one
    lines = set(one[2].splitlines())
    assert len(lines & set(write_song("a quiet ballad about the moon and an old letter")[2].splitlines())) < 0.35 * len(
        lines
    )
    assert write_song(PROMPT, seed=2)[2] != one[2]


def test_it_rhymes_in_pairs() -> None:
    from studio.sandbox.song.topics import WORDS

    family = {end: name for name, ends in WORDS["en"]["rhymes"].items() for end in ends}
    verse = read_sections(write_song(PROMPT)[2])[0].lines
    first, second = (family[line.split(", ", 1)[1]] for line in verse[:2])
    assert first == second


def test_it_keeps_a_given_title() -> None:
    title, _, lyrics = write_song("a song about rain", "Blue Umbrella")
    assert title == "Blue Umbrella"
    assert "Blue Umbrella" in lyrics


@pytest.mark.parametrize("prompt", ["", "...", "write me a song", "写一首歌", "🎵🎵"])
def test_it_writes_something_about_nothing(prompt: str) -> None:
    title, _, lyrics = write_song(prompt)
    assert title
    assert len(lyrics) > 60


@pytest.fixture
def song() -> str:
    return write_song(PROMPT)[2]


def test_an_edit_replaces_words(song: str) -> None:
    lyrics = edit_lyrics(song, 'replace "rain" with "snow"')[2]
    assert "snow" in lyrics
    assert not re.search(r"\brain\b", lyrics)
    assert "星光" in edit_lyrics("[Verse]\n月光照着我", "把月光换成星光")[2]


def test_an_edit_adds_and_removes_sections(song: str) -> None:
    assert edit_lyrics(song, "add a solo")[2].count("[Solo]") == 1
    assert "[Bridge]" not in edit_lyrics(song, "remove the bridge")[2]
    assert (
        len(edit_lyrics(song, "make it shorter")[2]) < 0.7 * len(song) < len(song) < len(edit_lyrics(song, "longer")[2])
    )


def test_any_other_edit_brings_its_words_in_and_keeps_half(song: str) -> None:
    lyrics = edit_lyrics(song, "make it about a lonely astronaut")[2]
    assert "astronaut" in lyrics
    assert "lonely" in lyrics.lower()
    kept = [line for line in song.splitlines() if line in lyrics]
    assert 0.4 * len(song.splitlines()) < len(kept) < len(song.splitlines())
