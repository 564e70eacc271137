"""What happens to the library by the clock."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from studio.jobs.work import work
from studio.library.actions import purge_asset
from studio.library.holding import held_among
from studio.library.models import Asset, Pack
from studio.library.verifying import check, due

# Of one hour.
AT_ONCE, MOST_LOOKED_AT = 500, 5000
PACKS_LAST = timedelta(days=7)
# Of one hour's reading, in bytes.
READ_AT_ONCE = 512 * 1024 * 1024


@work.sweep(timedelta(hours=1), aside=True)
def purge_trash() -> None:
    """What has lain in the trash for STUDIO_TRASH_DAYS is gone for good; 0 keeps it for ever."""
    if not settings.TRASH_DAYS:
        return
    before = timezone.now() - timedelta(days=settings.TRASH_DAYS)
    keys = list(
        Asset.objects.filter(trashed_at__lt=before).order_by("id").values_list("pk", flat=True)[:MOST_LOOKED_AT]
    )
    held = held_among(keys)
    for asset in Asset.objects.filter(pk__in=[key for key in keys if key not in held][:AT_ONCE]):
        purge_asset(asset=asset, before=before)


@work.sweep(timedelta(hours=1))
def forget_packs() -> None:
    """A zip can be gone on with for a week."""
    Pack.objects.filter(created_at__lt=timezone.now() - PACKS_LAST).delete()


@work.sweep(timedelta(hours=1), aside=True)
def verify_some() -> None:
    """Everything is read again once a month, a little each hour; what is not as it was kept is shown."""
    read = 0
    for asset in due()[:500]:
        check(asset)
        read += asset.bytes
        if read > READ_AT_ONCE:
            return
