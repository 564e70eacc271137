"""One price: what stands on the button is what is held."""

from decimal import Decimal

import pytest

from studio.generations.recipes import get_recipe
from studio.spend.models import Entry
from studio.spend.pricing import Measure, price
from studio.web.money import Money, shorten
from tests import make


@pytest.mark.parametrize(
    ("model", "resolution", "duration", "told"),
    [
        ("MiniMax-Hailuo-2.3", "768P", 6, "$0.28"),
        ("MiniMax-Hailuo-2.3", "768P", 10, "$0.56"),
        ("MiniMax-Hailuo-02", "1080P", 6, "$0.49"),
        ("MiniMax-Hailuo-02", "512P", 10, "$0.15"),
        ("MiniMax-Hailuo-2.3-Fast", "1080P", 6, "$0.33"),
        ("T2V-01", "720P", 6, ""),
    ],
)
def test_it_says_what_minimax_asks(db, model, resolution, duration, told):
    request = make.wish(model=model, resolution=resolution, duration=duration)
    assert str(price(get_recipe("video").measure(request))) == told


def test_a_quantity_multiplies(db):
    facts = {"resolution": "768P", "duration": 6}
    assert price(Measure("MiniMax-Hailuo-02", Decimal(3), facts)) == Money(Decimal("0.84"))


@pytest.mark.parametrize(("amount", "told"), [("0.28", "0.28"), ("18.4", "18.40"), ("0.0035", "0.0035"), ("5", "5.00")])
def test_it_shows_two_places_and_more_only_where_needed(amount, told):
    assert shorten(Decimal(amount)) == told


def test_entries_are_never_changed(db):
    with pytest.raises(TypeError):
        Entry.objects.update(amount=0)
