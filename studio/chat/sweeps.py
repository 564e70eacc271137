"""What is done by the clock: deleted conversations go for good."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from studio.chat.models import Conversation
from studio.jobs.work import work


@work.sweep(timedelta(hours=1))
def purge_conversations() -> None:
    """After as many days as the trash keeps things; 0 for ever."""
    if settings.TRASH_DAYS:
        before = timezone.now() - timedelta(days=settings.TRASH_DAYS)
        Conversation.objects.filter(deleted_at__lt=before).delete()
