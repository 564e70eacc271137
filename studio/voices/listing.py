"""The list of voices: what is asked for, found among the system's and the team's own."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from studio.accounts.models import User
from studio.catalogue import ask as catalogue
from studio.catalogue.models import Language, Price, SystemVoice
from studio.generations.models import State
from studio.spend.pricing import price
from studio.teams.models import Team
from studio.voices.actions import PREVIEW_MODEL
from studio.voices.ask import AnyVoice, gender_label, language_label, of_own, of_system
from studio.voices.models import Favourite, Preview, Voice
from studio.voices.present import Known, VoiceCard
from studio.voices.speak import measure_text

PAGE = 48
GENDERS = ("female", "male", "character")


@dataclass(frozen=True)
class SystemCard:
    """One of MiniMax's own voices. `preview`: its sound's generation, when somebody has paid for it; else `price`."""

    voice: SystemVoice
    starred: bool
    preview: Any
    price: str

    @property
    def facts(self) -> list[str]:
        parts = (language_label(self.voice.language), gender_label(self.voice.gender))
        return [part for part in parts if part] or [_("any language")]


@dataclass(frozen=True)
class Pick:
    """A voice to choose, and how it is heard before: its `sound`, a `preview` that was paid for, one at a `price`."""

    voice: AnyVoice
    preview: Any = None
    price: str = ""
    sound: str = ""


class Listing:
    """`which`: "" for all, "own", "system", "cloned", "designed" or "starred"."""

    def __init__(self, team: Team, person: User, asked: dict[str, str]) -> None:
        self.team, self.person = team, person
        self.q, self.which = asked.get("q", "").strip()[:100], asked.get("which", "")
        self.language, self.gender = asked.get("language", ""), asked.get("gender", "")
        self.after = int(asked["after"]) if asked.get("after", "").isdecimal() and len(asked["after"]) < 9 else -1

    @cached_property
    def stars(self) -> set[str]:
        return set(Favourite.objects.filter(team=self.team, person=self.person).values_list("ref", flat=True))

    @cached_property
    def languages(self) -> list[Language]:
        return list(Language.objects.filter(retired=False))

    @property
    def genders(self) -> list[tuple[str, str]]:
        return [(gender, gender_label(gender)) for gender in GENDERS]

    # The team's own

    @cached_property
    def own(self) -> list[VoiceCard]:
        if self.which == "system" or self.after >= 0:
            return []
        rows: QuerySet[Any] = Voice.objects.for_team(self.team).made().for_card().order_by("-id")
        if self.which in Voice.Origin.values:
            rows = rows.filter(origin=self.which)
        words = Q(name__icontains=self.q) | Q(description__icontains=self.q) | Q(voice_id__icontains=self.q)
        rows = self._narrowed(rows, words | self._by_language)
        known = Known.of(self.team)
        cards = [VoiceCard(voice, known, voice.ref in self.stars) for voice in rows]
        return [card for card in cards if card.starred] if self.which == "starred" else cards

    @property
    def temporary(self) -> list[VoiceCard]:
        """The next to die first."""
        return sorted((card for card in self.own if card.is_temporary), key=lambda card: card.voice.dies_at)

    @property
    def gone(self) -> list[VoiceCard]:
        return [card for card in self.own if card.voice.is_gone]

    @property
    def permanent(self) -> list[VoiceCard]:
        return [card for card in self.own if card.state == Voice.State.PERMANENT]

    # The system's

    @cached_property
    def _system(self) -> list[SystemVoice]:
        if self.which in ("own", *Voice.Origin.values):
            return []
        rows = self._found.filter(order__gt=self.after)
        if self.which == "starred":
            rows = rows.filter(voice_id__in=self.stars)
        return list(rows[: PAGE + 1])

    @property
    def _found(self) -> "QuerySet[Any]":
        rows = SystemVoice.objects.filter(retired=False).order_by("order")
        words = Q(name__icontains=self.q) | Q(voice_id__icontains=self.q)
        return self._narrowed(rows, words | self._by_language)

    @cached_property
    def system(self) -> list[SystemCard]:
        return self._cards(self._system[:PAGE])

    def _cards(self, rows: list[SystemVoice]) -> list[SystemCard]:
        heard = self._previews([row.voice_id for row in rows])
        prices = catalogue.prices_of(PREVIEW_MODEL)
        return [
            SystemCard(row, row.voice_id in self.stars, heard.get(row.voice_id), preview_price(row.language, prices))
            for row in rows
        ]

    @property
    def more(self) -> int | None:
        """The order of the last one shown, when others follow."""
        return self._system[PAGE - 1].order if len(self._system) > PAGE else None

    @cached_property
    def is_empty(self) -> bool:
        return not self.own and not self._system

    def picks(self) -> list[Pick]:
        """For a field of another page: the team's own that can speak, then the system's, the starred ones first."""
        own = [Pick(of_own(card.voice), sound=card.sound) for card in self.own if card.voice.can_speak]
        starred = self._found.filter(voice_id__in=self.stars)
        system = self._cards([*starred, *self._found.exclude(voice_id__in=self.stars)[:PAGE]])
        return [*own, *(Pick(of_system(card.voice), card.preview, card.price) for card in system)]

    @property
    def _by_language(self) -> Q:
        """Those of the languages that are searched for, by MiniMax's name or by the reader's."""
        asked = self.q.casefold()
        found = [row.name for row in self.languages if asked in f"{row.name}\n{row.label}\n{row}".casefold()]
        return Q(language__in=found)

    def _narrowed(self, rows: "QuerySet[Any]", words: Q) -> "QuerySet[Any]":
        if self.q:
            rows = rows.filter(words)
        if self.language:
            rows = rows.filter(language=self.language)
        return rows.filter(gender=self.gender) if self.gender else rows

    def _previews(self, ids: list[str]) -> dict[str, Any]:
        if self.team.connection is None:
            return {}
        rows = Preview.objects.select_related("generation").filter(connection=self.team.connection, voice_id__in=ids)
        ended = (State.FAILED, State.CANCELLED, State.UNCERTAIN)
        return {row.voice_id: row.generation for row in rows if row.generation.state not in ended}


def preview_text(language: str) -> str:
    """What a voice says of itself, in its own language."""
    texts: dict[str, str] = catalogue.facts("preview_texts")
    return texts.get(language) or texts["English"]


def preview_price(language: str, rows: list[Price] | None = None) -> str:
    return str(price(measure_text(PREVIEW_MODEL, len(preview_text(language))), rows)) or _("price unknown")
