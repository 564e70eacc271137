"""What rooms above register: who may hear what, and how a changed thing is drawn."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID


class Seen(NamedTuple):
    """What a page has of one thing: its revision, and the fragment it is drawn with."""

    rev: int
    fragment: str


class Drawn(NamedTuple):
    """One thing as it is now."""

    id: str
    rev: int
    html: str


class Feed(Protocol):
    def render(self, user: Any, shown: dict[str, Seen]) -> list[Drawn]:
        """Those things that the person may see and whose revision the page does not have, in their newest state."""

    def stale(self, user: Any, shown: dict[str, Seen]) -> list[str]:
        """The ids whose revision differs from what the page has."""

    def fresh(self, user: Any, scope: str, since: datetime) -> list[str]:
        """Ids that belong on a list of this scope and changed since a moment."""


class RowFeed:
    """Of one model's live rows: `rows(user)` are those that a person may see, with what drawing one needs; `draw` makes
    the fragment of one. Lists of them do not grow by themselves.
    """

    def __init__(self, rows: Callable[[Any], Any], draw: Callable[[Any], str]) -> None:
        self.rows, self.draw = rows, draw

    def render(self, user: Any, shown: dict[str, Seen]) -> list[Drawn]:
        rows = self.rows(user).filter(public_id__in=shown)
        changed = [row for row in rows if row.rev != shown[str(row.public_id)].rev]
        return [Drawn(str(row.public_id), row.rev, self.draw(row)) for row in changed]

    def stale(self, user: Any, shown: dict[str, Seen]) -> list[str]:
        rows = self.rows(user).filter(public_id__in=shown)
        return [str(pk) for pk, rev in rows.values_list("public_id", "rev") if shown[str(pk)].rev != rev]

    def fresh(self, user: Any, scope: str, since: datetime) -> list[str]:
        return []


class Topic(Protocol):
    """Something that a page follows word by word; `name` is what stands behind the colon of `chat:<name>`."""

    def may_follow(self, user: Any, name: str) -> bool:
        """May this person, at this moment?"""

    def rest(self, user: Any, name: str, have: Any) -> list[str]:
        """The messages that a page lacks which has this much; asked when it follows already."""


groups_of: Callable[[Any], Iterable[str]] = lambda user: ()  # noqa: E731
mark_of: Callable[[Any, UUID], str | None] = lambda user, team_id: None  # noqa: E731
_feeds: dict[str, Feed] = {}
_topics: dict[str, Topic] = {}
# The feed that lists of works grow by.
WORKS = "card"


def register(fragments: Iterable[str], feed: Feed) -> None:
    """The feed that draws things which pages show with these fragments."""
    _feeds.update(dict.fromkeys(fragments, feed))


def register_topic(kind: str, topic: Topic) -> None:
    _topics[kind] = topic


def find_topic(topic: str) -> tuple[Topic, str] | None:
    """Who answers for a topic as pages name it, and its own part of the name."""
    kind, _colon, name = topic.partition(":")
    return (_topics[kind], name) if kind in _topics else None


def get(fragment: str) -> Feed | None:
    return _feeds.get(fragment)


def sorted_by_feed(shown: dict[str, Seen]) -> list[tuple[Feed, dict[str, Seen]]]:
    """What a page has, for each feed its part; what nobody draws is left out."""
    parts: dict[int, tuple[Feed, dict[str, Seen]]] = {}
    for name, seen in shown.items():
        if feed := get(seen.fragment):
            parts.setdefault(id(feed), (feed, {}))[1][name] = seen
    return list(parts.values())


def register_groups(listener: Callable[[Any], Iterable[str]]) -> None:
    """`listener(user)` names the groups that a person may hear."""
    global groups_of
    groups_of = listener


def groups(user: Any) -> set[str]:
    return set(groups_of(user))


def register_standing(teller: Callable[[Any, UUID], str | None]) -> None:
    """`teller(user, team_id)`: the mark of how a team stands, None when the person does not belong to it."""
    global mark_of
    mark_of = teller


def mark(user: Any, team_id: UUID) -> str | None:
    return mark_of(user, team_id)
