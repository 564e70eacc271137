"""Who comes from whom: an asset's parents and children, two steps either way, and what each was to the next."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from studio.library.models import Asset, Descent

MOST = 24
ROLES: dict[str, Any] = {
    "first_frame": _("First frame"),
    "last_frame": _("Last frame"),
    "subject": _("Subject"),
    "photo": _("Photo"),
    "reference": _("Reference"),
    "source": _("Source"),
    "clip": _("Clip"),
    "song": _("Song"),
    "sample": _("Sample"),
}


@dataclass(frozen=True)
class Relative:
    """`role`: what the parent was to the child. `beyond`: whoever comes before a parent, or after a child."""

    asset: Asset
    role: str
    beyond: list["Relative"]


@dataclass(frozen=True)
class Kin:
    """`more`: so many children are not drawn."""

    parents: list[Relative]
    children: list[Relative]
    more: int

    def __bool__(self) -> bool:
        return bool(self.parents or self.children)


def kin_of(asset: Asset) -> Kin:
    """Four queries, however many there are; what lies in the trash is left out."""
    parents = _next([asset.pk], "child_id", "parent")
    children = _next([asset.pk], "parent_id", "child")
    before = _next([edge.parent_id for edge in parents], "child_id", "parent")
    after = _next([edge.child_id for edge in children], "parent_id", "child")
    return Kin(
        [
            _tell(edge, edge.parent, [one for one in before if one.child_id == edge.parent_id], "parent")
            for edge in parents
        ],
        [
            _tell(edge, edge.child, [one for one in after if one.parent_id == edge.child_id], "child")
            for edge in children[:MOST]
        ],
        max(0, len(children) - MOST),
    )


def _next(keys: list[int], column: str, way: str) -> list[Descent]:
    rows = Descent.objects.filter(**{f"{column}__in": keys, f"{way}__trashed_at": None}).select_related(way)
    return list(rows.order_by("-id")[: MOST + 1]) if keys else []


def _tell(edge: Descent, asset: Asset, further: list[Descent], way: str) -> Relative:
    beyond = [Relative(getattr(one, way), _role(one), []) for one in further]
    return Relative(asset, _role(edge), beyond)


def _role(edge: Descent) -> str:
    return str(ROLES.get(edge.role, edge.role))
