"""What is not safe yet: shown, counted, and the one whose link dies first at the top; of other teams nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from studio.generations.models import Generation, State
from tests import make


def held_up(team, prompt: str, hours: int | None) -> Generation:
    gen = make.generation(team, prompt=prompt, state=State.FETCHING)
    dies_at = None if hours is None else timezone.now() + timedelta(hours=hours)
    gen.results.create(source_url="https://cdn.example.org/x.mp4", source_expires_at=dies_at)
    return gen


@pytest.fixture
def page(client, team, bo):
    client.force_login(bo)
    return lambda address="": client.get(f"/{team.slug}/generations/safety/{address}").content.decode()


def test_nothing_unsafe_is_said_so(page):
    assert "Everything is safe" in page()
    assert "not safe" not in page("?mark")


def test_what_dies_first_stands_first_and_no_link_is_shown(page, team):
    for prompt, hours in (("Late", 9), ("Soon", 1), ("Unknown", None)):
        held_up(team, prompt, hours)
    shown = page()
    assert shown.index("Soon") < shown.index("Late")
    assert "cdn.example.org" not in shown
    assert "3 are not safe yet" in page("?mark")


def test_damage_and_loss_are_told(page, team):
    make.asset(team, title="A broken one", damage="changed")
    lost = make.generation(team, prompt="A lost one", state=State.FAILED, finished_at=timezone.now())
    lost.results.create(source_url="https://cdn.example.org/y.mp4")
    shown = page()
    assert "A broken one" in shown
    assert "lost before it could be fetched" in shown
    assert "A lost one" in shown


def test_another_team_sees_and_counts_none_of_it(client, team, cleo):
    held_up(team, "Secret", 1)
    theirs = cleo.memberships.get().team
    client.force_login(cleo)
    assert "Everything is safe" in client.get(f"/{theirs.slug}/generations/safety/").content.decode()
    assert client.get(f"/{team.slug}/generations/safety/").status_code == 404
