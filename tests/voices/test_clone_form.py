"""The form of a clone: every wrong wish is told at its field, before anything is sent."""

import uuid

import pytest

from studio.voices.forms import CloneForm
from tests.voices.building import sample, typed


@pytest.fixture
def form(team, ada):
    return lambda **changes: CloneForm(typed(team, **changes), team=team, author=ada)


def test_it_is_priced_by_its_preview_alone(form):
    assert (form().is_valid(), str(form().price), str(form(text="x" * 1000).price)) == (True, "$0.00", "$0.06")
    assert form().later_price == "$1.50"


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"name": ""}, "name", "a name"),
        ({"name": "x" * 101}, "name", "100"),
        ({"sample": ""}, "sample", "Choose a recording"),
        ({"sample": "nonsense"}, "sample", "Choose a recording"),
        ({"sample": str(uuid.uuid4())}, "sample", "Choose a recording"),
        ({"text": "x" * 1001}, "text", "1001 characters"),
        ({"language": "Klingon"}, "language", "does not speak"),
        ({"consent": ""}, "consent", "nothing is sent"),
        ({"consent": "yes"}, "consent", "nothing is sent"),
        ({"consent": "given"}, "speaker", "Whose voice"),
        ({"prompt_audio": str(uuid.uuid4())}, "prompt_audio", "not there any more"),
        ({"prompt_text": "Good evening"}, "prompt_audio", "need the recording"),
        ({"prompt_text": "x" * 1001}, "prompt_text", "1000"),
    ],
)
def test_it_refuses_at_the_field(form, changes, field, told):
    made = form(**changes)
    assert not made.is_valid()
    assert told in " ".join(map(str, made.errors[field]))


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"duration_ms": 9000}, "at least 10 s"),
        ({"duration_ms": 360_000}, "at most 5 min"),
        ({"bytes": 30_000_000}, "20 MB"),
        ({"measured": {"loudness_db": -70.0}}, "silent"),
        ({"measured": {"silent_share": 0.95}}, "silent"),
        ({"kind": "image"}, "Choose a recording"),
    ],
)
def test_it_refuses_a_sample_that_minimax_would(form, team, facts, told):
    made = form(sample=str(sample(team, **facts).public_id))
    assert told in " ".join(made.errors["sample"])


def test_prompt_audio_needs_its_words_and_its_length(form, team):
    long, short = (str(sample(team, duration_ms=ms).public_id) for ms in (8000, 7000))
    assert "less than 8 s" in " ".join(form(prompt_audio=long, prompt_text="x").errors["prompt_audio"])
    assert "exactly what is said" in " ".join(form(prompt_audio=short).errors["prompt_text"])
    assert form(prompt_audio=short, prompt_text="Good evening").is_valid()


def test_a_recording_of_another_team_is_unknown(form, cleo):
    foreign = str(sample(cleo.teams.get()).public_id)
    assert set(form(sample=foreign, prompt_audio=foreign, prompt_text="x").errors) == {"sample", "prompt_audio"}


def test_a_recording_in_the_trash_is_unknown(form, team):
    recording = sample(team)
    recording.trash()
    assert "sample" in form(sample=str(recording.public_id)).errors
