"""A team's public links: of one asset, of one project, and all of them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from studio.library.find import get_asset
from studio.library.marks import Project
from studio.library.models import Asset
from studio.sharing.actions import MOST, Forbidden, TooMany, allow_sharing, make_share, revoke_share
from studio.sharing.forms import ShareForm
from studio.sharing.models import Share, SharingSettings
from studio.sharing.present import is_loopback, root_of, rows_of
from studio.sharing.works import count_in
from studio.teams.access import team_view
from studio.teams.models import Role, Team
from studio.web.fragments import fragment, redirect_back, wants_fragment
from studio.web.ids import as_uuid

PAGE = 30
NEWEST = 20  # of one thing


@require_safe
@team_view()
def index(request: HttpRequest, team: Team) -> HttpResponse:
    """All links of the team, newest first, on by keyset; and whether there may be any."""
    rows, sharing = Share.objects.for_team(team), SharingSettings.of(team)
    named = request.GET.get("after", "")
    after = rows.filter(public_id=as_uuid(named)).first() if named else None
    found = list(rows.older_than(after).for_rows()[: PAGE + 1])
    context: dict[str, Any] = {"sharing": sharing, "rows": rows_of(request, found[:PAGE], sharing), "room": "library"}
    context["more"] = found[PAGE - 1] if len(found) > PAGE else None
    context["stays_here"] = is_loopback(root_of(request))
    if wants_fragment(request) and after:
        return fragment(request, "sharing/_rows.html", slug=team.slug, **context)
    return render(request, "sharing/index.html", context)


@require_POST
@team_view(Role.OWNER)
def allow(request: HttpRequest, team: Team) -> HttpResponse:
    """POST `yes`: 1 or 0. Back to the page that the switch stood on."""
    allow_sharing(team=team, who=request.user, yes=request.POST.get("yes") == "1")  # type: ignore[arg-type]
    return redirect_back(request, reverse("sharing", args=[team.slug]))


@require_http_methods(["GET", "HEAD", "POST"])
@team_view()
def of_asset(request: HttpRequest, team: Team, asset_id: UUID) -> HttpResponse:
    """An asset's links; POST, by a creator, makes one."""
    asset = get_asset(team, asset_id)
    there = reverse("asset-shares", args=[team.slug, asset.public_id])
    return make(request, slug=team.slug, thing=asset, there=there) if request.method == "POST" else page(request, asset)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view()
def of_project(request: HttpRequest, team: Team, project_id: UUID) -> HttpResponse:
    """The same for a project."""
    project = get_object_or_404(Project.objects.of(team).select_related("team"), public_id=project_id)
    there = reverse("project-shares", args=[team.slug, project.public_id])
    if request.method == "POST":
        return make(request, slug=team.slug, thing=project, there=there)
    return page(request, project)


@team_view(Role.CREATOR)
def make(request: HttpRequest, team: Team, thing: Asset | Project, there: str) -> HttpResponse:
    form = ShareForm(request.POST)
    if not form.is_valid():
        return page(request, thing, form=form, status=422)
    try:
        share = make_share(team=team, author=request.user, thing=thing, terms=form.terms)  # type: ignore[arg-type]
    except Forbidden:
        return page(request, thing, form=form, status=422)
    except TooMany:
        form.add_error(None, _("The team has %(count)s open links already; revoke one first.") % {"count": MOST})
        return page(request, thing, form=form, status=422)
    if wants_fragment(request):
        return page(request, thing, made=share)
    messages.info(request, _("The link is made. Whoever has it may look, and nothing else."))
    return redirect(there)


@require_POST
@team_view()
def revoke(request: HttpRequest, team: Team, share_id: UUID) -> HttpResponse:
    """For good."""
    share = get_object_or_404(Share.objects.for_team(team).for_rows(), public_id=share_id)
    if not share.may_be_ended_by(request.membership):  # type: ignore[attr-defined]
        raise PermissionDenied
    revoke_share(share=share, who=request.user)  # type: ignore[arg-type]
    if wants_fragment(request):
        [row] = rows_of(request, [share], SharingSettings.of(team))
        return fragment(request, "sharing/_row.html", row=row, slug=team.slug, named="named" in request.POST)
    messages.info(request, _("The link is revoked."))
    return redirect_back(request, reverse("sharing", args=[team.slug]))


def page(
    request: HttpRequest,
    thing: Asset | Project,
    *,
    form: ShareForm | None = None,
    made: Share | None = None,
    status: int = 200,
) -> HttpResponse:
    """The links that show one thing and are still open, and the form that makes one; a page, or its part."""
    context = links_of(request, thing) | {
        "form": form or ShareForm(initial={"title": first_title(thing)}),
        "made": made,
    }
    # A page of its own without a link is there to make one.
    alone = not (context["rows"] or wants_fragment(request))
    context["was_asked_for"] = "make" in request.GET and made is None
    context["is_open"] = form is not None or alone or context["was_asked_for"]
    if wants_fragment(request):
        return fragment(request, "sharing/_shares.html", status=status, **context)
    return render(request, "sharing/shares.html", context | {"room": "library"}, status=status)


def links_of(request: HttpRequest, thing: Asset | Project) -> dict[str, Any]:
    """A project's links, and how many works they show; an asset's own links, and those of its projects."""
    kind = "asset" if isinstance(thing, Asset) else "project"
    sharing, rows = SharingSettings.of(thing.team), Share.objects.for_team(thing.team).unended().for_rows()
    around = rows.of_projects_with(thing)[:NEWEST] if isinstance(thing, Asset) else []
    return {
        "thing": thing,
        "to": reverse(f"{kind}-shares", args=[thing.team.slug, thing.public_id]),
        "slug": thing.team.slug,
        "sharing": sharing,
        "rows": rows_of(request, rows.filter(**{kind: thing})[:NEWEST], sharing),
        "around": rows_of(request, around, sharing),
        "is_project": kind == "project",
        "count": count_in(thing) if isinstance(thing, Project) else None,
        "stays_here": is_loopback(root_of(request)),
    }


def first_title(thing: Asset | Project) -> str:
    """A project's name is a title for strangers; of a work it may be the prompt."""
    return "" if isinstance(thing, Asset) else str(thing)
