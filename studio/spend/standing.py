"""How a team stands, as the frame of every page says it: the month's money, and whether its connection is paused."""

from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.cache import cache

from studio.notices.bell import bell_of
from studio.spend.actions import month_of
from studio.teams.models import Team


@dataclass(frozen=True)
class Standing:
    spent: Decimal
    held: Decimal
    paused: str

    @property
    def pause(self) -> str:
        """Tells one pause from another, and from none."""
        return sha256(self.paused.encode()).hexdigest()[:8] if self.paused else ""

    @property
    def mark(self) -> str:
        """Differs when anything of it has changed; a page says it, and hears when it is no longer true."""
        told = f"{self.spent.normalize()} {self.held.normalize()} {self.paused}"
        return sha256(told.encode()).hexdigest()[:12]


def standing_of(team: Team) -> Standing:
    """At most two queries."""
    connection = team.connection
    month = month_of(team, sandbox=bool(connection and connection.sandbox))
    return Standing(month["spent"], month["held"], connection.paused_reason if connection else "")


def mark_for(user: Any, team_id: UUID) -> str | None:
    """The mark of a team that the person belongs to at this moment, and of their bell; None for a stranger.

    The team's part is read once for all who ask, until the team announces that it changed.
    """
    team = Team.objects.filter(memberships__user=user, public_id=team_id).first()
    if team is None:
        return None
    mark: str | None = cache.get(team.standing_name)
    if mark is None:
        mark = standing_of(team).mark
        cache.set(team.standing_name, mark, 10)
    return mark + bell_of(user, team).mark
