"""What happens to the library by the clock."""

import logging
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from studio.jobs.work import work
from studio.library import storage
from studio.library.actions import purge_assets
from studio.library.models import Asset, Pack
from studio.library.verifying import check, due

log = logging.getLogger(__name__)
# Of one hour; what is still needed is among them.
AT_ONCE = 5000
PACKS_LAST = timedelta(days=7)
# Of one hour's reading, in bytes.
READ_AT_ONCE = 512 * 1024 * 1024


@work.sweep(timedelta(hours=1), aside=True)
def purge_trash() -> None:
    """What has lain in the trash for STUDIO_TRASH_DAYS is gone for good; 0 keeps it for ever."""
    if not settings.TRASH_DAYS:
        return
    before = timezone.now() - timedelta(days=settings.TRASH_DAYS)
    old = Asset.objects.filter(trashed_at__lt=before).order_by("id")[:AT_ONCE]
    purge_assets(assets=Asset.objects.filter(pk__in=list(old.values_list("pk", flat=True))), before=before)


@work.sweep(timedelta(hours=1))
def forget_packs() -> None:
    """A zip can be gone on with for a week."""
    for zipped in Pack.objects.filter(created_at__lt=timezone.now() - PACKS_LAST).select_related("team")[:AT_ONCE]:
        storage.delete_folder(zipped.team.public_id, zipped.public_id)
        zipped.delete()


@work.sweep(timedelta(hours=1), aside=True)
def verify_some() -> None:
    """Everything is read again once a month, a little each hour; what is not as it was kept is shown."""
    read = 0
    for asset in due()[:500]:
        try:
            check(asset)
        except OSError:
            log.exception("nothing that was kept is there")
            return
        read += asset.bytes
        if read > READ_AT_ONCE:
            return
