"""The list beside a conversation, and search: a person's own, found by words in any script."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from studio.chat.lists import PAGE
from studio.chat.models import Folder
from tests.chat.building import exchange, talk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _signed_in(client, ada):
    client.force_login(ada)


def named(team, title, days=0.0, author=None, **columns):
    conversation = talk(team, author, title=title)
    exchange(conversation, title, "Indeed.")
    conversation.change(spoken_at=timezone.now() - timedelta(days=days), **columns)
    return conversation


def page(client, team, query="") -> str:
    return client.get(f"/{team.slug}/chat/{query}").content.decode()


def titles(html: str) -> list[str]:
    return re.findall(r'class="talk__name">([^<]*)<', html)


def groups(html: str) -> list[str]:
    return re.findall(r'class="label talks__day">([^<]*)<', html)


def found(client, team, words, **headers) -> str:
    return client.get(f"/{team.slug}/chat/search/", {"q": words}, headers=headers).content.decode()


def hits(html: str) -> list[str]:
    return re.findall(r'class="found__words words">([^<]*)<', html)


def test_the_newest_is_first_and_pinned_ones_stand_above(client, team):
    for at, title in enumerate(["new", "older", "oldest"]):
        named(team, title, at * 0.001)
    named(team, "pinned", 400, pinned_at=timezone.now())
    assert titles(page(client, team)) == ["pinned", "new", "older", "oldest"]


def test_they_are_grouped_by_day(client, team):
    for title, days in (("now", 0), ("yesterday", 1), ("week", 3), ("long ago", 400)):
        named(team, title, days)
    today, yesterday, weekday, month = groups(page(client, team))
    assert (today, yesterday) == ("Today", "Yesterday")
    assert weekday == (timezone.localtime() - timedelta(days=3)).strftime("%A")
    assert re.fullmatch(r"[A-Z]\w+ 20\d\d", month)


def test_others_and_what_is_deleted_or_empty_are_not_listed(client, team, bo):
    named(team, "mine")
    named(team, "Bo's", author=bo)
    named(team, "deleted", deleted_at=timezone.now())
    talk(team, title="empty")
    assert titles(page(client, team)) == ["mine"]
    client.force_login(bo)
    assert titles(page(client, team)) == ["Bo&#x27;s"]


def next_of(html: str) -> str:
    link = re.search(r'href="(\?[^"]*talks=[^"]+)"', html)
    return link[1].replace("&amp;", "&") if link else ""


def test_earlier_ones_follow_page_by_page(client, team):
    for at in range(PAGE + 3):
        named(team, f"Talk {at}", at)
    first = page(client, team)
    assert titles(first) == [f"Talk {at}" for at in range(PAGE)]
    rest = page(client, team, next_of(first))
    assert (titles(rest), next_of(rest)) == ([f"Talk {at}" for at in range(PAGE, PAGE + 3)], "")


def test_those_of_the_same_moment_are_all_listed(client, team):
    moment = timezone.now()
    for at in range(PAGE + 3):
        named(team, f"Talk {at}").change(spoken_at=moment)
    first = page(client, team)
    assert len({*titles(first), *titles(page(client, team, next_of(first)))}) == PAGE + 3


def test_a_folder_shows_its_own(client, team):
    sea = Folder.objects.create(team=team, author=team.memberships.get().user, name="Sea")
    named(team, "in it", folder=sea)
    named(team, "outside")
    assert titles(page(client, team, f"?folder={sea.public_id}")) == ["in it"]
    assert sorted(titles(page(client, team))) == ["in it", "outside"]


def test_earlier_ones_of_a_folder_are_of_it_too(client, team):
    sea = Folder.objects.create(team=team, author=team.memberships.get().user, name="Sea")
    for at in range(PAGE + 1):
        named(team, f"Talk {at}", at, folder=sea)
    named(team, "outside", 999)
    rest = page(client, team, next_of(page(client, team, f"?folder={sea.public_id}")))
    assert titles(rest) == [f"Talk {PAGE}"]


def test_a_folder_of_another_person_shows_nothing_of_theirs(client, team, bo):
    sea = Folder.objects.create(team=team, author=bo, name="Bo's sea")
    named(team, "Bo's", author=bo, folder=sea)
    assert "Bo" not in "".join(titles(page(client, team, f"?folder={sea.public_id}")))
    assert "Bo&#x27;s sea" not in page(client, team)
    client.force_login(bo)
    assert titles(page(client, team, f"?folder={sea.public_id}")) == ["Bo&#x27;s"]


@pytest.mark.parametrize("query", ["?talks=nonsense", "?folder=%00", "?talks=%00&folder=x", "?deleted=x", "?text=%00a"])
def test_nonsense_in_the_address_is_nothing(client, team, query):
    named(team, "mine")
    assert titles(page(client, team, query)) == ["mine"]


@pytest.mark.parametrize("words", ["生成", "图像", "storm", "STORM at", "café", "cafe"])
def test_words_are_found_in_any_script(client, team, words):
    exchange(talk(team), "Storm at the café", "我们生成图像")
    html = found(client, team, words)
    assert len(hits(html)) == 1
    assert len(hits(found(client, team, words, **{"HX-Request": "true"}))) == 1
    assert "found__none" in found(client, team, "calm")


def test_what_another_person_said_is_never_found(client, team, bo):
    exchange(talk(team, bo, title="Bo on 生成"), "生成 of Bo", "Yes, 生成")
    exchange(talk(team), "生成 of Ada", "No")
    assert hits(found(client, team, "生成")) == ["生成 of Ada"]
    assert "of Bo" not in found(client, team, "生成")
    assert "Bo on" not in found(client, team, "生成")
    client.force_login(bo)
    assert len(hits(found(client, team, "生成"))) == 2


def test_the_thinking_and_what_was_deleted_are_not_found(client, team):
    exchange(talk(team), "Hello", "Hi", reasoning="A walrus is meant")
    exchange(named(team, "gone", deleted_at=timezone.now()), "a walrus", "yes")
    assert hits(found(client, team, "walrus")) == []
    assert len(hits(found(client, team, "hello"))) == 1


def test_a_title_is_found_and_other_branches_too(client, team):
    from studio.chat.actions import Words, edit_message

    reply = exchange(talk(team, title="Walrus days"), "Of seals", "Seals bark.")
    edit_message(message=reply.parent, words=Words("Of gulls"))
    assert ">Walrus days</span></a>" in found(client, team, "walrus")
    assert len(hits(found(client, team, "seals"))) == 2


@pytest.mark.parametrize("words", ["", " ", '"', "a*", "NEAR(a b)", "a\0b", "x" * 5000, "-", "words:hello", "%", "_"])
def test_any_words_are_only_words(client, team, words):
    exchange(talk(team), "Hello", "Hi")
    assert hits(found(client, team, words)) == []
