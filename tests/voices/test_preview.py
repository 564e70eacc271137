"""Hearing a system voice: paid once for a connection, then heard by everybody for nothing."""

import pytest

from studio.catalogue import ask as catalogue
from studio.catalogue.models import Language, SystemVoice
from studio.generations.models import Generation, State
from studio.teams.models import Connection
from studio.voices.actions import preview
from studio.voices.listing import Listing, preview_price, preview_text
from studio.voices.models import Preview
from tests.voices.building import drive, fail, finish, money

ARNOLD = {"voice_id": "Arnold", "name": "Arnold", "text": "Good evening."}


@pytest.fixture
def press(client, team):
    def press(who, ref: str = "Arnold", slug: str = team.slug, htmx: bool = True):
        client.force_login(who)
        headers = {"HX-Request": "true"} if htmx else {}
        return client.post(f"/{slug}/voices/preview/", {"ref": ref}, headers=headers)

    return press


@pytest.mark.django_db(transaction=True)
def test_it_is_spoken_kept_and_heard(client, team, bo, minimax):
    done = drive(preview(team=team, who=bo, **ARNOLD))
    asset = done.results.get().asset
    assert (done.state, asset.mime, asset.listed) == (State.DONE, "audio/mpeg", False)
    client.force_login(bo)
    heard = client.get(f"/{team.slug}/generations/{done.public_id}/audio")
    assert (heard.status_code, heard.headers["Content-Type"]) == (200, "audio/mpeg")
    assert money() == ("0.00078", "0")


def test_it_is_paid_once_whoever_presses_how_often(team, ada, bo, press):
    for who in (ada, bo, ada):
        assert press(who).status_code == 200
    finish(Generation.objects.get())
    press(bo)
    assert (Generation.objects.count(), Preview.objects.count()) == (1, 1)


def test_another_connection_pays_for_its_own(team, ada, cleo, press):
    press(ada)
    press(cleo, slug=cleo.teams.get().slug)
    assert Generation.objects.values("connection").distinct().count() == 2


def test_after_a_failure_it_is_tried_again(team, ada, press):
    press(ada)
    fail(Generation.objects.get())
    press(ada)
    press(ada)
    assert Generation.objects.count() == 2
    assert Preview.objects.get().generation.state == State.QUEUED


def test_the_list_offers_a_price_first_and_a_player_afterwards(team, ada, bo, press):
    def card(who):
        return next(card for card in Listing(team, who, {"q": "Arnold"}).system if card.voice.voice_id == "Arnold")

    assert (card(bo).preview, card(bo).price) == (None, preview_price("English"))
    press(ada)
    assert card(bo).preview == Generation.objects.get()
    fail(Generation.objects.get())
    assert card(bo).preview is None


def test_the_price_shown_is_the_price_held(team, ada, press):
    press(ada)
    assert preview_price("English") == f"${money()[1]}"


def test_without_scripts_one_returns_to_the_list(press, ada, team):
    assert press(ada, htmx=False).url == f"/{team.slug}/voices/"


@pytest.mark.parametrize("ref", ["Nobody", ""])
def test_an_unknown_voice_is_unknown(press, ada, ref):
    assert press(ada, ref).status_code == 404


def test_without_a_connection_it_says_so(press, ada):
    Connection.objects.update(in_use=False)
    answer = press(ada)
    assert (answer.status_code, "no connection" in answer.content.decode()) == (409, True)


def test_every_language_of_a_voice_has_words_of_its_own(db):
    spoken = set(SystemVoice.objects.exclude(language="").values_list("language", flat=True))
    texts = catalogue.facts("preview_texts")
    assert spoken <= set(texts)
    assert set(texts) <= set(Language.objects.values_list("name", flat=True))
    assert preview_text("") == preview_text("English") == texts["English"]
