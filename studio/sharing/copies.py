"""What a stranger's browser gets for a work: a marked copy beside the asset, or without a mark the file itself."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from studio.library import storage
from studio.library.audio import wav_header
from studio.library.examine import POSTER_WIDTH
from studio.library.models import AUDIO, RAW, Asset
from studio.sharing.marking import mark_picture
from studio.sharing.sound import copy_sound

LARGEST = 2048
# All copies begin with this, and nothing else beside an asset does.
SHARED = "shared"
FILM, PICTURE, POSTER = f"{SHARED}.mp4", f"{SHARED}.jpg", f"{SHARED}-poster.jpg"
JPEG, WAV = "image/jpeg", "audio/wav"


@dataclass(frozen=True)
class Served:
    """A file and its type; `before`: what is sent as if it began with that. `draw`: what writes it, in the child, to a
    `target`, if it is not there yet."""

    path: Path
    mime: str
    before: bytes = b""
    draw: Callable[..., None] | None = None


def mark_of(asset: Asset) -> str:
    """Where it comes from. It is part of the picture, so it is in no language."""
    if asset.origin == Asset.Origin.UPLOADED:
        return "Uploaded"
    return "AI · MiniMax · sandbox" if asset.sandbox else "AI · MiniMax"


def served_for(asset: Asset, what: str, *, marked: bool) -> Served | None:
    """What stands under an address; None for what this kind of asset does not have."""
    original = storage.path_of(asset.key)
    if asset.kind == Asset.Kind.DOCUMENT:
        return Served(beside(asset, storage.TEXT), "text/plain") if what == "text" else None
    if asset.medium == AUDIO:
        return served_sound(asset, original, marked) if what == "sound" else None
    if what == "poster":
        return served_poster(asset, original, marked)
    if what != "view":
        return None
    if not marked:
        return Served(original, asset.mime)
    if asset.kind == Asset.Kind.VIDEO:
        return Served(beside(asset, FILM), "video/mp4")
    return served_picture(asset, PICTURE, original, LARGEST)


def served_sound(asset: Asset, original: Path, marked: bool) -> Served:
    """Nobody sees a mark in it: its copy says in its metadata where it comes from, and has none besides."""
    bare = asset.mime == RAW
    mime, rate = (WAV, asset.sample_rate or 0) if bare else (asset.mime, None)
    if marked:
        path = beside(asset, f"{SHARED}.{'wav' if bare else asset.suffix}")
        return Served(path, mime, draw=partial(copy_sound, str(original), mime=mime, raw_rate=rate))
    return Served(original, mime, wav_header(rate or 0, data_bytes=asset.bytes) if bare else b"")


def served_poster(asset: Asset, original: Path, marked: bool) -> Served | None:
    """Of a picture that is not drawn small yet, itself."""
    is_picture = asset.kind == Asset.Kind.IMAGE
    if not (asset.has_poster or is_picture):
        return None
    small = beside(asset, "poster.jpg") if asset.has_poster else original
    if marked:
        return served_picture(asset, POSTER, small, POSTER_WIDTH)
    return Served(small, JPEG if asset.has_poster else asset.mime)


def served_picture(asset: Asset, name: str, source: Path, most: int) -> Served:
    return Served(beside(asset, name), JPEG, draw=partial(mark_picture, str(source), text=mark_of(asset), most=most))


def beside(asset: Asset, name: str) -> Path:
    return storage.path_of(asset.sibling(name))


def all_copies() -> Iterator[Path]:
    """Those of all assets; an asset's folder has its public id for a name."""
    return storage.root().glob(f"*/*/{SHARED}*")


def put(draft: Path, target: Path) -> None:
    """Move a complete copy beside its asset. FileNotFoundError when that is gone: its folder is not made anew."""
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(draft, target)
