import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import reselect, reswap, retarget

from studio.library.marks import Project
from studio.library.models import AUDIO
from studio.library.projects import chosen_project, find_project
from studio.soundtracks.choose import list_picks
from studio.soundtracks.feed import render_rows
from studio.soundtracks.forms import SoundtrackForm
from studio.soundtracks.making import begin_soundtrack
from studio.soundtracks.models import Soundtrack, SoundtrackQuerySet
from studio.teams.access import team_view
from studio.teams.models import Role, Team
from studio.web.fragments import fragment, wants_fragment
from studio.web.ids import as_uuid

PAGE, MOST_FRESH = 12, 50
MEDIA = {"clip": "video", "song": AUDIO}


@require_safe
@team_view()
def index(request: HttpRequest, team: Team) -> HttpResponse:
    return redirect("soundtrack-new", slug=team.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view()
def new(request: HttpRequest, team: Team) -> HttpResponse:
    """A clip and a song, `?clip=&song=`, each chosen here when it is not named; POST asks for both in one."""
    if request.method == "POST":
        return create(request, slug=team.slug)
    form = SoundtrackForm(initial=request.GET.dict() | {"client_key": uuid.uuid4()}, team=team)
    if wants_fragment(request) and "fresh" in request.GET:
        return fragment(request, "soundtracks/_rows.html", rows=fresh_rows(team, request.GET["fresh"]))
    for name in MEDIA:
        if wants_fragment(request) and f"{name}s_after" in request.GET:
            return fragment(request, "soundtracks/_picks.html", form=form, **picks_of(request, team, name))
    return page(request, form)


@team_view(Role.CREATOR)
def create(request: HttpRequest, team: Team) -> HttpResponse:
    form = SoundtrackForm(request.POST, team=team)
    if not form.is_valid():
        return again(request, form)
    clip, song = form.chosen_clip, form.chosen_song
    assert clip is not None
    assert song is not None
    made = begin_soundtrack(
        team=team,
        author=request.user,  # type: ignore[arg-type]
        clip=clip,
        song=song,
        cut=form.cut(),
        client_key=form.cleaned_data["client_key"],
        project=find_project(team, request.POST.get("project", chosen_project(request, team))),
    )
    if wants_fragment(request):
        rows = render_rows(rows_of(team).filter(pk=made.pk))
        return fragment(request, "soundtracks/_rows.html", rows=rows, client_key=uuid.uuid4())
    chosen = f"clip={clip.public_id}&song={song.public_id}"
    return redirect(f"{reverse('soundtrack-new', args=[team.slug])}?{chosen}#made")


def again(request: HttpRequest, form: SoundtrackForm) -> HttpResponse:
    if not wants_fragment(request):
        return page(request, form, status=422)
    if not form.is_ready:
        # One of the two is no longer there: another has to be chosen before anything can be heard.
        return reswap(retarget(reselect(page(request, form, status=422), "#main"), "#main"), "outerHTML")
    # A press aims at the list; a refused one is drawn in place of the fields.
    answer = fragment(request, "soundtracks/_fields.html", form=form, slug=form.team.slug, status=422)
    return reswap(retarget(answer, "#cut"), "outerHTML")


def page(request: HttpRequest, form: SoundtrackForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "slug": form.team.slug, "room": "soundtracks"}
    context |= {"projects": Project.objects.of(form.team), "project": chosen_project(request, form.team)}
    context["rows"] = render_rows(rows_of(form.team)[:PAGE])
    if form.facts is None:
        context["clips"] = picks_of(request, form.team, "clip")
    if form.chosen_song is None:
        context["songs"] = picks_of(request, form.team, "song")
    return render(request, "soundtracks/new.html", context, status=status)


def picks_of(request: HttpRequest, team: Team, name: str) -> dict[str, Any]:
    """What may be chosen as the clip or the song: `?clips_after=`, `?songs_after=` the last one shown."""
    return {
        "name": name,
        "slug": team.slug,
        "picks": list_picks(team, MEDIA[name], request.GET.get(f"{name}s_after", "")),
    }


def fresh_rows(team: Team, named: str) -> list[str]:
    ids = [as_uuid(name) for name in named.split(",")[:MOST_FRESH]]
    return render_rows(rows_of(team).filter(public_id__in=ids))


def rows_of(team: Team) -> SoundtrackQuerySet:
    return Soundtrack.objects.for_team(team).for_row()
