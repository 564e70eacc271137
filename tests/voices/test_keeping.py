"""Keeping by itself: only where the team wishes it, in the last day, as the person who wished it, under a cap."""

from decimal import Decimal

import pytest
from django.utils import timezone

from studio.audit.models import Record
from studio.generations.models import Generation, State
from studio.notices.models import Notice
from studio.teams.models import Connection, Membership
from studio.voices.actions import keep_voice, set_keeping
from studio.voices.models import Keeping
from studio.voices.sweeps import keep_by_itself, kept_by_itself
from tests.speech.conftest import speech
from tests.voices.building import fail, finish, money, voice

COST = Decimal("1.50006")


@pytest.fixture
def wish(team, bo):
    """Bo wishes that voices are kept."""
    return lambda cap="10", is_on=True, who=bo: set_keeping(team=team, who=who, is_on=is_on, cap=Decimal(cap))


def kept() -> list[Generation]:
    return list(Generation.objects.filter(kind="voice_keep").order_by("id"))


def test_a_voice_in_its_last_day_is_kept_once_in_the_name_of_who_wished_it(team, bo, wish):
    wish()
    row = voice(team, hours_left=23.9)
    keep_by_itself()
    keep_by_itself()
    [gen] = kept()
    assert (gen.author, gen.request["voice"], gen.request["by_itself"]) == (bo, row.ref, True)
    assert money() == ("0", "1.50006")
    finish(gen)
    keep_by_itself()
    assert len(kept()) == 1
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    "columns",
    [
        {"hours_left": 24.1},
        {"hours_left": -0.1},
        {"used_at": timezone.now()},
        {"lost_at": timezone.now()},
        {"deleted_at": timezone.now()},
        {"is_candidate": True},
    ],
)
def test_others_are_left_alone(team, wish, columns):
    wish()
    voice(team, **{"hours_left": 10} | columns)
    keep_by_itself()
    assert kept() == []


def test_without_the_wish_nothing_is_kept(team, cleo, wish):
    voice(team, hours_left=10)
    set_keeping(team=cleo.teams.get(), who=cleo, is_on=True, cap=Decimal(10))
    keep_by_itself()
    wish(is_on=False)
    keep_by_itself()
    assert kept() == []


@pytest.mark.parametrize(("cap", "count"), [("1.50", 0), ("1.51", 1), ("3.01", 2), ("4.50", 2), ("4.51", 3)])
def test_it_stays_within_the_cap(team, wish, cap, count):
    wish(cap)
    for _ in range(3):
        voice(team, hours_left=10)
    keep_by_itself()
    assert len(kept()) == count
    assert kept_by_itself(team) == COST * count


def test_beyond_the_cap_those_who_may_raise_it_are_told_once(team, ada, wish):
    wish("1")
    voice(team, hours_left=10)
    keep_by_itself()
    keep_by_itself()
    notice = Notice.objects.get(person=ada)
    assert (notice.name, notice.weight) == ("voice.not_kept", "danger")
    assert "more than" in notice.text_here or "beyond" in notice.text_here


def test_a_cap_of_nothing_keeps_nothing(team, wish):
    wish("0")
    voice(team, hours_left=10)
    keep_by_itself()
    assert kept() == []


def test_the_cap_counts_this_month_what_is_held_and_what_was_paid(team, wish):
    wish("1.51")
    row = voice(team, hours_left=10)
    keep_by_itself()
    Generation.objects.update(created_at=timezone.now() - timezone.timedelta(days=32))
    voice(team, hours_left=10)
    keep_by_itself()
    assert len(kept()) == 2
    assert row.ref == kept()[0].request["voice"]


def test_what_people_keep_by_hand_does_not_count(team, ada, wish):
    wish("1.51")
    keep_voice(voice=voice(team), who=ada)
    voice(team, hours_left=10)
    keep_by_itself()
    assert len(kept()) == 2


def test_one_that_a_person_is_keeping_is_left_alone(team, ada, wish):
    wish()
    keep_voice(voice=voice(team, hours_left=10), who=ada)
    keep_by_itself()
    assert len(kept()) == 1


def test_who_speaks_with_it_at_this_moment_keeps_it_and_the_cap_is_not_passed(team, wish):
    wish(cap="0.01")
    row = voice(team, hours_left=10)
    speaking = speech(team, voice=row.ref)
    keep_by_itself()
    assert (kept(), Notice.objects.count()) == ([], 0)
    Generation.objects.filter(pk=speaking.pk).update(state=State.UNCERTAIN)
    keep_by_itself()
    assert kept() == []
    assert "beyond what the team allows" in Notice.objects.get().text


def test_an_unknown_outcome_is_told_as_that(team, ada, wish):
    wish()
    row = voice(team, hours_left=10)
    gen = keep_voice(voice=row, who=ada)
    Generation.objects.filter(pk=gen.pk).update(state=State.UNCERTAIN)
    keep_by_itself()
    assert "its answer was lost" in Notice.objects.filter(person=ada).get().text


@pytest.mark.parametrize("fate", ["left", "looks only", "switched off", "deleted"])
def test_a_wish_of_somebody_who_may_not_spend_any_more_keeps_nothing(team, ada, bo, wish, fate):
    wish()
    if fate == "left":
        Membership.objects.filter(user=bo).delete()
    elif fate == "looks only":
        Membership.objects.filter(user=bo).update(role="viewer")
    elif fate == "switched off":
        type(bo).objects.filter(pk=bo.pk).update(is_active=False)
    else:
        bo.delete()
    voice(team, hours_left=10)
    keep_by_itself()
    assert kept() == []
    assert "switched it on" in Notice.objects.get(person=ada).text_here


def test_a_failure_is_told_and_tried_again_after_an_hour_not_at_every_turn(team, ada, wish):
    wish()
    voice(team, hours_left=10)
    keep_by_itself()
    fail(kept()[0], 1008)
    keep_by_itself()
    keep_by_itself()
    assert len(kept()) == 1
    assert "it failed" in Notice.objects.get(person=ada).text_here
    Generation.objects.update(finished_at=timezone.now() - timezone.timedelta(hours=1, minutes=1))
    keep_by_itself()
    assert [gen.state for gen in kept()] == [State.FAILED, State.QUEUED]


def test_one_that_was_made_again_has_not_failed(team, wish):
    wish()
    row = voice(team, hours_left=10)
    keep_by_itself()
    fail(kept()[0], 1008)
    row.change(voice_id="harbour-again")
    keep_by_itself()
    assert [gen.state for gen in kept()] == [State.FAILED, State.QUEUED]
    assert not Notice.objects.exists()


def test_a_team_without_a_connection_does_not_stop_the_others(team, cleo, wish):
    wish()
    elsewhere = cleo.teams.get()
    set_keeping(team=elsewhere, who=cleo, is_on=True, cap=Decimal(10))
    voice(team, hours_left=1)
    voice(elsewhere, hours_left=10)
    Connection.objects.filter(team=team).update(in_use=False)
    keep_by_itself()
    assert [gen.team for gen in kept()] == [elsewhere]
    assert "another connection" in Notice.objects.get(team=team, person__name="Ada").text_here


# Switching it on


@pytest.fixture
def save(client, team):
    def save(who, **typed):
        client.force_login(who)
        return client.post(f"/{team.slug}/voices/keeping/", typed)

    return save


def test_an_admin_switches_it_on_and_off(team, ada, save):
    assert save(ada, is_on="on", cap="12.50").status_code == 302
    row = Keeping.objects.get()
    assert (row.is_on, row.cap, row.by, row.team) == (True, Decimal("12.50"), ada, team)
    save(ada, cap="12.50")
    assert not Keeping.objects.get().is_on
    assert [line.detail["is_on"] for line in Record.objects.filter(what="voices.keeping")] == [False, True]


def test_a_creator_may_not(bo, save):
    assert save(bo, is_on="on", cap="1").status_code == 403
    assert not Keeping.objects.exists()


@pytest.mark.parametrize("cap", ["", "-1", "1.234", "100001", "much"])
def test_a_sum_that_is_none_is_told_and_what_was_typed_stays(ada, save, cap):
    answer = save(ada, is_on="on", cap=cap)
    page = answer.content.decode()
    assert (answer.status_code, 'id="cap-error"' in page) == (422, True)
    assert f'value="{cap}"' in page.split('id="cap"')[1].split(">")[0]
    assert 'name="is_on" checked' in page


@pytest.mark.parametrize(("cap", "shown"), [("0", "0.00"), ("12.5", "12.50")])
def test_the_page_shows_the_sum_as_it_is(client, team, ada, save, cap, shown):
    save(ada, is_on="on", cap=cap)
    page = client.get(f"/{team.slug}/voices/").content.decode()
    assert f'value="{shown}"' in page.split('id="cap"')[1].split(">")[0]
