"""The catalogue as tables for reading: one section a family, one row a model. Three queries, however many rows.

An administrator may write anything into a model's abilities; a fact that cannot be read is left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from studio.catalogue.models import Limit, Model, Price
from studio.catalogue.words import MODES
from studio.web.money import Money

# Families in the order of the page, each under the section that shows it.
SECTIONS = {
    "chat": (_("Chat"), ["chat"]),
    "speech": (_("Speech"), ["speech"]),
    "image": (_("Images"), ["image"]),
    "video": (_("Video"), ["video", "video_v2"]),
    "music": (_("Music"), ["music"]),
    "other": (_("Embeddings and speech to text"), ["embedding", "transcription"]),
}
LIMITED_AS = {"video_v2": "video"}
PLANS = {"paid": _("Pay as you go"), "free": _("Free"), "sandbox": _("The studio on the sandbox")}
UNITS = {
    "M tokens": _("a million tokens"),
    "M characters": _("a million characters"),
    "voice": _("a voice"),
    "hour": _("an hour"),
    "video": _("a video"),
    "second": _("a second"),
    "image": _("an image"),
    "song": _("a song"),
}
WHEN = {
    "input": _("in"),
    "output": _("out"),
    "cache read": _("cache read"),
    "cache write": _("cache write"),
    "up to 512k": _("up to 512k in"),
    "over 512k": _("over 512k in"),
}


@dataclass(frozen=True)
class Line:
    """A price or a limit: what for, and how much."""

    what: str
    amount: str


@dataclass(frozen=True)
class Group:
    """Prices that hold under the same circumstance; `when` is empty where there is none."""

    when: str
    lines: list[Line]


@dataclass(frozen=True)
class Row:
    """`context` and `speed` are the chat models'; empty elsewhere. `facts`: short words on what the model takes."""

    name: str
    label: str
    note: str
    context: str
    speed: str
    facts: list[str]
    unit: str
    prices: list[Group]
    limits: list[Line]


@dataclass(frozen=True)
class Section:
    id: str
    title: str
    rows: list[Row]

    @property
    def is_chat(self) -> bool:
        return self.id == "chat"


def build_sections() -> list[Section]:
    models = list(Model.objects.filter(retired=False).exclude(name="video-template"))
    prices, limits = list(Price.objects.filter(retired=False)), list(Limit.objects.filter(retired=False))
    return [
        Section(name, str(title), [build_row(model, prices, limits) for model in models if model.family in families])
        for name, (title, families) in SECTIONS.items()
    ]


def build_row(model: Model, prices: list[Price], limits: list[Limit]) -> Row:
    own = [price for price in prices if price.model == model.name]
    abilities = model.abilities if isinstance(model.abilities, dict) else {}
    context, speed = abilities.get("context"), abilities.get("speed")
    return Row(
        name=model.name,
        label=model.label,
        note=gettext(model.note) if model.note else "",
        context=f"{context:,}" if isinstance(context, int) else str(context or ""),
        speed=gettext("about %(count)s") % {"count": speed} if speed else "",
        facts=build_facts(model),
        unit=str(UNITS.get(own[0].unit, own[0].unit)) if own else "",
        prices=group_prices(own),
        limits=[Line(str(PLANS.get(limit.plan, limit.plan)), _rate(limit)) for limit in limits_of(model, limits)],
    )


def limits_of(model: Model, limits: Iterable[Limit]) -> list[Limit]:
    """The family's limits by plan; where MiniMax sets the model apart, its own."""
    family = LIMITED_AS.get(model.family, model.family)
    known = {limit.plan: limit for limit in limits if limit.family == family and not limit.model}
    known |= {limit.plan: limit for limit in limits if limit.family == family and limit.model == model.name}
    return [known[plan] for plan in sorted(known, key=lambda plan: [*PLANS, plan].index(plan))]


def build_facts(model: Model) -> list[str]:
    try:
        facts = FACTS[model.family](model.abilities)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        return []
    return [fact for fact in facts if fact]


def _chat(abilities: dict[str, Any]) -> list[str]:
    sees = {"image": gettext("sees images"), "video": gettext("sees videos")}
    thinks = {"always": gettext("always thinks"), "switch": gettext("thinks when asked"), "never": ""}
    return [sees[kind] for kind in abilities.get("sees", [])] + [thinks.get(abilities.get("thinking", ""), "")]


def _speech(abilities: dict[str, Any]) -> list[str]:
    count, long = abilities.get("characters", 0), abilities.get("long", {}).get("file", 0)
    return [
        gettext("%(count)s characters at once") % {"count": f"{count:,}"},
        gettext("%(count)s in a long task") % {"count": f"{long:,}"} if long else "",
        ngettext("%(count)s language", "%(count)s languages", abilities.get("languages", 0))
        % {"count": abilities.get("languages", 0)},
        gettext("laughs, sighs and coughs") if abilities.get("interjections") else "",
    ]


def _image(abilities: dict[str, Any]) -> list[str]:
    side = abilities.get("side", {})
    return [
        gettext("up to %(count)s at once") % {"count": abilities.get("count", 1)},
        gettext("%(least)s to %(most)s pixels a side") % side if side else ", ".join(abilities.get("ratios", [])),
        gettext("a person's picture as reference") if abilities.get("reference") else "",
        ", ".join(abilities.get("styles", [])),
    ]


def _video(abilities: dict[str, Any]) -> list[str]:
    lines = []
    for mode, sizes in abilities.get("modes", {}).items():
        shown = ", ".join(f"{size} {'/'.join(map(str, seconds))} s" for size, seconds in sizes.items())
        lines.append(f"{MODES.get(mode, mode)}: {shown}")
    return lines


def _video_v2(abilities: dict[str, Any]) -> list[str]:
    low, high = abilities.get("durations", [0, 0])
    return [
        ", ".join(abilities.get("resolutions", [])),
        gettext("%(low)s to %(high)s seconds") % {"low": low, "high": high},
    ]


def _music(abilities: dict[str, Any]) -> list[str]:
    lyrics = abilities.get("lyrics", [0, 0])[1]
    return [
        gettext("lyrics up to %(count)s characters") % {"count": f"{lyrics:,}"},
        gettext("also without words") if abilities.get("instrumental") else "",
        gettext("covers a song") if abilities.get("cover") else "",
    ]


def _embedding(abilities: dict[str, Any]) -> list[str]:
    return [gettext("%(count)s numbers a text") % {"count": f"{abilities.get('dimensions', 0):,}"}]


def _transcription(abilities: dict[str, Any]) -> list[str]:
    return [gettext("recordings up to %(count)s seconds") % {"count": abilities.get("seconds", 0)}]


FACTS = {
    "chat": _chat,
    "speech": _speech,
    "image": _image,
    "video": _video,
    "video_v2": _video_v2,
    "music": _music,
    "embedding": _embedding,
    "transcription": _transcription,
}


def group_prices(prices: list[Price]) -> list[Group]:
    """What is paid by the kind of token, apart for each other circumstance."""
    groups: dict[str, list[Line]] = {}
    for price in prices:
        rest = {name: value for name, value in price.when.items() if name != "tokens"}
        kind = str(WHEN.get(price.when.get("tokens", ""), ""))
        groups.setdefault(_circumstance(rest), []).append(Line(kind, str(Money(price.amount, price.currency))))
    return [Group(when, lines) for when, lines in groups.items()]


def _circumstance(facts: dict[str, Any]) -> str:
    """A duration last; PostgreSQL keeps the facts in an order of its own."""
    words = [str(WHEN.get(value, value)) for name, value in facts.items() if name != "duration"]
    return ", ".join([*words, *([f"{facts['duration']} s"] if "duration" in facts else [])])


def _rate(limit: Limit) -> str:
    parts = [f"{limit.rpm:,}"]
    if limit.tpm:
        parts.append(gettext("%(millions)s M tokens") % {"millions": f"{limit.tpm / 1_000_000:g}"})
    return ", ".join([*parts, gettext("%(count)s at once") % {"count": limit.concurrency}])
