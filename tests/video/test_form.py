"""The form: the catalogue decides, and what is impossible is refused at its field before anything is sent."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from studio.generations.models import Generation
from studio.library.models import Asset
from studio.video.forms import VideoForm
from tests import make

TEXT = {"mode": "text", "prompt": "A lighthouse", "model": "MiniMax-Hailuo-2.3", "resolution": "768P", "duration": "6"}


@pytest.fixture
def form(team, ada):
    def build(files=None, **changes):
        return VideoForm(TEXT | changes, files or {}, team=team, author=ada)

    return build


def test_it_makes_the_request_that_is_priced(form):
    made = form(prompt_optimizer="on")
    assert made.is_valid(), made.errors
    assert made.wish() == make.wish(prompt="A lighthouse")
    assert str(made.price) == "$0.28"


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"prompt": ""}, "prompt", "Say what"),
        ({"prompt": "x" * 2001}, "prompt", "2001 characters"),
        ({"duration": "10", "resolution": "1080P"}, "duration", "768P"),
        ({"resolution": "4K"}, "resolution", "768P, 1080P"),
        ({"model": "MiniMax-Hailuo-2.3-Fast"}, "model", "cannot do this"),
        ({"model": "Sora"}, "model", "not offered"),
        ({"mode": "image"}, "first_frame", "Choose a picture"),
        ({"mode": "frames", "model": "MiniMax-Hailuo-02"}, "last_frame", "Choose a picture"),
        ({"mode": "image", "first_frame": str(uuid.uuid4())}, "first_frame", "not in your library"),
        ({"mode": "template", "template_id": "394125185182695432"}, "template_text", "some words"),
        ({"mode": "template", "template_id": "392753057216684038"}, "photo", "Choose a picture"),
        ({"mode": "template", "template_id": "1"}, "template_id", "not offered"),
    ],
)
def test_it_refuses_what_cannot_be(form, changes, field, told):
    made = form(**changes)
    assert not made.is_valid()
    assert told in " ".join(made.errors[field])


@pytest.mark.parametrize(
    ("width", "height", "fits"),
    [(301, 301, True), (300, 900, False), (750, 301, True), (1200, 400, False), (400, 1000, True), (400, 1001, False)],
)
def test_it_refuses_a_picture_that_minimax_would(form, team, width, height, fits):
    asset = make.asset(team, width=width, height=height)
    assert form(mode="image", first_frame=str(asset.public_id)).is_valid() == fits


def test_a_picture_of_another_team_is_unknown(form, cleo):
    foreign = make.asset(cleo.teams.get())
    assert "first_frame" in form(mode="image", first_frame=str(foreign.public_id)).errors


def test_a_file_is_kept_even_when_another_field_is_wrong(form):
    file = SimpleUploadedFile("a.png", make.png())
    made = form({"first_frame_file": file}, mode="image", prompt="x" * 2001)
    assert not made.is_valid()
    assert made.value("first_frame") == str(Asset.objects.get().public_id)


def test_it_offers_only_what_the_mode_can(form):
    assert [model.name for model in form(mode="frames").models] == ["MiniMax-Hailuo-02"]
    assert "MiniMax-Hailuo-2.3-Fast" not in [model.name for model in form().models]


@pytest.mark.parametrize(
    ("named", "field", "told"),
    [
        ({"resolution": "1080P", "duration": "10"}, "duration", "No 10 s at 1080P, so it is 6 s now."),
        ({"model": "T2V-01", "resolution": "1080P"}, "resolution", "T2V-01 has no 1080P, so it is 720P now."),
        ({"mode": "frames"}, "model", "Hailuo 2.3 cannot do this, so it is Hailuo 02 now."),
    ],
)
def test_what_a_choice_changes_elsewhere_is_said(client, team, bo, named, field, told):
    client.force_login(bo)
    answer = client.post(f"/{team.slug}/video/form/", TEXT | named, headers={"HX-Request": "true"})
    assert told in answer.content.decode()
    assert set(VideoForm(initial=TEXT | named, team=team).changed) == {field}


def test_the_newest_choice_stands_and_the_older_one_gives_way(team):
    named = TEXT | {"resolution": "1080P", "duration": "10"}
    form = VideoForm(initial=named, team=team, newest="duration")
    assert (form.chosen_resolution, form.chosen_duration) == ("768P", 10)
    assert form.changed == {"resolution": "No 10 s at 1080P, so it is 768P now."}


def test_a_line_ends_in_one_character(form):
    made = form(prompt="one\r\ntwo" + "x" * 1993)
    assert made.is_valid(), made.errors
    assert made.wish()["prompt"].startswith("one\ntwo")


def test_the_address_of_a_drawn_form_leads_back_to_the_room(client, team, bo):
    client.force_login(bo)
    assert client.get(f"/{team.slug}/video/form/").url == f"/{team.slug}/video/"


def test_nothing_is_said_where_nothing_changed(team):
    assert VideoForm(initial=TEXT, team=team).changed == {}


def test_what_is_reused_fills_the_form_equally(form, team, ada):
    from studio.generations.recipes import get_recipe

    first = form(prompt_optimizer="on", ratio="9:16", duration="10")
    assert first.is_valid()
    again = VideoForm(initial=get_recipe("video").to_form(first.wish()), team=team)
    assert again.wish() == first.wish()


# Over HTTP


def test_it_asks_once_for_a_double_press(client, team, bo):
    client.force_login(bo)
    data = TEXT | {"client_key": str(uuid.uuid4())}
    assert [client.post(f"/{team.slug}/video/", data).status_code for _ in range(2)] == [302, 302]
    assert Generation.objects.count() == 1


def test_a_refusal_keeps_what_was_typed(client, team, bo):
    client.force_login(bo)
    answer = client.post(f"/{team.slug}/video/", TEXT | {"duration": "10", "resolution": "1080P"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "A lighthouse" in page
    assert "Not at 1080P" in page
    assert Generation.objects.count() == 0


def test_a_viewer_cannot_ask(client, team, vic):
    client.force_login(vic)
    assert client.post(f"/{team.slug}/video/", TEXT).status_code == 403


def test_htmx_gets_the_card_and_a_new_key(client, team, bo):
    client.force_login(bo)
    answer = client.post(f"/{team.slug}/video/", TEXT, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert f"generation-{Generation.objects.get().public_id}" in page
    assert 'id="client-key"' in page
    assert "<html" not in page


def test_a_double_press_with_a_file_is_one_generation(client, team, bo):
    client.force_login(bo)
    key = str(uuid.uuid4())
    for _ in range(2):
        file = SimpleUploadedFile("a.png", make.png())
        data = TEXT | {"mode": "image", "client_key": key, "first_frame_file": file}
        assert client.post(f"/{team.slug}/video/", data).status_code == 302
    assert Generation.objects.count() == 1


def test_of_a_clip_only_its_last_frame_is_a_picture(form, team):
    clip = make.asset(team, kind="video", width=1366, height=768)
    assert form(mode="image", first_frame=f"{clip.public_id}#last").is_valid()
    assert "first_frame" in form(mode="image", first_frame=str(clip.public_id)).errors
