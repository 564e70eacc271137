"""What is done by the clock (engine.md section 10): each function is plain, short, and harmless to repeat."""

import time
from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from studio.generations import streaming
from studio.generations.collect import NOT_FETCHED, SLOW, TOO_LATE
from studio.generations.driver import was_accepted
from studio.generations.models import Generation, GenerationEvent, State
from studio.generations.recipes import StreamedRecipe, get_recipe
from studio.generations.resolve import LOOK_FOR
from studio.generations.submit import ME
from studio.generations.transition import move
from studio.jobs.runner import get_runner
from studio.jobs.work import work
from studio.library import storage

KEEP_EVENTS = timedelta(days=90)
# What has waited for long: looked at every ten minutes, not at once.
RARELY = Q(state=State.RUNNING, note=SLOW) | Q(state=State.FETCHING, note=NOT_FETCHED)


def recover_all() -> None:
    """At start, before anything is served: no driver of an earlier process lives, for the lock is ours.

    What was being sent is unknown now; everything else is driven on.
    """
    for gen in Generation.objects.filter(state=State.SUBMITTING).select_related("team"):
        if not was_accepted(gen):
            move(gen.pk, State.SUBMITTING, State.UNCERTAIN, by="recovery", why=_("found in submitting"))
    # What was streamed cannot be fetched again.
    storage.delete_drafts(time.time(), but=streaming.drafts_to_spare(streamed_kinds()))
    launch_driverless()


work.recover = recover_all


def streamed_kinds() -> list[str]:
    return [kind for kind in settings.RECIPES if isinstance(get_recipe(kind), StreamedRecipe)]


@work.sweep(timedelta(seconds=10))
def launch_driverless() -> None:
    """Active rows without a driver: launching one that has a driver does nothing.

    What this process has marked within the last minute is left alone: from its birth to its first step nobody sees that
    it has a driver (`birth.py`).
    """
    newborn = Q(state=State.SUBMITTING, driver=ME, submit_started_at__gt=timezone.now() - timedelta(minutes=1))
    with transaction.atomic():
        rows = Generation.objects.driven().exclude(RARELY).exclude(newborn)
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
    """Beyond its deadline, or made and not fetched: its driver asks once more, and knows when to stop."""
    with transaction.atomic():
        for pk, kind in Generation.objects.filter(RARELY).values_list("id", "kind"):
            get_runner().launch(pk, kind)


@work.sweep(timedelta(minutes=1))
def fetch_dying() -> None:
    """What was made and not fetched, whose link dies within the half hour: tried each minute."""
    soon = timezone.now() + timedelta(minutes=30)
    dying = Generation.objects.filter(
        state=State.FETCHING, note=NOT_FETCHED, results__asset=None, results__source_expires_at__lt=soon
    )
    with transaction.atomic():
        for pk, kind in dying.distinct().values_list("id", "kind"):
            get_runner().launch(pk, kind)


@work.sweep(timedelta(hours=1))
def tidy() -> None:
    """Old drafts, events and sessions go."""
    storage.delete_drafts(time.time() - 3600, but=streaming.drafts_to_spare(streamed_kinds()))
    GenerationEvent.objects.filter(at__lt=timezone.now() - KEEP_EVENTS).delete()
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
