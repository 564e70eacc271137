"""The library and a conversation: its documents go along with a message, and the talk becomes a document of it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from studio.chat.models import Attachment, Conversation, Message
from studio.library import intake, projects, storage
from studio.library.models import Asset
from tests.chat.building import address, exchange, quiet, talk

LETTER = b"A letter is found in the marsh, in a tin."


@pytest.fixture
def paper(team, ada):
    return intake.upload(
        team=team, author=ada, file=SimpleUploadedFile("letter.txt", LETTER), most=intake.LIBRARY_BYTES
    )


@pytest.fixture
def conversation(client, team, ada):
    quiet(team)
    client.force_login(ada)
    return talk(team)


def test_a_document_stands_in_the_box_and_its_words_go_along(client, conversation, team, paper):
    page = client.get(f"/{team.slug}/chat/?document={paper.public_id}").content.decode()
    assert f'name="documents" value="{paper.public_id}"' in page
    sent = {"text": "What is found?", "documents": [str(paper.public_id)]}
    assert client.post(address(conversation, "say/"), sent).status_code == 302
    attached = Attachment.objects.get()
    assert (attached.name, attached.text) == ("letter.txt", LETTER.decode())


def test_a_document_alone_is_something_said(client, conversation, paper):
    sent = {"text": "", "documents": [str(paper.public_id)]}
    assert client.post(address(conversation, "say/"), sent).status_code == 302
    assert Message.objects.filter(role="user").count() == 1


def test_what_is_of_another_team_or_in_the_trash_does_not_go_along(client, conversation, team, paper, cleo):
    theirs = intake.upload(
        team=cleo.memberships.get().team,
        author=cleo,
        file=SimpleUploadedFile("secret.txt", b"Of another world, and long enough."),
        most=intake.LIBRARY_BYTES,
    )
    paper.trash()
    sent = {"text": "Read", "documents": [str(theirs.public_id), str(paper.public_id)]}
    client.post(address(conversation, "say/"), sent)
    assert Attachment.objects.count() == 0


def test_the_branch_that_is_shown_becomes_a_document_that_is_found(client, conversation, team):
    exchange(conversation, "Where does the **ferry** land?", "At the old pier.")
    answer = client.post(reverse("conversation-keep", args=[team.slug, conversation.public_id]))
    asset = Asset.objects.get()
    assert answer.headers["Location"] == reverse("asset", args=[team.slug, asset.public_id])
    assert (asset.kind, asset.origin, asset.name.endswith(".md")) == ("document", "made", True)
    assert "old pier" in storage.text_of(asset.key)
    assert 'class="tile"' in client.get(f"/{team.slug}/library/?q=ferry").content.decode()


def test_another_persons_talk_is_not_kept(client, conversation, team, bo):
    client.force_login(bo)
    answer = client.post(reverse("conversation-keep", args=[team.slug, conversation.public_id]))
    assert (answer.status_code, Asset.objects.count()) == (404, 0)


def test_what_its_tools_make_goes_where_the_last_message_said(client, conversation, team, ada):
    night, day = (projects.create_project(team=team, author=ada, name=name) for name in ("Night", "Day"))
    for chosen, left in ((night, night), (day, day), (None, None)):
        named = str(chosen.public_id) if chosen else ""
        client.post(address(conversation, "say/"), {"text": "Go on", "project": named})
        assert Conversation.objects.get().project == left
        Message.objects.filter(role="assistant").update(finish="stop")
        Conversation.objects.update(tip=None)
    client.post(address(conversation, "say/"), {"text": "Go on", "project": str(night.public_id)})
    client.post(address(conversation, "say/"), {"text": "Without the chip"})
    assert Conversation.objects.get().project == night
