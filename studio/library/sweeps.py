"""What happens to the library by the clock."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from studio.jobs.work import work
from studio.library.actions import purge_asset
from studio.library.models import Asset


@work.sweep(timedelta(hours=1), aside=True)
def purge_trash() -> None:
    """What has lain in the trash for STUDIO_TRASH_DAYS is gone for good; 0 keeps it for ever."""
    if not settings.TRASH_DAYS:
        return
    before = timezone.now() - timedelta(days=settings.TRASH_DAYS)
    for asset in Asset.objects.trashed().filter(trashed_at__lt=before).order_by("id")[:500]:
        purge_asset(asset=asset, before=before)
