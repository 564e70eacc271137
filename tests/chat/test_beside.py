"""What stands beside a message: pictures for models that see, texts of files and documents; nothing is lost."""

import io
import re

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from studio.chat.asking import put_together
from studio.chat.beside import MOST_BESIDE, TEXT_BYTES
from studio.chat.models import LONGEST_TEXT, Attachment, Message
from studio.generations.models import Generation
from studio.library.models import Asset
from tests import make
from tests.chat.building import BLIND, MODEL, THOUGHTLESS, address, ask, ended, get, tip_of
from tests.library.test_documents import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _signed_in(client, ada):
    client.force_login(ada)


def file(name: str, content: bytes | str, kind: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content, kind)


def picture(name: str = "boat.png", kind: str = "image/png") -> SimpleUploadedFile:
    return file(name, make.png(), kind)


def word(*paragraphs: str) -> bytes:
    document, whole = docx.Document(), io.BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(whole)
    return whole.getvalue()


def post(client, conversation, *files, headers=None, **more):
    conversation.refresh_from_db()
    after = str(conversation.tip.public_id) if conversation.tip else ""
    data = {"text": "Look at this", "model": MODEL, "after": after, "files": list(files)} | more
    return client.post(address(conversation, "say/"), data, headers=headers or {})


def texts() -> list[tuple[str, str]]:
    return list(Attachment.objects.filter(asset=None).values_list("name", "text"))


def refused(answer, *words: str) -> bool:
    """Not said, and the page says why beside what was written."""
    page = answer.content.decode()
    assert all(word in page for word in words), page
    return (answer.status_code, Message.objects.count(), Generation.objects.count()) == (422, 0, 0)


# Pictures


def test_a_picture_goes_into_the_library_and_to_the_model(client, conversation, team, ada):
    assert post(client, conversation, picture()).status_code == 302
    asset = Asset.objects.get()
    assert (asset.team, asset.author, asset.kind, asset.origin) == (team, ada, "image", "uploaded")
    reply = tip_of(conversation)
    (shown,) = [turn for turn in put_together(reply).take_request().messages if turn.attachments]
    assert (shown.content, len(shown.attachments)) == ("Look at this", 1)


def test_a_picture_alone_is_something_said(client, conversation):
    assert post(client, conversation, picture(), text="").status_code == 302
    assert Message.objects.get(role="user").attachments.count() == 1


@pytest.mark.parametrize("models", [{"model": BLIND}, {"against": [BLIND]}, {"model": BLIND, "against": [MODEL]}])
def test_no_picture_goes_where_one_of_the_models_is_blind_but_it_is_kept(client, conversation, models):
    answer = post(client, conversation, picture(), **models)
    assert refused(answer, "Pictures cannot be seen by", "Look at this")
    asset = Asset.objects.get()
    assert f'name="pictures" value="{asset.public_id}"' in answer.content.decode()


def test_what_was_kept_goes_with_the_next_try(client, conversation):
    post(client, conversation, picture(), model=BLIND)
    asset = Asset.objects.get()
    assert post(client, conversation, pictures=[str(asset.public_id)]).status_code == 302
    assert Asset.objects.get() == Attachment.objects.get().asset == asset


def test_all_that_see_may_be_compared_before_a_picture(client, conversation):
    assert post(client, conversation, picture(), against=[THOUGHTLESS]).status_code == 302
    assert Generation.objects.filter(kind="chat_reply").count() == 2


def test_a_first_message_may_have_one(client, team):
    answer = client.post(f"/{team.slug}/chat/", {"text": "Look", "model": MODEL, "files": [picture()]})
    assert answer.status_code == 302
    assert Attachment.objects.get().asset == Asset.objects.get()


def test_a_picture_of_the_library_is_attached_by_its_id(client, conversation, team):
    asset = make.asset(team)
    assert post(client, conversation, pictures=[str(asset.public_id)]).status_code == 302
    assert Attachment.objects.get().asset == asset


def test_a_picture_of_another_teams_library_is_not(client, conversation, cleo):
    other = make.asset(cleo.memberships.get().team)
    assert refused(post(client, conversation, text="", pictures=[str(other.public_id)]), "Write something.")
    post(client, conversation, pictures=[str(other.public_id)])
    assert Attachment.objects.count() == 0


@pytest.mark.parametrize("which", ["trashed", "song", "nonsense", "nobody"])
def test_what_is_no_picture_of_the_library_is_not_attached(client, conversation, team, which):
    named = {
        "trashed": str(make.asset(team, trashed_at=timezone.now()).public_id),
        "song": str(make.asset(team, kind="sound").public_id),
        "nonsense": "<b>'\"",
        "nobody": "7b5e9f0a-0000-4000-8000-000000000000",
    }
    post(client, conversation, pictures=[named[which]])
    assert Attachment.objects.count() == 0


def test_what_is_called_a_picture_and_is_none_is_refused(client, conversation):
    assert refused(post(client, conversation, file("boat.png", b"no picture", "image/png")), "boat.png: ")
    assert Asset.objects.count() == 0


def test_one_of_several_that_is_refused_leaves_the_others_kept(client, conversation):
    answer = post(client, conversation, picture(), file("a.exe", b"MZ\0\0"))
    assert refused(answer, "a.exe: ")
    assert str(Asset.objects.get().public_id) in answer.content.decode()


# Texts


@pytest.mark.parametrize("name", ["tides.txt", "tides.md", "tide.py", "tides.csv", "Makefile", "潮 汐.json", ".env"])
def test_text_and_code_are_taken_as_they_are(client, conversation, name):
    said = "if a < b:\r\n\treturn '潮'\n"
    assert post(client, conversation, file(name, "\ufeff" + said)).status_code == 302
    assert texts() == [(name, said.replace("\r\n", "\n"))]
    (turn,) = [one for one in put_together(tip_of(conversation)).take_request().messages if one.role == "user"]
    assert turn.content == f"Look at this\n\nThe file {name}:\n\nif a < b:\n\treturn '潮'\n"


def test_a_file_is_called_as_before_a_browser_sent_it(client, conversation):
    post(client, conversation, file("my %22last%22 tide.txt", "High at noon"))
    assert texts() == [('my "last" tide.txt', "High at noon")]


def test_a_blind_model_reads_a_file(client, conversation):
    assert post(client, conversation, file("tides.txt", "High at noon"), model=BLIND).status_code == 302
    assert texts() == [("tides.txt", "High at noon")]


def test_a_file_alone_is_something_said_and_names_the_conversation(client, conversation):
    assert post(client, conversation, file("tides.txt", "High at noon"), text="").status_code == 302
    assert get(Message.objects.get(role="user")).conversation.title == "tides.txt"


def test_of_a_word_file_the_text_is_taken(client, conversation):
    assert post(client, conversation, file("tides.docx", word("High at noon.", "Low at six."))).status_code == 302
    ((name, text),) = texts()
    assert name == "tides.docx"
    assert text.split() == ["High", "at", "noon.", "Low", "at", "six."]


def test_of_a_pdf_the_text_is_taken(client, conversation):
    assert post(client, conversation, file("tides.PDF", pdf(["High at noon."], ["Low at six."]))).status_code == 302
    assert texts()[0][1].split() == ["High", "at", "noon.", "Low", "at", "six."]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\t ", "empty"),
        ("a.zip", b"PK\x03\x04\0\0", "neither a picture nor a text"),
        ("a.txt", b"\xff\xfe\x41\x00", "neither a picture nor a text"),
        ("a.txt", b"caf\xe9", "neither a picture nor a text"),
        ("a.docx", b"PK\x03\x04broken", "damaged"),
        ("a.pdf", b"%PDF-1.4 broken", "a.pdf"),
        ("a.txt", b"x" * (LONGEST_TEXT + 1), "more text than a message takes"),
        ("a.txt", b"x" * (TEXT_BYTES + 1), "more text than a message takes"),
        ("a.txt", "é".encode() * (TEXT_BYTES // 2 + 1), "more text than a message takes"),
        ("a.bin", b"\x7fELF\0" * (TEXT_BYTES // 5 + 1), "neither a picture nor a text"),
        ("a.bin", b"\xff" * (TEXT_BYTES + 1), "neither a picture nor a text"),
        ("a.docx", word("x" * (LONGEST_TEXT + 1)), "a.docx"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_name(client, conversation, name, content, why):
    assert refused(post(client, conversation, file(name, content)), f"{name}: ", why)


@pytest.mark.parametrize("content", [b"caf\xe9", b"\xff\xfe\x41\x00"])
def test_a_text_in_other_letters_is_told_how_it_is_taken(client, conversation, content):
    assert refused(post(client, conversation, file("a.txt", content, "text/plain")), "a.txt: ", "Save it as UTF-8")


def test_as_much_as_a_message_takes_is_taken(client, conversation):
    assert post(client, conversation, file("a.txt", "é" * LONGEST_TEXT)).status_code == 302
    assert len(texts()[0][1]) == LONGEST_TEXT


# How many


def test_so_many_and_no_more(client, conversation):
    many = [file(f"{at}.txt", "x") for at in range(MOST_BESIDE)]
    assert refused(post(client, conversation, *many, file("last.txt", "x")), "last.txt: At most 10 things")
    for one in many:
        one.seek(0)
    assert post(client, conversation, *many).status_code == 302
    assert Attachment.objects.count() == MOST_BESIDE


def test_what_is_too_many_is_told_once_with_its_names(client, conversation):
    many = [file(f"{at}.txt", "x") for at in range(MOST_BESIDE + 6)]
    answer = post(client, conversation, *many)
    assert refused(answer, "10.txt, 11.txt, 12.txt, 13.txt, …: At most 10 things")
    assert answer.content.decode().count("At most 10 things") == 1


def test_those_of_the_library_count_too(client, conversation, team):
    kept = [str(make.asset(team).public_id) for _ in range(MOST_BESIDE)]
    assert refused(post(client, conversation, file("last.txt", "x"), pictures=kept), "last.txt: At most 10 things")


def test_what_does_not_fit_into_the_model_is_refused_with_everything_kept(client, conversation):
    conversation.change(model=BLIND)
    files = [file(f"{at}.txt", "潮" * 150_000) for at in range(2)]
    assert refused(post(client, conversation, *files, model=BLIND), "204,800", "Look at this")


# Edited


def test_what_stood_beside_stays_when_the_words_are_edited(client, conversation, team):
    said = ended(ask(conversation, "Look", pictures=[make.asset(team)], files=[("a.txt", "High")])).parent
    data = {"text": "Look closer", "model": MODEL, "files": [file("b.txt", "Low")]}
    assert client.post(address(conversation, f"messages/{said.public_id}/edit/"), data).status_code == 302
    edited = tip_of(conversation).parent
    assert [one.name for one in edited.attachments.all()] == ["A picture", "a.txt", "b.txt"]


def test_a_viewer_attaches_nothing(client, conversation, vic):
    client.force_login(vic)
    assert post(client, conversation, picture()).status_code in (403, 404)
    assert Asset.objects.count() == 0


def test_pictures_stand_in_the_order_they_were_attached(client, conversation, team):
    assets = [make.asset(team, title=str(at)) for at in range(4)]
    named = [str(assets[at].public_id) for at in (2, 0, 3, 1)]
    data = {"text": "Which is first?", "model": MODEL, "after": "", "pictures": named}
    client.post(address(conversation, "say/"), data)
    beside = Message.objects.get(role="user").attachments.all()
    assert [one.asset.title for one in beside] == ["2", "0", "3", "1"]


def test_a_new_conversation_may_begin_beside_a_picture_of_the_library(client, team, cleo):
    mine, hers = make.asset(team), make.asset(make.team("hers", cleo))
    asked = {"picture": [mine.public_id, hers.public_id, "x"]}
    html = client.get(f"/{team.slug}/chat/", asked).content.decode()
    assert re.findall(r'name="pictures" value="([^"]*)"', html) == [str(mine.public_id)]
