"""The list beside a conversation: a person's own, the newest first."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from studio.chat import rounds
from studio.chat.lists import PAGE
from studio.chat.models import Folder
from tests.chat.building import calling, exchange, talk

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


def test_the_newest_is_first_and_pinned_ones_stand_above(client, team):
    for at, title in enumerate(["new", "older", "oldest"]):
        named(team, title, at * 0.001)
    named(team, "pinned", 400, pinned_at=timezone.now())
    assert titles(page(client, team)) == ["pinned", "new", "older", "oldest"]


def test_every_pinned_one_is_there_however_many(client, team):
    for at in range(25):
        named(team, f"pinned {at}", at, pinned_at=timezone.now() - timedelta(minutes=at))
    assert titles(page(client, team)) == [f"pinned {at}" for at in range(25)]


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


def test_what_waits_for_a_yes_is_marked_until_it_has_one(client, team):
    (call,) = calling(team, ("make_image", {"prompt": "A boat"}))
    here = f"/{team.slug}/chat/"
    assert "Waits for a yes or a no" in client.get(here).content.decode()
    rev = call.message.conversation.rev
    rounds.decline(call)
    assert "Waits for a yes or a no" not in client.get(here).content.decode()
    assert call.message.conversation.rev > rev


# As it is now, for a page that comes back into sight


def now(client, team, **asked) -> str:
    answer = client.get(f"/{team.slug}/chat/talks/", asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_alone_is_what_a_page_shows(client, team):
    folder = Folder.objects.create(team=team, author=team.memberships.first().user, name="Sea")
    first, second = named(team, "Tides", days=1), named(team, "Storms", folder=folder)
    named(team, "Pinned", pinned_at=timezone.now())
    for query in ("", f"?folder={folder.public_id}", f"?talks={second.public_id}"):
        asked = dict([query[1:].split("=")]) if query else {}
        assert titles(now(client, team, **asked)) == titles(page(client, team, query))
    assert f'href="/{team.slug}/chat/{first.public_id}/" aria-current="page"' in now(
        client, team, current=first.public_id
    )


def test_another_persons_is_not_in_it(client, team, cleo):
    theirs = named(team, "Secret", author=cleo)
    assert "Secret" not in now(client, team, current=theirs.public_id)
