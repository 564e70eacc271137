"""What becomes of a voice, told by the generations that make it and speak with it (official.md 4.4, 12)."""

from django.db.models import Q
from django.utils import timezone

from studio.generations.models import Generation, State
from studio.generations.transition import hear
from studio.library.holding import hold
from studio.library.models import Asset
from studio.voices.ask import KEEP, MADE_BY, OWN
from studio.voices.models import Voice

FOLLOWED = (State.FETCHING, State.UNCERTAIN, State.DONE, State.FAILED, State.CANCELLED)
# MiniMax's word that it has no such voice (official.md 2.1).
UNKNOWN_TO_MINIMAX = (2054, 20132)


def follow(gen_id: int, kind: str, to: str) -> None:
    """A voice was made, used, or is no longer there. Inside the generation's own transaction."""
    if to not in FOLLOWED:
        return
    gen = Generation.objects.get(pk=gen_id)
    voice = voice_of(gen)
    if voice is None:
        return
    if kind in MADE_BY:
        follow_making(voice, gen, to)
    elif to in (State.FETCHING, State.DONE) or (to == State.FAILED and gen.results.exists()):
        # What was made is billed, also before it is kept, and if it never can be.
        note_use(voice, gen)
    elif to == State.FAILED:
        note_failure(voice, gen)
    if kind == KEEP and to in (State.UNCERTAIN, State.FAILED, State.CANCELLED):
        voice.change()


def follow_making(voice: Voice, gen: Generation, to: str) -> None:
    """It exists from the moment that there is something to fetch: a preview that never arrives does not hide it."""
    if to == State.FETCHING:
        note_made(voice, gen)
    elif to == State.DONE:
        note_heard(voice, gen)
    else:
        # Its card says how far it is.
        voice.change()


def voice_of(gen: Generation) -> Voice | None:
    ref = gen.request.get("voice", "")
    if not isinstance(ref, str) or not ref.startswith(OWN):
        return None
    return Voice.objects.filter(team_id=gen.team_id, public_id=ref.removeprefix(OWN)).first()


def note_made(voice: Voice, gen: Generation) -> None:
    """It exists at MiniMax, since the answer came; from then on its 168 hours count."""
    voice.change(
        generation_id=gen.pk,
        voice_id=(gen.upstream_reply or {}).get("voice_id") or gen.request["voice_id"],
        connection_id=gen.connection_id,
        made_at=gen.accepted_at or timezone.now(),
        used_at=None,
        used_by=None,
        missed_at=None,
        lost_at=None,
    )


def note_heard(voice: Voice, gen: Generation) -> None:
    asset_id = gen.results.values_list("asset_id", flat=True).first()
    voice.change(guard=Q(generation=gen), heard_id=asset_id or voice.heard_id)


def note_use(voice: Voice, gen: Generation) -> None:
    """Used anywhere, it is permanent. Only the first use writes, and none that was sent before the voice was made."""
    sent = gen.submit_started_at or gen.created_at
    guard = Q(used_at=None) & (Q(made_at=None) | Q(made_at__lte=sent))
    voice.change(guard=guard, used_at=gen.accepted_at or timezone.now(), used_by=gen)


def note_failure(voice: Voice, gen: Generation) -> None:
    """MiniMax does not know it; unless it was made again after this was sent."""
    if (gen.error or {}).get("code") in UNKNOWN_TO_MINIMAX:
        voice.change(guard=Q(lost_at=None, made_at__lt=gen.submit_started_at), lost_at=timezone.now())


hear(follow)


def needed(assets: list[int]) -> list[int]:
    """Recordings from which a voice can be made again."""
    found = Asset.objects.filter(pk__in=assets).values_list("pk", "public_id", "team_id")
    voices = Voice.objects.filter(deleted_at=None, team__in={team for _key, _name, team in found})
    kept = {name for pair in voices.values_list("sample__public_id", "recipe__prompt_audio") for name in map(str, pair)}
    return [key for key, name, _team in found if str(name) in kept]


hold(needed)
