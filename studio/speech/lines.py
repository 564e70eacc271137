"""One line of a script: opened, changed, spoken, locked, taken back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from studio.speech import edit
from studio.speech.feed import render_line
from studio.speech.models import Line, Take
from studio.speech.present import LineCard
from studio.speech.script_forms import LineForm, MannerForm
from studio.speech.takes import make_take, restore
from studio.teams.access import team_view
from studio.teams.models import Role, Team
from studio.web.fragments import fragment, wants_fragment


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(Role.CREATOR)
def show(request: HttpRequest, team: Team, script_id: UUID, line_id: UUID) -> HttpResponse:
    """The line opened, to write in it and to see its takes; POST saves what was written."""
    line = get_line(team, script_id, line_id)
    if request.method != "POST":
        return opened(request, team, line)
    form = LineForm(request.POST, line=line, team=team)
    return answer(request, team, line) if save(line, form) else opened(request, team, line, form)


def save(line: Line, form: LineForm) -> bool:
    """Write what was sent; False when something of it needs a change."""
    if not form.is_valid() or form.chosen is None:
        return False
    asked = form.cleaned_data
    edit.edit_line(line=line, text=asked["text"], speaker=asked["speaker"], voice=form.chosen)
    return True


def opened(request: HttpRequest, team: Team, line: Line, form: LineForm | None = None) -> HttpResponse:
    form = form or LineForm.of(line, team)
    context = {"line": line, "card": LineCard(line, line.script), "form": form, "script": line.script}
    context |= {"takes": line.takes.select_related("asset", "generation"), "slug": team.slug, "room": "speech"}
    context["choices"] = MannerForm(initial=line.script.settings, team=team)
    status = 422 if form.errors else 200
    if wants_fragment(request):
        return fragment(request, "speech/_line_open.html", status=status, **context)
    return render(request, "speech/line.html", context, status=status)


@require_http_methods(["GET", "HEAD"])
@team_view()
def row(request: HttpRequest, team: Team, script_id: UUID, line_id: UUID) -> HttpResponse:
    """The line as the list shows it."""
    return HttpResponse(render_line(get_line(team, script_id, line_id)))


@require_POST
@team_view(Role.CREATOR)
def make(request: HttpRequest, team: Team, script_id: UUID, line_id: UUID) -> HttpResponse:
    """Speak it, or speak it once more; earlier takes stay."""
    line = get_line(team, script_id, line_id)
    if LineCard(line, line.script).can_make:
        make_take(line=line, script=line.script, who=request.user)  # type: ignore[arg-type]
    return answer(request, team, line)


@require_POST
@team_view(Role.CREATOR)
def lock(request: HttpRequest, team: Team, script_id: UUID, line_id: UUID) -> HttpResponse:
    """Lock it as it is written now, or unlock it."""
    line = get_line(team, script_id, line_id)
    form = LineForm(request.POST, line=line, team=team)
    if "text" in request.POST and not line.is_locked and not save(line, form):
        return opened(request, team, line, form)
    edit.lock_line(line=line, on=request.POST.get("on") == "1")
    return answer(request, team, line)


@require_POST
@team_view(Role.CREATOR)
def take_back(request: HttpRequest, team: Team, script_id: UUID, line_id: UUID, take_id: UUID) -> HttpResponse:
    """Let an earlier take be the line's again."""
    line = get_line(team, script_id, line_id)
    restore(line=line, take=get_object_or_404(Take, line=line, public_id=take_id))
    return answer(request, team, line)


@require_POST
@team_view(Role.CREATOR)
def add(request: HttpRequest, team: Team, script_id: UUID, line_id: UUID) -> HttpResponse:
    """Keep what is written in this one, and open a new, empty line behind it."""
    line = get_line(team, script_id, line_id)
    form = LineForm(request.POST, line=line, team=team)
    if not line.is_locked and not save(line, form):
        return opened(request, team, line, form)
    new = edit.add_line(script=line.script, after=line)
    if not wants_fragment(request):
        return redirect("line", slug=team.slug, script_id=script_id, line_id=new.public_id)
    both = opened(request, team, get_line(team, script_id, new.public_id))
    both.content = render_line(get_line(team, script_id, line_id)).encode() + both.content
    return trigger_client_event(both, "lines-changed")


@require_POST
@team_view(Role.CREATOR)
def delete(request: HttpRequest, team: Team, script_id: UUID, line_id: UUID) -> HttpResponse:
    line = get_line(team, script_id, line_id)
    if not edit.delete_line(line=line):
        messages.error(request, _("This line is locked."))
    if wants_fragment(request):
        return trigger_client_event(HttpResponse(""), "lines-changed")
    return redirect("script", slug=team.slug, script_id=script_id)


def get_line(team: Team, script_id: UUID, line_id: UUID) -> Line:
    rows = Line.objects.select_related("script__team", "take__asset", "take__generation", "making__generation")
    rows = rows.filter(script__team=team, script__public_id=script_id, script__deleted_at=None)
    return get_object_or_404(rows, public_id=line_id)


def answer(request: HttpRequest, team: Team, line: Line) -> HttpResponse:
    if wants_fragment(request):
        row = HttpResponse(render_line(get_line(team, line.script.public_id, line.public_id)))
        return trigger_client_event(row, "lines-changed")
    return redirect(f"{reverse('script', args=[team.slug, line.script.public_id])}#line-{line.public_id}")
