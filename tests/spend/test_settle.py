"""The end of a hold: settled for the whole price, for what was really made, or given back; once."""

import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from studio.spend import actions as spend
from studio.spend.models import Entry
from studio.web.money import Money


@pytest.fixture
def held(team, ada):
    """Dollars on hold for a generation."""

    def hold(amount: Decimal | None = Decimal("1.50")) -> uuid.UUID:
        generation = uuid.uuid4()
        spend.reserve(team=team, author=ada, generation=generation, price=Money(amount), sandbox=False)
        return generation

    return hold


def month(team) -> tuple[Decimal, Decimal]:
    totals = spend.month_of(team, sandbox=False)
    return totals["spent"], totals["held"]


@pytest.mark.parametrize(
    ("spent", "charged"),
    [(None, "1.50"), (Decimal("0.02"), "0.02"), (Decimal(0), "0"), (Decimal("1.50"), "1.50"), (Decimal(2), "2")],
)
def test_it_spends_what_was_made_and_the_hold_goes(team, held, spent, charged):
    spend.settle(held(), spent=spent)
    assert month(team) == (Decimal(charged), 0)


def test_a_release_gives_everything_back(team, held):
    spend.release(held())
    assert month(team) == (0, 0)


@pytest.mark.parametrize("first", [spend.settle, spend.release])
@pytest.mark.parametrize("second", [spend.settle, spend.release])
def test_it_ends_once(team, held, first, second):
    generation = held()
    first(generation)
    before = month(team)
    with pytest.raises(IntegrityError), transaction.atomic():
        second(generation)
    assert month(team) == before


def test_what_was_never_held_cannot_be_spent(team):
    with pytest.raises(Entry.DoesNotExist):
        spend.settle(uuid.uuid4(), spent=Decimal(1))


def test_an_unknown_price_stays_unknown(team, held):
    spend.settle(held(None))
    entry = Entry.objects.get(kind="settle")
    assert (entry.amount, entry.price_known) == (0, False)


def test_other_holds_stay(team, held):
    held()
    spend.settle(held(), spent=Decimal("0.50"))
    assert month(team) == (Decimal("0.50"), Decimal("1.50"))
