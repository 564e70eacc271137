"""What the sandbox has said, by the SHA-256 of the audio: so it knows its own words again.

The audio of a long task is noted by its renderer in a file, for a worker knows no tables.
"""

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from . import store
from .files import LONG_SPEECH
from .models import Account, StoredFile, Utterance

MOST_TASKS = 1000  # of an account, newest first, that are looked through


@dataclass(frozen=True)
class Heard:
    """`sentences` in their order; `seconds`: of the audio."""

    sentences: tuple[str, ...]
    seconds: float

    @property
    def text(self) -> str:
        return joined(self.sentences)


async def remember(account: Account, sha256: str, sentences: Iterable[str], seconds: float, now: float) -> None:
    said = {"text": "\n".join(sentences), "seconds": seconds, "created_at": now}
    await Utterance.objects.aget_or_create(account=account, sha256=sha256, defaults=said)


async def find(account: Account, sha256: str) -> Heard | None:
    """What is said in the account's audio of this hash."""
    known = await Utterance.objects.filter(account=account, sha256=sha256).afirst()
    if known is not None:
        return Heard(tuple(known.text.split("\n")), known.seconds)
    files = StoredFile.objects.filter(account=account, purpose=LONG_SPEECH, task__isnull=False).select_related("task")
    recipes = [file.task.film async for file in files.order_by("-created_at")[:MOST_TASKS] if file.task]
    return await asyncio.to_thread(_find_noted, recipes, sha256)


def joined(sentences: Iterable[str]) -> str:
    """The sentences as one text; the scripts of East Asia need no space between them."""
    text = ""
    for sentence in sentences:
        text += (" " if text and ord(text[-1]) < 0x2E80 else "") + sentence
    return text


def _find_noted(recipes: list[dict], sha256: str) -> Heard | None:
    for recipe in recipes:
        text = store.folder("inputs") / recipe["text"]
        note = _read_note(text.with_name(f"{text.name}.heard"))
        if note.get("sha256") == sha256:
            return Heard(_sentences(text.read_text(encoding="utf-8")), note["seconds"])
    return None


def _read_note(path: Path) -> dict:
    try:
        return dict(json.loads(path.read_text()))
    except FileNotFoundError:  # not spoken yet
        return {}


def _sentences(text: str) -> tuple[str, ...]:
    from .sound.script import Sentence, parts_of

    return tuple(part.text for part in parts_of(text) if isinstance(part, Sentence))
