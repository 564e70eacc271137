"""What a view of the library can be narrowed by, and what it is narrowed by now."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from studio.accounts.models import User
from studio.catalogue import ask
from studio.library.counts import MOST, Counts, count, counts_of
from studio.library.marks import Project, Tag
from studio.library.models import Asset
from studio.library.search import PLACES, SORTS, Search
from studio.teams.models import Team
from studio.web.tags import grouped

# The rooms whose models make files.
FAMILIES = ("image", "video", "music", "speech")
MOST_TAGS = 200
PLURALS = {
    Asset.Kind.IMAGE: gettext_lazy("Images"),
    Asset.Kind.VIDEO: gettext_lazy("Video"),
    Asset.Kind.SPEECH: gettext_lazy("Speech"),
    Asset.Kind.MUSIC: gettext_lazy("Music"),
    Asset.Kind.SOUND: gettext_lazy("Sounds"),
    Asset.Kind.DOCUMENT: gettext_lazy("Documents"),
}


@dataclass(frozen=True)
class Kind:
    """One key of the row. `count`: how many there are, as the rest of the address narrows the view, in words."""

    label: str
    href: str
    is_chosen: bool
    count: str


@dataclass(frozen=True)
class Chip:
    """One thing that narrows the view, and the address without it."""

    label: str
    href: str


class Filters:
    def __init__(self, team: Team, search: Search, user: Any, is_open: bool = False) -> None:
        """`is_open`: its fields are drawn with the page, not when somebody opens them."""
        self.team, self.search, self.user, self.is_open = team, search, user, is_open

    @cached_property
    def counts(self) -> Counts:
        """As everything but the kind narrows the view."""
        if not self.search.narrows:
            return Counts(counts_of(self.team))
        return count(replace(self.search, kind="").rows(self.team, self.user))

    @cached_property
    def kinds(self) -> list[Kind]:
        every = [("", _("Everything")), *((kind.value, str(PLURALS[kind])) for kind in Asset.Kind)]
        return [
            Kind(label, self.search.address(kind=value), self.search.kind == value, self._said(value))
            for value, label in every
        ]

    def _said(self, kind: str) -> str:
        """How many; of a kind nothing is known where counting stopped."""
        if self.counts.is_whole:
            return grouped(self.counts.kinds.get(kind, 0) if kind else self.counts.every)
        return "" if kind else f"{grouped(MOST)}+"

    @property
    def found(self) -> str:
        """How many a narrowed view shows, as somebody hears it who does not see the page."""
        kind, said = self.search.kind, self._said(self.search.kind)
        if not said or not (self.search.narrows or kind):
            return ""
        shown = self.counts.kinds.get(kind, 0) if kind else self.counts.every
        return ngettext("%(count)s result", "%(count)s results", shown) % {"count": said}

    @cached_property
    def models(self) -> list[tuple[str, str]]:
        known = {model.name: model.label for family in FAMILIES for model in ask.models_of(family)}
        if self.search.model:
            known.setdefault(self.search.model, self.search.model)
        return list(known.items())

    @cached_property
    def people(self) -> list[User]:
        return list(User.objects.filter(memberships__team=self.team).order_by("name", "email"))

    @cached_property
    def projects(self) -> list[Project]:
        return list(Project.objects.of(self.team))

    @cached_property
    def project(self) -> Project | None:
        return next((one for one in self.projects if one.public_id == self.search.project), None)

    @property
    def others(self) -> list[Project]:
        """Those that the view does not show already."""
        return [one for one in self.projects if one != self.project]

    @cached_property
    def tags(self) -> list[Tag]:
        return list(Tag.objects.filter(team=self.team)[:MOST_TAGS])

    @property
    def sorts(self) -> list[tuple[str, Any]]:
        return [(name, sort.label) for name, sort in SORTS.items()]

    @property
    def places(self) -> list[tuple[str, Any]]:
        return list(PLACES.items())

    @property
    def favourites_href(self) -> str:
        return self.search.address(favourite=not self.search.favourite)

    @property
    def grid_href(self) -> str:
        return self.search.address(look="grid")

    @property
    def list_href(self) -> str:
        return self.search.address(look="list")

    @property
    def no_project_href(self) -> str:
        return self.search.address(project=None)

    @property
    def bare_href(self) -> str:
        return Search(sort=self.search.sort, look=self.search.look).address()

    @property
    def chips(self) -> list[Chip]:
        """What narrows the view beside its words, its kind and its project, which stand there by themselves."""
        search, chips = self.search, []
        if search.model:
            chips.append(Chip(ask.label_of(search.model), search.address(model="")))
        if search.person:
            who = next((str(one) for one in self.people if one.public_id == search.person), _("Somebody else"))
            chips.append(Chip(who, search.address(person=None)))
        for tag in search.tag:
            chips.append(Chip(f"#{tag}", search.address(tag=tuple(one for one in search.tag if one != tag))))
        if search.since:
            said = _("Since %(day)s") % {"day": date_format(search.since)}
            chips.append(Chip(said, search.address(since=None)))
        if search.until:
            said = _("Until %(day)s") % {"day": date_format(search.until)}
            chips.append(Chip(said, search.address(until=None)))
        if search.place:
            chips.append(Chip(str(PLACES[search.place]), search.address(place="")))
        return chips
