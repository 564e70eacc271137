"""The pages of scripts: their list, one of them as a desk, what is made and bound there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from studio.library import storage
from studio.library.bytes import send_file
from studio.library.examine import Unreadable
from studio.library.projects import chosen_project, find_project
from studio.speech import edit
from studio.speech.bindings import FORMATS, begin_binding, made_lines, srt_of
from studio.speech.desk import Desk, list_deleted, list_scripts
from studio.speech.models import Binding, Script
from studio.speech.script_forms import MannerForm, ScriptForm
from studio.speech.takes import make_all
from studio.speech.views import read_upload, words_of
from studio.teams.access import team_view
from studio.teams.models import Role, Team
from studio.voices.ask import find_voice
from studio.web import errors
from studio.web.fragments import fragment, redirect_back, wants_fragment

EXAMPLE = gettext_lazy(
    "Ada: Did you hear the bell?\n\nBo: Only the wind. It is late, come in.\n\nAda: There it is again."
)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view()
def index(request: HttpRequest, team: Team) -> HttpResponse:
    """The team's scripts, and the form that begins one; POST begins it."""
    if request.method == "POST":
        return create(request, slug=team.slug)
    initial = {name: value for name, value in request.GET.items() if name in ScriptForm.base_fields}
    return page(request, ScriptForm(initial=initial, team=team))


@team_view(Role.CREATOR)
def create(request: HttpRequest, team: Team) -> HttpResponse:
    data = dict(request.POST.items())
    fault = ""
    if file := request.FILES.get("document"):
        try:
            found = read_upload(file)
            data |= {"text": found.text, "title": data.get("title") or found.title}
        except Unreadable as error:
            fault = f"{file.name}: {words_of(error)}"
    form = ScriptForm(data, team=team, author=request.user)  # type: ignore[arg-type]
    voice = form.chosen_voice
    if fault:
        form.add_error("text", fault)
    if not form.is_valid() or voice is None:
        return page(request, form, status=422)
    try:
        script = edit.begin_script(
            team=team,
            author=request.user,  # type: ignore[arg-type]
            title=form.value("title").strip(),
            text=form.value("text"),
            voice=voice,
            manner=form.settings(),
        )
    except edit.TooManyLines:
        said = _("More than %(most)s paragraphs. Part it into several scripts.")
        form.add_error("text", said % {"most": edit.MOST_LINES})
        return page(request, form, status=422)
    return redirect("script", slug=team.slug, script_id=script.public_id)


def page(request: HttpRequest, form: ScriptForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "room": "speech", "example": EXAMPLE}
    context |= {"scripts": list_scripts(form.team)[:200], "deleted": list_deleted(form.team)[:20]}
    return render(request, "speech/scripts.html", context, status=status)


# One script


@require_safe
@team_view()
def show(request: HttpRequest, team: Team, script_id: UUID) -> HttpResponse:
    """The desk: every line with its state; scrolls on by keyset behind the last line shown."""
    desk = Desk(get_script(team, script_id), request.GET.get("after", ""))
    if wants_fragment(request) and desk.after:
        return fragment(request, "speech/_lines.html", desk=desk, script=desk.script, slug=team.slug)
    return render(request, "speech/script.html", context_of(desk, team))


def context_of(desk: Desk, team: Team) -> dict[str, Any]:
    form = MannerForm(initial={**desk.script.settings, "title": desk.script.title}, team=team)
    return {"desk": desk, "script": desk.script, "form": form, "room": "speech", "slug": team.slug}


@require_safe
@team_view()
def total(request: HttpRequest, team: Team, script_id: UUID) -> HttpResponse:
    """How far the script is, and what the rest costs."""
    return fragment(request, "speech/_total.html", desk=(desk := Desk(get_script(team, script_id))), script=desk.script)


@require_POST
@team_view(Role.CREATOR)
def make(request: HttpRequest, team: Team, script_id: UUID) -> HttpResponse:
    """Speak everything that is not made, was changed since, or has failed."""
    script = get_script(team, script_id)
    make_all(script=script, who=request.user)  # type: ignore[arg-type]
    return redirect("script", slug=team.slug, script_id=script.public_id)


@require_POST
@team_view(Role.CREATOR)
def manner(request: HttpRequest, team: Team, script_id: UUID) -> HttpResponse:
    """Title, model and manner of the whole script."""
    script = get_script(team, script_id)
    form = MannerForm(request.POST, team=team, author=request.user)  # type: ignore[arg-type]
    if form.is_valid():
        edit.set_manner(script=script, title=form.value("title").strip(), manner=form.settings())
        return redirect("script", slug=team.slug, script_id=script.public_id)
    context = context_of(Desk(script), team) | {"form": form}
    return render(request, "speech/script.html", context, status=422)


@require_POST
@team_view(Role.CREATOR)
def voice(request: HttpRequest, team: Team, script_id: UUID) -> HttpResponse:
    """Give a speaker's lines a voice."""
    script, chosen = get_script(team, script_id), find_voice(team, request.POST.get("voice", "")[:300])
    if chosen is None:
        messages.error(request, _("This voice is not there any more. Choose another."))
    else:
        edit.give_voice(script=script, speaker=request.POST.get("speaker", "")[:60], voice=chosen)
    return redirect("script", slug=team.slug, script_id=script.public_id)


@require_POST
@team_view(Role.CREATOR)
def put_away(request: HttpRequest, team: Team, script_id: UUID) -> HttpResponse:
    """Out of the list; its takes stay, and it can be brought back."""
    script = get_script(team, script_id)
    edit.put_script_away(script=script, who=request.user)  # type: ignore[arg-type]
    messages.info(request, _("“%(title)s” was deleted.") % {"title": script.title})
    return redirect(f"{reverse('scripts', args=[team.slug])}?gone")


@require_POST
@team_view(Role.CREATOR)
def bring_back(request: HttpRequest, team: Team, script_id: UUID) -> HttpResponse:
    script = get_object_or_404(Script, team=team, public_id=script_id)
    edit.bring_script_back(script=script, who=request.user)  # type: ignore[arg-type]
    return redirect("script", slug=team.slug, script_id=script.public_id)


# Files


@require_POST
@team_view(Role.CREATOR)
def bind(request: HttpRequest, team: Team, script_id: UUID) -> HttpResponse:
    """Put the takes together as one file."""
    script, format = get_script(team, script_id), request.POST.get("format", "")
    if format not in FORMATS:
        raise Http404
    if not made_lines(script):
        happened = _("There is nothing to put together yet")
        return errors.answer(request, 409, happened, _("Make a line of the script first."))
    project = find_project(team, chosen_project(request, team))
    binding = begin_binding(script=script, who=request.user, format=format, project=project)  # type: ignore[arg-type]
    if wants_fragment(request):
        return fragment(request, "speech/_binding.html", binding=binding, slug=team.slug)
    return redirect_back(request, reverse("script", args=[team.slug, script.public_id]))


@require_safe
@team_view()
def srt(request: HttpRequest, team: Team, script_id: UUID) -> HttpResponse:
    script = get_script(team, script_id)
    answer = HttpResponse(srt_of(script), content_type="application/x-subrip; charset=utf-8")
    answer.headers["Content-Disposition"] = str(content_disposition_header(True, f"{stem_of(script)}.srt"))
    return answer


@require_safe
@team_view()
def bound(request: HttpRequest, team: Team, script_id: UUID, binding_id: UUID) -> HttpResponseBase:
    """The zip of a binding."""
    rows = Binding.objects.filter(script__team=team, script__public_id=script_id).exclude(key="")
    binding = get_object_or_404(rows, public_id=binding_id)
    path = storage.path_of(binding.key)
    if not path.is_file():
        raise Http404
    return send_file(
        request, path, mime="application/zip", etag=binding.public_id.hex, download=f"{stem_of(binding.script)}.zip"
    )


def stem_of(script: Script) -> str:
    """The title as the beginning of a file's name."""
    words = "".join(char if char.isalnum() else "-" for char in script.title[:60])
    return "-".join(filter(None, words.split("-"))) or "script"


def get_script(team: Team, script_id: UUID) -> Script:
    return get_object_or_404(Script.objects.for_team(team).select_related("team"), public_id=script_id)
