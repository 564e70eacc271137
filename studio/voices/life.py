"""What becomes of a voice, told by the generations that make it and speak with it (official.md 4.4, 12)."""

from django.db.models import Q
from django.utils import timezone

from studio.generations.models import Generation, State
from studio.generations.transition import hear
from studio.voices.ask import OWN
from studio.voices.models import Voice

MADE_BY = ("voice_clone", "voice_design")
# MiniMax's word that it has no such voice (official.md 2.1).
UNKNOWN_TO_MINIMAX = (2054, 20132)


def follow(gen_id: int, kind: str, to: str) -> None:
    """A voice was made, used, or is no longer there. Inside the generation's own transaction."""
    if to not in (State.DONE, State.FAILED):
        return
    gen = Generation.objects.only("request", "error", "team", "connection", "accepted_at").get(pk=gen_id)
    voice = voice_of(gen)
    if voice is None:
        return
    if to == State.FAILED:
        note_failure(voice, gen, kind)
    elif kind in MADE_BY:
        note_made(voice, gen)
    else:
        note_use(voice)


def voice_of(gen: Generation) -> Voice | None:
    ref = gen.request.get("voice", "")
    if not isinstance(ref, str) or not ref.startswith(OWN):
        return None
    return Voice.objects.filter(team_id=gen.team_id, public_id=ref.removeprefix(OWN)).first()


def note_made(voice: Voice, gen: Generation) -> None:
    """It exists at MiniMax, since the answer came; from then on its 168 hours count."""
    voice.change(
        guard=Q(generation=gen),
        voice_id=gen.request["voice_id"],
        connection_id=gen.connection_id,
        made_at=gen.accepted_at or timezone.now(),
        heard_id=gen.results.values_list("asset_id", flat=True).first() or voice.heard_id,
        used_at=None,
        missed_at=None,
        lost_at=None,
    )


def note_use(voice: Voice) -> None:
    """Used anywhere, it is permanent. Only the first use writes."""
    voice.change(guard=Q(used_at=None), used_at=timezone.now())


def note_failure(voice: Voice, gen: Generation, kind: str) -> None:
    code = (gen.error or {}).get("code")
    if kind not in MADE_BY and code in UNKNOWN_TO_MINIMAX:
        voice.change(guard=Q(lost_at=None), lost_at=timezone.now())


hear(follow)
