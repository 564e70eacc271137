import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from studio.catalogue import ask
from studio.catalogue.words import MODES, STYLES
from studio.library import storage
from studio.library.actions import restore_asset, trash_asset, upload_image
from studio.library.bytes import send_file, send_sound
from studio.library.examine import Unreadable
from studio.library.models import Asset
from studio.library.present import render_tiles
from studio.library.uses import reuses_of, uses_of
from studio.teams.access import team_view
from studio.teams.models import Role, Team
from studio.web.fragments import fragment, wants_fragment
from studio.web.money import Money

PAGE, MOST_KIN = 48, 24
SUBTITLES = {"srt": "application/x-subrip", "vtt": "text/vtt"}


@require_safe
@team_view()
def index(request: HttpRequest, team: Team) -> HttpResponse:
    """Everything kept, newest first; scrolls on by keyset from the last asset shown."""
    after = find_asset(team, request.GET.get("after", ""))
    rows = Asset.objects.for_team(team).kept().listed().newest_before(after).select_related("team")
    if kind := request.GET.get("kind", ""):
        rows = rows.filter(kind=kind)
    return list_page(request, rows, "library/index.html", kind=kind)


@require_safe
@team_view()
def trash(request: HttpRequest, team: Team) -> HttpResponse:
    """What was put away and can be taken back."""
    after = find_asset(team, request.GET.get("after", ""))
    rows = Asset.objects.for_team(team).trashed().newest_before(after).select_related("team")
    return list_page(request, rows, "library/trash.html")


def list_page(request: HttpRequest, rows: Any, template: str, **context: Any) -> HttpResponse:
    assets = list(rows[: PAGE + 1])
    more = assets[PAGE - 1] if len(assets) > PAGE else None
    context |= {"tiles": render_tiles(assets[:PAGE]), "more": more, "room": "library"}
    if wants_fragment(request) and request.GET.get("after"):
        return fragment(request, "library/_tiles.html", **context)
    return render(request, template, context)


@require_safe
@team_view()
def pick(request: HttpRequest, team: Team) -> HttpResponse:
    """Pictures of the library to choose from, for a field of another page."""
    rows = Asset.objects.for_team(team).kept().filter(kind=Asset.Kind.IMAGE)
    assets = rows.newest_before(None)[:24]
    return fragment(request, "library/_pick.html", assets=assets, slot=request.GET.get("slot", ""), slug=team.slug)


@require_POST
@team_view(Role.CREATOR)
def upload(request: HttpRequest, team: Team) -> HttpResponse:
    """Keep one picture; answers its id, or 422 with the reason in words."""
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse({"error": _("No file came with this.")}, status=422)
    try:
        asset = upload_image(team=team, author=request.user, file=file)  # type: ignore[arg-type]
    except Unreadable as error:
        return JsonResponse({"error": _(str(error))}, status=422)
    src = reverse("asset-poster", args=[team.slug, asset.public_id])
    return JsonResponse({"id": str(asset.public_id), "src": src, "width": asset.width, "height": asset.height})


# One asset


@require_safe
@team_view()
def show(request: HttpRequest, team: Team, asset_id: UUID) -> HttpResponse:
    asset = get_asset(team, asset_id)
    context = {"asset": asset, "room": "library", **about(asset)}
    context["recipe_json"] = json.dumps(asset.recipe, indent=2, ensure_ascii=False)
    return render(request, "library/asset.html", context)


@require_safe
@team_view()
def uses(request: HttpRequest, team: Team, asset_id: UUID) -> HttpResponse:
    """What there is to know of an asset and to do with it, beside the picture itself."""
    asset = get_asset(team, asset_id)
    return fragment(request, "library/_uses.html", asset=asset, slug=team.slug, **about(asset))


def about(asset: Asset) -> dict[str, Any]:
    """Its recipe in words, where it can go, and its kin: what it was made from, and what was made of it."""
    return {
        "recipe": recipe_facts(asset),
        "uses": uses_of(asset),
        "reuses": reuses_of(asset),
        "parents": kin(asset.parents),
        "children": kin(asset.children),
    }


def kin(rows: Any) -> list[Asset]:
    return list(rows.kept().distinct().order_by("-id")[:MOST_KIN])


@require_POST
@team_view(Role.CREATOR)
def trash_one(request: HttpRequest, team: Team, asset_id: UUID) -> HttpResponse:
    asset = get_asset(team, asset_id)
    trash_asset(asset=asset, who=request.user)  # type: ignore[arg-type]
    return redirect("asset", slug=team.slug, asset_id=asset.public_id)


@require_POST
@team_view(Role.CREATOR)
def restore(request: HttpRequest, team: Team, asset_id: UUID) -> HttpResponse:
    asset = get_asset(team, asset_id)
    restore_asset(asset=asset, who=request.user)  # type: ignore[arg-type]
    return redirect("asset", slug=team.slug, asset_id=asset.public_id)


def sends(name: str) -> Callable[..., Any]:
    """A view that sends one of an asset's files; async, because a slow reader must not hold a thread."""

    async def view(request: HttpRequest, team: Team, asset_id: UUID) -> HttpResponseBase:
        asset = await sync_to_async(get_asset)(team, asset_id)
        if name == "original":
            key, mime = asset.key, asset.mime
        else:
            key, mime = asset.sibling(f"{name}.jpg"), "image/jpeg"
        path = storage.path_of(key)
        if not path.is_file():
            raise Http404
        download = f"{download_stem(asset)}{path.suffix}" if "download" in request.GET else ""
        return send_file(request, path, mime=mime, etag=f"{asset.sha256[:32]}-{name}", download=download)

    view.__name__ = f"send_{name}"
    return team_view()(view)


original, poster, last = sends("original"), sends("poster"), sends("last")


@team_view()
async def sound(request: HttpRequest, team: Team, asset_id: UUID) -> HttpResponseBase:
    """Audio as a browser plays it."""
    asset = await sync_to_async(get_asset)(team, asset_id)
    if asset.kind != Asset.Kind.AUDIO or not storage.path_of(asset.key).is_file():
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


FIELDS = {
    "mode": gettext_lazy("Start from"),
    "model": gettext_lazy("Model"),
    "prompt": gettext_lazy("Prompt"),
    "resolution": gettext_lazy("Resolution"),
    "duration": gettext_lazy("Duration"),
    "ratio": gettext_lazy("Shape"),
    "width": gettext_lazy("Width"),
    "height": gettext_lazy("Height"),
    "count": gettext_lazy("Asked for"),
    "seed": gettext_lazy("Seed"),
    "style": gettext_lazy("Style"),
    "style_weight": gettext_lazy("Weight of the style"),
    "prompt_optimizer": gettext_lazy("Prompt improved"),
    "fast_pretreatment": gettext_lazy("Improved faster"),
    "lyrics": gettext_lazy("Lyrics"),
    "title": gettext_lazy("Title"),
    "heading": gettext_lazy("Title"),
    "text": gettext_lazy("Words"),
    "voice_name": gettext_lazy("Voice"),
    "language": gettext_lazy("Language"),
    "emotion": gettext_lazy("Tone"),
    "speed": gettext_lazy("Speed"),
    "volume": gettext_lazy("Volume"),
    "pitch": gettext_lazy("Pitch in semitones"),
    "format": gettext_lazy("Format"),
    "sample_rate": gettext_lazy("Sample rate"),
    "characters": gettext_lazy("Characters"),
    "clip": gettext_lazy("Clip"),
    "song": gettext_lazy("Song"),
    "start": gettext_lazy("Begins at"),
    "fade_in": gettext_lazy("Fades in for"),
    "fade_out": gettext_lazy("Fades out for"),
    "own_volume": gettext_lazy("The clip's own volume"),
    "loops": gettext_lazy("Begins again"),
    "genre": gettext_lazy("Genre"),
    "mood": gettext_lazy("Mood"),
    "tempo": gettext_lazy("Tempo"),
    "instruments": gettext_lazy("Instruments"),
    "avoid": gettext_lazy("Avoid"),
    "bitrate": gettext_lazy("Bitrate"),
    "script": gettext_lazy("Script"),
}


def recipe_facts(asset: Asset) -> list[tuple[str, str]]:
    """What made it, as words: the asked fields in order, empty ones and inner names left out."""
    asked = asset.recipe.get("request", {})
    facts = [
        (str(label), words)
        for name, label in FIELDS.items()
        if asked.get(name) not in ("", None) and (words := in_words(name, asked[name]))
    ]
    if asset.recipe.get("price"):
        facts.append((_("Price"), str(Money(Decimal(asset.recipe["price"]), asset.recipe.get("currency", "USD")))))
    return facts


def in_words(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in ("duration", "start", "fade_in", "fade_out"):
        return f"{value:g} s" if isinstance(value, int | float) else f"{value} s"
    if name in ("volume", "own_volume") and isinstance(value, int | float):
        return f"{value:.0%}"
    if name == "model":
        return ask.label_of(value)
    if name == "style":
        return str(STYLES.get(value, value))
    # What rooms other than that of clips call a mode says nothing here.
    return str(MODES.get(value, "") if name == "mode" else value)


def get_asset(team: Team, asset_id: UUID) -> Asset:
    return get_object_or_404(Asset.objects.for_team(team).select_related("team", "author"), public_id=asset_id)


def find_asset(team: Team, asset_id: str) -> Asset | None:
    """The asset that an address names; a strange or foreign id is as good as none."""
    try:
        return Asset.objects.for_team(team).filter(public_id=UUID(asset_id)).first()
    except ValueError:
        return None


def download_stem(asset: Asset) -> str:
    words = "".join(c if c.isalnum() else "-" for c in asset.headline[:60]).strip("-")
    return "-".join(filter(None, words.split("-"))) or asset.kind
