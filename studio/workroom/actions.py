"""What a team's rooms remember: prompts by themselves, presets when somebody says so."""

from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from studio import audit
from studio.accounts.models import User
from studio.teams.models import Team
from studio.workroom.models import Preset, Prompt

MOST_PRESETS = 200


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
        known = Preset.objects.filter(team=team, room=room)
        if known.count() >= MOST_PRESETS and not known.filter(name=name).exists():
            raise TooMany
        preset, made = Preset.objects.update_or_create(
            team=team, room=room, name=name, defaults={"values": values, "author": author}
        )
        audit.record(author, "preset.saved" if made else "preset.changed", preset)
    return preset, made


def delete_preset(*, preset: Preset, who: User) -> None:
    with transaction.atomic():
        audit.record(who, "preset.deleted", preset)
        preset.delete()
