"""Voices about to die: told at 72, 24 and 2 hours, once each, to whom it concerns; told when they are gone."""

import pytest
from django.utils import timezone
from django.utils.translation import override

from studio.notices.models import Notice
from studio.teams.models import Membership
from studio.voices import actions
from studio.voices.models import UNUSED, Voice
from studio.voices.sweeps import tell_of_dead, tell_of_dying
from tests import make
from tests.voices.building import voice


def age(row, hours_left: float) -> None:
    """Let time pass for it."""
    Voice.objects.filter(pk=row.pk).update(made_at=timezone.now() - UNUSED + timezone.timedelta(hours=hours_left))


def told(person) -> list[str]:
    return [notice.params.get("hours", notice.name) for notice in Notice.objects.filter(person=person).order_by("id")]


def test_it_is_told_at_each_threshold_once(team, ada):
    row = voice(team)
    for hours in (100, 72.1, 71.9, 50, 24.1, 23.9, 12, 2.1, 1.9, 0.1, -0.1):
        age(row, hours)
        tell_of_dying()
        tell_of_dying()
    assert told(ada) == ["72", "24", "2"]


@pytest.mark.parametrize(("hours", "expected"), [(73, []), (71, ["72"]), (20, ["24"]), (1, ["2"]), (-1, [])])
def test_after_an_outage_only_the_nearest_is_told(team, ada, hours, expected):
    voice(team, hours_left=hours)
    tell_of_dying()
    assert told(ada) == expected


def test_it_says_what_to_do_and_leads_to_the_voice(team, ada, settings):
    settings.MAIL = True
    row = voice(team, hours_left=20)
    tell_of_dying()
    notice = Notice.objects.get()
    assert (notice.weight, notice.title_here) == ("warn", "The voice Harbour has less than 24 h left")
    assert (notice.team, notice.link) == (team, f"/{team.slug}/voices/#voice-{row.public_id}")
    assert notice.mail_at is not None
    with override("zh-hans"):
        assert "Harbour" in notice.title_here


def test_the_last_hours_are_urgent(team):
    voice(team, hours_left=1)
    tell_of_dying()
    assert Notice.objects.get().weight == "danger"


def test_a_name_with_a_percent_sign_is_told_as_it_is(team):
    voice(team, hours_left=1, name="100 %(s")
    tell_of_dying()
    assert "100 %(s" in Notice.objects.get().title_here


@pytest.mark.parametrize(
    "columns",
    [
        {"used_at": timezone.now()},
        {"lost_at": timezone.now()},
        {"deleted_at": timezone.now()},
        {"is_candidate": True},
        {"made_at": None},
    ],
)
def test_nobody_is_told_of_what_does_not_die(team, columns):
    voice(team, **{"hours_left": 1} | columns)
    tell_of_dying()
    assert not Notice.objects.exists()


def test_it_is_told_to_its_author_and_to_those_who_run_the_team(team, ada, bo, vic, cleo):
    dan = make.member(team, "Dan", "creator")
    voice(team, hours_left=20, author=bo)
    tell_of_dying()
    assert set(Notice.objects.values_list("person__name", flat=True)) == {"Ada", "Bo"}
    Membership.objects.filter(user=dan).update(role="admin")
    voice(team, hours_left=20, author=bo)
    tell_of_dying()
    assert told(dan) == ["24", "24"]


def test_an_author_who_left_and_a_person_who_is_switched_off_are_not_told(team, ada, bo):
    voice(team, hours_left=20, author=bo)
    Membership.objects.filter(user=bo).delete()
    make.User.objects.filter(pk=ada.pk).update(is_active=False)
    tell_of_dying()
    assert not Notice.objects.exists()


def test_an_author_who_is_gone_is_nobody(team, ada):
    voice(team, hours_left=20, author=None)
    tell_of_dying()
    assert told(ada) == ["24"]


def test_one_that_was_made_again_is_told_of_again(team, ada):
    row = voice(team, hours_left=20)
    tell_of_dying()
    row.change(voice_id=actions.new_voice_id("Harbour"))
    tell_of_dying()
    assert told(ada) == ["24", "24"]


# Gone


@pytest.mark.parametrize(
    "columns",
    [{"hours_left": -1}, {"hours_left": -23}, {"used_at": timezone.now(), "lost_at": timezone.now()}],
    ids=["just expired", "expired yesterday", "lost"],
)
def test_one_that_is_gone_is_told_of_once(team, ada, columns):
    voice(team, **columns)
    tell_of_dead()
    tell_of_dead()
    notice = Notice.objects.get()
    assert (notice.name, notice.weight) == ("voice.gone", "danger")
    assert "made again" in notice.text_here


@pytest.mark.parametrize(
    "columns",
    [
        {"hours_left": 1},
        {"hours_left": -25},
        {"hours_left": -1, "used_at": timezone.now()},
        {"hours_left": -1, "deleted_at": timezone.now()},
        {"hours_left": -1, "is_candidate": True},
        {"used_at": timezone.now(), "lost_at": timezone.now() - timezone.timedelta(hours=25)},
    ],
)
def test_of_others_it_is_not_told(team, columns):
    voice(team, **columns)
    tell_of_dead()
    assert not Notice.objects.exists()
