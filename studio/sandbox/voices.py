"""Voices: the system's, and an account's own cloned and designed ones (official.md 4.4).

A voice of one's own that is not used within 168 hours is gone, and its id can never be used again.
"""

import re
import secrets
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError
from django.db.models import Q
from django.http.response import HttpResponseBase

from . import misfortune
from .door import Call, answer, call, read_json
from .errors import InvalidParams, Refused, Style
from .models import Account, Voice
from .sound.profile import Profile, mixed
from .sound.voices import profile_of_voice, system_voices

UNUSED_SECONDS = 168 * 3600
KINDS = ("system", Voice.CLONED, Voice.DESIGNED, "all")
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{6,254}[A-Za-z0-9]")
SYSTEM_DAY = "1970-01-01"  # MiniMax names no other day for its own voices


@call(Style.NATIVE)
async def index(call: Call) -> HttpResponseBase:
    kind = (await read_json(call.request)).get("voice_type")
    if kind not in KINDS:
        raise InvalidParams(f"voice_type must be one of {', '.join(KINDS)}")
    what = misfortune.ordered(call.request)
    await misfortune.before(what)
    found: dict[str, Any] = {}
    if kind in ("system", "all"):
        found["system_voice"] = [_described_system(row) for row in system_voices().values()]
    for own in (Voice.CLONED, Voice.DESIGNED):
        if kind in (own, "all"):
            found[own] = [_described(voice) async for voice in _used(call.account, own)]
    return misfortune.after(what, call.style) or answer(found)


@call(Style.NATIVE)
async def delete(call: Call) -> HttpResponseBase:
    body = await read_json(call.request)
    kind, voice_id = body.get("voice_type"), body.get("voice_id")
    if kind not in (Voice.CLONED, Voice.DESIGNED):
        raise InvalidParams(f"voice_type must be {Voice.CLONED} or {Voice.DESIGNED}")
    if not isinstance(voice_id, str) or not voice_id:
        raise InvalidParams("voice_id is required")
    what = misfortune.ordered(call.request)
    await misfortune.before(what)
    voice = await find_voice(call.account, voice_id, call.now)
    if voice is None or voice.kind != kind:
        raise Refused(2054)
    voice.deleted_at = call.now
    await voice.asave(update_fields=["deleted_at"])
    reply = answer({"voice_id": voice_id, "created_time": day(voice.created_at)})
    return misfortune.after(what, call.style) or reply


async def find_profile(
    account: Account, wanted: tuple[tuple[str, int], ...], now: float
) -> tuple[Profile, list[Voice]]:
    """The voices mixed by their weights, and those among them that are the account's own. Refuses with 2054."""
    parts, own = [], []
    for voice_id, weight in wanted:
        profile = profile_of_voice(voice_id)
        if profile is None and (voice := await find_voice(account, voice_id, now)):
            own.append(voice)
            profile = Profile.from_json(voice.profile)
        profile = profile or profile_of_voice(_id_of_name(voice_id))
        if profile is None:
            raise Refused(2054)
        parts.append((profile, weight))
    return (parts[0][0] if len(parts) == 1 else mixed(parts)), own


async def find_voice(account: Account, voice_id: str, now: float) -> Voice | None:
    """The account's own voice, unless it is deleted or was not used in time."""
    voice = await Voice.objects.filter(account=account, voice_id=voice_id, deleted_at=None).afirst()
    unused = voice is not None and voice.used_at is None and now > voice.created_at + UNUSED_SECONDS
    return None if unused else voice


async def note_use(own: list[Voice], now: float) -> None:
    """The first use in a synthesis keeps a voice."""
    fresh = [voice.pk for voice in own if voice.used_at is None]
    if fresh:
        await Voice.objects.filter(pk__in=fresh, used_at=None).aupdate(used_at=now)


async def check_free(account: Account, voice_id: str) -> None:
    """Refuse with 2039 an id that is taken or ever was."""
    taken = profile_of_voice(voice_id) is not None
    if taken or await Voice.objects.filter(account=account, voice_id=voice_id).aexists():
        raise Refused(2039)


async def keep_voice(call: Call, voice_id: str, kind: str, description: str, profile: Profile) -> None:
    voice = Voice(account=call.account, voice_id=voice_id, kind=kind, description=description)
    voice.profile, voice.created_at = profile.to_json(), call.now
    try:
        await voice.asave(force_insert=True)
    except IntegrityError:  # made by another call in the meantime
        raise Refused(2039) from None


def read_voice_id(value: object) -> str:
    """8 to 256 letters, digits, - and _, a letter first, neither - nor _ last (official.md 4.4)."""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise InvalidParams(
            "voice_id must have 8 to 256 letters, digits, - or _, begin with a letter and not end in - or _"
        )
    return value


def new_voice_id(now: float) -> str:
    """For a designed voice that was given none."""
    return f"ttv-voice-{int(now)}-{secrets.token_hex(4)}"


def day(when: float) -> str:
    return datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%d")


def _used(account: Account, kind: str) -> Any:
    """Newest first: cloned and designed voices are listed only after their first use."""
    used = Q(used_at__isnull=False, deleted_at=None)
    return Voice.objects.filter(used, account=account, kind=kind).order_by("-created_at", "-id")


def _described(voice: Voice) -> dict[str, Any]:
    texts = [voice.description] if voice.description else []
    return {"voice_id": voice.voice_id, "description": texts, "created_time": day(voice.created_at)}


def _described_system(row: dict[str, str]) -> dict[str, Any]:
    gender = "" if row["gender"] == "unstated" else row["gender"]
    texts = [", ".join(filter(None, (gender, row["language"])))]
    return {
        "voice_id": row["voice_id"],
        "voice_name": row["name"],
        "description": [text for text in texts if text],
        "created_time": SYSTEM_DAY,
    }


def _id_of_name(name: str) -> str:
    """The first system voice of this name: the reference takes a "voice ID or name"."""
    wanted = name.casefold()
    return next((row["voice_id"] for row in system_voices().values() if row["name"].casefold() == wanted), "")
