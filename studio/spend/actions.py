"""The three lines a generation can write. Each is called inside the transaction that changes its state."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from studio.accounts.models import User
from studio.spend.models import Entry
from studio.teams.models import Team
from studio.web.money import Money


def reserve(*, team: Team, author: User | None, generation: UUID, price: Money, sandbox: bool) -> Entry:
    """Hold the price until the generation ends."""
    team.announce()
    return Entry.objects.create(
        team=team,
        author=author,
        generation=generation,
        kind=Entry.Kind.RESERVE,
        held=price.amount or Decimal(0),
        currency=price.currency,
        price_known=price.amount is not None,
        sandbox=sandbox,
    )


def settle(generation: UUID, *, spent: Decimal | None = None) -> None:
    """Spend what was really made: `spent`, or else the whole reserved price; the rest goes back."""
    _end(generation, Entry.Kind.SETTLE, spent)


def release(generation: UUID) -> None:
    """Give the whole reserve back: nothing was made, nothing is charged."""
    _end(generation, Entry.Kind.RELEASE, Decimal(0))


def _end(generation: UUID, kind: Entry.Kind, spent: Decimal | None) -> None:
    held = Entry.objects.select_related("team").get(generation=generation, kind=Entry.Kind.RESERVE)
    held.team.announce()
    Entry.objects.create(
        team_id=held.team_id,
        author_id=held.author_id,
        generation=generation,
        kind=kind,
        amount=held.held if spent is None else spent,
        held=-held.held,
        currency=held.currency,
        price_known=held.price_known,
        sandbox=held.sandbox,
    )


def month_of(team: Team, *, sandbox: bool) -> dict[str, Decimal]:
    """What the team spent this month and holds now, on MiniMax or in the sandbox."""
    return Entry.objects.for_team(team).filter(sandbox=sandbox).totals(month_start())


def month_start() -> datetime:
    now = timezone.now().astimezone(UTC)
    return datetime(now.year, now.month, 1, tzinfo=UTC)
