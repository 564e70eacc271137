"""What a team's rooms remember: prompts by themselves, presets when somebody says so."""

from datetime import timedelta
from itertools import chain, count
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from studio import audit
from studio.accounts.models import User
from studio.teams.models import Team
from studio.workroom.models import Preset, Prompt

MOST_PRESETS, LONGEST_NAME = 200, 80
FOR_UNDO = timedelta(days=1)


class TooMany(Exception):
    """The room has as many presets as a list can hold."""


def remember_prompt(*, team: Team, author: User, room: str, text: str) -> None:
    """Note that these words were sent; nothing for none."""
    if not text.strip():
        return
    with transaction.atomic():
        row, made = Prompt.objects.get_or_create(
            team=team, room=room, sha256=Prompt.digest(text), defaults={"text": text, "author": author}
        )
        if not made:
            Prompt.objects.filter(pk=row.pk).update(times=F("times") + 1, used_at=timezone.now(), author=author)


def find_prompts(team: Team, room: str, words: str = "") -> QuerySet[Prompt]:
    """The prompts of a room in which every one of these words occurs, the last used first."""
    rows = Prompt.objects.filter(team=team, room=room).order_by("-used_at", "-id")
    for word in words.replace("\0", "").split()[:8]:
        rows = rows.filter(text__icontains=word)
    return rows


def forget_prompt(prompt: Prompt) -> None:
    prompt.delete()


def save_preset(*, team: Team, author: User, room: str, name: str, values: dict[str, Any]) -> tuple[Preset, bool]:
    """Keep a form under a name; the same name again is the same preset, with other values.

    Answers whether it is new. Raises TooMany.
    """
    with transaction.atomic():
        known = Preset.objects.of_room(team, room)
        if known.count() >= MOST_PRESETS and not known.filter(name=name).exists():
            raise TooMany
        preset, made = known.update_or_create(
            team=team, room=room, name=name, defaults={"values": values, "author": author}
        )
        audit.record(author, "preset.saved" if made else "preset.changed", preset)
    return preset, made


def delete_preset(*, preset: Preset, who: User) -> None:
    """Take it away from the team. Undo: `restore_preset`, for a day at least."""
    now = timezone.now()
    with transaction.atomic():
        Preset.objects.filter(team=preset.team, deleted_at__lt=now - FOR_UNDO).delete()
        if Preset.objects.filter(pk=preset.pk, deleted_at=None).update(deleted_at=now):
            audit.record(who, "preset.deleted", preset)


def restore_preset(*, preset: Preset, who: User) -> None:
    """Give it back; where another has its name by now, under that name with a number. Raises TooMany."""
    with transaction.atomic():
        known = Preset.objects.of_room(preset.team, preset.room)
        if known.count() >= MOST_PRESETS:
            raise TooMany
        name = free_name(preset.name, set(known.values_list("name", flat=True)))
        if Preset.objects.filter(pk=preset.pk).exclude(deleted_at=None).update(deleted_at=None, name=name):
            preset.refresh_from_db()
            audit.record(who, "preset.restored", preset)


def free_name(name: str, taken: set[str]) -> str:
    """The name, or the first of `name 2`, `name 3`, … that is free."""
    numbered = (f"{name[: LONGEST_NAME - 4]} {number}" for number in count(2))
    return next(one for one in chain([name], numbered) if one not in taken)
