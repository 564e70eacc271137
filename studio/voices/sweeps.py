"""The life of voices by the clock: people are told before one dies, the team's wish keeps it, a loss is noticed."""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from studio.accounts.models import User
from studio.generations.models import Generation, State
from studio.generations.wires import api_for
from studio.jobs.db import db
from studio.jobs.work import work
from studio.minimax import MiniMaxError, VoiceKind
from studio.notices.actions import Event, announce
from studio.spend.actions import month_start
from studio.spend.models import Entry
from studio.teams.models import Connection, Membership, Role, Team
from studio.voices.actions import keep_price, keep_voice
from studio.voices.ask import KEEP, of_own, why_silent
from studio.voices.models import UNUSED, Keeping, Voice
from studio.voices.recipe import href_of
from studio.voices.speak import fees_held

log = logging.getLogger(__name__)
# Hours before the end at which people are told, and from which on a voice is kept by itself.
TOLD_AT = (2, 24, 72)
KEPT_AT = 24
TRIED_AGAIN = timedelta(hours=1)
LOOK_TWICE = timedelta(minutes=10)
OWN_KINDS = (VoiceKind.CLONED, VoiceKind.GENERATED)


@work.sweep(timedelta(minutes=5))
def tell_of_dying() -> None:
    """At 72, 24 and 2 hours; a studio that was off tells only of the nearest."""
    now = timezone.now()
    dying = Voice.objects.dying(now).filter(made_at__lt=now - UNUSED + timedelta(hours=TOLD_AT[-1]))
    one_by_one(dying.for_card(), tell_how_long)


def tell_how_long(voice: Voice) -> None:
    hours = next(hours for hours in TOLD_AT if voice.hours_left <= hours)
    event = event_of(
        voice,
        "voice.expiring",
        f"{hours}h",
        title=_("The voice %(name)s has less than %(hours)s h left"),
        text=_("MiniMax deletes a voice that is not used within 168 hours. Keep it, or speak with it."),
        weight="danger" if hours == TOLD_AT[0] else "warn",
        hours=str(hours),
    )
    tell(people_of(voice), event)


@work.sweep(timedelta(minutes=5))
def tell_of_dead() -> None:
    """What MiniMax deleted for want of use, and what it lost: it can be made again."""
    week_ago = timezone.now() - UNUSED
    recently = Q(used_at=None, made_at__lt=week_ago, made_at__gt=week_ago - timedelta(days=1))
    gone = recently | Q(lost_at__gt=timezone.now() - timedelta(days=1))
    one_by_one(Voice.objects.made().filter(gone).for_card(), tell_gone)


def tell_gone(voice: Voice) -> None:
    event = event_of(
        voice,
        "voice.gone",
        "gone",
        title=_("MiniMax no longer has the voice %(name)s"),
        text=_("It can be made again from what was kept, with one press on the voices page."),
        weight="danger",
    )
    tell(people_of(voice), event)


@work.sweep(timedelta(minutes=5))
def keep_by_itself() -> None:
    """Where the team wishes it: a voice in its last day is used once, as long as the month's cap allows."""
    now = timezone.now()
    dying = Voice.objects.dying(now).filter(made_at__lt=now - UNUSED + timedelta(hours=KEPT_AT))
    one_by_one(dying.filter(team__keeping__is_on=True).for_card().select_related("team__keeping__by"), try_to_keep)


def try_to_keep(voice: Voice) -> None:
    # Who speaks with it keeps it alive, and pays its price: that is waited for.
    if voice.ref in fees_held(voice.team):
        return
    last = last_keeping(voice)
    if last is not None and last.state == State.FAILED:
        tell_not_kept(voice, _("MiniMax was asked, and it failed. Its card on the voices page says why."))
    if last is not None and last.state == State.UNCERTAIN:
        tell_not_kept(voice, _("MiniMax was asked, and its answer was lost. Its card leads to where you decide."))
    # What will not be mended is not tried at every turn.
    if last is None or (last.finished_at and last.finished_at < timezone.now() - TRIED_AGAIN):
        keep_within_cap(voice, voice.team.keeping)


def one_by_one(voices: Iterable[Voice], act: Callable[[Voice], object]) -> None:
    """One that breaks is logged, and does not leave the others to die."""
    for voice in voices:
        try:
            act(voice)
        except Exception:
            log.exception("%s of voice %s broke", act.__name__, voice.public_id)


def keep_within_cap(voice: Voice, keeping: Keeping) -> None:
    who = keeping.by
    cost = keep_price(voice).amount
    if why_silent(voice.team, of_own(voice)):
        said = _("It lives on another connection than the team's present one, and can be kept there only.")
    elif who is None or not may_create(voice.team, who):
        said = _("Nobody who may spend for the team has switched it on. An admin can switch it on again.")
    elif cost is None:
        said = _("What it would cost is not known. Keep it by hand.")
    elif kept_by_itself(voice.team) + cost > keeping.cap:
        said = _("It would go beyond what the team allows in a month. Keep it by hand, or raise the cap.")
    else:
        keep_voice(voice=voice, who=who, by_itself=True)
        return
    tell_not_kept(voice, said)


def tell_not_kept(voice: Voice, said: str) -> None:
    title = _("The voice %(name)s was not kept by itself")
    tell(people_of(voice), event_of(voice, "voice.not_kept", "not kept", title=title, text=said, weight="danger"))


def kept_by_itself(team: Team) -> Decimal:
    """What keeping by itself has cost this month, or holds."""
    rows = Generation.objects.for_team(team).filter(kind=KEEP, request__by_itself=True)
    names = list(rows.filter(created_at__gte=month_start()).values_list("public_id", flat=True))
    sums = Entry.objects.for_team(team).filter(generation__in=names).totals(month_start())
    return sums["spent"] + sums["held"]


def last_keeping(voice: Voice) -> Generation | None:
    rows = Generation.objects.for_team(voice.team).filter(kind=KEEP, request__voice_id=voice.voice_id)
    return rows.order_by("-id").first()


@work.sweep(timedelta(hours=1))
async def look_for_lost() -> None:
    """Which permanent voices does MiniMax no longer list? Temporary ones it never lists (official.md 4.4)."""
    for connection in await db(connections_with_voices):
        try:
            listed = await api_for(connection).voices.list(OWN_KINDS)
        except MiniMaxError as error:
            log.info("voices of connection %s could not be listed: %s", connection.public_id, error)
            continue
        await db(note_missing, connection, {voice.voice_id for voice in listed})


def connections_with_voices() -> list[Connection]:
    used = Voice.objects.made().filter(used_at__isnull=False, lost_at=None)
    return list(Connection.objects.filter(pk__in=used.values("connection"), paused_reason=""))


def note_missing(connection: Connection, listed: set[str]) -> None:
    """Lost is what two looks in a row did not find: one list may lag behind."""
    now = timezone.now()
    for voice in Voice.objects.made().filter(connection=connection, used_at__isnull=False, lost_at=None):
        if voice.voice_id in listed:
            if voice.missed_at:
                voice.change(missed_at=None)
        elif voice.missed_at is None:
            voice.change(missed_at=now)
        elif now - voice.missed_at >= LOOK_TWICE:
            voice.change(guard=Q(lost_at=None), lost_at=now)


# Telling


def event_of(voice: Voice, name: str, occasion: str, *, title: str, text: str, weight: str, **params: str) -> Event:
    return Event(
        name=name,
        key=f"{name}:{voice.public_id}:{sha256(voice.voice_id.encode()).hexdigest()[:12]}:{occasion}",
        title=title,
        text=text,
        params={"name": voice.name, **params},
        team=voice.team,
        link=href_of(voice),
        mail=True,
        weight=weight,
    )


def tell(people: Iterable[User], event: Event) -> None:
    for person in people:
        announce(person, event)


def people_of(voice: Voice) -> list[User]:
    """Whoever made it, if still a member, and those who run the team."""
    rows = Membership.objects.select_related("user").filter(team=voice.team, user__is_active=True)
    return [row.user for row in rows if row.can(Role.ADMIN) or row.user_id == voice.author_id]


def may_create(team: Team, who: User) -> bool:
    row = Membership.objects.filter(team=team, user=who, user__is_active=True).first()
    return row is not None and row.can(Role.CREATOR)
