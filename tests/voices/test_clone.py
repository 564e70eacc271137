"""Cloning: no consent, no upload; one press, one voice; what MiniMax says becomes a voice or plain words."""

import threading
import uuid

import pytest
from django.db import IntegrityError, connection

from studio.generations.actions import retry_generation, start_generation
from studio.generations.models import Generation, State
from studio.voices import actions
from studio.voices.models import Consent, Voice
from studio.voices.recipe import FILE_GONE, UNCONSENTED
from studio.voices.speak import GONE
from tests.voices.building import clone, drive, made, money, sample, wish

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_sample_becomes_a_temporary_voice_that_costs_nothing_yet(team, minimax, recorded):
    voice = made(clone(team, recorded()))
    assert (voice.state, voice.fee) == (Voice.State.TEMPORARY, voice.fee_anew)
    assert voice.made_at == voice.generation.accepted_at
    assert [file["bytes"] for file in minimax.files()] == [voice.sample.bytes]
    assert (minimax.speak(voice.voice_id), money()) == (0, ("0", "0"))


def test_a_preview_is_heard_and_paid_as_speech(team, minimax, recorded):
    voice = made(clone(team, recorded(), text="Good evening."))
    assert (voice.heard.kind, voice.heard.listed) == ("speech", False)
    assert money() == ("0.00078", "0")
    assert voice.fee is not None


def test_everything_that_was_asked_reaches_minimax(team, minimax, recorded, tmp_path):
    prompt = recorded(form="mp3")
    short = {"duration_ms": 5000}
    type(prompt).objects.filter(pk=prompt.pk).update(**short)
    asked = {"prompt_audio": str(prompt.public_id), "prompt_text": "Good evening.", "language": "German"}
    gen = clone(team, recorded(), noise_reduction=True, volume_normalization=True, **asked).generation
    failed = drive(gen)
    # The prompt lasts 11 s in truth: that MiniMax says so proves that it went along.
    assert (failed.state, failed.error["code"]) == (State.FAILED, 2048)


# The wall


def unwalled(team, voice: Voice) -> Generation:
    """The generation alone, as a job or another page might ask for it."""
    voice.made_at = None
    voice.save()
    author = team.memberships.get().user
    return start_generation(team=team, author=author, kind="voice_clone", request=wish(voice=voice.ref))


@pytest.mark.parametrize("whose", ["nobody", "other bytes", "another team"])
def test_without_a_consent_to_these_bytes_nothing_is_uploaded(team, ada, cleo, minimax, recorded, whose):
    recording, elsewhere = recorded(), cleo.teams.get()
    consents = {
        "nobody": None,
        "other bytes": actions.give_consent(team=team, who=ada, speaker="Ada", statement="Yes.", sample=sample(team)),
        "another team": actions.give_consent(
            team=elsewhere, who=cleo, speaker="Ada", statement="Yes.", sample=recording
        ),
    }
    voice = Voice.objects.create(
        team=team,
        connection=team.connection,
        origin="cloned",
        voice_id="harbour-1234",
        name="Harbour",
        sample=recording,
        consent=consents[whose],
    )
    failed = drive(unwalled(team, voice))
    assert (failed.state, failed.error["cause"]) == (State.FAILED, UNCONSENTED)
    assert (minimax.files(), failed.submit_token, money()) == ([], None, ("0", "0"))


def test_the_action_refuses_a_consent_or_a_sample_that_is_not_the_teams(team, ada, cleo):
    elsewhere, mine = cleo.teams.get(), sample(team)
    theirs = sample(elsewhere, sha256=mine.sha256)
    ours = actions.give_consent(team=team, who=ada, speaker="Ada", statement="Yes.", sample=mine)
    strange = actions.give_consent(team=elsewhere, who=cleo, speaker="Cleo", statement="Yes.", sample=theirs)
    about = {"team": team, "author": ada, "name": "x", "request": wish(), "client_key": uuid.uuid4()}
    for recording, consent in ((sample(team), ours), (mine, strange), (theirs, ours)):
        with pytest.raises(ValueError, match="consent"):
            actions.clone_voice(sample=recording, consent=consent, **about)
    assert not Generation.objects.exists()


def test_a_consent_says_who_what_when_and_of_which_bytes(team, ada):
    recording = sample(team)
    consent = actions.give_consent(team=team, who=ada, speaker="Grandmother", statement="She agrees.", sample=recording)
    ada.delete()
    consent = Consent.objects.get(pk=consent.pk)
    assert (consent.by, consent.by_name, consent.speaker) == (None, "Ada", "Grandmother")
    assert (consent.statement, consent.sample_sha256) == ("She agrees.", recording.sha256)
    assert consent.at


# One press


def test_the_same_press_twice_is_one_voice(team):
    recording, key = sample(team), uuid.uuid4()
    first = clone(team, recording, client_key=key, voice_id="")
    second = clone(team, recording, client_key=key, voice_id="")
    assert first.pk == second.pk
    assert (Voice.objects.count(), Generation.objects.count()) == (1, 1)


def test_pressed_many_times_at_the_same_time_it_is_one_voice(team):
    recording, key, found = sample(team), uuid.uuid4(), []

    def press():
        found.append(clone(team, recording, client_key=key, voice_id="").pk)
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(found), len(set(found)), Generation.objects.count()) == (5, 1, 1)


@pytest.mark.parametrize("changes", [{"name": "Quay"}, {"text": "Other words"}, {"voice_id": "other-voice-1"}])
def test_a_page_brought_back_with_another_wish_is_another_voice(team, changes):
    recording, key = sample(team), uuid.uuid4()
    clone(team, recording, client_key=key, voice_id="")
    clone(team, recording, **{"client_key": key, "voice_id": ""} | changes)
    assert Voice.objects.count() == 2


def test_an_id_that_somebody_took_in_the_meantime_is_said_and_holds_no_money(team):
    clone(team, sample(team), voice_id="harbour-voice")
    with pytest.raises(actions.IdTaken):
        clone(team, sample(team), voice_id="harbour-voice", text="Good evening.")
    assert (Generation.objects.count(), money()) == (1, ("0", "0"))


def test_the_database_knows_an_id_once_on_a_connection(team, cleo):
    clone(team, sample(team), voice_id="harbour-voice")
    elsewhere = cleo.teams.get()
    clone(elsewhere, sample(elsewhere), voice_id="harbour-voice")
    with pytest.raises(IntegrityError):
        Voice.objects.filter(team=elsewhere).update(connection=team.connection)


# What goes wrong


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (1042, "invisible"),
        (1043, "differs too much"),
        (1044, "do not match"),
        (2037, "too short or too long"),
        (2038, "may not clone"),
        (2039, "exists already"),
        (2042, "another MiniMax account"),
        (2048, "8 seconds or longer"),
        (2054, "no voice with this id"),
    ],
)
def test_what_minimax_refuses_is_told_in_words_and_costs_nothing(team, minimax, recorded, code, told):
    voice = clone(team, recorded(), text=f"sandbox:{code} Good evening.")
    failed = drive(voice.generation)
    voice.refresh_from_db()
    assert (failed.state, failed.error["code"], voice.made_at) == (State.FAILED, code, None)
    assert told in failed.error["cause"]
    assert failed.error["next_step"]
    assert money() == ("0", "0")


def test_an_answer_that_was_lost_is_never_sent_again(team, minimax, recorded):
    voice = clone(team, recorded(), text="sandbox:lost Good evening.")
    assert drive(voice.generation).state == State.UNCERTAIN
    assert drive(voice.generation).state == State.UNCERTAIN
    assert minimax.speak(voice.voice_id) == 0


def test_a_sample_that_is_gone_fails_before_anything_is_sent(team, minimax, recorded):
    voice = clone(team, recorded())
    voice.sample.delete()
    assert drive(voice.generation).error["cause"] == FILE_GONE
    assert minimax.files() == []


def test_tried_again_from_its_card_it_is_the_same_voice(team, ada, minimax, recorded):
    voice = clone(team, recorded(), text="sandbox:2038 Good evening.")
    failed = drive(voice.generation)
    failed.request["text"] = ""
    done = drive(retry_generation(generation=failed, who=ada))
    voice.refresh_from_db()
    assert (done.state, voice.state, voice.generation) == (State.DONE, Voice.State.TEMPORARY, done)


def test_after_a_failure_the_id_is_free_for_another_try(team, ada, minimax, recorded):
    first = clone(team, recorded(), voice_id="harbour-voice", text="sandbox:2038")
    failed = drive(first.generation)
    second = made(clone(team, recorded(), voice_id="harbour-voice"))
    assert (second.voice_id, Voice.objects.count()) == ("harbour-voice", 1)
    assert drive(retry_generation(generation=failed, who=ada)).error["cause"] == GONE


def test_a_preview_that_cannot_be_fetched_does_not_hide_the_voice(team, minimax, recorded, monkeypatch):
    monkeypatch.setattr("studio.generations.driver.DOWNLOAD_TRIES", 1)
    monkeypatch.setattr("studio.generations.collect.LARGEST_RESULT", 10)
    voice = clone(team, recorded(), text="Good evening.")
    failed = drive(voice.generation)
    voice.refresh_from_db()
    assert (failed.state, voice.state, voice.heard) == (State.FAILED, Voice.State.TEMPORARY, None)
    assert minimax.speak(voice.voice_id) == 0
