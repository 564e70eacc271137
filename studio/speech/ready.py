"""Whoever asked for a long text is told when it can be heard, or why it cannot."""

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from studio.generations.models import Generation, State
from studio.generations.transition import hear
from studio.notices.actions import Event, announce
from studio.notices.models import Weight


def follow(gen_id: int, kind: str, to: str) -> None:
    """Inside the generation's own transaction."""
    if kind != "speech_long" or to not in (State.DONE, State.FAILED):
        return
    gen = Generation.objects.select_related("author", "team").get(pk=gen_id)
    # Asked to stop: it lies in the trash.
    if gen.author is None or gen.cancel_requested_at or gen.hidden_at:
        return
    done = to == State.DONE
    event = Event(
        name="speech.ended",
        key=f"speech.ended:{gen.public_id}",
        title=_("“%(title)s” can be heard") if done else _("“%(title)s” could not be spoken"),
        text="" if done else _("Its page says why, and whether trying again helps."),
        params={"title": gen.words[:60]},
        team=gen.team,
        link=reverse("generation", args=[gen.team.slug, gen.public_id]),
        mail=True,
        weight=Weight.INFO if done else Weight.WARN,
    )
    announce(gen.author, event)


hear(follow)
