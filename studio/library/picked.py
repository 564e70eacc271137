"""What is done with many assets at once: those that are ticked, or the whole view that an address tells."""

import errno
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from studio.library import actions
from studio.library.asset_views import tags_in
from studio.library.exporting import pack
from studio.library.marks import Project
from studio.library.models import Asset, AssetQuerySet
from studio.library.pack_names import pack_name
from studio.library.projects import REFUSALS, create_project, find_project, why
from studio.library.search import Search, read_moment
from studio.library.storage import FULL
from studio.teams.access import team_view
from studio.teams.models import Role, Team
from studio.web.fragments import fragment, redirect_back, wants_fragment
from studio.web.ids import as_uuid
from studio.web.tags import grouped

MOST = 10_000
STILL_NEEDED = gettext_lazy("What a voice, a clip or a running work still needs stays here.")


def picked(request: HttpRequest, team: Team) -> AssetQuerySet:
    """`asset`: ids, ticked one by one, or with commas between; or `all`: the view that the address in `view` tells, or
    with `all=trash` what lies there; `until` a moment, when its page was drawn: nobody has seen what came later.

    Raises Refused when they are more than MOST; the trash, which nothing narrows, may hold any number.
    """
    rows = Asset.objects.for_team(team)
    if request.POST.get("all") == "trash":
        moment = read_moment(request.POST.get("until", ""))
        return rows.trashed().filter(trashed_at__lte=moment or timezone.now())
    if request.POST.get("all"):
        rows = Search.read(QueryDict(request.POST.get("view", "").lstrip("?"))).rows(team, request.user)
    else:
        named = (name for value in request.POST.getlist("asset") for name in value.split(","))
        rows = rows.filter(public_id__in=[as_uuid(name) for name in named][: MOST + 1])
    keys = list(rows.order_by("-created_at", "-id").values_list("pk", flat=True)[: MOST + 1])
    if len(keys) > MOST:
        raise Refused(_("More than %(most)s match. Narrow the view first, or pick fewer.") % {"most": grouped(MOST)})
    return Asset.objects.for_team(team).filter(pk__in=keys)


@require_POST
@team_view()
def act(request: HttpRequest, team: Team, what: str) -> HttpResponse:
    """One of ACTS with all that is picked. Answers a toast that tells how many, and for the trash an undo."""
    if what not in FOR_ALL and not request.membership.can(Role.CREATOR):  # type: ignore[attr-defined]
        raise PermissionDenied
    try:
        assets = picked(request, team)
        if what not in OF_TRASH:
            assets = assets.filter(trashed_at=None)
        count = assets.count()
        if not count:
            raise Refused(
                _("What was picked is no longer here.") if request.POST.get("asset") else _("Nothing is picked.")
            )
        return ACTS[what](request, team, assets, count)
    except Refused as error:
        return told(request, team, str(error), status=422)


class Refused(Exception):
    """Something is missing for it; the text says what, in words for people."""


def to_trash(request: HttpRequest, team: Team, assets: AssetQuerySet, count: int) -> HttpResponse:
    gone, moment = actions.trash_assets(assets=assets, who=request.user)  # type: ignore[arg-type]
    said = ngettext("%(count)s thing is in the trash.", "%(count)s things are in the trash.", len(gone))
    return told(request, team, said % {"count": len(gone)}, gone=True, undo=moment)


def restore(request: HttpRequest, team: Team, assets: AssetQuerySet, count: int) -> HttpResponse:
    back = actions.restore_assets(assets=assets, who=request.user)  # type: ignore[arg-type]
    said = ngettext("%(count)s thing is back.", "%(count)s things are back.", len(back)) % {"count": len(back)}
    return told(request, team, said, gone=True)


def purge(request: HttpRequest, team: Team, assets: AssetQuerySet, count: int) -> HttpResponse:
    if not request.membership.can(Role.OWNER):  # type: ignore[attr-defined]
        raise Refused(_("Only an owner of the team deletes for good."))
    lying = assets.trashed().count()
    gone = actions.purge_now(assets=assets, who=request.user)  # type: ignore[arg-type]
    said = ngettext("%(count)s thing is deleted for good.", "%(count)s things are deleted for good.", gone)
    said %= {"count": gone}
    if gone < lying:
        said += " " + STILL_NEEDED
    return told(request, team, said, gone=gone == lying, changed=gone < lying)


def favour(request: HttpRequest, team: Team, assets: AssetQuerySet, count: int) -> HttpResponse:
    yes = request.POST.get("yes", "1") == "1"
    actions.favour_assets(assets=assets, who=request.user, yes=yes)  # type: ignore[arg-type]
    said = ngettext("%(count)s favourite more.", "%(count)s favourites more.", count)
    if not yes:
        said = ngettext("%(count)s favourite less.", "%(count)s favourites less.", count)
    return told(request, team, said % {"count": count}, changed=True)


def tag(request: HttpRequest, team: Team, assets: AssetQuerySet, count: int) -> HttpResponse:
    names = tags_in(request.POST.get("tags", ""))
    if not names:
        raise Refused(_("Write a tag first."))
    tags = actions.tag_assets(team=team, assets=assets, names=names)
    said = ngettext("%(count)s thing has %(tags)s now.", "%(count)s things have %(tags)s now.", count)
    return told(request, team, said % {"count": count, "tags": ", ".join(f"#{one}" for one in tags)}, changed=True)


def untag(request: HttpRequest, team: Team, assets: AssetQuerySet, count: int) -> HttpResponse:
    names = tags_in(request.POST.get("tags", ""))
    if not names:
        raise Refused(_("Write a tag first."))
    for name in names:
        actions.untag_assets(team=team, assets=assets, name=name)
    said = ngettext("%(count)s thing is without %(tags)s now.", "%(count)s things are without %(tags)s now.", count)
    return told(request, team, said % {"count": count, "tags": ", ".join(f"#{one}" for one in names)}, changed=True)


def put_into(request: HttpRequest, team: Team, assets: AssetQuerySet, count: int) -> HttpResponse:
    project = target(request, team)
    actions.put_into(project=project, assets=assets)
    said = ngettext("%(count)s thing is in “%(name)s” now.", "%(count)s things are in “%(name)s” now.", count)
    return told(request, team, said % {"count": count, "name": project.name}, changed=True)


def move(request: HttpRequest, team: Team, assets: AssetQuerySet, count: int) -> HttpResponse:
    """From the project in `source`, which the view shows, to another."""
    source = find_project(team, request.POST.get("source", ""))
    if source is None:
        raise Refused(_("This project is gone."))
    project = target(request, team)
    if project == source:
        raise Refused(_("They are in “%(name)s” already. Choose another project.") % {"name": project.name})
    actions.move_to(project=project, source=source, assets=assets)
    said = ngettext("%(count)s thing has moved to “%(name)s”.", "%(count)s things have moved to “%(name)s”.", count)
    return told(request, team, said % {"count": count, "name": project.name}, gone=True)


def target(request: HttpRequest, team: Team) -> Project:
    """The project in `project`; or, with a name in `new`, one that is made now."""
    name = request.POST.get("new", "")
    if not name.strip():
        project = find_project(team, request.POST.get("project", ""))
        if project is None:
            raise Refused(_("Choose a project first."))
        return project
    try:
        return create_project(team=team, author=request.user, name=name)  # type: ignore[arg-type]
    except REFUSALS as refusal:
        raise Refused(why(refusal)) from refusal


def take_out(request: HttpRequest, team: Team, assets: AssetQuerySet, count: int) -> HttpResponse:
    """Out of the project in `source`, which the view shows."""
    project = find_project(team, request.POST.get("source", ""))
    if project is None:
        raise Refused(_("This project is gone."))
    actions.take_out_of(project=project, assets=assets)
    said = ngettext("%(count)s thing is out of “%(name)s”.", "%(count)s things are out of “%(name)s”.", count)
    return told(request, team, said % {"count": count, "name": project.name}, gone=True)


def to_zip(request: HttpRequest, team: Team, assets: AssetQuerySet, count: int) -> HttpResponse:
    """Answers where the zip is; a browser goes there and stays on its page."""
    name = pack_name(team, request.POST.get("view", ""), assets, timezone.localdate())
    try:
        zipped = pack(team=team, author=request.user, assets=assets, name=name)  # type: ignore[arg-type]
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise Refused(_(FULL)) from error
    return redirect("library-pack", slug=team.slug, pack_id=zipped.public_id)


# What a viewer may do as well.
FOR_ALL = {"favour", "zip"}
# What is done with what lies in the trash; anything else with what does not, though another tab still shows it.
OF_TRASH = {"restore", "purge"}
ACTS: dict[str, Callable[[HttpRequest, Team, AssetQuerySet, int], HttpResponse]] = {
    "trash": to_trash,
    "restore": restore,
    "purge": purge,
    "favour": favour,
    "tag": tag,
    "untag": untag,
    "put-into": put_into,
    "move": move,
    "take-out": take_out,
    "zip": to_zip,
}


@require_POST
@team_view(Role.CREATOR)
def undo(request: HttpRequest, team: Team) -> HttpResponse:
    """Take back what went into the trash at one moment (`moment`, as the toast had it)."""
    moment = read_moment(request.POST.get("moment", ""))
    if moment is None:
        return HttpResponseBadRequest()
    assets = Asset.objects.for_team(team).filter(trashed_at=moment)
    back = actions.restore_assets(assets=assets, who=request.user)  # type: ignore[arg-type]
    said = ngettext("%(count)s thing is back.", "%(count)s things are back.", len(back)) % {"count": len(back)}
    return told(request, team, said, changed=True)


def told(
    request: HttpRequest,
    team: Team,
    said: str,
    *,
    gone: bool = False,
    changed: bool = False,
    undo: datetime | None = None,
    status: int = 200,
) -> HttpResponse:
    """A toast; `gone`: the picked leave the page, `changed`: it is drawn anew."""
    if not wants_fragment(request):
        messages.info(request, said)
        return redirect_back(request, reverse("library", args=[team.slug]))
    answer: Any = fragment(request, "library/_told.html", said=said, undo=undo, slug=team.slug, status=status)
    if gone or changed:
        answer.headers["HX-Trigger"] = "picked-gone" if gone else "picked-changed"
    return answer
