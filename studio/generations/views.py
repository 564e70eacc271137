from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID, uuid5

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from studio.generations import actions, growing
from studio.generations.collect import NOT_FETCHED
from studio.generations.feed import render_card
from studio.generations.growing import LOOK_AGAIN, Growing
from studio.generations.models import DRIVEN, MADE, TERMINAL, Generation, State
from studio.generations.present import Card
from studio.generations.recipes import StreamedRecipe, get_recipe
from studio.jobs.db import look
from studio.library.bytes import inert, send_sound
from studio.live.wire import out_of_band
from studio.teams.access import team_view
from studio.teams.models import Role, Team
from studio.web.fragments import fragment, redirect_back, wants_fragment
from studio.web.ids import as_uuid

# Something may still be heard of it; what is unknown waits for a person, who listens anew.
COMING = DRIVEN | {State.QUEUED}
# A listener who came too early asks again.
MOST_LOOKS = 120


@require_safe
@team_view()
def show(request: HttpRequest, team: Team, gen_id: UUID) -> HttpResponse:
    """One generation on a page of its own: where a form without JavaScript returns to."""
    generation = get_generation(request, team, gen_id)
    events = generation.events.all()
    context = {"generation": generation, "card": render_card(generation), "events": events}
    return render(request, "generations/generation.html", context)


@require_safe
@team_view()
def card(request: HttpRequest, team: Team, gen_id: UUID) -> HttpResponse:
    """The card as it is now: what the socket pushes can also be fetched."""
    return HttpResponse(render_card(get_generation(request, team, gen_id)))


@require_safe
@team_view()
def sisters(request: HttpRequest, team: Team, gen_id: UUID) -> HttpResponse:
    """What was made with one of several, as a part of that one's page (`?of=` its id); asked bare, the generation."""
    if not wants_fragment(request):
        return redirect("generation", slug=team.slug, gen_id=gen_id)
    each = Card(get_generation(request, team, gen_id)).each
    return fragment(
        request, "generations/_sisters.html", each=each, shown=as_uuid(request.GET.get("of", "")), team=team
    )


@require_safe
@team_view()
async def audio(request: HttpRequest, team: Team, gen_id: UUID) -> HttpResponseBase:
    """What it says or sings: while it is made as it comes, afterwards as a file, with ranges."""
    for _look in range(MOST_LOOKS):
        generation = await look(get_generation, request, team, gen_id)
        if asset := Card(generation).asset:
            return send_sound(request, asset)
        recipe = get_recipe(generation.kind)
        held_up = generation.note == NOT_FETCHED
        if held_up or not (generation.state in COMING and isinstance(recipe, StreamedRecipe)):
            raise Http404
        if request.method == "HEAD":
            return HttpResponse(content_type=recipe.mime(generation.request))
        if grown := await growing.find(generation.public_id, 0.25 if generation.state in MADE else LOOK_AGAIN):
            body = follow(generation, recipe.heard_before(generation.request), grown)
            response = StreamingHttpResponse(body, content_type=recipe.mime(generation.request))
            response.headers["Cache-Control"] = "no-store"
            return inert(response)
    raise Http404


async def follow(generation: Generation, before: bytes, grown: Growing | None) -> AsyncIterator[bytes]:
    """A file while it grows; `before` is what a browser needs before bytes that begin with no header.

    An attempt that is refused as too quick is made again: who listens is not sent away for it.
    """
    while grown is not None:
        async for piece in grown.follow():
            yield before + piece
            before = b""
        grown = None if grown.size else await find_next(generation)


async def find_next(generation: Generation) -> Growing | None:
    """The next attempt as it begins; None when there is none to come."""
    while await look(Generation.objects.filter(pk=generation.pk, state__in=COMING).exists):
        if grown := await growing.find(generation.public_id):
            return grown
    return None


Act = Callable[[Generation, Any], object]


def changes(act: Act) -> Callable[..., HttpResponse]:
    """A view that lets a person act on one generation, and answers with its card or where they came from."""

    @require_POST
    @team_view(Role.CREATOR)
    def view(request: HttpRequest, team: Team, gen_id: UUID) -> HttpResponse:
        act(get_generation(request, team, gen_id), request.user)
        return answer(request, team, get_generation(request, team, gen_id))

    return view


cancel = changes(lambda generation, who: actions.cancel_generation(generation=generation, who=who))
again = changes(lambda generation, who: actions.send_again(generation=generation, who=who))
fetch = changes(lambda generation, who: actions.fetch_again(generation=generation))
ask = changes(lambda generation, who: actions.ask_again(generation=generation, who=who))
write_off = changes(lambda generation, who: actions.write_off(generation=generation, who=who))


@require_POST
@team_view(Role.CREATOR)
def retry(request: HttpRequest, team: Team, gen_id: UUID) -> HttpResponse:
    """Ask for the same again. Pressed twice it asks once: the key changes only when the last retry has ended."""
    old = get_generation(request, team, gen_id)
    if not get_recipe(old.kind).may_retry(old.request):
        raise Http404
    ended = old.retries.filter(state__in=TERMINAL).count()
    key = uuid5(old.public_id, f"retry {ended}")
    new = actions.retry_generation(generation=old, who=request.user, client_key=key)  # type: ignore[arg-type]
    if wants_fragment(request):
        return fragment(
            request, "generations/_fresh.html", card=render_card(get_generation(request, team, new.public_id))
        )
    return back(request, new)


@require_POST
@team_view(Role.CREATOR)
def put_away(request: HttpRequest, team: Team, gen_id: UUID) -> HttpResponse:
    generation = get_generation(request, team, gen_id)
    gone = actions.put_away(generation=generation, who=request.user)  # type: ignore[arg-type]
    generation = get_generation(request, team, gen_id)
    if wants_fragment(request):
        return fragment(request, "generations/_put_away.html", generation=generation, gone=gone, slug=team.slug)
    if gone:
        messages.info(request, _("Moved to the trash"))
    return back(request, generation)


@require_POST
@team_view(Role.CREATOR)
def bring_back(request: HttpRequest, team: Team, gen_id: UUID) -> HttpResponse:
    generation = get_generation(request, team, gen_id)
    actions.bring_back(generation=generation, who=request.user)  # type: ignore[arg-type]
    generation = get_generation(request, team, gen_id)
    if wants_fragment(request):
        # Aimed at the notice, which goes; the card finds its own place.
        return HttpResponse(out_of_band([render_card(generation)]))
    return back(request, generation)


def get_generation(request: HttpRequest, team: Team, gen_id: UUID) -> Generation:
    return get_object_or_404(Generation.objects.visible_to(request.user).for_team(team).for_card(), public_id=gen_id)


def answer(request: HttpRequest, team: Team, generation: Generation) -> HttpResponse:
    if wants_fragment(request):
        return HttpResponse(render_card(generation))
    return back(request, generation)


def back(request: HttpRequest, generation: Generation) -> HttpResponse:
    """To the page that the button stood on; else to the generation's own."""
    return redirect_back(request, reverse("generation", args=[generation.team.slug, generation.public_id]))
