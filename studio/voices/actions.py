"""What people do with voices: clone, design, choose, keep alive, make again, name, delete."""

import re
import secrets
import uuid
from decimal import Decimal
from typing import Any

from asgiref.sync import sync_to_async
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from studio import audit
from studio.accounts.models import User
from studio.catalogue import ask as catalogue
from studio.catalogue.models import Price
from studio.generations.actions import start_generation
from studio.generations.birth import NoConnection
from studio.generations.models import Generation, State
from studio.generations.transition import touch
from studio.generations.wires import api_for
from studio.library.models import Asset
from studio.minimax import MiniMaxError, NotFound, VoiceKind, VoiceProblem
from studio.spend.pricing import price
from studio.teams.models import Team
from studio.voices.ask import KEEP, OWN
from studio.voices.models import UNUSED, Consent, Favourite, Keeping, Preview, Voice
from studio.voices.speak import fee_due, measure_text
from studio.web.money import Money

# What the smallest synthesis says; a letter is billed as one character.
SMALLEST = "a"
KEEP_MODEL = "speech-02-turbo"
PREVIEW_MODEL = "speech-2.8-turbo"
DESIGN_MODEL = "voice-design-preview"
# The key alone tells one press from another.
ONE_PRESS = {"once": True}


class IdTaken(Exception):
    """Somebody else asked for a voice with this id a moment ago."""


@transaction.atomic
def give_consent(*, team: Team, who: User, speaker: str, statement: str, sample: Asset) -> Consent:
    """Write down who says that these very bytes may be cloned, and in which words."""
    consent = Consent.objects.create(
        team=team, by=who, by_name=str(who), speaker=speaker, statement=statement, sample_sha256=sample.sha256
    )
    audit.record(who, "voice.consented", consent)
    return consent


@transaction.atomic
def clone_voice(
    *,
    team: Team,
    author: User,
    sample: Asset,
    consent: Consent,
    name: str,
    request: dict[str, Any],
    client_key: uuid.UUID,
) -> Voice:
    """Ask for a clone of a kept sample.

    `request`: {"voice_id", "language", "text", "model", "noise_reduction", "volume_normalization", "prompt_audio",
    "prompt_text"}, each perhaps empty; without an id it gets one. Raises IdTaken, and ValueError for a consent that
    speaks of something else.
    """
    if {team.pk} != {sample.team_id, consent.team_id} or consent.sample_sha256 != sample.sha256:
        raise ValueError("the consent is not to this sample")
    wish = {**request, "title": name, "sample": sample.sha256}
    request = {**request, "voice_id": request["voice_id"] or new_voice_id(name)}
    voice = _new_voice(team, author, Voice.Origin.CLONED, name, request, client_key)
    voice.sample, voice.consent, voice.language = sample, consent, request.get("language", "")
    return _begin(voice, "voice_clone", {**request, "title": name}, client_key, wish)


@transaction.atomic
def design_voices(
    *, team: Team, author: User, prompt: str, text: str, count: int, name: str, language: str, client_key: uuid.UUID
) -> list[Voice]:
    """Ask for several voices from the same words; each is a candidate until one is chosen."""
    made = []
    # The last to be asked for stands first.
    for number in reversed(range(count)):
        wish = {"prompt": prompt, "text": text, "name": name, "language": language, "candidate": number}
        request: dict[str, Any] = {"prompt": prompt, "text": text, "voice_id": new_voice_id(name or prompt)}
        voice = _new_voice(team, author, Voice.Origin.DESIGNED, name or prompt[:60], dict(request), client_key)
        voice.description, voice.is_candidate, voice.language = prompt, True, language
        request |= {"model": DESIGN_MODEL, "candidate": number + 1, "candidates": count}
        made.append(_begin(voice, "voice_design", request, client_key, wish))
    return made


def _new_voice(
    team: Team, author: User, origin: str, name: str, request: dict[str, Any], client_key: uuid.UUID
) -> Voice:
    if team.connection is None:
        raise NoConnection
    return Voice(
        team=team,
        connection=team.connection,
        author=author,
        origin=origin,
        voice_id=request["voice_id"],
        name=name,
        recipe=request,
        batch=client_key,
    )


def _begin(voice: Voice, kind: str, request: dict[str, Any], client_key: uuid.UUID, wish: dict[str, Any]) -> Voice:
    """The generation and its row. The same `wish` with the same key is the first's voice, whatever id was made up."""
    assert voice.author is not None
    request = {**request, "voice": voice.ref}
    gen = start_generation(
        team=voice.team, author=voice.author, kind=kind, request=request, client_key=client_key, press=wish
    )
    if gen.request["voice"] != voice.ref:
        return Voice.objects.get(team=voice.team, public_id=gen.request["voice"].removeprefix(OWN))
    voice.generation = gen
    _save_new(voice)
    return voice


def _save_new(voice: Voice) -> None:
    """What once failed to be made with this id gives way."""
    rows = Voice.objects.select_related("generation").filter(connection=voice.connection, voice_id=voice.voice_id)
    if (held := rows.first()) and held.is_unborn:
        held.delete()
    try:
        with transaction.atomic():
            voice.save()
    except IntegrityError:
        raise IdTaken from None


def keep_request(voice: Voice) -> dict[str, Any]:
    """The smallest synthesis that MiniMax bills, with this voice."""
    return {
        "text": SMALLEST,
        "model": KEEP_MODEL,
        "voice": voice.ref,
        "voice_id": voice.voice_id,
        "voice_name": voice.name,
        "title": voice.name,
    }


def keep_price(voice: Voice, rows: list[Price] | None = None, held: set[str] | None = None) -> Money:
    """What keeping it costs now: one character and, unless somebody else uses it first, the voice's own price.

    `rows` and `held` (from `fees_held`) spare queries when a page shows many.
    """
    return price(measure_text(KEEP_MODEL, len(SMALLEST), fee_due(voice, held)), rows)


def keep_prices() -> list[Price]:
    """The rows that a page of many voices needs: for keeping one and for making one again."""
    return catalogue.prices_of(KEEP_MODEL, PREVIEW_MODEL, DESIGN_MODEL, "voice-clone", "voice-design")


def keep_voice(*, voice: Voice, who: User, by_itself: bool = False) -> Generation:
    """Make it permanent by its first use. Pressed twice, it is paid for once."""
    request = keep_request(voice) | ({"by_itself": True} if by_itself else {})
    key = uuid.uuid5(voice.public_id, f"keep {voice.voice_id} {_tries(voice)}")
    return start_generation(team=voice.team, author=who, kind=KEEP, request=request, client_key=key, press=ONE_PRESS)


def last_keepings(team: Team) -> dict[str, Generation]:
    """By reference of its voice, the last try to keep each: of the week in which that can help."""
    rows = Generation.objects.for_team(team).of_kinds([KEEP]).filter(created_at__gt=timezone.now() - UNUSED)
    return {gen.request["voice"]: gen for gen in rows.order_by("id")}


def _tries(voice: Voice) -> int:
    """How often keeping has failed: another press may then try again."""
    rows = Generation.objects.for_team(voice.team).filter(kind=KEEP, request__voice=voice.ref)
    return rows.filter(state__in=[State.FAILED, State.CANCELLED]).count()


@transaction.atomic
def choose(*, voice: Voice, who: User, name: str = "") -> bool:
    """Of the candidates of a design, this one is kept in the list; the others fade with their 168 hours."""
    changes = {"name": name} if name else {}
    chosen = voice.change(guard=Q(is_candidate=True, made_at__isnull=False), is_candidate=False, **changes)
    if chosen and voice.generation_id:
        touch(voice.generation_id)
    return chosen


@transaction.atomic
def make_again(*, voice: Voice, who: User) -> Generation:
    """Clone or design it once more, from what was kept; under another id, for the old one can never be used again."""
    voice_id = new_voice_id(voice.name)
    request = {**voice.recipe, "voice_id": voice_id}
    kind = "voice_clone" if voice.origin == Voice.Origin.CLONED else "voice_design"
    if kind == "voice_design":
        request["model"] = DESIGN_MODEL
    key = uuid.uuid5(voice.public_id, f"again {voice.voice_id} {voice.generation_id if _has_failed(voice) else ''}")
    gen = start_generation(
        team=voice.team,
        author=who,
        kind=kind,
        request={**request, "voice": voice.ref, "title": voice.name},
        client_key=key,
        press=ONE_PRESS,
    )
    voice.change(generation=gen)
    return gen


def _has_failed(voice: Voice) -> bool:
    """Did the last try to make it end without a voice? Then another press is another try."""
    gen = voice.generation
    return gen is not None and gen.state in (State.FAILED, State.CANCELLED)


async def delete_voice(*, voice: Voice, who: User) -> MiniMaxError | None:
    """Delete it here and at MiniMax. What MiniMax no longer knows is deleted all the same; another no is returned."""
    kind = VoiceKind.CLONED if voice.origin == Voice.Origin.CLONED else VoiceKind.GENERATED
    if not voice.is_gone and voice.made_at is not None:
        try:
            await api_for(voice.connection).voices.delete(voice.voice_id, kind)
        except (NotFound, VoiceProblem):
            pass
        except MiniMaxError as error:
            return error
    await sync_to_async(_note_deleted)(voice, who)
    return None


@transaction.atomic
def _note_deleted(voice: Voice, who: User) -> None:
    if voice.change(guard=Q(deleted_at=None), deleted_at=timezone.now()):
        audit.record(who, "voice.deleted", voice)


def rename(*, voice: Voice, name: str) -> bool:
    return voice.change(name=name)


def set_star(*, team: Team, person: User, ref: str, on: bool) -> None:
    if on:
        Favourite.objects.get_or_create(team=team, person=person, ref=ref)
    else:
        Favourite.objects.filter(team=team, person=person, ref=ref).delete()


@transaction.atomic
def set_keeping(*, team: Team, who: User, is_on: bool, cap: Decimal) -> Keeping:
    """Whether voices about to die are kept by themselves, and what that may cost in a month."""
    row, _made = Keeping.objects.update_or_create(
        team=team, defaults={"is_on": is_on, "cap": cap, "by": who, "changed_at": timezone.now()}
    )
    audit.record(who, "voices.keeping", team, is_on=is_on, cap=str(cap))
    return row


def preview_request(voice_id: str, name: str, text: str) -> dict[str, Any]:
    return {"text": text, "model": PREVIEW_MODEL, "voice": voice_id, "voice_id": voice_id, "voice_name": name}


@transaction.atomic
def preview(*, team: Team, who: User, voice_id: str, name: str, text: str) -> Generation:
    """Speak a sentence with a system voice, or find when that was done: a connection pays for it once."""
    connection = team.connection
    if connection is None:
        raise NoConnection
    rows = Preview.objects.select_related("generation").filter(connection=connection, voice_id=voice_id)
    known = rows.first()
    if known and known.generation.state not in (State.FAILED, State.CANCELLED, State.UNCERTAIN):
        return known.generation
    request = preview_request(voice_id, name, text)
    key = uuid.uuid5(connection.public_id, f"preview {voice_id} {known.generation_id if known else ''}")
    gen = start_generation(
        team=team, author=who, kind="voice_preview", request=request, client_key=key, press=ONE_PRESS
    )
    Preview.objects.update_or_create(connection=connection, voice_id=voice_id, defaults={"generation": gen})
    return gen


def new_voice_id(words: str) -> str:
    """An id that MiniMax takes (8 to 256 letters, digits, - and _; a letter first, no - or _ last), and nobody has."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", words)[:40].strip("-")
    stem = plain if plain[:1].isalpha() else f"Voice-{plain}".strip("-")
    return f"{stem}-{secrets.token_hex(4)}"
