"""Who is told when a long text has ended."""

import pytest
from django.utils import timezone

from studio.generations.models import Generation, State
from studio.generations.transition import move
from studio.notices.models import Notice
from tests.speech.conftest import speech


@pytest.fixture
def long(team):
    def end(to: str = State.DONE, **columns) -> Generation:
        gen = speech(team, "speech_long", text="It was a dark night.", heading="The lighthouse", characters=20)
        before = State.FINISHING if to == State.DONE else State.RUNNING
        Generation.objects.filter(pk=gen.pk).update(state=before, **columns)
        assert move(gen.pk, before, to)
        return gen

    return end


def test_whoever_asked_is_told_that_it_can_be_heard(long, ada):
    long()
    assert (Notice.objects.get().person, Notice.objects.get().title_here) == (ada, "“The lighthouse” can be heard")


def test_or_that_it_could_not_be_spoken(long):
    long(State.FAILED)
    assert Notice.objects.get().title_here == "“The lighthouse” could not be spoken"


def test_nobody_is_told_of_what_lies_in_the_trash(long):
    long(cancel_requested_at=timezone.now())
    assert not Notice.objects.exists()


def test_who_has_left_the_team_hears_nothing_of_it(long, team, bo):
    team.memberships.filter(user=bo).delete()
    long(author=bo)
    assert not Notice.objects.exists()
