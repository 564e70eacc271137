from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from studio.catalogue.models import SystemVoice
from studio.teams.access import team_view
from studio.teams.models import Role, Team
from studio.voices import actions
from studio.voices.ask import find_voice, of_own, why_silent
from studio.voices.feed import render_voice
from studio.voices.forms import KeepingForm, NameForm
from studio.voices.listing import Listing, preview_text
from studio.voices.models import Keeping, Voice
from studio.voices.use import uses_of
from studio.web import errors
from studio.web.fragments import fragment, redirect_back, wants_fragment


@require_safe
@team_view()
def index(request: HttpRequest, team: Team) -> HttpResponse:
    """Every voice that the team can speak with, its own first; scrolls on by keyset through the system's."""
    listing = Listing(team, request.user, dict(request.GET.items()))  # type: ignore[arg-type]
    context: dict[str, Any] = {"listing": listing, "room": "voices", "slug": team.slug}
    if wants_fragment(request) and "own" in request.GET:
        return fragment(request, "voices/_own.html", **context)
    if wants_fragment(request) and request.GET.get("after"):
        return fragment(request, "voices/_system_rows.html", **context)
    if wants_fragment(request) and "q" in request.GET:
        return fragment(request, "voices/_list.html", **context)
    context["keeping"] = Keeping.objects.filter(team=team).first()
    return render(request, "voices/index.html", context)


@require_safe
@team_view(Role.CREATOR)
def pick(request: HttpRequest, team: Team) -> HttpResponse:
    """Voices to choose from, for a field of another page."""
    listing = Listing(team, request.user, dict(request.GET.items()))  # type: ignore[arg-type]
    name = "voices/_picks.html" if "q" in request.GET else "voices/_pick.html"
    return fragment(request, name, listing=listing, slug=team.slug, chosen=request.GET.get("voice", ""))


@require_POST
@team_view()
def star(request: HttpRequest, team: Team) -> HttpResponse:
    """Star a voice or take the star away; stars are each person's own."""
    ref, on = request.POST.get("ref", "")[:256], request.GET.get("on") == "1"
    voice = find_voice(team, ref)
    if voice is None:
        return HttpResponse(status=404)
    actions.set_star(team=team, person=request.user, ref=ref, on=on)  # type: ignore[arg-type]
    if wants_fragment(request):
        return fragment(request, "voices/_star.html", ref=ref, name=voice.name, starred=on, slug=team.slug)
    return redirect_back(request, reverse("voices", args=[team.slug]))


@require_POST
@team_view(Role.CREATOR)
def preview(request: HttpRequest, team: Team) -> HttpResponse:
    """Let a system voice say a sentence; spoken before, it is heard at once and costs nothing."""
    voice = get_object_or_404(SystemVoice, voice_id=request.POST.get("ref", ""))
    text = preview_text(voice.language)
    gen = actions.preview(
        team=team,
        who=request.user,  # type: ignore[arg-type]
        voice_id=voice.voice_id,
        name=voice.name,
        text=text,
    )
    if not wants_fragment(request):
        return redirect_back(request, reverse("voices", args=[team.slug]))
    return fragment(request, "voices/_heard.html", generation=gen, voice=voice, slug=team.slug, begin=True)


@require_POST
@team_view(Role.ADMIN)
def keeping(request: HttpRequest, team: Team) -> HttpResponse:
    """Whether voices are kept by themselves, and up to which sum a month."""
    form = KeepingForm(request.POST)
    if form.is_valid():
        actions.set_keeping(team=team, who=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        messages.info(request, _("Saved"))
        return redirect("voices", slug=team.slug)
    listing = Listing(team, request.user, {})  # type: ignore[arg-type]
    context = {"listing": listing, "room": "voices", "slug": team.slug, "keeping_form": form}
    context["keeping"] = Keeping.objects.filter(team=team).first()
    return render(request, "voices/index.html", context, status=422)


# One voice


@require_safe
@team_view()
def card(request: HttpRequest, team: Team, voice_id: UUID) -> HttpResponse:
    return HttpResponse(render_voice(get_voice(team, voice_id)))


@require_POST
@team_view(Role.CREATOR)
def keep(request: HttpRequest, team: Team, voice_id: UUID) -> HttpResponse:
    voice = get_voice(team, voice_id)
    if voice.state == Voice.State.TEMPORARY:
        if why := why_silent(team, of_own(voice)):
            return errors.answer(request, 409, _("It was not kept"), why)
        actions.keep_voice(voice=voice, who=request.user)  # type: ignore[arg-type]
    elif voice.is_gone and not wants_fragment(request):
        messages.error(request, _("MiniMax no longer has this voice; it can be made again."))
    return answer(request, team, voice_id)


@require_POST
@team_view(Role.CREATOR)
def choose(request: HttpRequest, team: Team, voice_id: UUID) -> HttpResponse:
    """Of several candidates, this one goes into the list."""
    voice = get_voice(team, voice_id)
    form = NameForm(request.POST)
    name = form.cleaned_data["name"] if form.is_valid() else ""
    actions.choose(voice=voice, who=request.user, name=name)  # type: ignore[arg-type]
    if voice.made_at is None:
        messages.error(request, _("This voice was never made, so it cannot be chosen."))
        return redirect_back(request, reverse("voice-design", args=[team.slug]))
    messages.info(request, _("%(name)s is in your voices now.") % {"name": voice.name})
    return redirect(f"{reverse('voices', args=[team.slug])}#voice-{voice.public_id}")


@require_POST
@team_view(Role.CREATOR)
def again(request: HttpRequest, team: Team, voice_id: UUID) -> HttpResponse:
    """Make a lost voice once more from what was kept."""
    voice = get_voice(team, voice_id)
    if voice.is_gone and voice.can_be_made_again:
        actions.make_again(voice=voice, who=request.user)  # type: ignore[arg-type]
    return answer(request, team, voice_id)


@require_POST
@team_view(Role.CREATOR)
def rename(request: HttpRequest, team: Team, voice_id: UUID) -> HttpResponse:
    voice, form = get_voice(team, voice_id), NameForm(request.POST)
    if form.is_valid():
        actions.rename(voice=voice, name=form.cleaned_data["name"])
    return answer(request, team, voice_id)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(Role.CREATOR)
async def delete(request: HttpRequest, team: Team, voice_id: UUID) -> HttpResponse:
    """First what uses it; then, pressed there, it is deleted here and at MiniMax."""
    voice = await sync_to_async(get_voice)(team, voice_id)
    problem = None
    if request.method == "POST":
        problem = await actions.delete_voice(voice=voice, who=await request.auser())  # type: ignore[arg-type]
        if problem is None:
            return redirect("voices", slug=team.slug)
    uses = await sync_to_async(uses_of)(voice)
    context = {"voice": voice, "uses": uses, "problem": problem, "room": "voices"}
    return await sync_to_async(render)(request, "voices/delete.html", context, status=422 if problem else 200)


def get_voice(team: Team, voice_id: UUID) -> Voice:
    rows = Voice.objects.for_team(team).filter(deleted_at=None).for_card().select_related("connection")
    return get_object_or_404(rows, public_id=voice_id)


def answer(request: HttpRequest, team: Team, voice_id: UUID) -> HttpResponse:
    if wants_fragment(request):
        return HttpResponse(render_voice(get_voice(team, voice_id)))
    return redirect_back(request, reverse("voices", args=[team.slug]))
