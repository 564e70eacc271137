"""What a room asks of which model: the catalogue decides, and may have nothing."""

import uuid

import pytest

from studio.catalogue.models import Model
from studio.generations.models import Generation
from studio.image.forms import ImageForm
from studio.music.forms import MusicForm
from studio.speech.forms import SpeechForm
from studio.video.forms import VideoForm

HTMX = {"HTTP_HX_REQUEST": "true"}
FORMS = {form.room: form for form in (ImageForm, MusicForm, VideoForm, SpeechForm)}


@pytest.fixture
def creator(client, ada):
    client.force_login(ada)
    return client


@pytest.mark.parametrize("room", FORMS)
def test_a_room_without_a_model_says_so(creator, team, room):
    Model.objects.filter(family=room).update(retired=True)
    sent = {"prompt": "A fox", "text": "A fox", "lyrics": "[Verse]\nA fox in the snow", "client_key": str(uuid.uuid4())}
    for answer in (
        creator.get(f"/{team.slug}/{room}/"),
        creator.post(f"/{team.slug}/{room}/", sent),
        creator.post(f"/{team.slug}/{room}/", sent, **HTMX),
        creator.post(f"/{team.slug}/{room}/form/", sent, **HTMX),
    ):
        assert answer.status_code == 409
        assert "No model is offered for this at the moment" in answer.content.decode()
    assert not Generation.objects.exists()
    home = creator.get(f"/{team.slug}/")
    assert (home.status_code, "What would you like to make?" in home.content.decode()) == (200, room != "video")


@pytest.mark.parametrize(
    ("room", "mode", "unable"),
    [("image", "person", "reference"), ("music", "instrumental", "instrumental"), ("music", "written", "optimizer")],
)
def test_what_no_model_can_do_is_not_offered(team, room, mode, unable):
    for row in Model.objects.filter(family=room):
        row.abilities.pop(unable, None)
        row.save()
    form = FORMS[room]({"mode": mode, "prompt": "A fox"}, team=team)
    assert mode not in dict(form.mode_choices)
    assert form.errors["mode"] == ["No model offers this at the moment."]


@pytest.mark.parametrize("room", FORMS)
def test_a_model_that_is_not_offered_is_refused(team, room):
    form = FORMS[room]({"model": "nobody-1"}, team=team)
    assert form.errors["model"] == ["This model is not offered."]
    assert "nobody-1 cannot do this" in form.changed["model"]


def test_a_model_that_cannot_do_it_gives_way_and_is_told(team):
    form = MusicForm({"mode": "instrumental", "model": "music-2.0"}, team=team)
    assert form.chosen_model.abilities["instrumental"]
    assert form.changed["model"] == f"Music 2.0 cannot do this, so it is {form.chosen_model.label} now."
    assert form.errors["model"][0].startswith("Music 2.0 cannot do this; choose Music 3.0, ")
