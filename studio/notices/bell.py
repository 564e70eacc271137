"""The bell beside the account menu of every page: how many notices the person has not read."""

from dataclasses import dataclass

from studio.accounts.models import User
from studio.notices.models import Notice
from studio.teams.models import Team


@dataclass(frozen=True)
class Bell:
    unread: int

    @property
    def mark(self) -> str:
        """What it adds to the mark of the page's frame; nothing when it is silent."""
        return f"-{self.unread}" if self.unread else ""


def bell_of(person: User, team: Team) -> Bell:
    """One query."""
    return Bell(Notice.objects.on_pages_of(person, team).unread().count())
