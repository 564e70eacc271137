"""The room of songs: what comes back into the form, lyrics, the song to cover, sections under a waveform."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from studio.catalogue.models import Model
from studio.generations.models import Generation, Result, State
from studio.generations.transition import move
from studio.library.models import Asset
from tests import make
from tests.music.conftest import LYRICS, song
from tests.music.test_form import SENT
from tests.tones import tone, write

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def room(client, ada, team):
    client.force_login(ada)
    return f"/{team.slug}/music/"


def finish(gen, **columns):
    if columns:
        asset = make.asset(gen.team, kind="music", mime="audio/mpeg", duration_ms=30_000, **columns)
        Result.objects.create(generation=gen, asset=asset)
    Generation.objects.filter(pk=gen.pk).update(state=State.FINISHING)
    move(gen.pk, State.FINISHING, State.DONE)


def test_several_songs_are_asked_for_in_one_go(client, room):
    press = SENT | {"variants": "3", "client_key": str(uuid.uuid4())}
    for _ in range(2):
        answer = client.post(room, press, **HTMX)
    assert answer.content.decode().count("<article") == 3
    assert [gen.request["variant"] for gen in Generation.objects.order_by("id")] == [[1, 3], [2, 3], [3, 3]]
    assert "2 of 3" in answer.content.decode()
    assert len(set(Generation.objects.values_list("batch", flat=True))) == 1


def test_the_lyrics_of_the_model_come_into_the_form(client, room, team):
    gen = song(team, "lyrics", prompt="the sea")
    Generation.objects.filter(pk=gen.pk).update(upstream_reply={"lyrics": "[Verse]\nBlue\n"})
    finish(gen)
    page = client.get(room).content.decode()
    assert "[Verse]<br>Blue" in page
    assert 'data-fill="lyrics"' in page
    form = client.get(f"{room}?lyrics_of={gen.public_id}").context["form"]
    assert (form.value("lyrics"), form.chosen_mode) == ("[Verse]\nBlue\n", "song")


def test_lyrics_are_asked_for_with_what_stands_there(client, room):
    press = SENT | {"lyrics_mode": "edit", "lyrics_wish": "sadder", "client_key": str(uuid.uuid4())}
    for _ in range(2):
        assert client.post(f"{room}lyrics/", press, **HTMX).status_code == 200
    gen = Generation.objects.get()
    assert (gen.kind, gen.request) == ("lyrics", {"mode": "edit", "prompt": "sadder", "lyrics": LYRICS})


def test_lyrics_without_a_key_are_asked_for_each_time(client, room):
    for key in ("", "nonsense"):
        client.post(f"{room}lyrics/", SENT | {"lyrics_mode": "write_full_song", "client_key": key}, **HTMX)
    assert Generation.objects.count() == 2


def test_a_mode_that_no_model_has_is_not_offered(client, room):
    Model.objects.filter(name__startswith="music-cover").update(retired=True)
    page = client.get(f"{room}?mode=cover")
    assert (page.status_code, page.context["form"].chosen_mode) == (200, "song")
    assert 'id="mode-cover"' not in page.content.decode()


def test_a_song_shows_its_sections(client, room, team):
    gen = song(team)
    finish(gen, sections=[["Verse", 0.0], ["Chorus", 0.5]], recipe={"kind": "music"})
    page = client.get(room).content.decode()
    assert 'data-at="0.5">Chorus</button>' in page
    assert 'data-shape="sleeve"' in page


def test_everything_is_used_again(client, room, team):
    gen = song(team, genre="folk", duration=60, format="wav", bitrate=None)
    form = client.get(f"{room}?again={gen.public_id}").context["form"]
    assert form.wish() == gen.request


def test_a_song_to_cover_is_kept_and_heard(client, room, team, tmp_path):
    file = SimpleUploadedFile("tune.wav", write(tmp_path / "tune.wav", tone(8)).read_bytes(), "audio/wav")
    heard = client.post(f"{room}source/", {"file": file})
    asset = Asset.objects.get()
    assert (heard.status_code, f'data-kept="{asset.public_id}"' in heard.content.decode()) == (200, True)
    assert client.get(f"{room}source/?asset={asset.public_id}").status_code == 200


@pytest.mark.parametrize(("seconds", "told"), [(2, "from 6 s to 6 min"), (0, "does not open as")])
def test_a_song_that_cannot_be_covered_says_why(client, room, tmp_path, seconds, told):
    content = write(tmp_path / "tune.wav", tone(seconds)).read_bytes() if seconds else b"no sound"
    answer = client.post(f"{room}source/", {"file": SimpleUploadedFile("tune.wav", content, "audio/wav")})
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_another_teams_song_is_not_heard(client, room, cleo):
    theirs = make.asset(cleo.memberships.get().team, kind="music", mime="audio/mpeg", duration_ms=9000)
    assert client.get(f"{room}source/?asset={theirs.public_id}").status_code == 404


def test_to_whom_music_is_open_is_said_on_the_live_service(client, room, team):
    assert "20 August 2026" not in client.get(room).content.decode()
    connection = team.connection
    connection.sandbox = False
    connection.save()
    assert "20 August 2026" in client.get(room).content.decode()
