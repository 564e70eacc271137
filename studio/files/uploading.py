"""The form that brings a file to MiniMax."""

from contextlib import ExitStack
from pathlib import Path

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studio.files import actions
from studio.files.actions import Caller, lying
from studio.files.door import draw, over_connection, step_of
from studio.files.forms import UploadForm
from studio.files.present import Asked
from studio.files.purposes import Unfit, check_content
from studio.generations.problems import problem_of
from studio.library.examine import Unreadable
from studio.minimax import MiniMaxError, Refused, Unclear
from studio.teams.access import team_view
from studio.teams.models import Role
from studio.web.fragments import wants_fragment


@require_POST
@team_view(Role.CREATOR)
@over_connection
async def upload(request: HttpRequest, caller: Caller) -> HttpResponseBase:
    """Check what was chosen, and send it; what is wrong is said at its field."""
    with ExitStack() as stack:
        form, path = await sync_to_async(read)(request, caller, stack)
        if path is None:
            return await refuse(request, form)
        purpose = form.cleaned_data["purpose"]
        try:
            file = await actions.upload(caller, name=form.name, path=path, mime=form.mime, purpose=purpose)
        except MiniMaxError as problem:
            form.add_error("file" if isinstance(problem, Refused) else None, why(problem))
            return await refuse(request, form)
    said = _("%(name)s lies at MiniMax now.") % {"name": file.name or form.name}
    if wants_fragment(request):
        answer = await draw(request, "files/_uploaded.html", form=UploadForm(), said=said, team=caller.team)
        answer["HX-Trigger"] = "files-changed"
        return answer
    messages.success(request, said)
    return redirect("files-list", slug=caller.team.slug)


def read(request: HttpRequest, caller: Caller, stack: ExitStack) -> tuple[UploadForm, Path | None]:
    """The form, and where its file lies until `stack` ends; no place when something is wrong with it. Blocking."""
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return form, None
    path = stack.enter_context(lying(form.upload, caller.team))
    try:
        form.mime = check_content(form.cleaned_data["purpose"], form.name, path)
    except (Unfit, Unreadable) as unfit:
        form.add_error("file", _(str(unfit)))
        return form, None
    return form, path


def why(problem: MiniMaxError) -> str:
    told = problem_of(problem)
    step = step_of(told)
    if isinstance(problem, Unclear):
        step = _("Look in the list whether it has arrived before you send it again.")
    return f"{told.cause_here} {step} {problem.said if isinstance(problem, Refused) else ''}".strip()


async def refuse(request: HttpRequest, form: UploadForm) -> HttpResponseBase:
    if wants_fragment(request):
        return await draw(request, "files/_upload.html", status=422, form=form)
    context = {"room": "files", "form": form, "asked": Asked()}
    return await sync_to_async(render)(request, "files/index.html", context, status=422)
