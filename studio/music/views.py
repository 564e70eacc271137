from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from studio.generations.actions import start_generation
from studio.generations.feed import render_card
from studio.generations.models import Generation
from studio.generations.views import get_generation
from studio.music.forms import MusicForm
from studio.teams.access import team_view
from studio.teams.models import Role, Team
from studio.web.fragments import fragment, wants_fragment
from studio.web.ids import as_uuid
from studio.workroom.forms import new_key
from studio.workroom.rooms import Workroom

WRITE, EDIT = "write_full_song", "edit"


class MusicRoom(Workroom):
    """Lyrics that the model wrote (`?lyrics_of=`) come into the form as what is sung."""

    def start_values(self, request: HttpRequest, team: Team, old: Generation | None) -> dict[str, Any]:
        values = super().start_values(request, team, old)
        written = self.find_old(team, request.GET.get("lyrics_of", ""))
        if written and written.kind == "lyrics":
            values |= {"mode": "song", "lyrics": (written.upstream_reply or {}).get("lyrics", "")}
        return values


room = MusicRoom(
    "music",
    kinds=["music", "lyrics"],
    form=MusicForm,
    example=gettext_lazy("A warm folk song about coming home by night train, fingerpicked guitar, a quiet male voice"),
    mode="song",
    format="mp3",
    faults={1026: "prompt", 1027: "prompt"},
)
index, draw = room.index, room.draw


@require_POST
@team_view(Role.CREATOR)
def write(request: HttpRequest, team: Team) -> HttpResponse:
    """Let the model write lyrics, or change those of the form: `lyrics_mode`."""
    mode = EDIT if request.POST.get("lyrics_mode") == EDIT else WRITE
    form = room.sent_form(request, team, check=False)
    assert isinstance(form, MusicForm)
    if faults := form.lyrics_faults(mode):
        for field, said in faults.items():
            form.errors[field] = form.error_class([said])
        return room.again(request, form, status=422)
    key = as_uuid(request.POST.get("client_key", ""))
    generation = start_generation(
        team=team,
        author=request.user,  # type: ignore[arg-type]
        kind="lyrics",
        request=form.lyrics_request(mode),
        client_key=key if key.int else None,
    )
    if not wants_fragment(request):
        return room.answer(request, team, [generation])
    card = render_card(get_generation(request, team, generation.public_id))
    return fragment(request, "music/_asked.html", card=card, **new_key())
