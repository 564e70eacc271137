"""Looking into MiniMax's store. What waits for MiniMax is async, and holds no thread and no table meanwhile."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from studio.files import actions
from studio.files.actions import Caller
from studio.files.door import draw, over_connection, say, step_of
from studio.files.forms import UploadForm
from studio.files.present import Asked, Row, Shelf
from studio.files.sending import build_head, open_download
from studio.files.standing import find_standings
from studio.files.store import fetch_store
from studio.files.uses import Standing
from studio.generations.problems import problem_of
from studio.generations.wires import api_for
from studio.jobs.db import aside
from studio.library.examine import Unreadable
from studio.minimax import MiniMaxError, RemoteFile
from studio.teams.access import team_view
from studio.teams.models import Role, Team
from studio.web.fragments import wants_fragment


@require_safe
@team_view()
def index(request: HttpRequest, team: Team) -> HttpResponse:
    """The page at once; what MiniMax has is asked for by the page itself."""
    context = {"room": "files", "form": UploadForm(), "asked": Asked.read(request.GET)}
    return render(request, "files/index.html", context)


@require_safe
@team_view()
@over_connection
async def listing(request: HttpRequest, caller: Caller) -> HttpResponseBase:
    """The store, or why it cannot be seen."""
    asked = Asked.read(request.GET)
    try:
        store = await fetch_store(api_for(caller.connection))
    except MiniMaxError as refused:
        problem = problem_of(refused)
        return await draw(request, "files/_problem.html", asked=asked, problem=problem, step=step_of(problem))
    standings = await aside(find_standings, caller.team, caller.connection, store.files)
    return await draw(request, "files/_list.html", asked=asked, shelf=Shelf(store, standings, asked))


@require_safe
@team_view()
@over_connection
async def info(request: HttpRequest, caller: Caller, file_id: str) -> HttpResponseBase:
    """Everything that MiniMax tells of one file, but no link of its own."""
    file = await api_for(caller.connection).files.info(file_id)
    await refuse_others(caller, file)
    return await draw(request, "files/_info.html", row=Row(file, Standing()))


async def refuse_others(caller: Caller, file: RemoteFile) -> None:
    """Teams of one MiniMax account share its store; what one of them made is not another's to see or take."""
    standing = await aside(find_standings, caller.team, caller.connection, [file])
    if standing[file.file_id].is_elsewhere:
        raise Http404


@require_safe
@team_view()
@over_connection
async def content(request: HttpRequest, caller: Caller, file_id: str) -> HttpResponseBase:
    api = api_for(caller.connection)
    file = await api.files.info(file_id)
    await refuse_others(caller, file)
    return build_head(file) if request.method == "HEAD" else await open_download(api, file)


@require_POST
@team_view(Role.CREATOR)
@over_connection
async def copy(request: HttpRequest, caller: Caller, file_id: str) -> HttpResponseBase:
    """Keep it in the library, and go there."""
    file = await api_for(caller.connection).files.info(file_id)
    await refuse_others(caller, file)
    try:
        asset, is_new = await actions.copy(caller, file)
    except Unreadable as why:
        return await say(request, 422, _("It was not copied."), _(str(why)))
    except OSError as broken:
        problem = problem_of(broken)
        return await say(request, 422, problem.cause_here, _("Try again when there is room."))
    messages.success(request, _("Copied into the library.") if is_new else _("The library has it already."))
    there = reverse("asset", args=[caller.team.slug, asset.public_id])
    return HttpResponse(headers={"HX-Redirect": there}) if wants_fragment(request) else redirect(there)
