"""MiniMax's store as the page shows it: sums, filters, one page of rows."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from studio.files.purposes import label_of, lives_of
from studio.files.store import CAPACITY, Store
from studio.files.uses import Standing
from studio.minimax import FilePurpose, RemoteFile
from studio.web.tags import size

GB = 1024**3
PAGE = 100
GROUPS = ("unused", "kept")
# What the page tells of every file in words of its own.
TOLD = {"file_id", "filename", "bytes", "created_at", "purpose", "download_url", "base_resp", "file"}
LONGEST = 300


@dataclass(frozen=True)
class Asked:
    """What the address asks to see: one purpose, or what stands in one way with this studio; which page."""

    purpose: str = ""
    show: str = ""
    page: int = 1

    @classmethod
    def read(cls, query: QueryDict) -> "Asked":
        show, page = query.get("show", ""), query.get("page", "")
        number = int(page) if page.isdecimal() and len(page) < 5 else 1
        return cls(query.get("purpose", "")[:100], show if show in GROUPS else "", max(1, number))

    @property
    def query(self) -> str:
        given = {"purpose": self.purpose, "show": self.show, "page": self.page if self.page > 1 else ""}
        return urlencode({name: value for name, value in given.items() if value})


@dataclass(frozen=True)
class Row:
    file: RemoteFile
    standing: Standing

    @property
    def id(self) -> str:
        return self.file.file_id

    @property
    def name(self) -> str:
        if self.standing.is_elsewhere:
            return _("A file of another team")
        return self.file.name or _("Without a name")

    @property
    def label(self) -> str:
        return label_of(self.file.purpose)

    @property
    def word(self) -> str:
        """MiniMax's own word for the purpose, as it came."""
        return str(self.file.reply.get("purpose") or self.file.purpose)

    @property
    def size(self) -> str:
        return _("size not told") if self.file.size is None else in_bytes(self.file.size)

    @property
    def dies_at(self) -> datetime | None:
        """When MiniMax deletes it by itself, as far as that is known."""
        lives, made = lives_of(self.file.purpose), self.file.created_at
        return made + lives if made and lives else None

    @property
    def facts(self) -> list[tuple[str, str]]:
        return facts_of(self.file.reply)


@dataclass(frozen=True)
class Filter:
    label: str
    count: int
    query: str
    is_current: bool


class Shelf:
    """One page of what was asked to see, with what is true of all of it."""

    def __init__(self, store: Store, standings: Mapping[str, Standing], asked: Asked) -> None:
        self.store, self.asked = store, asked
        self.rows = [Row(file, standings[file.file_id]) for file in store.files]
        self.chosen = [row for row in self.rows if self._is_asked_for(row)]

    def _is_asked_for(self, row: Row) -> bool:
        if self.asked.show:
            return row.standing.group == self.asked.show
        return self.asked.purpose in ("", row.file.purpose)

    @property
    def page(self) -> list[Row]:
        return self.chosen[(self.asked.page - 1) * PAGE : self.asked.page * PAGE]

    @property
    def newer(self) -> Asked | None:
        """The page before this one, of the same."""
        return replace(self.asked, page=self.asked.page - 1) if self.asked.page > 1 else None

    @property
    def older(self) -> Asked | None:
        is_last = len(self.chosen) <= self.asked.page * PAGE
        return None if is_last else replace(self.asked, page=self.asked.page + 1)

    @property
    def used(self) -> str:
        return in_bytes(self.store.size)

    @property
    def chosen_size(self) -> str:
        return in_bytes(sum(row.file.size or 0 for row in self.chosen))

    @property
    def width(self) -> str:
        return f"{min(100.0, 100 * self.store.size / CAPACITY):.2f}%"

    @cached_property
    def filters(self) -> list[Filter]:
        """Everything, each purpose that occurs or is asked for, and how files stand with this studio."""
        counts = Counter(row.file.purpose for row in self.rows)
        known = [str(name) for name in FilePurpose]
        names = [name for name in known if counts[name]] + sorted(name for name in counts if name and name not in known)
        if self.asked.purpose and self.asked.purpose not in names:
            names.append(self.asked.purpose)
        is_all = not self.asked.purpose and not self.asked.show
        found = [Filter(_("Everything"), len(self.rows), "", is_all)]
        return found + [self._of_purpose(name, counts[name]) for name in names] + self._of_groups()

    def _of_purpose(self, name: str, count: int) -> Filter:
        label = label_of(name) if name in set(FilePurpose) else name
        return Filter(label, count, Asked(name).query, self.asked.purpose == name and not self.asked.show)

    def _of_groups(self) -> list[Filter]:
        counts = Counter(row.standing.group for row in self.rows)
        labels = {"unused": _("Not used here"), "kept": _("Kept here too")}
        return [
            Filter(labels[group], counts[group], Asked(show=group).query, self.asked.show == group) for group in GROUPS
        ]


def in_bytes(count: int) -> str:
    return f"{count / GB:.1f} GB" if count >= GB else size(count)


def facts_of(reply: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What else MiniMax tells, in its own words. A link is never passed on."""
    inner = reply.get("file")
    told = {**(inner if isinstance(inner, dict) else {}), **reply}
    plain = {name: value for name, value in told.items() if name not in TOLD and isinstance(value, str | int | float)}
    return [(name[:60], str(value)[:LONGEST]) for name, value in plain.items() if "://" not in str(value)]
