"""Deleting at MiniMax: first a question that names what goes and what uses it, then the press."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from studio.files import actions
from studio.files.actions import MOST_AT_ONCE, Caller
from studio.files.door import draw, over_connection, step_of
from studio.files.present import GROUPS, Asked, Row, Shelf, in_bytes
from studio.files.standing import find_named, find_standings
from studio.files.store import fetch_store
from studio.files.uses import Standing
from studio.generations.problems import problem_of
from studio.generations.wires import api_for
from studio.jobs.db import aside
from studio.minimax import MiniMaxError, RemoteFile
from studio.teams.access import team_view
from studio.teams.models import Role


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(Role.CREATOR)
@over_connection
async def delete(request: HttpRequest, caller: Caller, file_id: str) -> HttpResponseBase:
    """One file. What work under way needs, or another team has, is refused, and why."""
    file = await api_for(caller.connection).files.info(file_id)
    row = Row(file, await aside(look_closely, caller, file))
    if request.method != "POST" or row.standing.is_needed or row.standing.is_elsewhere:
        status = 409 if request.method == "POST" else 200
        return await draw(request, "files/_delete.html", status=status, row=row)
    try:
        await actions.delete(caller, file)
    except MiniMaxError as refused:
        problem = problem_of(refused)
        return await draw(request, "files/_delete.html", status=422, row=row, problem=problem, step=step_of(problem))
    messages.success(request, _("%(name)s was deleted at MiniMax.") % {"name": row.name})
    return redirect("files", slug=caller.team.slug)


def look_closely(caller: Caller, file: RemoteFile) -> Standing:
    standing = find_standings(caller.team, caller.connection, [file])[file.file_id]
    return Standing([*standing.uses, *find_named(caller.team, file)])


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(Role.ADMIN)
@over_connection
async def clean(request: HttpRequest, caller: Caller) -> HttpResponseBase:
    """Many: what nothing here uses, or what is kept here too. The press deletes what the question named, no more."""
    given = request.POST if request.method == "POST" else request.GET
    if (group := given.get("show", "")) not in GROUPS:
        raise Http404
    if request.method == "POST":
        done = await actions.clean(caller, request.POST.getlist("file"), group)
        return await draw(request, "files/_cleaned.html", done=done, size=in_bytes(done.size), group=group)
    store = await fetch_store(api_for(caller.connection))
    standings = await aside(find_standings, caller.team, caller.connection, store.files)
    chosen = Shelf(store, standings, Asked(show=group)).chosen
    # The oldest first: the likeliest to be forgotten, the least likely to be waited for.
    rows = sorted(chosen, key=age)[:MOST_AT_ONCE]
    total = in_bytes(sum(row.file.size or 0 for row in rows))
    return await draw(request, "files/_clean.html", rows=rows, size=total, more=len(chosen) - len(rows), group=group)


def age(row: Row) -> tuple[bool, float]:
    made = row.file.created_at
    return made is None, made.timestamp() if made else 0.0
