"""The form of songs: what is impossible is refused at its field before anything is sent, and nothing is lost."""

import uuid

import pytest

from studio.generations.models import Generation
from studio.music.forms import MusicForm
from studio.music.recipe import describe
from tests import make
from tests.music.conftest import LYRICS, wish

SENT = {"mode": "song", "prompt": "A warm folk song", "lyrics": LYRICS, "model": "music-3.0"}


@pytest.fixture
def form(team, ada):
    def build(**changes):
        return MusicForm(SENT | changes, {}, team=team, author=ada)

    return build


def test_it_makes_the_request_that_is_priced(form):
    made = form()
    assert made.is_valid(), made.errors
    assert made.wish() == wish()
    assert made.price_words == "$0.15"


def test_variants_are_songs_of_their_own(form):
    made = form(variants="3")
    assert made.is_valid(), made.errors
    assert (len(made.to_start()), made.price_words) == (3, "$0.45")


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"prompt": "x" * 2001}, "prompt", "2001 characters with what is below; 2000 are taken"),
        ({"prompt": "x" * 1990, "genre": "folk"}, "prompt", "2003 characters with what is below"),
        ({"mode": "instrumental", "prompt": ""}, "prompt", "Say what it sounds like"),
        ({"model": "music-2.0", "prompt": "short"}, "prompt", "at least 10"),
        ({"lyrics": ""}, "lyrics", "Write what is sung"),
        ({"lyrics": "x" * 3501}, "lyrics", "3501 characters; 1 to 3500"),
        ({"lyrics": "[Vers]\nla"}, "lyrics", "perhaps [Verse]?"),
        ({"model": "music-1.5", "lyrics": "short"}, "lyrics", "10 to 600"),
        ({"model": "suno"}, "model", "not offered"),
        ({"mode": "instrumental", "model": "music-2.0"}, "model", "Music 2.0 cannot do this; choose Music 3.0"),
        ({"duration": "0"}, "duration", "from 1 to 300"),
        ({"duration": "-1"}, "duration", "from 1 to 300"),
        ({"duration": "301"}, "duration", "from 1 to 300"),
        ({"duration": "9" * 500}, "duration", "from 1 to 300"),
        ({"duration": "1.5"}, "duration", "Whole seconds"),
        ({"format": "ogg"}, "format", "no ogg"),
        ({"sample_rate": "8000"}, "sample_rate", "no 8000"),
        ({"bitrate": "1"}, "bitrate", "no 1"),
        ({"variants": "5"}, "variants", "From 1 to 4"),
        ({"variants": "0"}, "variants", "From 1 to 4"),
        ({"variants": "+3"}, "variants", "From 1 to 4"),
        ({"variants": "00199999"}, "variants", "From 1 to 4"),
        ({"variants": "1" * 5000}, "variants", "From 1 to 4"),
        ({"mode": "cover"}, "source", "Choose the song"),
        ({"mode": "cover", "source": str(uuid.uuid4())}, "source", "not in your library"),
    ],
)
def test_it_refuses_what_cannot_be(form, changes, field, told):
    made = form(**changes)
    assert not made.is_valid()
    assert told in " ".join(made.errors[field])
    assert made.value("lyrics") == changes.get("lyrics", LYRICS)


@pytest.mark.parametrize(("seconds", "fits"), [(5.9, False), (6, True), (360, True), (361, False)])
def test_it_covers_what_minimax_would(form, team, seconds, fits):
    source = make.asset(team, kind="sound", mime="audio/mpeg", duration_ms=round(seconds * 1000))
    made = form(mode="cover", model="music-cover", source=str(source.public_id), lyrics="", prompt="As a bossa nova")
    assert made.is_valid() == fits, made.errors


def test_a_picture_is_no_song_to_cover(form, team):
    assert "source" in form(mode="cover", source=str(make.asset(team).public_id)).errors


def test_the_traits_are_said_in_the_description(form):
    made = form(genre="indie folk", mood="hopeful", tempo="95 BPM", instruments="guitar", avoid="drums")
    assert describe(made.wish()) == (
        "A warm folk song\nGenre: indie folk. Mood: hopeful. Tempo: 95 BPM. Instruments: guitar. Avoid: drums."
    )


def test_songs_without_lyrics_are_for_the_reference_dialect_alone(form, team):
    asked = {"model": "music-2.0", "lyrics": ""}
    for dialect, fits in (("official", False), ("reference", True)):
        team.connection.dialect = dialect
        assert form(**asked).is_valid() == fits


def test_a_length_that_cannot_be_said_is_told(form, team):
    for dialect, said in (("official", False), ("reference", True)):
        team.connection.dialect = dialect
        made = form(duration="60")
        assert (made.is_valid(), made.can_say_duration, made.wish()["duration"]) == (True, said, 60)


@pytest.mark.parametrize(
    ("mode", "changes", "field"),
    [
        ("write_full_song", {"prompt": "", "lyrics_wish": ""}, "lyrics_wish"),
        ("write_full_song", {"lyrics_wish": "x" * 2001}, "lyrics_wish"),
        ("edit", {"lyrics": ""}, "lyrics"),
        ("edit", {"lyrics": "x" * 3501}, "lyrics"),
    ],
)
def test_lyrics_that_cannot_be_asked_for_are_told_at_their_field(client, ada, team, mode, changes, field):
    client.force_login(ada)
    press = SENT | {"lyrics_mode": mode, "client_key": str(uuid.uuid4())} | changes
    answer = client.post(f"/{team.slug}/music/lyrics/", press, HTTP_HX_REQUEST="true")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not Generation.objects.exists()
