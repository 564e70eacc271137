"""The frame of a page says how its team stands, and can be fetched while the page is open."""

import pytest

from studio.spend.standing import standing_of
from studio.teams.models import Team
from tests import make


@pytest.fixture
def ask(client, ada, team):
    client.force_login(ada)
    return lambda path="standing/": client.get(f"/{team.slug}/{path}").content.decode()


def test_it_says_what_is_held_and_that_nothing_is_paused(ask, team):
    make.generation(team)
    told = ask()
    assert "$0.28 held" in told
    assert "paused." not in told


def test_a_pause_shows_its_reason_and_the_way_out(ask, team):
    team.connection.pause("The key was refused.", 1004)
    told = ask()
    assert "The key was refused." in told
    assert f"/{team.slug}/connection/resume/" in told


def test_what_is_paused_already_keeps_its_first_reason(team):
    assert team.connection.pause("first", 1)
    assert not team.connection.pause("second", 2)


def test_its_mark_changes_with_the_money_and_with_a_pause(team):
    def marks():
        return standing_of(Team.objects.get(pk=team.pk)).mark

    before = marks()
    make.generation(team)
    held = marks()
    team.connection.pause("The key was refused.", 1004)
    assert len({before, held, marks()}) == 3


def test_every_page_carries_the_mark_that_it_was_drawn_with(ask, team):
    assert f'data-mark="{standing_of(team).mark}"' in ask("")


def test_a_banner_that_the_page_shows_already_is_left_alone(ask, team):
    team.connection.pause("The key was refused.", 1004)
    shown = standing_of(Team.objects.get(pk=team.pk)).pause
    assert 'id="paused"' not in ask(f"standing/?pause={shown}")
    assert 'id="paused"' in ask("standing/?pause=")


@pytest.mark.django_db(transaction=True)
def test_every_change_of_it_is_announced(team, monkeypatch):
    told = []
    monkeypatch.setattr("studio.teams.models.notify_soon", lambda group, message: told.append(message["type"]))
    make.generation(team)
    team.connection.pause("The key was refused.", 1004)
    team.connection.resume()
    assert told == ["team.changed"] * 3


def test_a_stranger_gets_nothing(client, cleo, team):
    client.force_login(cleo)
    assert client.get(f"/{team.slug}/standing/").status_code == 404


def test_resuming_goes_on_and_stays_where_one_was(client, ada, team):
    client.force_login(ada)
    team.connection.pause("The key was refused.", 1004)
    answer = client.post(f"/{team.slug}/connection/resume/", {"next": f"/{team.slug}/video/"})
    assert answer.url == f"/{team.slug}/video/"
    assert Team.objects.get(pk=team.pk).connection.paused_reason == ""
    quietly = client.post(f"/{team.slug}/connection/resume/", headers={"HX-Request": "true"})
    assert quietly.status_code == 204
