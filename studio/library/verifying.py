"""Is what was kept still what was kept? Files are read again and compared with their rows."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.db.models import F, Q
from django.utils import timezone

from studio.library import storage
from studio.library.examine import Unreadable
from studio.library.keeping import derive
from studio.library.models import Asset, AssetQuerySet
from studio.library.storage import Digest

log = logging.getLogger(__name__)
SEEN_AGAIN, DAMAGED_AGAIN = timedelta(days=30), timedelta(hours=1)
AT_ONCE = 200


@dataclass
class Report:
    """What was read, and what is wrong: the assets whose file is gone or another one, those without what belongs to
    them (a poster, a text, subtitles), and files that no row names."""

    read: int = 0
    bytes: int = 0
    damaged: list[Asset] = field(default_factory=list)
    lacking: list[Asset] = field(default_factory=list)
    mended: list[Asset] = field(default_factory=list)
    drawn: int = 0
    strays: list[str] = field(default_factory=list)


def verify(assets: AssetQuerySet, report: Report) -> Iterator[Asset]:
    """Each asset after it was read, with its `damage` as it is now; blocking, and as long as there are bytes."""
    for asset in _in_portions(assets.select_related("team").defer("words", "notes")):
        check(asset)
        report.read += 1
        report.bytes += 0 if asset.damage else asset.bytes
        if asset.damage:
            report.damaged.append(asset)
        elif not is_whole(asset):
            draw_again(asset)
            if is_whole(asset):
                report.drawn += 1
            else:
                report.lacking.append(asset)
        yield asset


def _in_portions(assets: AssetQuerySet) -> Iterator[Asset]:
    """Each portion is read to its end before it is given: within a reading SQLite does not write once others have."""
    last = 0
    while portion := list(assets.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        yield from portion
        last = portion[-1].pk


def check(asset: Asset) -> bool:
    """Read its file, and write down what is found; True when it is what was kept.

    Raises OSError when nothing at all is there: a disk that is not mounted, rather than files that are lost.
    """
    found, damage = read(asset)
    columns = {"damage": damage, "verified_at": timezone.now()}
    if found and not damage and asset.crc32 is None:
        columns["crc32"] = found.crc32
    Asset.objects.filter(pk=asset.pk).update(rev=F("rev") + int(asset.damage != damage), **columns)
    for name, value in columns.items():
        setattr(asset, name, value)
    return not damage


def read(asset: Asset) -> tuple[Digest | None, str]:
    """What its file holds, and what is wrong with it: "" or one of `Asset.Damage`."""
    try:
        found = storage.digest(storage.path_of(asset.key))
    except FileNotFoundError:
        if storage.is_empty():
            raise
        return None, str(Asset.Damage.MISSING)
    except OSError:
        log.warning("%s cannot be read", asset.public_id, exc_info=True)
        return None, str(Asset.Damage.UNREADABLE)
    return found, "" if found.sha256 == asset.sha256 else str(Asset.Damage.CHANGED)


def is_whole(asset: Asset) -> bool:
    """Is there what was drawn from it, or came with it?"""
    has = {
        "poster.jpg": asset.has_poster,
        "last.jpg": asset.has_last_frame,
        storage.TEXT: asset.characters,
        "subtitles.srt": asset.has_subtitles,
        "subtitles.vtt": asset.has_subtitles,
    }
    beside = [name for name, is_there in has.items() if is_there]
    return asset.is_drawn and all(storage.path_of(asset.sibling(name)).is_file() for name in beside)


def draw_again(asset: Asset) -> None:
    try:
        derive(asset)
    except (Unreadable, OSError):
        log.info("nothing could be drawn from %s", asset.public_id, exc_info=True)
    else:
        asset.refresh_from_db(fields=["has_poster", "has_last_frame", "peaks"])


def put_back(asset: Asset, draft: Path) -> bool:
    """A file that was fetched again takes its place, if it is the very one; False leaves the draft."""
    if storage.digest(draft).sha256 != asset.sha256:
        return False
    storage.keep(draft, asset.key)
    Asset.objects.filter(pk=asset.pk).update(damage="", verified_at=timezone.now(), rev=F("rev") + 1)
    asset.damage = ""
    draw_again(asset)
    return True


def find_strays() -> list[str]:
    """Folders of assets that no row names: what a crash between file and row left, or a copied database."""
    # Files first: what is kept meanwhile has its row by the time that rows are read.
    folders = [path.parent for path in storage.root().glob("*/*/original.*")]
    known = {str(name) for name in Asset.objects.values_list("public_id", flat=True).iterator(2000)}
    return sorted({str(folder.relative_to(storage.root())) for folder in folders if folder.name not in known})


def due() -> AssetQuerySet:
    """Those that were not read for SEEN_AGAIN, the longest unseen first; and what is damaged, or has no CRC yet."""
    seen, lately = timezone.now() - SEEN_AGAIN, timezone.now() - DAMAGED_AGAIN
    kept_before = Q(verified_at=None, created_at__lt=seen) | Q(verified_at__lt=seen)
    kept_before |= (~Q(damage="") | Q(crc32=None)) & (Q(verified_at=None) | Q(verified_at__lt=lately))
    return Asset.objects.filter(kept_before).order_by(F("verified_at").asc(nulls_first=True), "pk")
