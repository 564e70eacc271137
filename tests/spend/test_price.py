"""One price: what stands on the button is what is held."""

from dataclasses import replace
from decimal import Decimal

import pytest

from studio.catalogue import ask, shelf
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
def test_it_says_what_minimax_asks(team, model, resolution, duration, told):
    request = make.wish(model=model, resolution=resolution, duration=duration)
    assert str(price(get_recipe("video").measure(team, request))) == told


def test_a_quantity_multiplies(db):
    facts = {"resolution": "768P", "duration": 6}
    assert price(Measure("MiniMax-Hailuo-02", Decimal(3), facts)) == Money(Decimal("0.84"))


SPEECH, FEE = Measure("speech-02-turbo", Decimal("0.000013")), Measure("voice-clone")


def test_what_falls_due_with_it_is_added(db):
    assert price(SPEECH) == Money(Decimal("0.00078"))
    assert price(replace(SPEECH, also=FEE)) == Money(Decimal("1.50078"))
    assert price(replace(SPEECH, also=Measure("voice-design"))) == Money(Decimal("3.00078"))


@pytest.mark.parametrize(("main", "also"), [("Nothing", "voice-clone"), ("speech-02-turbo", "Nothing")])
def test_when_a_part_has_no_price_the_whole_has_none(db, main, also):
    assert price(Measure(main, also=Measure(also))) == Money(None)


def test_many_are_priced_from_rows_that_were_read_once(db, django_assert_num_queries):
    rows = ask.prices_of("speech-02-turbo", "voice-clone")
    with django_assert_num_queries(0):
        assert price(replace(SPEECH, also=FEE), rows) == Money(Decimal("1.50078"))
        assert price(Measure("voice-design"), rows) == Money(None)
    shelf.forget()
    with django_assert_num_queries(1):
        price(replace(SPEECH, also=FEE))


@pytest.mark.parametrize(("amount", "told"), [("0.28", "0.28"), ("18.4", "18.40"), ("0.0035", "0.0035"), ("5", "5.00")])
def test_it_shows_two_places_and_more_only_where_needed(amount, told):
    assert shorten(Decimal(amount)) == told


def test_entries_are_never_changed(db):
    with pytest.raises(TypeError):
        Entry.objects.update(amount=0)
