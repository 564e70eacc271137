"""What is done by the clock: turns that a crash cut off go on, deleted conversations go for good."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from studio.chat import rounds
from studio.chat.models import Conversation, Message, ToolCall
from studio.chat.tools.base import Answer
from studio.jobs.db import db
from studio.jobs.work import work

LEFT_ALONE = timedelta(seconds=15)


@work.sweep(timedelta(seconds=5))
async def take_up_turns() -> None:
    """Calls that nobody makes, and replies whose calls are all settled and which nothing follows."""
    for reply in await db(cut_off):
        await rounds.go_on(reply.pk)


def cut_off() -> list[Message]:
    """Those of the last day whose driver is gone: it would have been there at once. What a team's own tool was doing
    when the studio stopped is unknown, and is told so."""
    long_ago = timezone.now() - LEFT_ALONE
    recent = Message.objects.filter(
        generation__finished_at__range=(timezone.now() - timedelta(days=1), long_ago),
        conversation__deleted_at=None,
        children=None,
        note="",
    )
    with_calls = (
        recent.filter(calls__isnull=False)
        .distinct()
        .select_related("conversation")
        .prefetch_related("calls__message__conversation")
    )
    return [reply for reply in with_calls if is_cut_off(reply)]


def is_cut_off(reply: Message) -> bool:
    calls = list(reply.calls.all())
    for call in filter(rounds.is_abandoned, calls):
        rounds.settle(call, ToolCall.State.FAILED, Answer(rounds.NOBODY_KNOWS))
    waits = any(call.state == ToolCall.State.READY for call in calls)
    return waits or all(call.is_settled or rounds.is_abandoned(call) for call in calls)


@work.sweep(timedelta(hours=1))
def purge_conversations() -> None:
    """After as many days as the trash keeps things; 0 for ever."""
    if settings.TRASH_DAYS:
        before = timezone.now() - timedelta(days=settings.TRASH_DAYS)
        Conversation.objects.filter(deleted_at__lt=before).delete()
