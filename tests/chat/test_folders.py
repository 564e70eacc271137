"""A person's own folders: made, named anew, filled, emptied, taken away."""

import re

import pytest

from studio.chat.models import Conversation, Folder
from tests.chat.building import MODEL, address, exchange, talk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _signed_in(client, ada):
    client.force_login(ada)


@pytest.fixture
def sea(team, ada):
    return Folder.objects.create(team=team, author=ada, name="Sea")


def post(client, team, path, **data) -> str:
    answer = client.post(f"/{team.slug}/chat/{path}", data)
    assert answer.status_code == 302
    return answer["Location"]


def put(client, conversation, name) -> Conversation:
    assert client.post(address(conversation, "folder/"), {"folder": name}).status_code == 302
    conversation.refresh_from_db()
    return conversation


def names() -> list[str]:
    return [one.name for one in Folder.objects.all()]


def page(client, team, query="") -> str:
    return client.get(f"/{team.slug}/chat/{query}").content.decode()


@pytest.mark.parametrize(
    ("name", "kept"), [("Sea", "Sea"), ("  Sea \n tales\0", "Sea tales"), ("x" * 99, "x" * 60), (" ", None), ("", None)]
)
def test_it_is_made_and_shown(client, team, name, kept):
    there = post(client, team, "folders/", name=name)
    assert names() == ([kept] if kept else [])
    assert ("?folder=" in there) == bool(kept)
    assert not kept or f'dir="auto">{kept}</span>' in client.get(there).content.decode()


def test_one_of_a_name_is_made_once(client, team, sea):
    assert str(sea.public_id) in post(client, team, "folders/", name="Sea")
    assert names() == ["Sea"]


def test_a_conversation_goes_into_one_that_is_made_for_it_out_again_and_into_another(client, team, conversation):
    assert put(client, conversation, " Sea \n tales ").folder == Folder.objects.get(name="Sea tales")
    assert put(client, conversation, "Winds").folder == Folder.objects.get(name="Winds")
    assert put(client, conversation, "").folder is None
    assert names() == ["Sea tales", "Winds"]


def test_its_menu_offers_those_there_are(client, team, conversation, sea):
    conversation.change(folder=sea)
    Folder.objects.create(team=team, author=conversation.author, name="Winds")
    html = client.get(address(conversation)).content.decode()
    assert '<option value="Sea" selected>Sea</option><option value="Winds">Winds</option>' in html


def test_it_says_how_many_its_list_has(client, team, conversation, sea):
    exchange(conversation)
    conversation.change(folder=sea)
    talk(team).change(folder=sea)  # nothing was said in it
    size = re.compile(r'folder__size number">(\d+)<')
    assert size.findall(page(client, team)) == ["1"]
    client.post(address(conversation, "delete/"))
    assert size.findall(page(client, team)) == ["0"]


def test_an_empty_one_says_so_and_how_it_is_filled(client, team, conversation, sea):
    exchange(conversation)
    query = f"?folder={sea.public_id}"
    assert "Nothing is in this folder yet." in page(client, team, query)
    conversation.change(folder=sea)
    assert "Nothing is in this folder yet." not in page(client, team, query)
    assert "Nothing is in this folder yet." not in page(client, team)


def test_in_a_folder_one_stays_in_it(client, team, conversation, sea):
    exchange(conversation)
    conversation.change(folder=sea)
    query = f"?folder={sea.public_id}"
    assert f'href="{address(conversation)}{query}"' in page(client, team, query)
    assert f'href="{address(conversation)}"' in page(client, team)


def test_it_gets_another_name(client, team, sea):
    assert str(sea.public_id) in post(client, team, f"folders/{sea.public_id}/rename/", name=" The  sea ")
    assert names() == ["The sea"]
    post(client, team, f"folders/{sea.public_id}/rename/", name=" ")
    assert names() == ["The sea"]


def test_it_does_not_take_the_name_of_another(client, team, ada, sea):
    Folder.objects.create(team=team, author=ada, name="Winds")
    there = post(client, team, f"folders/{sea.public_id}/rename/", name="Winds")
    assert names() == ["Sea", "Winds"]
    assert "There is another folder of that name." in client.get(there).content.decode()


def test_deleted_it_leaves_its_conversations(client, team, conversation, sea):
    conversation.change(folder=sea)
    assert post(client, team, f"folders/{sea.public_id}/delete/") == f"/{team.slug}/chat/"
    conversation.refresh_from_db()
    assert (names(), conversation.folder) == ([], None)
    assert "its conversations stay" in client.get(f"/{team.slug}/chat/").content.decode()


def test_two_people_have_each_their_own_of_a_name(client, team, bo, sea):
    client.force_login(bo)
    put(client, talk(team, bo), "Sea")
    assert sorted(one.author.name for one in Folder.objects.filter(name="Sea")) == ["Ada", "Bo"]


@pytest.mark.parametrize("path", ["rename/", "delete/"])
def test_nobody_else_changes_it(client, team, bo, vic, cleo, sea, path):
    there = f"/{team.slug}/chat/folders/{sea.public_id}/{path}"
    for who, status in ((bo, 404), (vic, 403), (cleo, 404)):
        client.force_login(who)
        assert client.post(there, {"name": "Mine"}).status_code == status
    assert names() == ["Sea"]


def test_a_viewer_makes_none(client, team, vic):
    client.force_login(vic)
    assert client.post(f"/{team.slug}/chat/folders/", {"name": "Sea"}).status_code == 403
    assert names() == []


def test_a_conversation_begun_in_a_folder_is_in_it(client, team, sea):
    here = f"/{team.slug}/chat/?folder={sea.public_id}"
    assert f'action="{here}"' in client.get(here).content.decode()
    there = client.post(here, {"text": "Hello", "model": MODEL})["Location"]
    assert Conversation.objects.get().folder == sea
    assert there == address(Conversation.objects.get(), f"?folder={sea.public_id}")
