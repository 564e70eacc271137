"""Questions about voices of either kind: the system's, which everybody has, and the team's own."""

import uuid
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from studio.catalogue.models import Language, SystemVoice
from studio.generations.models import Generation
from studio.teams.models import Connection, Team
from studio.voices.models import MADE_BY, Voice

OWN = "own:"
KEEP = "voice_keep"


@dataclass(frozen=True)
class AnyVoice:
    """`ref`: how requests and forms name it; `voice_id`: how MiniMax does. `own` is the row of one of the team's."""

    ref: str
    voice_id: str
    name: str
    language: str = ""
    gender: str = ""
    own: Voice | None = None

    @property
    def facts(self) -> list[str]:
        kind = self.own.get_origin_display() if self.own else ""
        return [fact for fact in (kind, language_label(self.language), gender_label(self.gender)) if fact]


def find_voice(team: Team, ref: str) -> AnyVoice | None:
    """The voice that a reference names: one query. None for a strange one, another team's, and a deleted one."""
    if ref.startswith(OWN):
        row = find_own(team, ref)
        return of_own(row) if row else None
    system = SystemVoice.objects.filter(voice_id=ref).first()
    return of_system(system) if system else None


def find_own(team: Team, ref: str) -> Voice | None:
    try:
        public_id = uuid.UUID(ref.removeprefix(OWN))
    except ValueError:
        return None
    return Voice.objects.for_team(team).filter(public_id=public_id, deleted_at=None).first()


def find_voices(team: Team, refs: set[str]) -> dict[str, AnyVoice]:
    """Many at once, in two queries."""
    system = SystemVoice.objects.filter(voice_id__in=[ref for ref in refs if not ref.startswith(OWN)])
    own = Voice.objects.for_team(team).filter(deleted_at=None) if any(ref.startswith(OWN) for ref in refs) else []
    found = [*map(of_system, system), *map(of_own, own)]
    return {voice.ref: voice for voice in found if voice.ref in refs}


def is_taken(connection: Connection | None, voice_id: str, press: uuid.UUID | None) -> bool:
    """Has somebody the id, or had it? MiniMax gives none twice. The same `press` once more may have its own."""
    row = Voice.objects.select_related("generation").filter(connection=connection, voice_id=voice_id).first()
    if row and press and row.batch == press:
        return False
    makings = Generation.objects.filter(connection=connection, kind__in=MADE_BY, accepted_at__isnull=False)
    system = SystemVoice.objects.filter(voice_id=voice_id)
    held = row is not None and not row.is_unborn
    return held or system.exists() or makings.filter(request__voice_id=voice_id).exists()


def of_own(row: Voice) -> AnyVoice:
    return AnyVoice(row.ref, row.voice_id, row.name, row.language, row.gender, row)


def of_system(row: SystemVoice) -> AnyVoice:
    return AnyVoice(row.voice_id, row.voice_id, row.name, row.language, row.gender)


def why_silent(team: Team, voice: AnyVoice) -> str:
    """Why it cannot speak at this moment, in words; nothing when it can."""
    row = voice.own
    if row is None or (row.connection_id == getattr(team.connection, "pk", None) and row.can_speak):
        return ""
    if row.state == Voice.State.MAKING:
        return _("This voice is still being made.")
    if row.is_gone:
        day = timezone.localtime(row.lost_at or row.dies_at).strftime("%Y-%m-%d %H:%M")
        said = {"name": row.name, "day": day}
        return _("MiniMax no longer has %(name)s (since %(day)s UTC). Make it again on the voices page.") % said
    return _("%(name)s lives on another connection than the team's present one.") % {"name": row.name}


def language_label(name: str) -> str:
    return _(_labels().get(name, name)) if name else ""


def gender_label(gender: str) -> str:
    return {"female": _("female"), "male": _("male"), "character": _("character"), "unstated": ""}.get(gender, gender)


def _labels() -> dict[str, str]:
    from studio.catalogue import ask

    return {row["name"]: row["label"] for row in ask.facts("languages")}


def languages() -> list[Language]:
    return list(Language.objects.filter(retired=False))


def spoken_by(rows: list[Language], generation: str) -> list[Language]:
    """Those that a generation of speech models speaks: "02" is older than "2.6"."""
    return [row for row in rows if not row.since or not generation or generation >= row.since]
