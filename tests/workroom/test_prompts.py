"""Prompts: what was sent is remembered, once, and found again by its words."""

import pytest
from django.utils import timezone

from studio.workroom.actions import find_prompts, remember_prompt
from studio.workroom.models import Prompt
from tests.image.test_form import SENT

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def sent(team, ada):
    def sent(*texts, room="image"):
        for text in texts:
            remember_prompt(team=team, author=ada, room=room, text=text)

    return sent


def test_what_is_sent_is_remembered(client, ada, team):
    client.force_login(ada)
    for _ in range(2):
        client.post(f"/{team.slug}/image/", SENT)
    assert list(Prompt.objects.values_list("text", "times", "room")) == [("A boat on a quiet lake", 2, "image")]


def test_of_a_matrix_every_prompt_is(client, ada, team):
    client.force_login(ada)
    columns = {"columns": ["image-01", "image-01-live"]}
    client.post(f"/{team.slug}/image/", SENT | columns | {"mode": "matrix", "prompt": "A fox\nA boat"})
    assert set(Prompt.objects.values_list("text", flat=True)) == {"A fox", "A boat"}


def test_what_is_refused_is_not(client, ada, team):
    client.force_login(ada)
    client.post(f"/{team.slug}/image/", SENT | {"count": "10"})
    assert not Prompt.objects.exists()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["Snow, 100 % white", "一只狐狸", "A red fox in snow"]),
        ("FOX", ["A red fox in snow"]),
        ("snow red", ["A red fox in snow"]),
        ("狐狸", ["一只狐狸"]),
        ("100 %", ["Snow, 100 % white"]),
        ("wolf", []),
    ],
)
def test_every_word_has_to_occur(team, sent, words, found):
    sent("A red fox in snow", "一只狐狸", "Snow, 100 % white")
    assert [prompt.text for prompt in find_prompts(team, "image", words)] == found


def test_one_used_again_is_the_newest(team, sent):
    sent("A fox", "A boat", "A fox")
    assert [prompt.text for prompt in find_prompts(team, "image")] == ["A fox", "A boat"]


def test_it_is_shown_and_scrolls_on(client, ada, team, sent):
    sent(*(f"Prompt {number}" for number in range(35)))
    client.force_login(ada)
    first = client.get(f"/{team.slug}/prompts/image/", **HTMX)
    rest = client.get(f"/{team.slug}/prompts/image/?before={first.context['more'].public_id}", **HTMX)
    shown = [prompt.text for page in (first, rest) for prompt in page.context["prompts"]]
    assert shown == [f"Prompt {number}" for number in reversed(range(35))]


def test_those_of_one_moment_are_all_shown(client, ada, team, sent):
    sent(*(f"Prompt {number}" for number in range(35)))
    Prompt.objects.update(used_at=timezone.now())
    client.force_login(ada)
    first = client.get(f"/{team.slug}/prompts/image/", **HTMX)
    rest = client.get(f"/{team.slug}/prompts/image/?before={first.context['more'].public_id}", **HTMX)
    assert len(first.context["prompts"]) + len(rest.context["prompts"]) == 35


def test_without_scripts_there_is_a_page_that_leads_back(client, ada, team, sent):
    sent("A red fox & a bell")
    client.force_login(ada)
    page = client.get(f"/{team.slug}/prompts/image/?q=fox").content.decode()
    assert f'href="/{team.slug}/image/?prompt=A%20red%20fox%20%26%20a%20bell#compose"' in page


def test_it_can_be_forgotten(client, ada, team, sent):
    sent("A fox", "A boat")
    client.force_login(ada)
    client.post(f"/{team.slug}/prompts/image/{Prompt.objects.get(text='A fox').public_id}/forget/", **HTMX)
    assert Prompt.objects.get().text == "A boat"


def test_another_team_finds_none_of_it(client, team, sent, cleo):
    sent("A secret fox")
    client.force_login(cleo)
    assert client.get(f"/{team.slug}/prompts/image/").status_code == 404
    own = cleo.memberships.get().team.slug
    assert "secret" not in client.get(f"/{own}/prompts/image/").content.decode()
