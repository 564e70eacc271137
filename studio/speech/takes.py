"""The lines of a script and the times that they were spoken: what is stale, what is made, and what comes of it."""

import json
import uuid
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django.db import transaction

from studio.accounts.models import User
from studio.catalogue import ask as catalogue
from studio.catalogue.models import Price
from studio.generations.actions import start_generation
from studio.generations.models import Generation, State
from studio.generations.transition import hear
from studio.speech.models import Line, Script, Take
from studio.spend.pricing import price
from studio.voices.ask import AnyVoice, find_voice, find_voices
from studio.voices.speak import fee_due, measure_text
from studio.web.money import Money

TOGETHER = 25
KIND = "speech_line"


def recipe_of(line: Line, script: Script) -> str:
    """Tells what a line is made from: another text, voice or manner is another recipe."""
    made_from = [line.text, line.voice, script.settings]
    return sha256(json.dumps(made_from, sort_keys=True).encode()).hexdigest()


def state_of(line: Line, script: Script) -> str:
    """The line with its `take` and `making` at hand: no query."""
    if line.making is not None:
        if line.making.generation.state == State.UNCERTAIN:
            return Line.State.UNKNOWN
        return Line.State.FAILED if line.making.has_failed else Line.State.MAKING
    if line.take is None:
        return Line.State.UNMADE
    return Line.State.MADE if line.take.recipe == recipe_of(line, script) else Line.State.STALE


def with_takes(script: Script) -> list[Line]:
    """All lines in order, in one query."""
    rows = script.lines.select_related("take__asset", "take__generation", "making__generation")
    return list(rows.order_by("position", "id"))


def to_make(script: Script, lines: Iterable[Line]) -> list[Line]:
    """What one press makes: everything unmade, stale or failed that is not locked and says something."""
    wanted = (Line.State.UNMADE, Line.State.STALE, Line.State.FAILED)
    return [line for line in lines if not line.is_locked and line.text.strip() and state_of(line, script) in wanted]


def price_of(
    script: Script,
    lines: Iterable[Line],
    voices: dict[str, AnyVoice] | None = None,
    rows: list[Price] | None = None,
    held: set[str] | None = None,
) -> Money:
    """What making these lines costs, a voice's first use counted once.

    `voices`, `rows`, and `held` from `fees_held`: known ones spare queries.
    """
    model, lines = script.settings["model"], list(lines)
    named = {line.voice for line in lines}
    rows = catalogue.prices_of(model, "voice-clone", "voice-design") if rows is None else rows
    voices = find_voices(script.team, named) if voices is None else voices
    total = price(measure_text(model, sum(len(line.text.strip()) for line in lines)), rows)
    for ref, voice in voices.items():
        due = fee_due(voice.own, held) if ref in named else None
        if due is not None and total.amount is not None:
            fee = price(due, rows)
            total = Money(None if fee.amount is None else total.amount + fee.amount, total.currency)
    return total


def request_of(line: Line, script: Script, voice: AnyVoice | None) -> dict[str, Any]:
    return {
        **script.settings,
        "mode": "line",
        "text": line.text.strip(),
        "voice": line.voice,
        "voice_id": voice.voice_id if voice else line.voice,
        "voice_name": voice.name if voice else line.voice,
        "line": str(line.public_id),
        "script": script.title,
    }


@transaction.atomic
def make_take(*, line: Line, script: Script, who: User, voice: AnyVoice | None = None) -> Take:
    """Speak the line once more. While it is being spoken, another press is the same press."""
    # As it is now, and held: two presses may have seen it at rest.
    held = Line.objects.select_for_update(of=("self",)).select_related("making__generation").get(pk=line.pk)
    if held.making is not None and not held.making.has_failed:
        return held.making
    request = request_of(line, script, voice or find_voice(script.team, line.voice))
    count = line.takes.count()
    key = uuid.uuid5(line.public_id, f"take {count}")
    gen = start_generation(
        team=script.team, author=who, kind=KIND, request=request, client_key=key, press={"take": count}
    )
    take, made = Take.objects.get_or_create(generation=gen, defaults={"line": line, "recipe": recipe_of(line, script)})
    if made:
        line.change(making=take)
    return take


def make_all(*, script: Script, who: User) -> list[Take]:
    """Everything that is to be made; each line is a generation of its own, so none costs the others.

    A few at a time in one transaction: on SQLite nobody else writes meanwhile.
    """
    lines = to_make(script, with_takes(script))
    voices = find_voices(script.team, {line.voice for line in lines})
    takes = []
    for at in range(0, len(lines), TOGETHER):
        with transaction.atomic():
            for line in lines[at : at + TOGETHER]:
                takes.append(make_take(line=line, script=script, who=who, voice=voices.get(line.voice)))
    return takes


@transaction.atomic
def restore(*, line: Line, take: Take) -> bool:
    """Take an earlier take back, with the words and the voice that it was made from; words that no take has yet stay.

    False for one that never came to an end, and of a locked line.
    """
    if take.asset_id is None or take.line_id != line.pk or line.is_locked:
        return False
    changes: dict[str, Any] = {"take": take}
    asked = take.generation.request
    if line.text.strip() in {other.said for other in line.takes.select_related("generation")}:
        changes |= {"text": asked["text"], "voice": asked["voice"], "voice_name": asked["voice_name"]}
    # What failed since is settled by that: nothing is left to make again.
    if line.making is not None and line.making.has_failed:
        changes["making"] = None
    line.change(**changes)
    return True


def follow(gen_id: int, kind: str, to: str) -> None:
    """A take came, or failed: its line shows it. Inside the generation's own transaction."""
    if kind != KIND or to not in (State.DONE, State.FAILED, State.CANCELLED, State.UNCERTAIN):
        return
    take = Take.objects.select_related("line__script").filter(generation_id=gen_id).first()
    if take is None:
        return
    if to != State.DONE:
        take.line.change()
        return
    take.asset_id = Generation.objects.get(pk=gen_id).results.values_list("asset_id", flat=True).first()
    take.save(update_fields=["asset"])
    # Of several tries the last one that was asked for stands, and an older one that comes late is only kept.
    changes: dict[str, Any] = {}
    if take.line.take_id is None or take.line.take_id < take.pk:
        changes["take"] = take
    if take.line.making_id == take.pk:
        changes["making"] = None
    take.line.change(**changes)


hear(follow)
