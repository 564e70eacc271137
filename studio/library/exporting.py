"""What leaves the studio: a file that says where it comes from, and zips of many, each frozen when it was asked for."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import UUID
from zlib import crc32

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from studio.accounts.models import User
from studio.library import storage
from studio.library.crc import crc_of_stamped
from studio.library.marks import Project
from studio.library.models import Asset, AssetQuerySet
from studio.library.names import download_name
from studio.library.packs import Pack
from studio.library.parts import Part, Slice, size_of
from studio.library.recipes import tell
from studio.library.stamps import Origin, Stamp, stamp_for
from studio.library.zip_layout import Entry, layout, zip_names
from studio.teams.models import Team

RECIPES, LEFT_OUT = "recipes.json", "left-out.txt"
AT_ONCE = 500
UNSHOWN = ("words", "peaks", "sections")
TOLD = ("tags", Prefetch("projects", Project.objects.filter(deleted_at=None)))


def origin_of(asset: Asset) -> Origin | None:
    """What an exported file says of itself; nothing of what a person brought."""
    if asset.origin != Asset.Origin.MADE:
        return None
    by = "MiniMax sandbox" if asset.sandbox else "MiniMax"
    composite = not asset.recipe.get("generation")
    return Origin(asset.model_label, by, asset.created_at, asset.public_id, composite)


def stamp_of(asset: Asset) -> Stamp | None:
    """Reads some kilobytes of its file."""
    origin = origin_of(asset)
    return stamp_for(storage.path_of(asset.key), asset.mime, origin) if origin else None


# Zips


def pack(*, team: Team, author: User, assets: AssetQuerySet, name: str) -> Pack:
    """Freeze what a zip holds, what each file in it is called, and what made them: that lies beside, as a file.

    Raises OSError, and leaves nothing, where there is no room for it.
    """
    rows = assets.order_by("-created_at", "-id").only("public_id", "title", "name", "kind", "key")
    listed = list(rows)
    names = zip_names([RECIPES, LEFT_OUT, *map(download_name, listed)])[2:]
    entries = [[str(asset.public_id), called] for asset, called in zip(listed, names, strict=True)]
    zipped = Pack(team=team, author=author, name=name, entries=entries)
    path = recipes_of(zipped)
    try:
        with path.open("w", encoding="utf-8") as file:
            file.write("[")
            for place, (asset, called) in enumerate(files_of(zipped, told=True)):
                line = json.dumps({"file": called, **tell(asset)}, ensure_ascii=False)
                file.write(f"{',' if place else ''}\n{line}")
            file.write("\n]\n")
        zipped.recipes_crc32 = storage.digest(path).crc32
        zipped.save()
    except BaseException:
        storage.delete_folder(team.public_id, zipped.public_id)
        raise
    return zipped


def recipes_of(zipped: Pack) -> Path:
    return storage.folder_of(zipped.team.public_id, zipped.public_id) / RECIPES


@dataclass(frozen=True)
class Packed:
    """A zip as it is sent; `etag` changes with any byte of it."""

    parts: list[Part]
    etag: str


def find_packed(team: Team, pack_id: UUID) -> tuple[Pack, Packed] | None:
    zipped = Pack.objects.filter(team=team, public_id=pack_id).select_related("team").first()
    return (zipped, lay_out(zipped)) if zipped else None


def lay_out(zipped: Pack) -> Packed:
    """Blocking: reads a little of each file. What was deleted for good meanwhile is left out, and told in the zip."""
    entries = [entry for asset, called in files_of(zipped) if (entry := entry_of(asset, called))]
    if left_out := list_missing({called for _id, called in zipped.entries} - {entry.name for entry in entries}):
        entries.append(Entry(LEFT_OUT, [left_out], len(left_out), crc32(left_out), zipped.created_at))
    told = recipes_of(zipped)
    size = told.stat().st_size
    entries.append(Entry(RECIPES, [Slice(str(told), 0, size)], size, zipped.recipes_crc32, zipped.created_at))
    parts = layout(entries)
    seen = sha256(f"{zipped.public_id} {size_of(parts)} ".encode())
    for entry in entries:
        seen.update(f"{entry.name} {entry.size} {entry.crc};".encode())
    return Packed(parts, seen.hexdigest()[:32])


def files_of(zipped: Pack, *, told: bool = False) -> Iterator[tuple[Asset, str]]:
    """What is still there, with its name in the zip, AT_ONCE with one query. `told`: with its notes, tags and
    projects, and two queries more."""
    rows = Asset.objects.for_team(zipped.team).defer(*UNSHOWN)
    rows = rows.prefetch_related(*TOLD) if told else rows.defer("notes")
    for at in range(0, len(zipped.entries), AT_ONCE):
        some = dict(zipped.entries[at : at + AT_ONCE])
        found = {str(asset.public_id): asset for asset in rows.filter(public_id__in=some)}
        yield from ((found[name], called) for name, called in some.items() if name in found)


def list_missing(missing: set[str]) -> bytes:
    """What a person reads of files that are not in their zip."""
    if not missing:
        return b""
    why = _("Not in this zip, because they were deleted, or their files are lost or damaged:")
    return "\n".join([why, "", *sorted(missing), ""]).encode()


def entry_of(asset: Asset, called: str) -> Entry | None:
    """A file that is not what was kept would make the whole zip unreadable: it is left out."""
    try:
        return _entry_of(asset, called, storage.path_of(asset.key))
    except OSError:
        return None


def _entry_of(asset: Asset, called: str, path: Path) -> Entry | None:
    if asset.damage or path.stat().st_size != asset.bytes:
        return None
    stamp = stamp_of(asset)
    crc = crc_of(asset, path)
    if stamp is None:
        return Entry(called, [Slice(str(path), 0, asset.bytes)], asset.bytes, crc, asset.created_at)
    with path.open("rb") as file:
        prefix = file.read(stamp.skip)
    stamped = crc_of_stamped(crc, prefix, asset.bytes, stamp)
    return Entry(called, stamp.around(path, asset.bytes), stamp.size_of(asset.bytes), stamped, asset.created_at)


def crc_of(asset: Asset, path: Path) -> int:
    """What was kept before CRCs were is read once more."""
    if asset.crc32 is None:
        asset.crc32 = storage.digest(path).crc32
        Asset.objects.filter(pk=asset.pk).update(crc32=asset.crc32)
    return asset.crc32
