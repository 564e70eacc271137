"""What the library shows: an address says it, so that a view can be kept as a bookmark and sent to others."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from studio.library.find import find_asset
from studio.library.marks import fold
from studio.library.models import SHOWN, Asset, AssetQuerySet, Length
from studio.search.index import matching
from studio.teams.models import Team
from studio.web.ids import as_uuid

LONGEST_WORDS = 200
MOST_TAGS = 8


@dataclass(frozen=True)
class Sort:
    """An order by one value, then by age: the value of a row is where its page goes on."""

    label: Any
    key: str
    falls: bool = True

    def arrange(self, rows: AssetQuerySet, after: "Place | None") -> AssetQuerySet:
        rows = rows.annotate(length=Length("duration_ms")) if self.key == "length" else rows
        if after is not None:
            rows = rows.filter(self._behind(after))
        key = F(self.key).desc() if self.falls else F(self.key).asc()
        return rows.order_by(key, F("id").desc() if self.falls else F("id").asc())

    def _behind(self, after: "Place") -> Q:
        """The first condition alone tells an index where to begin."""
        way = "lt" if self.falls else "gt"
        further = Q(**{f"{self.key}__{way}": after.value})
        if after.pk is None:
            return further
        return Q(**{f"{self.key}__{way}e": after.value}) & (further | Q(**{f"id__{way}": after.pk}))

    def value_of(self, asset: Asset) -> Any:
        return (asset.duration_ms or 0) if self.key == "length" else getattr(asset, self.key)

    def find_place(self, team: Team, text: str) -> "Place | None":
        """What an address says with `after`: an asset's id and its value then, for it may have gone meanwhile."""
        name, _tilde, said = text.partition("~")
        asset, value = find_asset(team, name), self._read(said)
        if value is None and asset is not None:
            value = self.value_of(asset)
        return None if value is None else Place(value, asset.pk if asset else None)

    def _read(self, said: str) -> Any:
        if self.key in ("created_at", "trashed_at"):
            return read_moment(said)
        return int(said) if said.isdecimal() and len(said) < 16 else None

    def write_place(self, asset: Asset) -> str:
        value = self.value_of(asset)
        return f"{asset.public_id}~{value.isoformat() if isinstance(value, datetime) else value}"


@dataclass(frozen=True)
class Place:
    """Where a list goes on: behind the last one shown. `pk` is None when that is gone, with its twins in value."""

    value: Any
    pk: int | None


def read_moment(text: str) -> datetime | None:
    """A moment with its zone, as an address or a form says it; a strange one is none."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo and 1970 < moment.year < 9000 else None


SORTS = {
    "newest": Sort(_("Newest first"), "created_at"),
    "oldest": Sort(_("Oldest first"), "created_at", falls=False),
    "longest": Sort(_("Longest first"), "length"),
    "shortest": Sort(_("Shortest first"), "length", falls=False),
    "largest": Sort(_("Largest first"), "bytes"),
}
TRASHED = Sort(_("Trashed last first"), "trashed_at")
PLACES = {"sandbox": _("Sandbox"), "live": "MiniMax", "upload": _("Uploaded")}
LOOKS = ("grid", "list")


@dataclass(frozen=True)
class Search:
    """Each field is a part of the address, under its own name; what is strange there counts as not said."""

    q: str = ""
    kind: str = ""
    model: str = ""
    person: UUID | None = None
    project: UUID | None = None
    tag: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    favourite: bool = False
    place: str = ""
    sort: str = "newest"
    look: str = field(default="grid")

    @classmethod
    def read(cls, sent: QueryDict) -> "Search":
        given = {name: reader(sent) for name, reader in READERS.items()}
        return cls(**given)

    def rows(self, team: Team, user: Any) -> AssetQuerySet:
        """Unsorted: the whole view, for its page and for whoever picks all of it."""
        rows = Asset.objects.for_team(team).filter(SHOWN)
        if self.q:
            rows = matching(rows, "words", self.q)  # type: ignore[assignment]
        for name in self.tag:
            rows = rows.filter(tags__folded=fold(name), tags__team=team)
        return rows.filter(self._facts(user))

    def _facts(self, user: Any) -> Q:
        asked = {
            "kind": self.kind,
            "model": self.model,
            "author__public_id": self.person,
            "projects__public_id": self.project,
            "projects__deleted_at__isnull": self.project is not None,
            "favoured_by": user.pk if self.favourite else None,
            "created_at__gte": moment_of(self.since),
            "created_at__lt": moment_of(self.until and self.until + timedelta(days=1)),
        }
        return Q(**{name: value for name, value in asked.items() if value}) & WHERE.get(self.place, Q())

    def page(self, rows: AssetQuerySet, after: Place | None, size: int) -> tuple[list[Asset], Asset | None]:
        """So many of its rows behind `after`, and the last of them when others follow."""
        return page_of(rows, SORTS[self.sort], after, size)

    @property
    def narrows(self) -> bool:
        """Does it leave anything out, but by kind?"""
        same = {name: getattr(self, name) for name in ("kind", "sort", "look")}
        return self != Search(**same)

    @property
    def narrowing(self) -> list[tuple[str, str]]:
        """What the fields of the filter say, each as a form has it."""
        said = [(name, getattr(self, name)) for name in ("model", "person", "place", "since", "until")]
        return [*((name, str(value)) for name, value in said if value), *(("tag", name) for name in self.tag)]

    def address(self, **changes: Any) -> str:
        """The part of an address behind the question mark, with what is not usual."""
        other, usual = replace(self, **changes), Search()
        said = {one.name: getattr(other, one.name) for one in fields(other)}
        said = {name: value for name, value in said.items() if value != getattr(usual, name)}
        return "?" + urlencode({name: _written(value) for name, value in said.items()}, doseq=True)


def page_of(rows: AssetQuerySet, sort: Sort, after: Place | None, size: int) -> tuple[list[Asset], Asset | None]:
    found = list(sort.arrange(rows, after).for_list()[: size + 1])
    return found[:size], found[size - 1] if len(found) > size else None


def behind(address: str, sort: Sort, last: Asset | None) -> str:
    """Where a page goes on, given its own address; nothing where it ends."""
    if last is None:
        return ""
    return f"{address}{'&' if len(address) > 1 else ''}{urlencode({'after': sort.write_place(last)})}"


WHERE = {
    "sandbox": Q(sandbox=True),
    "live": Q(sandbox=False, origin=Asset.Origin.MADE),
    "upload": Q(origin=Asset.Origin.UPLOADED),
}


def _one_of(name: str, known: Any, usual: str = "") -> Callable[[QueryDict], str]:
    return lambda sent: said if (said := sent.get(name, "")) and said in known else usual


def _id(name: str) -> Callable[[QueryDict], UUID | None]:
    def read(sent: QueryDict) -> UUID | None:
        named = as_uuid(sent.get(name, ""))
        return named if named.int else None

    return read


def _words(name: str, most: int) -> Callable[[QueryDict], str]:
    return lambda sent: " ".join(sent.get(name, "").replace("\0", "").split())[:most]


def _tags(sent: QueryDict) -> tuple[str, ...]:
    given = (name.replace("\0", "").strip()[:40] for name in sent.getlist("tag"))
    return tuple(dict.fromkeys(filter(None, given)))[:MOST_TAGS]


def _day(name: str) -> Callable[[QueryDict], date | None]:
    def read(sent: QueryDict) -> date | None:
        try:
            day = parse_date(sent.get(name, ""))
        except ValueError:
            return None
        return day if day and 1970 < day.year < 9000 else None

    return read


READERS: dict[str, Callable[[QueryDict], Any]] = {
    "q": _words("q", LONGEST_WORDS),
    "kind": _one_of("kind", Asset.Kind.values),
    "model": _words("model", 60),
    "person": _id("person"),
    "project": _id("project"),
    "tag": _tags,
    "since": _day("since"),
    "until": _day("until"),
    "favourite": lambda sent: sent.get("favourite", "") not in ("", "0"),
    "place": _one_of("place", PLACES),
    "sort": _one_of("sort", SORTS, "newest"),
    "look": _one_of("look", LOOKS, "grid"),
}


def moment_of(day: date | None) -> datetime | None:
    """When a day begins."""
    return timezone.make_aware(datetime.combine(day, time())) if day else None


def _written(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return "1" if value is True else str(value)
