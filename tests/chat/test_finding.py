"""Search through one's conversations: by words in any script, in what was said and in the files beside it."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio.chat.actions import Words, edit_message
from studio.chat.desk import fork
from studio.chat.finding import PAGE, TITLES
from studio.chat.models import Attachment
from tests.chat.building import ask, ended, exchange, get, quiet, talk

pytestmark = pytest.mark.django_db
LONG = "word " * 400


@pytest.fixture(autouse=True)
def _signed_in(client, ada):
    client.force_login(ada)


def found(client, team, words, headers=None, **more) -> str:
    return client.get(f"/{team.slug}/chat/search/", {"q": words} | more, headers=headers).content.decode()


def raw_hits(html: str) -> list[str]:
    return re.findall(r'class="found__words words">(.*?)</span>', html)


def hits(html: str) -> list[str]:
    return [re.sub("</?mark>", "", hit) for hit in raw_hits(html)]


def titles(html: str) -> list[str]:
    plain = re.sub("</?mark>", "", html)
    return re.findall(r'href="[^"?]*/"><span class="found__title">([^<]*)</span></a>', plain)


def next_of(html: str, name: str) -> str:
    link = re.search(rf'href="\?q=[^"]*{name}=([\w-]+)"', html)
    return link[1] if link else ""


@pytest.mark.parametrize("words", ["生成", "图像", "像", "storm", "STORM at", "café", "cafe"])
def test_words_are_found_in_any_script(client, team, words):
    exchange(talk(team), "Storm at the café", "我们生成图像")
    html = found(client, team, words)
    assert len(hits(html)) == 1
    assert len(hits(found(client, team, words, {"HX-Request": "true"}))) == 1
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
    gone = talk(team, title="gone")
    exchange(gone, "a walrus", "yes")
    gone.change(deleted_at=timezone.now())
    assert hits(found(client, team, "walrus")) == []
    assert len(hits(found(client, team, "hello"))) == 1


def test_a_title_is_found_and_other_branches_too(client, team):
    reply = exchange(talk(team, title="Walrus days"), "Of seals", "Seals bark.")
    edit_message(message=reply.parent, words=Words("Of gulls"))
    assert titles(found(client, team, "walrus")) == ["Walrus days"]
    assert len(hits(found(client, team, "seals"))) == 2


@pytest.mark.parametrize("words", ["", " ", '"', "a*", "NEAR(a b)", "a\0b", "x" * 5000, "-", "words:hello", "%", "_"])
def test_any_words_are_only_words(client, team, words):
    exchange(talk(team), "Hello", "Hi")
    assert hits(found(client, team, words)) == []


# What is shown of a hit


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        (f"{LONG}A storm at sea. {LONG}", "storm", "A <mark>storm</mark> at sea."),
        (f"{'字' * 900}我们生成图像{'字' * 900}", "生成图", "我们<mark>生成图</mark>像"),
        ("A storm at the café", "cafe storm", "A <mark>storm</mark> at the <mark>café</mark>"),
    ],
)
def test_it_is_the_part_round_the_match_which_is_marked(client, team, text, words, shown):
    exchange(talk(team), text, "Yes")
    (hit,) = raw_hits(found(client, team, words))
    assert shown in hit
    assert len(hit) < 400


def test_what_stands_round_a_match_runs_nowhere(client, team):
    exchange(talk(team, title="<i>storm"), "<script>storm()</script> & <mark>storm</mark>", "Yes")
    html = found(client, team, "storm")
    assert "&lt;script&gt;<mark>storm</mark>()&lt;/script&gt; &amp; &lt;mark&gt;<mark>storm</mark>" in html
    assert "&lt;i&gt;<mark>storm</mark>" in html
    assert "<script>storm" not in html


def test_it_leads_to_the_message_in_its_conversation(client, team):
    reply = exchange(talk(team), "Hello", "A storm")
    html = found(client, team, "storm")
    there = f"/{team.slug}/chat/{reply.conversation.public_id}/?at={reply.public_id}#message-{reply.public_id}"
    assert f'href="{there}"' in html


# Files beside a message


def beside(team, *files, text="Look at this"):
    quiet(team)
    return ended(ask(talk(team), text, files=list(files)))


def test_the_text_of_a_file_is_found_with_its_message(client, team):
    reply = beside(team, ("tides.csv", f"{LONG} High at noon {LONG}"), ("notes.txt", "低潮在六点"))
    (hit,) = raw_hits(found(client, team, "noon"))
    assert "High at <mark>noon</mark>" in hit
    html = found(client, team, "低潮")
    assert "<mark>低潮</mark>在六点" in html
    assert ">notes.txt</span>" in html
    assert f"?at={reply.parent.public_id}#" in html


def test_a_file_is_found_by_its_name(client, team):
    beside(team, ("tides.csv", "High"))
    assert hits(found(client, team, "tides")) == ["High"]


def test_a_message_that_holds_the_words_itself_is_found_once(client, team):
    beside(team, ("a.txt", "A storm in a file"), ("b.txt", "Another storm"), text="Of a storm")
    assert hits(found(client, team, "storm")) == ["Of a storm"]


def test_where_a_file_alone_has_all_of_the_words_it_is_shown(client, team):
    beside(team, ("a.txt", "Storm and tides"), text="Of a storm")
    assert hits(found(client, team, "storm tides")) == ["Storm and tides"]


def test_the_end_of_a_long_file_is_found(client, team):
    beside(team, ("long.txt", "word " * 30_000 + "lighthouse"), ("other.txt", "word " * 30_000 + "keeper"))
    assert len(hits(found(client, team, "lighthouse"))) == 1
    assert len(hits(found(client, team, "keeper"))) == 1


def test_files_of_others_and_of_what_is_deleted_are_not_found(client, team, bo):
    reply = beside(team, ("mine.txt", "A walrus"))
    client.force_login(bo)
    assert hits(found(client, team, "walrus")) == []
    client.force_login(reply.conversation.author)
    assert len(hits(found(client, team, "walrus"))) == 1
    reply.conversation.change(deleted_at=timezone.now())
    assert hits(found(client, team, "walrus")) == []


def test_the_files_of_a_fork_are_found_in_it_too(client, team):
    reply = beside(team, ("mine.txt", "A walrus"))
    fork(message=get(reply))
    assert hits(found(client, team, "walrus")) == ["A walrus", "A walrus"]


def test_what_is_only_searched_is_not_read_with_a_file(team):
    beside(team, ("mine.txt", "A walrus"))
    (one,) = Attachment.objects.all()
    assert one.get_deferred_fields() == {"words"}
    assert one.words == "mine txt a walrus"


# Many


def test_it_goes_on_page_by_page_to_the_last(client, team):
    conversation = talk(team, title="Talk")
    for at in range(PAGE + 3):
        exchange(conversation, f"Storm {at}", "Yes")
    first = found(client, team, "storm")
    assert hits(first) == [f"Storm {at}" for at in range(PAGE + 2, 2, -1)]
    rest = found(client, team, "storm", before=next_of(first, "before"))
    assert (hits(rest), next_of(rest, "before")) == (["Storm 2", "Storm 1", "Storm 0"], "")


def test_all_titles_are_reached(client, team):
    for at in range(TITLES + 2):
        exchange(talk(team, title=f"Of storms {at}"), "Hello", "Yes")
    first = found(client, team, "storms")
    rest = found(client, team, "storms", titles=next_of(first, "titles"))
    assert len({*titles(first), *titles(rest)}) == TITLES + 2
    assert next_of(rest, "titles") == ""


@pytest.mark.parametrize("more", [{"before": "x"}, {"titles": "\0"}, {"before": str(uuid.UUID(int=0))}])
def test_nonsense_in_the_address_begins_anew(client, team, more):
    exchange(talk(team, title="Of storms"), "A storm", "Yes")
    html = found(client, team, "storm", **more)
    assert hits(html) or titles(html)


def test_a_page_of_hits_costs_as_many_queries_as_one(client, team, django_assert_num_queries):
    beside(team, ("mine.txt", "A walrus"))
    with CaptureQueriesContext(connection) as one:
        found(client, team, "walrus")
    for _ in range(9):
        beside(team, ("mine.txt", "A walrus"))
    with django_assert_num_queries(len(one)):
        assert len(hits(found(client, team, "walrus"))) == 10
