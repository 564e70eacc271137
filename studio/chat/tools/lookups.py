"""Tools that look something up or work something out; they cost nothing."""

import json
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from studio.catalogue.models import SystemVoice
from studio.chat.tools.arithmetic import LONGEST_SUM, work_out
from studio.chat.tools.base import Answer, Lookup, Seat, Trouble, object_of, one_of, words
from studio.generations.models import Generation, State
from studio.generations.present import Card
from studio.library.models import Asset
from studio.library.search import Search
from studio.teams.models import Team
from studio.voices.models import Voice
from studio.web.ids import as_uuid

MOST = 20


class Calculate(Lookup):
    name, title = "calculate", _("Calculate")
    description = "Work out a sum exactly, instead of guessing: + - * / // % ** and brackets, sqrt, sin, log and so on."

    def parameters(self, team: Team) -> dict[str, Any]:
        return object_of(["sum"], sum=words("For example (3 + 4) * 2 ** 10 / sqrt(2)", LONGEST_SUM))

    def answer(self, seat: Seat, arguments: dict[str, Any]) -> Answer:
        return Answer(f"{arguments['sum']} = {work_out(arguments['sum'])}"[:2000])


class TellTime(Lookup):
    name, title = "tell_time", _("The time")
    description = "The date and time now, in a time zone."

    def parameters(self, team: Team) -> dict[str, Any]:
        return object_of(zone=words("For example Asia/Shanghai; UTC when left out.", 60))

    def answer(self, seat: Seat, arguments: dict[str, Any]) -> Answer:
        zone = arguments.get("zone") or "UTC"
        if zone not in available_timezones():
            raise Trouble(f"There is no time zone {zone}; they are named like Europe/Berlin.")
        return Answer(f"{timezone.now().astimezone(ZoneInfo(zone)):%A %Y-%m-%d %H:%M:%S %Z}")


class ListVoices(Lookup):
    name, title = "list_voices", _("List voices")
    description = "The voices that make_speech can use: the team's own first, then MiniMax's."

    def parameters(self, team: Team) -> dict[str, Any]:
        return object_of(
            words=words("Words of a name, e.g. narrator.", 100),
            language=words("For example English or Chinese.", 40),
            gender=one_of("", ["female", "male"]),
        )

    def answer(self, seat: Seat, arguments: dict[str, Any]) -> Answer:
        own = Voice.objects.for_team(seat.team).filter(deleted_at=None)
        system = SystemVoice.objects.filter(retired=False)
        for word in str(arguments.get("words") or "").split()[:5]:
            own, system = own.filter(name__icontains=word), system.filter(name__icontains=word)
        if language := arguments.get("language"):
            system = system.filter(language__icontains=language)
        if gender := arguments.get("gender"):
            system = system.filter(gender=gender)
        found = [{"id": f"own:{one.public_id}", "name": one.name, "own": True} for one in own[:MOST]]
        found += [
            {"id": one.voice_id, "name": one.name, "language": one.language, "gender": one.gender}
            for one in system[:MOST]
        ]
        return Answer(as_json(found))


class SearchLibrary(Lookup):
    name, title = "search_library", _("Search the library")
    description = (
        "Find what the team made or uploaded, the newest first, by words of its prompt, name, notes, tags or text. "
        "Tells ids."
    )

    def parameters(self, team: Team) -> dict[str, Any]:
        return object_of(
            words=words("Words of the name or the prompt; none for the newest.", 200),
            kind=one_of("", [kind.value for kind in Asset.Kind]),
        )

    def answer(self, seat: Seat, arguments: dict[str, Any]) -> Answer:
        search = Search(q=str(arguments.get("words") or "")[:200], kind=str(arguments.get("kind") or ""))
        rows = search.rows(seat.team, seat.author).select_related("author").newest_before(None)
        found = [asset_facts(one) for one in rows[:MOST]]
        return Answer(as_json(found) if found else "Nothing in the library has these words.")


class LookAt(Lookup):
    name, title = "look_at_result", _("Look at a result")
    description = (
        "What a thing of the library is, or how far something is that is being made, by its id. "
        "A picture is shown to you, if you can see."
    )

    def parameters(self, team: Team) -> dict[str, Any]:
        return object_of(["id"], id=words("As another tool told it.", 60))

    def answer(self, seat: Seat, arguments: dict[str, Any]) -> Answer:
        name = as_uuid(arguments["id"])
        asset = Asset.objects.for_team(seat.team).kept().select_related("author").filter(public_id=name).first()
        if asset:
            return Answer(as_json(asset_facts(asset)), asset if asset.kind == Asset.Kind.IMAGE else None)
        gen = Generation.objects.for_team(seat.team).for_card().filter(public_id=name).first()
        if gen is None:
            raise Trouble("There is nothing with this id; search_library tells ids.")
        assets = Card(gen).assets
        picture = next((one for one in assets if one.kind == Asset.Kind.IMAGE), None)
        return Answer(as_json(generation_facts(gen, assets)), picture)


def asset_facts(asset: Asset) -> dict[str, Any]:
    facts = {
        "id": str(asset.public_id),
        "kind": asset.kind,
        "title": asset.headline[:300],
        "made_at": f"{asset.created_at:%Y-%m-%d %H:%M} UTC",
        "by": str(asset.author) if asset.author else None,
        "size": f"{asset.width}x{asset.height}" if asset.width else None,
        "seconds": asset.seconds,
        "model": asset.recipe.get("model"),
    }
    return {name: value for name, value in facts.items() if value is not None}


def generation_facts(gen: Generation, assets: list[Asset]) -> dict[str, Any]:
    card = Card(gen)
    facts: dict[str, Any] = {"id": str(gen.public_id), "state": card.state, "results": [asset_facts(a) for a in assets]}
    if gen.state == State.FAILED and card.problem:
        facts["problem"] = f"{card.problem.cause} {card.problem.next_step}"
    return facts


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
