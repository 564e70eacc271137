from decimal import Decimal
from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from studio.teams.models import Team


class EntryQuerySet(models.QuerySet["Entry"]):
    def update(self, **changes: Any) -> NoReturn:
        raise TypeError("Entries are immutable.")

    def for_team(self, team: Team) -> "EntryQuerySet":
        return self.filter(team=team)

    def totals(self, since: Any) -> dict[str, Decimal]:
        """What was spent since a moment, and what is held now: one query."""
        sums = self.aggregate(spent=Sum("amount", filter=Q(at__gte=since)), held=Sum("held"))
        # SQLite adds in floating point: what is left of that far behind the point is not money.
        return {name: round(value or Decimal(0), 6) + 0 for name, value in sums.items()}


class Entry(models.Model):
    """One line of the ledger.

    `held` is what the line adds to the money on hold (a reserve adds, its settle or release takes it away);
    `amount` is what was spent. A generation is named by its public id: the ledger outlives it.
    """

    class Kind(models.TextChoices):
        RESERVE = "reserve", _("reserve")
        SETTLE = "settle", _("settle")
        RELEASE = "release", _("release")

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="entries")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    generation = models.UUIDField()
    kind = models.CharField(max_length=8, choices=Kind)
    amount = models.DecimalField(max_digits=12, decimal_places=6, default=Decimal(0))
    held = models.DecimalField(max_digits=12, decimal_places=6, default=Decimal(0))
    currency = models.CharField(max_length=3, default="USD")
    price_known = models.BooleanField(default=True)
    sandbox = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["generation"], condition=Q(kind="reserve"), name="one_reserve_per_generation"
            ),
            models.UniqueConstraint(
                fields=["generation"],
                condition=Q(kind__in=["settle", "release"]),
                name="one_end_per_generation",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["team", "sandbox", "at"], name="spend_of_a_month")]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount or self.held} {self.currency}"
