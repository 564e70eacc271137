"""What is done by the clock (engine.md section 10): each function is plain, short, and harmless to repeat."""

import time
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from studio.generations.collect import NOT_FETCHED, SLOW, TOO_LATE
from studio.generations.models import Generation, GenerationEvent, Result, State
from studio.generations.resolve import LOOK_FOR
from studio.generations.transition import move
from studio.jobs.runner import get_runner
from studio.jobs.work import work
from studio.library import storage

KEEP_EVENTS = timedelta(days=90)
WATCH_SLOW = timedelta(days=7)
# What has waited for long: looked at every ten minutes, not at once.
RARELY = Q(state=State.RUNNING, note=SLOW) | Q(state=State.FETCHING, note=NOT_FETCHED)


def recover_all() -> None:
    """At start, before anything is served: no driver of an earlier process lives, for the lock is ours.

    What was being sent is unknown now; everything else is driven on.
    """
    for pk in Generation.objects.filter(state=State.SUBMITTING).values_list("id", flat=True):
        move(pk, State.SUBMITTING, State.UNCERTAIN, by="recovery", why=_("found in submitting"))
    storage.delete_drafts(time.time())
    launch_driverless()


work.recover = recover_all


@work.sweep(timedelta(seconds=10))
def launch_driverless() -> None:
    """Active rows without a driver: launching one that has a driver does nothing."""
    with transaction.atomic():
        rows = Generation.objects.driven().exclude(RARELY)
        for pk, kind in rows.values_list("id", "kind"):
            get_runner().launch(pk, kind)


@work.sweep(timedelta(seconds=5))
def pass_on_wishes() -> None:
    """Pokes may be lost: a driver that has not yet seen a wish to cancel is told again."""
    rows = Generation.objects.filter(state=State.RUNNING, cancel_requested_at__isnull=False).exclude(note=TOO_LATE)
    for pk in rows.values_list("id", flat=True):
        get_runner().poke(pk)


@work.sweep(timedelta(seconds=60))
def look_for_lost() -> None:
    """Unknown outcomes of the last quarter of an hour: their drivers look whether MiniMax has them."""
    rows = Generation.objects.filter(state=State.UNCERTAIN, submit_started_at__gt=timezone.now() - LOOK_FOR)
    with transaction.atomic():
        for pk, kind in rows.values_list("id", "kind"):
            get_runner().launch(pk, kind)


@work.sweep(timedelta(minutes=10))
def look_at_slow() -> None:
    """Beyond its deadline, or made and not fetched: asked after for the seven days that MiniMax remembers it."""
    since = timezone.now() - WATCH_SLOW
    rows = Generation.objects.filter(RARELY)
    for pk, state in rows.filter(created_at__lte=since).values_list("id", "state"):
        stop_watching(pk, state)
    with transaction.atomic():
        for pk, kind in rows.filter(created_at__gt=since).values_list("id", "kind"):
            get_runner().launch(pk, kind)


def stop_watching(pk: int, state: str) -> None:
    """Whether it was made, only MiniMax's bill can say: a person decides. What was made and is gone is charged."""
    if state == State.RUNNING:
        move(pk, state, State.UNCERTAIN, by="sweep", note="", why=_("MiniMax said nothing for seven days"))
    else:
        move(pk, state, State.FAILED, by="sweep", note="", why=_("could not be fetched for seven days"))


@work.sweep(timedelta(minutes=1))
def hurry_expiring() -> None:
    """A link that dies within half an hour goes first: its driver is woken from whatever it waits for."""
    now = timezone.now()
    soon = now + timedelta(minutes=30)
    rows = Result.objects.filter(asset=None, source_expires_at__range=(now, soon), generation__state=State.FETCHING)
    for pk, kind in rows.values_list("generation_id", "generation__kind").distinct():
        get_runner().launch(pk, kind)
        get_runner().poke(pk)


@work.sweep(timedelta(hours=1))
def tidy() -> None:
    """Old drafts, events and sessions go."""
    storage.delete_drafts(time.time() - 3600)
    GenerationEvent.objects.filter(at__lt=timezone.now() - KEEP_EVENTS).delete()
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
