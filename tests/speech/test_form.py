"""Asking for speech: only what the model can do, each fault at its field, the price of what stands there."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from studio.speech.forms import SpeechForm
from studio.speech.models import LongText
from studio.voices.models import Voice
from tests.speech.conftest import VOICE, own_voice


def form(team, **values) -> SpeechForm:
    given = {"mode": "short", "text": "Hello there.", "model": "speech-2.8-hd", "voice": VOICE, **values}
    return SpeechForm(given, team=team)


def test_a_plain_text_is_fine(team):
    asked = form(team)
    assert asked.is_valid(), asked.errors
    wish = asked.wish()
    assert (wish["voice"], wish["voice_id"], wish["format"], wish["sample_rate"]) == (VOICE, VOICE, "mp3", 32000)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("text", {"text": ""}),
        ("text", {"text": "  \n\t "}),
        ("text", {"text": "<#1#>"}),
        ("text", {"text": "x" * 10_001}),
        ("text", {"text": "a <#0#> b"}),
        ("text", {"text": "a <#100#> b"}),
        ("text", {"text": "a <#x#> b"}),
        ("text", {"text": "ab​​​"}),
        ("text", {"mode": "long", "text": "x" * 1_000_001}),
        ("model", {"model": "speech-9"}),
        ("voice", {"voice": "nobody"}),
        ("voice", {"voice": "own:not-a-uuid"}),
        ("emotion", {"emotion": "whisper"}),
        ("language", {"model": "speech-02-hd", "language": "Tamil"}),
        ("language", {"language": "Klingon"}),
        ("speed", {"speed": "3"}),
        ("speed", {"speed": "x"}),
        ("volume", {"volume": "0"}),
        ("pitch", {"pitch": "13"}),
        ("format", {"format": "exe"}),
        ("sample_rate", {"sample_rate": "12345"}),
        ("pronunciation", {"pronunciation": "omg/oh my god\nnonsense"}),
    ],
)
def test_a_fault_is_told_at_its_field(team, field, values):
    asked = form(team, **values)
    assert not asked.is_valid()
    assert list(asked.errors) == [field]


@pytest.mark.parametrize(
    "text", ["x" * 10_000, "مرحبا بالعالم", "混合 mixed текст", "a <#0.01#> b <#99.99#>", "line\r\nline"]
)
def test_what_minimax_takes_is_let_through(team, text):
    assert form(team, text=text).is_valid()


def test_another_teams_voice_is_no_voice(team, cleo):
    foreign = own_voice(cleo.memberships.get().team)
    assert Voice.objects.filter(public_id=foreign.public_id).exists()
    assert list(form(team, voice=foreign.ref).errors) == ["voice"]


def test_a_voice_that_expired_between_choosing_and_pressing_is_told(team):
    voice = own_voice(team)
    assert form(team, voice=voice.ref).is_valid()
    voice.change(made_at=timezone.now() - timedelta(hours=169))
    assert "Make it again" in str(form(team, voice=voice.ref).errors["voice"])


def test_the_price_counts_characters_and_a_voices_first_use(team):
    voice = own_voice(team)
    assert form(team, text="x" * 1000).price.amount == Decimal("0.1")
    assert form(team, text="x" * 1000, voice=voice.ref).price.amount == Decimal("1.6")
    assert "$1.50" in form(team, voice=voice.ref).first_use
    voice.change(used_at=timezone.now())
    assert form(team, text="x" * 1000, voice=voice.ref).price.amount == Decimal("0.1")
    assert form(team, model="speech-01-hd").price.amount is None


def test_a_browsers_line_end_is_one_character(team):
    asked = form(team, text="a\r\nb")
    assert asked.used == 3
    assert asked.wish()["text"] == "a\nb"


def test_only_what_the_model_can_do_is_offered(team):
    asked = SpeechForm(initial={"model": "speech-02-hd", "emotion": "whisper", "language": "Tamil"}, team=team)
    assert "whisper" not in dict(asked.emotions)
    assert "Tamil" not in {row.name for row in asked.languages}
    assert set(asked.changed) == {"emotion", "language"}
    assert not asked.interjections
    assert SpeechForm(initial={"model": "speech-2.8-hd"}, team=team).interjections


def test_a_long_text_is_kept_once_and_named(team):
    first, second = (form(team, mode="long", text="A long one. " * 2000).keep_text() for _ in range(2))
    assert first["text_id"] == second["text_id"]
    assert len(first["text"]) == 300
    assert first["characters"] == len(("A long one. " * 2000).strip())
    assert LongText.objects.get(public_id=first["text_id"]).content == ("A long one. " * 2000).strip()


def test_without_a_connection_nothing_can_be_sent(team):
    team.connections.update(in_use=False)
    fresh = type(team).objects.get(pk=team.pk)
    assert "no connection" in str(form(fresh).non_field_errors())


def test_a_sample_rate_and_a_format_reach_the_request(team):
    wish = form(team, format="wav", sample_rate="44100", pitch="-3", speed="1.25", emotion="calm").wish()
    assert (wish["format"], wish["sample_rate"], wish["pitch"], wish["speed"], wish["emotion"]) == (
        "wav", 44100, -3, 1.25, "calm",
    )  # fmt: skip
