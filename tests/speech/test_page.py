"""The speech room: a press is a generation, a fault comes back, prices and documents are asked for by themselves."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from docx import Document

from studio.generations.models import Generation
from studio.speech.models import LongText
from studio.speech.takes import make_all
from tests.speech.conftest import SCRIPT, VOICE, own_voice

HTMX = {"HX-Request": "true"}
KEY = "0a0a0a0a-0000-4000-8000-000000000001"


@pytest.fixture
def room(client, ada, team):
    client.force_login(ada)
    client.path = f"/{team.slug}/speech/"
    return client


def sent(**more) -> dict[str, str]:
    return {"mode": "short", "text": "Hello.", "model": "speech-2.8-hd", "voice": VOICE, "client_key": KEY, **more}


def test_a_press_is_one_generation_however_often_it_comes(room):
    for _press in range(2):
        assert room.post(room.path, sent(), headers=HTMX).status_code == 200
    assert Generation.objects.get().kind == "speech"


def test_the_price_held_is_the_price_told(room, team):
    voice = own_voice(team)
    asked = {"model": "speech-2.6-turbo", "voice": voice.ref, "letters": 900, "wide": 100, "speed": "1"}
    assert room.get(f"{room.path}price/", asked).json()["price"] == "$1.56"
    room.post(room.path, sent(text="x" * 1000, model="speech-2.6-turbo", voice=voice.ref))
    assert str(Generation.objects.get().price) == "1.560000"


@pytest.mark.parametrize("counts", [{"letters": "²", "wide": "-1"}, {"letters": "9" * 30}, {}])
def test_strange_counts_are_none(room, counts):
    assert room.get(f"{room.path}price/", counts).status_code == 200


def test_a_fault_comes_back_with_what_was_typed(room):
    answer = room.post(room.path, sent(text="Hello <#0#> you", speed="1.25"), headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "#make"
    assert "Hello &lt;#0#&gt; you" in page
    assert 'value="1.25"' in page
    assert not Generation.objects.exists()


def test_a_long_text_is_named_by_its_request_and_comes_back_whole(room):
    text = "A long one. " * 5000
    room.post(room.path, sent(mode="long", text=text, title="Long"))
    gen = Generation.objects.get()
    assert (gen.kind, len(gen.request["text"]), gen.request["characters"]) == ("speech_long", 300, len(text.strip()))
    assert text.strip() in room.get(f"{room.path}?again={gen.public_id}").content.decode()


def test_a_million_characters_of_four_bytes_get_through(room):
    room.post(room.path, sent(mode="long", text="\U00020000" * 1_000_000))
    assert len(LongText.objects.get().content) == 1_000_000


def test_what_minimax_refused_stands_at_the_field_that_it_means(room):
    room.post(room.path, sent())
    problem = {"cause": "MiniMax has no voice with this id.", "next_step": "Choose.", "retryable": False, "code": 2054}
    Generation.objects.update(state="failed", error=problem, finished_at="2026-01-01T00:00:00Z")
    page = room.get(f"{room.path}?again={Generation.objects.get().public_id}").content.decode()
    assert 'id="voice-error">MiniMax has no voice with this id. Choose.' in page


def test_takes_of_scripts_are_not_listed_here(room, ada, team):
    room.post(f"{room.path}scripts/", {"title": "The bell", "text": SCRIPT})
    make_all(script=team.scripts.get(), who=ada)
    assert 'class="work"' not in room.get(room.path).content.decode()


def test_a_document_becomes_text(room):
    file, word = io.BytesIO(), Document()
    word.add_paragraph("It was a dark night.")
    word.save(file)
    upload = SimpleUploadedFile("night.docx", file.getvalue())
    assert room.post(f"{room.path}document/", {"file": upload}).json()["text"] == "It was a dark night."


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [("a.txt", b"", "empty"), ("a.docx", b"PK\x03\x04broken", "damaged"), ("a.exe", b"MZ\x00\x01\x02" * 50, "no TXT")],
)
def test_a_document_that_is_none_is_told_in_words(room, name, content, told):
    answer = room.post(f"{room.path}document/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert told in answer.json()["error"]


def test_the_page_asks_the_same_with_many_results(room, ada, team):
    from studio.generations.actions import start_generation

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert room.get(room.path).status_code == 200
        return len(asked)

    request = {"text": "Hello.", "model": "speech-2.8-hd", "voice": VOICE, "voice_id": VOICE, "voice_name": "N"}
    start_generation(team=team, author=ada, kind="speech", request=request)
    count()
    few = count()
    for number in range(11):
        start_generation(team=team, author=ada, kind="speech", request={**request, "text": f"Hello {number}."})
    count()
    assert count() == few


def test_strangers_and_viewers(client, vic, cleo, team):
    for person, status in ((cleo, 404), (vic, 403)):
        client.force_login(person)
        assert client.post(f"/{team.slug}/speech/", sent()).status_code == status
        assert client.get(f"/{team.slug}/speech/price/").status_code == status
    client.force_login(vic)
    assert client.get(f"/{team.slug}/speech/").status_code == 200


def test_the_room_is_as_one_left_it_without_the_words(room):
    manner = {"model": "speech-2.6-turbo", "emotion": "happy", "speed": "1.25", "format": "flac"}
    room.post(room.path, sent(text="Good night.", **manner))
    form = room.get(room.path).context["form"]
    assert (form.chosen_model.name, form.chosen_emotion, form.chosen_format) == ("speech-2.6-turbo", "happy", "flac")
    assert (form.value("speed"), form.value("text"), form.chosen_voice.ref) == ("1.25", "", VOICE)


def test_a_voice_that_is_gone_is_not_chosen_again(room, team):
    voice = own_voice(team)
    room.post(room.path, sent(voice=voice.ref))
    assert room.get(room.path).context["form"].chosen_voice.ref == voice.ref
    voice.change(lost_at=timezone.now())
    assert room.get(room.path).context["form"].chosen_voice.own is None


def test_what_another_person_chose_is_theirs(room, client, team, bo):
    room.post(room.path, sent(model="speech-2.6-turbo"))
    client.force_login(bo)
    assert client.get(room.path).context["form"].chosen_model.name == "speech-2.8-hd"


def test_the_first_voice_speaks_the_language_of_the_page(room):
    page = room.get(room.path, headers={"Accept-Language": "zh-Hans"})
    assert page.context["form"].chosen_voice.language == "Chinese"
