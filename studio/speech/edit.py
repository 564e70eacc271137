"""What people do to scripts: begin one from a text, change its lines, its voices and its manner, put it away."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from studio import audit
from studio.accounts.models import User
from studio.speech.models import Line, Script
from studio.speech.split import split
from studio.teams.models import Team
from studio.voices.ask import AnyVoice

STEP = 1024.0
MOST_LINES = 2000


class TooManyLines(Exception):
    """The text has more paragraphs than a script holds."""


@transaction.atomic
def begin_script(*, team: Team, author: User, title: str, text: str, voice: AnyVoice, manner: dict[str, Any]) -> Script:
    """A script of the text's paragraphs, all in one voice until each speaker gets one. Raises TooManyLines."""
    paragraphs = split(text)
    if len(paragraphs) > MOST_LINES:
        raise TooManyLines
    script = Script.objects.create(team=team, author=author, title=title, settings=manner)
    Line.objects.bulk_create(
        Line(
            script=script,
            position=(number + 1) * STEP,
            speaker=paragraph.speaker[:60],
            text=paragraph.text,
            voice=voice.ref,
            voice_name=voice.name,
        )
        for number, paragraph in enumerate(paragraphs)
    )
    return script


@transaction.atomic
def add_line(*, script: Script, after: Line | None) -> Line:
    """An empty line behind another, or at the beginning; it speaks like its neighbour."""
    neighbours = script.lines.order_by("position")
    at = after.position if after else 0.0
    following = neighbours.filter(position__gt=at).first()
    like = after or following
    return Line.objects.create(
        script=script,
        position=(at + following.position) / 2 if following else at + STEP,
        speaker=like.speaker if like else "",
        voice=like.voice if like else "",
        voice_name=like.voice_name if like else "",
        text="",
    )


def edit_line(*, line: Line, text: str, speaker: str, voice: AnyVoice) -> bool:
    """Change one row; False when it is locked or says the same already."""
    changes: dict[str, Any] = {"text": text, "speaker": speaker, "voice": voice.ref, "voice_name": voice.name}
    if line.is_locked or all(getattr(line, name) == value for name, value in changes.items()):
        return False
    line.change(**changes)
    return True


def lock_line(*, line: Line, on: bool) -> None:
    """A locked line is neither changed nor made again until it is unlocked."""
    line.change(is_locked=on)


@transaction.atomic
def delete_line(*, line: Line) -> bool:
    """Take a line out; its takes go with it, what was spoken stays in the books. False when it is locked."""
    if line.is_locked:
        return False
    line.delete()
    return True


def give_voice(*, script: Script, speaker: str, voice: AnyVoice) -> int:
    """Let a speaker's lines be spoken by one voice; locked ones keep theirs. How many changed."""
    rows = script.lines.filter(speaker=speaker, is_locked=False).exclude(voice=voice.ref)
    return rows.update(voice=voice.ref, voice_name=voice.name, rev=F("rev") + 1)


@transaction.atomic
def set_manner(*, script: Script, title: str, manner: dict[str, Any]) -> None:
    """How all lines are spoken. Another manner makes every take stale."""
    Script.objects.filter(pk=script.pk).update(title=title, settings=manner, updated_at=timezone.now())
    if manner != script.settings:
        # Other open pages see within half a minute that every line is another one.
        script.lines.update(rev=F("rev") + 1)
    script.refresh_from_db()


@transaction.atomic
def put_script_away(*, script: Script, who: User) -> None:
    Script.objects.filter(pk=script.pk).update(deleted_at=timezone.now())
    audit.record(who, "script.deleted", script)


@transaction.atomic
def bring_script_back(*, script: Script, who: User) -> None:
    Script.objects.filter(pk=script.pk).update(deleted_at=None)
    audit.record(who, "script.restored", script)
