"""Where bytes lie: `<media>/<team>/<asset>/…`, no guessable folder, complete or not there at all."""

import hashlib
import os
import shutil
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_noop as _

# Kept free for the database and its log.
SPARE = 200 * 1024 * 1024
# Beside a document: its text, as far as it is kept.
TEXT = "text.txt"
FULL = _("The studio's disk is almost full. Its administrator has to make room.")
CHUNK = 1024 * 1024
SEARCHED = 1_000_000  # bytes of it


@dataclass(frozen=True)
class Digest:
    """What tells a file from all others, and how long it is in bytes."""

    sha256: str
    crc32: int
    bytes: int


def root() -> Path:
    return Path(settings.MEDIA_ROOT)


def path_of(key: str) -> Path:
    """The file under a key of ours; keys never hold a person's words."""
    return root() / key


def key_for(team: UUID, asset: UUID, suffix: str) -> str:
    return f"{team}/{asset}/original.{suffix}"


def beside(key: str, name: str) -> str:
    """The key of what is derived from a file: `poster.jpg`, `last.jpg`, `text.txt`."""
    return f"{key.rsplit('/', 1)[0]}/{name}"


def draft(team: UUID, name: str) -> Path:
    """A path to write to before the bytes are known to be whole; sweeps delete old ones."""
    folder = root() / str(team) / ".drafts"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{name}.tmp"


def folder_of(team: UUID, asset: UUID) -> Path:
    """Where an asset's file will lie, with what is derived from it."""
    folder = root() / str(team) / str(asset)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def keep(source: Path, key: str) -> None:
    """Move a complete draft to its key, durably: the file and its folder are on disk when this returns."""
    target = path_of(key)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with source.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(source, target)
    sync_folder(target.parent)


def digest(path: Path) -> Digest:
    """Read a file once, as long as it may be, without holding it."""
    sha256, crc32, size = hashlib.sha256(), 0, 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            sha256.update(chunk)
            crc32 = zlib.crc32(chunk, crc32)
            size += len(chunk)
    return Digest(sha256.hexdigest(), crc32, size)


def text_of(key: str, most: int = SEARCHED) -> str:
    """How the text of a document begins; nothing for what has none."""
    try:
        with path_of(beside(key, TEXT)).open("rb") as file:
            return file.read(most).decode(errors="ignore")
    except FileNotFoundError:
        return ""


def take_back(draft: Path, team: UUID, asset: UUID) -> bool:
    """Make a draft again of a file that was kept and has no row; False when there is none."""
    for file in folder_of(team, asset).glob("original.*"):
        os.replace(file, draft)
        return True
    return False


def delete_folder(team: UUID, name: UUID) -> None:
    """Remove what `folder_of` made, with all that lies in it."""
    shutil.rmtree(root() / str(team) / str(name), ignore_errors=True)


def delete(key: str) -> None:
    """Remove an asset's folder: the file under its key and all that was derived from it; none is as good as gone."""
    folder = path_of(key).parent
    if folder.parent.parent != root() or ".." in folder.parts:
        raise ValueError(f"{key!r} is no key of an asset")
    if folder.exists():
        shutil.rmtree(folder)


def is_empty() -> bool:
    """Nothing was ever kept here, or the disk is not there."""
    return not root().is_dir() or not any(root().iterdir())


def has_room(size: int) -> bool:
    """Is there room for three times as much, and some besides? (threats.md 8)"""
    root().mkdir(mode=0o700, parents=True, exist_ok=True)
    return shutil.disk_usage(root()).free > 3 * size + SPARE


def sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def delete_drafts(older_than: float, *, but: Collection[str] = ()) -> int:
    """Remove drafts last written before a moment (epoch seconds), `but` those of these names; return how many."""
    gone = 0
    for file in root().glob("*/.drafts/*.tmp"):
        if file.stem not in but and file.stat().st_mtime < older_than:
            file.unlink(missing_ok=True)
            gone += 1
    return gone
