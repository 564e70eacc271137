"""A voice's own truths: its state by the clock, its 168 hours, its fee; and how a card draws its week."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db.models import Q
from django.utils import timezone

from studio.voices.feed import render_voice
from studio.voices.models import UNUSED, Favourite, Voice
from studio.voices.present import VoiceCard
from tests.voices.building import sample, voice

NOW = timezone.now()


@pytest.mark.parametrize(
    ("columns", "state", "speaks", "gone"),
    [
        ({"made_at": None}, "making", False, False),
        ({"hours_left": 168.0}, "temporary", True, False),
        ({"hours_left": 0.01}, "temporary", True, False),
        ({"hours_left": -0.01}, "expired", False, True),
        ({"hours_left": 10.0, "used_at": NOW}, "permanent", True, False),
        ({"hours_left": -900.0, "used_at": NOW}, "permanent", True, False),
        ({"hours_left": 10.0, "lost_at": NOW}, "lost", False, True),
        ({"hours_left": -10.0, "lost_at": NOW}, "lost", False, True),
        ({"used_at": NOW, "lost_at": NOW}, "lost", False, True),
        ({"used_at": NOW, "deleted_at": NOW}, "permanent", False, False),
    ],
)
def test_its_state_follows_from_its_moments(team, columns, state, speaks, gone):
    row = voice(team, **columns)
    assert (row.state, row.can_speak, row.is_gone) == (state, speaks, gone)


@pytest.mark.parametrize("hours_left", [168.0, 72.0, 1.0, 0.5])
def test_its_hours_run_from_when_it_was_made(team, hours_left):
    row = voice(team, hours_left=hours_left)
    assert row.hours_left == pytest.approx(hours_left, abs=0.01)
    assert row.dies_at - row.made_at == UNUSED == timedelta(hours=168)


@pytest.mark.parametrize("hours_left", [0.0, -1.0, -1000.0])
def test_it_never_has_less_than_no_hours(team, hours_left):
    assert voice(team, hours_left=hours_left).hours_left == 0


def test_one_that_is_not_made_does_not_die(team):
    assert voice(team, made_at=None).hours_left > 10**6


def test_those_that_live_and_those_that_die_are_told_apart(team):
    for name, columns in {
        "second": {"hours_left": 50.0},
        "first": {"hours_left": 5.0},
        "used": {"used_at": NOW},
        "dead": {"hours_left": -1.0},
        "lost": {"lost_at": NOW},
        "candidate": {"is_candidate": True},
        "unmade": {"made_at": None},
    }.items():
        voice(team, name=name, **columns)
    now = timezone.now()
    assert [row.name for row in Voice.objects.dying(now)] == ["first", "second"]
    assert {row.name for row in Voice.objects.alive(now)} == {"first", "second", "used"}


def test_a_change_counts_and_is_refused_when_another_was_first(team):
    row = voice(team)
    stale = Voice.objects.get()
    assert row.change(name="Quay")
    assert (row.rev, row.name) == (1, "Quay")
    assert not stale.change(guard=Q(rev=0), name="Other")
    assert (stale.rev, stale.name) == (1, "Quay")


# Its card


@pytest.mark.parametrize(
    ("hours_left", "full", "part"),
    [(167.99, 6, 1.0), (144.0, 6, 0.0), (132.0, 5, 0.5), (24.0, 1, 0.0), (12.0, 0, 0.5), (0.01, 0, 0.0)],
)
def test_its_week_is_filled_from_the_left(team, hours_left, full, part):
    card = VoiceCard(voice(team, hours_left=hours_left))
    shares = [float(day.left.rstrip("%")) / float(card.mark_width.rstrip("%")) for day in card.days]
    assert len(shares) == 7
    expected = [1.0] * full + [part] + [0.0] * (6 - full)
    assert shares == pytest.approx(expected, abs=0.01)


def test_the_days_of_its_week_stand_side_by_side(team):
    card = VoiceCard(voice(team))
    starts = [float(day.x.rstrip("%")) for day in card.days]
    wide = float(card.mark_width.rstrip("%"))
    assert starts[0] == 0
    assert all(after - before > wide for before, after in pairwise(starts))
    assert starts[-1] + wide <= 100


@pytest.mark.parametrize(("hours_left", "soon"), [(24.1, False), (23.9, True), (1.0, True), (-1.0, False)])
def test_its_last_day_is_marked(team, hours_left, soon):
    card = VoiceCard(voice(team, hours_left=hours_left))
    assert card.is_soon == soon
    assert ('data-state="soon"' in render_voice(card.voice)) == soon


def test_a_permanent_one_has_no_countdown(team):
    html = render_voice(voice(team, used_at=NOW))
    assert ("<count-down" in html, "Permanent" in html) == (False, True)
    assert "<count-down" in render_voice(voice(team))


def test_it_is_heard_by_what_minimax_spoke_else_by_its_sample(team):
    heard, recording = sample(team), sample(team)
    both, only, none = voice(team, heard=heard, sample=recording), voice(team, sample=recording), voice(team)
    assert str(heard.public_id) in VoiceCard(both).sound
    assert str(recording.public_id) in VoiceCard(only).sound
    assert [VoiceCard(row).is_sample for row in (both, only, none)] == [False, True, False]
    assert VoiceCard(none).sound == ""


def test_what_is_pushed_holds_nothing_personal(team, ada):
    row = voice(team)
    Favourite.objects.create(team=team, person=ada, ref=row.ref)
    html = render_voice(row)
    assert ("csrf" in html, "aria-pressed" in html) == (False, False)
    assert html.count('data-needs="creator"') >= 3


def test_of_a_deleted_one_nothing_is_left_to_press(team):
    html = render_voice(voice(team, deleted_at=NOW))
    assert ("button" in html, "hidden" in html) == (False, True)
    assert 'data-rev="0"' in html
