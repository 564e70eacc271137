"""The id of a voice: MiniMax's rules, and that none is used twice, not even after its voice is gone."""

import pytest
from django.utils import timezone

from studio.voices import actions
from studio.voices.forms import CloneForm
from tests.voices.building import clone, fail, finish, sample, typed, voice


@pytest.fixture
def form(team, ada):
    return lambda **changes: CloneForm(typed(team, **changes), team=team, author=ada)


@pytest.mark.parametrize(
    ("voice_id", "fits"),
    [
        ("", True),
        ("harbour1", True),
        ("Harbour_voice-1", True),
        ("h" * 256, True),
        ("harbour", False),
        ("h" * 257, False),
        ("1harbour", False),
        ("-harbour1", False),
        ("harbour-", False),
        ("harbour1_", False),
        ("har bour1", False),
        ("hårbour12", False),
        ("港口的声音一二三四五", False),
        ("harbour1\n", True),
    ],
)
def test_an_id_follows_minimaxs_rules(form, voice_id, fits):
    assert ("voice_id" not in form(voice_id=voice_id).errors) == fits


@pytest.mark.parametrize("words", ["Harbour", "港口", "1st mate", "-", "", "A", "x" * 300, "Ünïcode näme"])
def test_an_id_that_is_made_up_follows_them_too(form, words):
    made = {actions.new_voice_id(words) for _ in range(20)}
    assert len(made) == 20
    assert not [name for name in made if "voice_id" in form(voice_id=name).errors]


@pytest.mark.parametrize("voice_id", ["pending-1", "made-voice-1", "deleted-1", "expired-1", "earlier-1", "present-1"])
def test_an_id_is_never_used_twice(form, team, voice_id):
    clone(team, sample(team), voice_id="pending-1")
    voice(team, voice_id="made-voice-1")
    voice(team, voice_id="deleted-1").change(deleted_at=timezone.now())
    voice(team, voice_id="expired-1", hours_left=-1)
    remade = clone(team, sample(team), voice_id="earlier-1")
    finish(remade.generation)
    remade.change(voice_id="present-1")
    assert "never used twice" in " ".join(form(voice_id=voice_id).errors["voice_id"])


def test_the_id_of_a_system_voice_is_taken(form):
    assert "voice_id" in form(voice_id="English_expressive_narrator").errors


def test_an_id_on_another_connection_is_free(form, cleo):
    voice(cleo.teams.get(), voice_id="elsewhere-1")
    assert form(voice_id="elsewhere-1").is_valid()


def test_the_id_of_a_clone_that_failed_is_free(form, team):
    fail(clone(team, sample(team), voice_id="refused-1").generation)
    assert form(voice_id="refused-1").is_valid()
