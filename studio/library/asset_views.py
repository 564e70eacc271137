"""One asset: its page, and what people do with it there."""

import json
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from studio.jobs.db import at_length
from studio.library import actions, storage
from studio.library.examine import Unreadable
from studio.library.find import get_asset
from studio.library.kin import kin_of
from studio.library.marks import LONGEST_TAG, Project, Tag
from studio.library.models import Asset
from studio.library.names import clean_line, download_stem
from studio.library.pool import in_child
from studio.library.present import render_tiles, starred_among
from studio.library.projects import REFUSALS, create_project, find_project, why
from studio.library.recipes import recipe_facts
from studio.library.technical import technical_of_medium, technical_of_picture
from studio.library.uses import reuses_of, uses_of
from studio.teams.access import team_view
from studio.teams.models import Role, Team
from studio.web.fragments import fragment, redirect_back, wants_fragment

FOR_A_DAY = 24 * 3600
# Of a document's text, in bytes.
SHOWN_TEXT = 20_000
STILL_NEEDED = gettext_lazy("It stays in the trash: a voice, a clip or a running work still needs it.")


@require_safe
@team_view()
def show(request: HttpRequest, team: Team, asset_id: UUID) -> HttpResponse:
    asset = get_asset(team, asset_id)
    context = {"asset": asset, "room": "library", **whole(request, asset)}
    if asset.kind == Asset.Kind.DOCUMENT:
        context["opening"] = storage.text_of(asset.key, SHOWN_TEXT)
    return render(request, "library/asset.html", context)


@require_safe
@team_view()
def uses(request: HttpRequest, team: Team, asset_id: UUID) -> HttpResponse:
    """What there is to know of an asset and to do with it, beside the picture itself."""
    asset = get_asset(team, asset_id)
    return fragment(request, "library/_uses.html", asset=asset, slug=team.slug, **about(asset))


@require_safe
@team_view()
async def technical(request: HttpRequest, team: Team, asset_id: UUID) -> HttpResponse:
    """How its file is built; async, because a child looks into it. A page, or its part."""
    asset = await sync_to_async(get_asset)(team, asset_id)
    facts = await at_length(technical_facts, asset)
    if wants_fragment(request):
        return await sync_to_async(fragment)(request, "library/_technical.html", facts=facts)
    context = {"asset": asset, "facts": facts, "room": "library"}
    return await sync_to_async(render)(request, "library/technical.html", context)


def technical_facts(asset: Asset) -> list[tuple[str, str]] | None:
    """As name and value, looked up once a day; None where the file does not open. Blocking."""
    key = f"technical:{asset.sha256}"
    facts = cache.get(key)
    if facts is None:
        look = technical_of_picture if asset.kind == Asset.Kind.IMAGE else technical_of_medium
        try:
            facts = in_child(look, str(storage.path_of(asset.key)))
        except (Unreadable, OSError):
            return None
        cache.set(key, facts, FOR_A_DAY)
    return [(_(name), _(value)) for name, value in facts]


@require_safe
@team_view()
def recipe(request: HttpRequest, team: Team, asset_id: UUID) -> HttpResponse:
    """What made it, as a JSON file that a room takes in again."""
    asset = get_asset(team, asset_id)
    name = f"{download_stem(asset)}.recipe.json"
    text = json.dumps(asset.exported_recipe, indent=2, ensure_ascii=False)
    headers = {"Content-Disposition": str(content_disposition_header(True, name))}
    return HttpResponse(text, content_type="application/json", headers=headers)


def about(asset: Asset) -> dict[str, Any]:
    """Its recipe in words, where it can go, and its kin: what it was made from, and what was made of it."""
    return {
        "recipe": recipe_facts(asset),
        "uses": uses_of(asset),
        "reuses": reuses_of(asset),
        "kin": kin_of(asset),
    }


def whole(request: HttpRequest, asset: Asset) -> dict[str, Any]:
    """The rest that its page shows."""
    return about(asset) | {
        "starred": bool(starred_among([asset], request.user)),
        "tags": list(asset.tags.all()),
        "projects": list(asset.projects.filter(deleted_at=None)),
        "all_projects": list(Project.objects.of(asset.team)),
        "all_tags": list(Tag.objects.filter(team=asset.team)[:200]),
        "recipe_json": json.dumps(asset.recipe, indent=2, ensure_ascii=False),
    }


# What people do


@require_POST
@team_view(Role.CREATOR)
def describe(request: HttpRequest, team: Team, asset_id: UUID) -> HttpResponse:
    """POST `title` or `notes`, or both: what is not sent stays.

    `seen`: the notes that a form was filled with; where they are others by now, both are shown and nothing is lost.
    """
    asset = get_asset(team, asset_id)
    if request.POST.get("seen", asset.notes_mark) != asset.notes_mark:
        typed = request.POST.get("notes", "")
        return fragment(request, "library/_notes.html", asset=asset, slug=team.slug, typed=typed, status=422)
    actions.describe_asset(asset=asset, title=request.POST.get("title"), notes=request.POST.get("notes"))
    if wants_fragment(request):
        part = "_notes.html" if "notes" in request.POST else "_title.html"
        return fragment(request, f"library/{part}", asset=asset, slug=team.slug, saved=True)
    return redirect("asset", slug=team.slug, asset_id=asset.public_id)


@require_POST
@team_view()
def favour(request: HttpRequest, team: Team, asset_id: UUID) -> HttpResponse:
    """POST `yes`: 1 or 0. Answers the star, or the tile that carries it (`look`)."""
    asset = get_asset(team, asset_id)
    yes = request.POST.get("yes") == "1"
    actions.favour_assets(assets=one(asset), who=request.user, yes=yes)  # type: ignore[arg-type]
    if not wants_fragment(request):
        return redirect_back(request, reverse("asset", args=[team.slug, asset.public_id]))
    if look := request.POST.get("look"):
        starred = frozenset([asset.pk]) if yes else frozenset()
        return HttpResponse(render_tiles([asset], "list" if look == "list" else "grid", starred)[0])
    return fragment(request, "library/_star.html", asset=asset, slug=team.slug, starred=yes)


@require_POST
@team_view(Role.CREATOR)
def tag(request: HttpRequest, team: Team, asset_id: UUID) -> HttpResponse:
    """POST `add` (names, with commas between) or `remove` (one name)."""
    asset = get_asset(team, asset_id)
    if names := tags_in(request.POST.get("add", "")):
        actions.tag_assets(team=team, assets=one(asset), names=names)
    if gone := request.POST.get("remove"):
        actions.untag_assets(team=team, assets=one(asset), name=gone)
    return marks(request, team, asset)


@require_POST
@team_view(Role.CREATOR)
def place(request: HttpRequest, team: Team, asset_id: UUID) -> HttpResponse:
    """POST `into` or `out`: the id of a project; or `new`: the name of one that is made for it."""
    asset = get_asset(team, asset_id)
    if project := find_project(team, request.POST.get("into", "")):
        actions.put_into(project=project, assets=one(asset))
    if project := find_project(team, request.POST.get("out", "")):
        actions.take_out_of(project=project, assets=one(asset))
    if "new" in request.POST:
        try:
            project = create_project(team=team, author=request.user, name=request.POST["new"])  # type: ignore[arg-type]
        except REFUSALS as refusal:
            return marks(request, team, asset, why(refusal), request.POST["new"])
        actions.put_into(project=project, assets=one(asset))
    return marks(request, team, asset)


def marks(request: HttpRequest, team: Team, asset: Asset, problem: str = "", typed: str = "") -> HttpResponse:
    """Its tags and projects, as they are now; `problem`: why no project was made, said where its name was `typed`."""
    if wants_fragment(request):
        asset.refresh_from_db()
        context = {"asset": asset, "slug": team.slug, "problem": problem, "typed": typed, **whole(request, asset)}
        return fragment(request, "library/_marks.html", status=422 if problem else 200, **context)
    if problem:
        messages.error(request, problem)
    return redirect("asset", slug=team.slug, asset_id=asset.public_id)


@require_POST
@team_view(Role.CREATOR)
def trash(request: HttpRequest, team: Team, asset_id: UUID) -> HttpResponse:
    asset = get_asset(team, asset_id)
    actions.trash_asset(asset=asset, who=request.user)  # type: ignore[arg-type]
    return redirect("asset", slug=team.slug, asset_id=asset.public_id)


@require_POST
@team_view(Role.CREATOR)
def restore(request: HttpRequest, team: Team, asset_id: UUID) -> HttpResponse:
    asset = get_asset(team, asset_id)
    actions.restore_asset(asset=asset, who=request.user)  # type: ignore[arg-type]
    return redirect("asset", slug=team.slug, asset_id=asset.public_id)


@require_POST
@team_view(Role.OWNER)
def purge(request: HttpRequest, team: Team, asset_id: UUID) -> HttpResponse:
    """Delete what lies in the trash for good, now."""
    asset = get_asset(team, asset_id)
    gone = actions.purge_now(assets=one(asset), who=request.user)  # type: ignore[arg-type]
    messages.info(request, _("It is deleted for good.") if gone else STILL_NEEDED)
    return redirect("library-trash", slug=team.slug)


def one(asset: Asset) -> Any:
    return Asset.objects.filter(pk=asset.pk)


def tags_in(text: str) -> list[str]:
    """What a person typed as tags: commas between, a # in front or not."""
    names = (clean_line(part, LONGEST_TAG).lstrip("#").strip() for part in text.split(","))
    return list(dict.fromkeys(filter(None, names)))[:20]
