"""The page that clones: a press is one voice with its consent, a refused one keeps what was typed, files are kept."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape

from studio.audit.models import Record
from studio.generations.models import Generation
from studio.library.models import Asset
from studio.minimax.faults import CODES
from studio.teams.models import Connection
from studio.voices.forms import CONSENT
from studio.voices.models import Consent, Voice
from tests.voices.building import clone, fail, file, sample, speech, typed


@pytest.fixture
def send(client, team, bo):
    client.force_login(bo)

    def post(htmx: bool = False, **changes):
        headers = {"HX-Request": "true"} if htmx else {}
        return client.post(f"/{team.slug}/voices/clone/", typed(team, **changes), headers=headers)

    return post


def test_a_press_keeps_the_consent_in_the_words_that_were_seen(send, bo):
    assert send(consent="given", speaker="Grandmother").status_code == 302
    made = Voice.objects.get()
    assert (made.consent.by, made.consent.by_name, made.consent.speaker) == (bo, "Bo", "Grandmother")
    assert made.consent.statement == str(CONSENT["given"])
    assert made.consent.sample_sha256 == made.sample.sha256
    assert Record.objects.get(what="voice.consented").who == bo


def test_ones_own_voice_is_ones_own_whatever_stands_in_the_other_field(send):
    send(consent="own", speaker="Grandmother")
    assert Consent.objects.get().speaker == "Bo"


@pytest.mark.parametrize("voice_id", ["", "harbour-voice"])
def test_the_same_press_twice_is_one_voice(send, team, voice_id):
    again = {"client_key": str(uuid.uuid4()), "sample": str(sample(team).public_id), "voice_id": voice_id}
    assert [send(**again).status_code, send(**again).status_code] == [302, 302]
    assert (Voice.objects.count(), Generation.objects.count(), Consent.objects.count()) == (1, 1, 1)


def test_with_htmx_it_answers_with_the_card_and_a_form_for_the_next(send):
    answer = send(htmx=True, name="Grandmother")
    gen = Generation.objects.get()
    card, form = answer.content.decode().split("<form class", 1)
    assert (answer.status_code, str(gen.public_id) in card) == (200, True)
    assert (" hx-swap-oob" in form, "Grandmother" in form, "checked" in form) == (True, False, False)


@pytest.mark.parametrize("htmx", [True, False])
def test_a_refused_press_keeps_everything_that_was_typed(send, team, htmx):
    prompt, recording = sample(team, duration_ms=5000), sample(team)
    answer = send(
        htmx=htmx,
        name="Harbour “night”",
        sample=str(recording.public_id),
        voice_id="harbour-voice",
        language="German",
        text="Guten Abend.",
        prompt_audio=str(prompt.public_id),
        prompt_text="Moin.",
        noise_reduction="on",
        consent="given",
        speaker="",
    )
    page = answer.content.decode()
    assert (answer.status_code, answer.headers.get("HX-Retarget")) == (422, "#make" if htmx else None)
    for words in ("Harbour “night”", "harbour-voice", "Guten Abend.", "Moin.", "Whose voice is it?"):
        assert words in page
    assert f'name="sample" value="{recording.public_id}"' in page
    assert f'name="prompt_audio" value="{prompt.public_id}"' in page
    assert '<option value="German" selected>' in page
    assert page.count("checked") == 2
    assert not Generation.objects.exists()
    assert not Consent.objects.exists()


def test_a_file_is_kept_even_when_another_field_is_wrong(send, tmp_path):
    page = send(sample="", sample_file=file(tmp_path, speech()), name="").content.decode()
    Asset.objects.filter(name="").delete()
    assert f'name="sample" value="{Asset.objects.get().public_id}"' in page


def test_a_file_that_is_no_recording_is_told_at_its_field(send):
    answer = send(sample="", sample_file=SimpleUploadedFile("notes.wav", b"hello"))
    assert answer.status_code == 422
    assert "notes.wav: It does not open" in answer.content.decode()


def test_a_page_brought_back_with_another_wish_and_the_same_id_is_told_at_its_field(send, team):
    again = {"client_key": str(uuid.uuid4()), "sample": str(sample(team).public_id), "voice_id": "harbour-voice"}
    send(**again)
    answer = send(**again, name="Quay")
    assert (answer.status_code, "never used twice" in answer.content.decode()) == (422, True)
    assert (Consent.objects.count(), Generation.objects.count()) == (1, 1)


def test_without_a_connection_it_says_so(send):
    Connection.objects.update(in_use=False)
    answer = send()
    assert (answer.status_code, "no connection to MiniMax" in answer.content.decode()) == (422, True)


def test_used_again_it_fills_in_everything_but_the_id_and_the_consent(client, team, ada):
    client.force_login(ada)
    old = clone(team, sample(team), text="Good evening.", voice_id="harbour-voice", noise_reduction=True)
    page = client.get(f"/{team.slug}/voices/clone/?again={old.generation.public_id}").content.decode()
    assert ("Good evening." in page, 'value="Harbour"' in page) == (True, True)
    assert 'value="harbour-voice"' not in page
    assert f'name="sample" value="{old.sample.public_id}"' in page
    assert page.count("checked") == 1


# A recording, kept at once


@pytest.fixture
def keep(client, team, bo):
    client.force_login(bo)

    def post(content, slot: str = "sample"):
        return client.post(f"/{team.slug}/voices/clone/sample/", {"file": content, "slot": slot})

    return post


def test_a_recording_is_kept_and_heard_at_once(keep, tmp_path):
    answer = keep(file(tmp_path, speech(), "webm"))
    asset = Asset.objects.get()
    assert (answer.status_code, asset.mime, f'data-kept="{asset.public_id}"' in answer.content.decode()) == (
        200,
        "audio/wav",
        True,
    )


def test_one_that_minimax_would_refuse_is_kept_and_told(keep, tmp_path):
    answer = keep(file(tmp_path, speech(9)))
    assert (answer.status_code, "at least 10 s" in answer.content.decode()) == (422, True)
    assert keep(file(tmp_path, speech(7)), "prompt_audio").status_code == 200
    assert keep(file(tmp_path, speech()), "prompt_audio").status_code == 422


def test_what_is_none_is_told_in_words(keep):
    answer = keep(SimpleUploadedFile("a.wav", b"hello"))
    assert (answer.status_code, "does not open" in answer.json()["error"]) == (422, True)
    assert keep(SimpleUploadedFile("a.wav", b"")).json()["error"] == "The file is empty."
    assert keep("").json()["error"] == "No file came with this."


@pytest.mark.parametrize(
    ("letters", "told"), [("0", "$0.00"), ("1000", "$0.06"), ("", "$0.00"), ("x", "$0.00"), ("²", "$0.00")]
)
def test_it_tells_the_price_while_one_types(client, team, bo, letters, told):
    client.force_login(bo)
    assert client.get(f"/{team.slug}/voices/clone/?price&letters={letters}").json() == {"price": told}


@pytest.mark.parametrize(
    ("code", "field"),
    [
        (1042, "text"),
        (1043, "sample"),
        (1044, "prompt_text"),
        (2037, "sample"),
        (2039, "voice_id"),
        (2048, "prompt_audio"),
    ],
)
def test_what_minimax_refused_stands_at_its_field_when_it_is_changed(client, team, ada, code, field):
    client.force_login(ada)
    refused = clone(team, sample(team), text="Good evening.")
    fail(refused.generation, code, CODES[code].cause)
    page = client.get(f"/{team.slug}/voices/clone/?again={refused.generation.public_id}").content.decode()
    told = page.split(f'id="{field}-error"')[1].split("</p>")[0]
    assert escape(CODES[code].cause) in told
