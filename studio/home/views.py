import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from studio.accounts.models import User
from studio.generations.feed import render_cards
from studio.generations.models import Generation
from studio.generations.recipes import shared_kinds
from studio.library.models import Asset
from studio.library.present import render_tiles
from studio.library.projects import chosen_project
from studio.spend.standing import standing_of
from studio.teams.access import team_view
from studio.teams.models import Membership, Team
from studio.video.forms import VideoForm
from studio.voices.models import Voice
from studio.voices.present import Known, VoiceCard
from studio.web.fragments import fragment


def welcome(request: HttpRequest) -> HttpResponse:
    """A stranger reads what this is; a member goes on to the team."""
    if not request.user.is_authenticated:
        return render(request, "home/welcome.html", {"fresh": not User.objects.exists()})
    first = Membership.objects.select_related("team").filter(user=request.user).order_by("id").first()
    if first is None:
        return render(request, "home/no_team.html")
    return redirect("home", slug=first.team.slug)


TRIES = [
    gettext_lazy("A lighthouse in a storm at dusk, the beam sweeping through the rain [Push in]"),
    gettext_lazy("Hot-air balloons over misty mountains at dawn [Pan right]"),
    gettext_lazy("A red tram through a city at night, rain on the street [Tracking shot]"),
]


@team_view()
def home(request: HttpRequest, team: Team) -> HttpResponse:
    rows = Generation.objects.for_team(team).of_kinds(shared_kinds()).shown().unfinished()
    running = list(rows.for_card().order_by("-id")[:6])
    made = Asset.objects.for_team(team).kept().listed().filter(origin=Asset.Origin.MADE)
    assets = list(made.for_list().newest_before(None)[:8])
    context = {
        "running": render_cards(running, "run"),
        "tiles": render_tiles(assets),
        "form": VideoForm(team=team),
        "project": chosen_project(request, team),
        "key": uuid.uuid4(),
        "tries": [str(words) for words in TRIES],
        "dying": dying_of(team),
        "room": "home",
    }
    return render(request, "home/home.html", context)


def dying_of(team: Team) -> list[VoiceCard]:
    voices = list(Voice.objects.for_team(team).dying(timezone.now()).for_card()[:3])
    known = Known.of(team) if voices else None
    return [VoiceCard(voice, known) for voice in voices]


@require_safe
@team_view()
def standing(request: HttpRequest, team: Team) -> HttpResponse:
    """What the frame of an open page says of its team: what the socket tells of can also be fetched.

    `?pause=`: the pause that the page shows; its banner is sent only when that is another one.
    """
    shown = request.GET.get("pause")
    return fragment(request, "home/_standing.html", paused_changed=shown != standing_of(team).pause)
