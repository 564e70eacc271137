"""The addresses of an asset's bytes: private, in ranges, never through a thread of a page."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponseBase

from studio.library import storage
from studio.library.bytes import send_file, send_parts, send_sound
from studio.library.exporting import find_packed, stamp_of
from studio.library.find import get_asset
from studio.library.models import AUDIO
from studio.library.names import download_stem
from studio.teams.access import team_view
from studio.teams.models import Team

SUBTITLES = {"srt": "application/x-subrip", "vtt": "text/vtt"}


def sends(name: str) -> Callable[..., Any]:
    """A view that sends one of an asset's files; async, because a slow reader must not hold a thread.

    `?download`: as a file to be saved, which says where it comes from (`stamps/`).
    """

    async def view(request: HttpRequest, team: Team, asset_id: UUID) -> HttpResponseBase:
        asset = await sync_to_async(get_asset)(team, asset_id)
        if name == "original":
            key, mime = asset.key, asset.mime
        else:
            key, mime = asset.sibling(f"{name}.jpg"), "image/jpeg"
        path = storage.path_of(key)
        if not path.is_file():
            raise Http404
        etag = f"{asset.sha256[:32]}-{name}"
        if "download" not in request.GET:
            return send_file(request, path, mime=mime, etag=etag)
        stamp = await asyncio.to_thread(stamp_of, asset) if name == "original" else None
        called = f"{download_stem(asset)}{path.suffix}"
        return send_file(request, path, mime=mime, etag=etag, download=called, stamp=stamp)

    view.__name__ = f"send_{name}"
    return team_view()(view)


original, poster, last = sends("original"), sends("poster"), sends("last")


@team_view()
async def sound(request: HttpRequest, team: Team, asset_id: UUID) -> HttpResponseBase:
    """Audio as a browser plays it."""
    asset = await sync_to_async(get_asset)(team, asset_id)
    if asset.medium != AUDIO or not storage.path_of(asset.key).is_file():
        raise Http404
    return send_sound(request, asset)


@team_view()
async def subtitles(request: HttpRequest, team: Team, asset_id: UUID, suffix: str) -> HttpResponseBase:
    """What is said when, as SRT or VTT."""
    asset = await sync_to_async(get_asset)(team, asset_id)
    path = storage.path_of(asset.sibling(f"subtitles.{suffix}"))
    if not asset.has_subtitles or suffix not in SUBTITLES or not path.is_file():
        raise Http404
    name = f"{download_stem(asset)}.{suffix}"
    return send_file(request, path, mime=SUBTITLES[suffix], etag=f"{asset.sha256[:32]}-{suffix}", download=name)


@team_view()
async def packed(request: HttpRequest, team: Team, pack_id: UUID) -> HttpResponseBase:
    """A zip, made as it is sent; it goes on where it broke, as long as what it holds is the same."""
    found = await sync_to_async(find_packed)(team, pack_id)
    if found is None:
        raise Http404
    zipped, whole = found
    name = f"{zipped.name}.zip"
    return send_parts(request, whole.parts, mime="application/zip", etag=whole.etag, name=name, attached=True)
