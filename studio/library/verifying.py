"""Is what was kept still what was kept? Files are read again and compared with their rows."""

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

SEEN_AGAIN, DAMAGED_AGAIN = timedelta(days=30), timedelta(hours=1)


@dataclass
class Report:
    """What was read, and what is wrong: the assets whose file is gone or another one, and files that no row names."""

    read: int = 0
    bytes: int = 0
    damaged: list[Asset] = field(default_factory=list)
    mended: list[Asset] = field(default_factory=list)
    drawn: int = 0
    strays: list[str] = field(default_factory=list)


def verify(assets: AssetQuerySet, report: Report) -> Iterator[Asset]:
    """Each asset after it was read, with its `damage` as it is now; blocking, and as long as there are bytes."""
    for asset in assets.order_by("pk").defer("words", "notes").iterator(200):
        check(asset)
        report.read += 1
        report.bytes += 0 if asset.damage else asset.bytes
        if asset.damage:
            report.damaged.append(asset)
        elif not _is_whole(asset):
            report.drawn += draw_again(asset)
        yield asset


def check(asset: Asset) -> bool:
    """Read its file, and write down what is found; True when it is what was kept."""
    found = read(asset)
    damage = damage_of(asset, found)
    columns = {"damage": damage, "verified_at": timezone.now()}
    if found and not damage and asset.crc32 is None:
        columns["crc32"] = found.crc32
    Asset.objects.filter(pk=asset.pk).update(rev=F("rev") + int(asset.damage != damage), **columns)
    for name, value in columns.items():
        setattr(asset, name, value)
    return not damage


def read(asset: Asset) -> Digest | None:
    """None when it is gone. Raises OSError when its disk does not answer, or is not there at all."""
    path = storage.path_of(asset.key)
    try:
        return storage.digest(path)
    except FileNotFoundError:
        if not path.parent.parent.is_dir():
            raise
        return None


def damage_of(asset: Asset, found: Digest | None) -> str:
    if found is None:
        return str(Asset.Damage.MISSING)
    return "" if found.sha256 == asset.sha256 else str(Asset.Damage.CHANGED)


def _is_whole(asset: Asset) -> bool:
    """Is there what was drawn from it?"""
    beside = ["poster.jpg"] if asset.has_poster else []
    beside += ["last.jpg"] if asset.has_last_frame else []
    return asset.is_drawn and all(storage.path_of(asset.sibling(name)).is_file() for name in beside)


def draw_again(asset: Asset) -> bool:
    try:
        derive(asset)
    except (Unreadable, OSError):
        return False
    return True


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
