"""Presets: every field of a room's form, kept for the team, and the same again."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from studio.audit.models import Record
from studio.workroom.forms import OF_A_PRESS
from studio.workroom.models import Preset
from studio.workroom.rooms import find_room
from tests import make

HTMX = {"HTTP_HX_REQUEST": "true"}


def filled(room, team):
    """Every field of a room's form with a value that is not the one it begins with."""
    picture = str(make.asset(team).public_id)
    sound = str(make.asset(team, kind="sound", mime="audio/mpeg", duration_ms=9000).public_id)
    return {
        "image": {
            "mode": "person",
            "prompt": "A fox\r\nin snow",
            "model": "image-01",
            "ratio": "exact",
            "width": "1024",
            "height": "768",
            "count": "3",
            "seed": "-12",
            "prompt_optimizer": "on",
            "style": "水彩",
            "style_weight": "0.4",
            "reference": picture,
            "columns": ["image-01-live", "image-01-live:水彩"],
        },
        "music": {
            "mode": "cover",
            "prompt": "As a bossa nova",
            "genre": "bossa nova",
            "mood": "dreamy",
            "tempo": "95 BPM",
            "instruments": "guitar",
            "avoid": "drums",
            "lyrics": "[Verse]\r\nla",
            "lyrics_wish": "sadder",
            "model": "music-cover",
            "duration": "60",
            "format": "mp3",
            "sample_rate": "24000",
            "bitrate": "64000",
            "source": sound,
            "variants": "3",
        },
        "video": {
            "mode": "frames",
            "prompt": "A boat [Pan left]",
            "model": "MiniMax-Hailuo-02",
            "resolution": "768P",
            "duration": "10",
            "ratio": "9:16",
            "prompt_optimizer": "",
            "fast_pretreatment": "on",
            "template_id": "394125185182695432",
            "template_text": "a cat",
            "first_frame": picture,
            "last_frame": picture,
            "subject": picture,
            "photo": picture,
            "variants": "2",
        },
        "speech": {
            "mode": "long",
            "text": "Good evening.",
            "title": "A tale",
            "model": "speech-2.6-turbo",
            "voice": "English_expressive_narrator",
            "language": "English",
            "speed": "1.5",
            "volume": "2.0",
            "pitch": "-3",
            "emotion": "happy",
            "format": "flac",
            "sample_rate": "24000",
            "pronunciation": "tomato/(t)(o)",
            "text_normalization": "on",
        },
    }[room]


@pytest.fixture
def press(client, ada, team):
    client.force_login(ada)

    def press(room, values, name="My look", **extra):
        sent = values | {"preset_name": name, "client_key": str(uuid.uuid4())}
        return client.post(f"/{team.slug}/presets/{room}/", sent, **extra)

    return press


@pytest.mark.parametrize("room", ["image", "music", "video", "speech"])
def test_it_restores_every_field(client, team, press, room):
    values = filled(room, team)
    assert press(room, values).status_code == 302
    kept = find_room(room).form.base_fields.keys() - OF_A_PRESS
    assert values.keys() == kept, "a field of the form is missing here"
    form = client.get(f"/{team.slug}/{room}/?preset={Preset.objects.get().public_id}").context["form"]
    assert {name: form[name].value() for name in kept} == values
    sent = find_room(room).form(values, {}, team=team)
    assert form.wish() == sent.wish()
    assert form.price_words == sent.price_words


def test_the_same_name_is_the_same_preset(press, team):
    for prompt in ("A fox", "A boat"):
        answer = press("image", {"prompt": prompt}, **HTMX).content.decode()
    assert "“My look” was replaced by this form." in answer
    assert Preset.objects.get().values["prompt"] == "A boat"
    told = Record.objects.filter(what__startswith="preset.").order_by("id")
    assert list(told.values_list("what", flat=True)) == ["preset.saved", "preset.changed"]


def test_nobody_has_to_name_it(press):
    press("image", {"prompt": "A fox in the snow at dawn", "model": "image-01"}, name=" ")
    assert Preset.objects.get().name == "image-01 · A fox in the snow at dawn"


def test_a_name_of_its_own_is_short(press):
    press("image", {"prompt": "A fox", "model": "m" * 300}, name="")
    assert len(Preset.objects.get().name) == 80


def test_signs_that_no_table_takes_are_left_out(press):
    press("image", {"prompt": "A\0 fox", "columns": ["\0image-01"]}, name="My\0 look")
    kept = Preset.objects.get()
    assert (kept.name, kept.values["prompt"], kept.values["columns"]) == ("My look", "A fox", ["image-01"])


def test_it_is_kept_where_one_is(press):
    answer = press("image", {"prompt": "A fox"}, **HTMX).content.decode()
    assert "My look" in answer
    assert "Kept as" in answer


def test_it_is_of_its_room_and_its_team_alone(client, press, team, cleo):
    press("image", {"prompt": "A fox"}, **HTMX)
    preset = Preset.objects.get()
    assert "My look" not in client.get(f"/{team.slug}/music/").content.decode()
    elsewhere = cleo.memberships.get().team
    client.force_login(cleo)
    assert client.get(f"/{elsewhere.slug}/image/?preset={preset.public_id}").context["form"].value("prompt") == ""
    address = f"/{elsewhere.slug}/presets/image/{preset.public_id}/delete/"
    assert client.post(address).status_code == 404
    assert client.post(f"/{team.slug}/presets/image/", {}).status_code == 404


def test_another_of_the_team_uses_and_deletes_it(client, press, team, bo):
    press("image", {"prompt": "A fox"})
    preset = Preset.objects.get()
    client.force_login(bo)
    assert client.get(f"/{team.slug}/image/?preset={preset.public_id}").context["form"].value("prompt") == "A fox"
    client.post(f"/{team.slug}/presets/image/{preset.public_id}/delete/", **HTMX)
    assert client.get(f"/{team.slug}/image/?preset={preset.public_id}").context["form"].value("prompt") == ""
    assert list(client.get(f"/{team.slug}/image/").context["presets"]) == []


def test_what_was_deleted_is_put_back(client, press, team):
    press("image", {"prompt": "A fox"})
    preset = Preset.objects.get()
    address = f"/{team.slug}/presets/image/{preset.public_id}"
    told = client.post(f"{address}/delete/", **HTMX).content.decode()
    assert ("“My look” was deleted" in told, f"{address}/restore/" in told) == (True, True)
    told = client.post(f"{address}/restore/", **HTMX).content.decode()
    assert ("was deleted" in told, ">My look</a>" in told) == (False, True)
    assert client.get(f"/{team.slug}/image/?preset={preset.public_id}").context["form"].value("prompt") == "A fox"
    assert Record.objects.order_by("id").last().what == "preset.restored"


def test_what_comes_back_yields_its_name_to_a_newer_one(client, press, team):
    press("image", {"prompt": "A fox"})
    old = Preset.objects.get()
    client.post(f"/{team.slug}/presets/image/{old.public_id}/delete/", **HTMX)
    press("image", {"prompt": "A boat"})
    client.post(f"/{team.slug}/presets/image/{old.public_id}/restore/", **HTMX)
    kept = Preset.objects.of_room(team, "image")
    assert [(row.name, row.values["prompt"]) for row in kept] == [("My look", "A boat"), ("My look 2", "A fox")]


def test_what_nobody_puts_back_goes_for_good(client, press, team):
    press("image", {"prompt": "A fox"}, name="First")
    press("image", {"prompt": "A boat"}, name="Second")
    for preset in Preset.objects.order_by("id"):
        client.post(f"/{team.slug}/presets/image/{preset.public_id}/delete/", **HTMX)
        Preset.objects.filter(pk=preset.pk).update(deleted_at=timezone.now() - timedelta(hours=25))
    assert [row.name for row in Preset.objects.all()] == ["Second"]


def test_a_full_list_takes_nothing_back(client, press, team, monkeypatch):
    press("image", {"prompt": "A fox"}, name="First")
    preset = Preset.objects.get()
    client.post(f"/{team.slug}/presets/image/{preset.public_id}/delete/", **HTMX)
    monkeypatch.setattr("studio.workroom.actions.MOST_PRESETS", 1)
    press("image", {"prompt": "A boat"}, name="Second")
    answer = client.post(f"/{team.slug}/presets/image/{preset.public_id}/restore/", **HTMX)
    assert (answer.status_code, "delete one first" in answer.content.decode()) == (422, True)


def test_who_only_looks_keeps_none(client, team, vic):
    client.force_login(vic)
    assert client.post(f"/{team.slug}/presets/image/", {"prompt": "A fox"}).status_code == 403


def test_a_text_that_is_too_long_is_refused_in_words(press):
    answer = press("speech", {"text": "x" * 200_001}, **HTMX)
    assert (answer.status_code, "too long" in answer.content.decode()) == (422, True)
    assert not Preset.objects.exists()


def test_a_room_that_is_none_has_none(press):
    assert press("garage", {}).status_code == 404


def test_a_picture_that_is_gone_leaves_its_field_empty(client, press, team):
    asset = make.asset(team)
    press("image", {"mode": "person", "prompt": "Her", "reference": str(asset.public_id)})
    asset.trash()
    page = client.get(f"/{team.slug}/image/?preset={Preset.objects.get().public_id}").content.decode()
    assert '<input type="hidden" name="reference" value="">' in page
