"""Template tags: words, money and time as people read them."""

from decimal import Decimal

import pytest

from studio.web.tags import clock, money, plain, size


def test_a_list_of_rules_reads_as_sentences():
    assert plain("<ul><li>Twelve characters.</li><li>Not your name.</li></ul>") == "Twelve characters. Not your name."


@pytest.mark.parametrize(
    ("seconds", "told"), [(None, ""), (6, "0:06"), (98.4, "1:38"), (3599, "59:59"), (3600, "1:00:00")]
)
def test_seconds_are_minutes_and_seconds(seconds, told):
    assert clock(seconds) == told


@pytest.mark.parametrize(
    ("amount", "told"), [(None, ""), ("0.28", "$0.28"), ("0.0035", "$0.0035"), ("1234.5", "$1,234.50")]
)
def test_money_has_two_places_and_more_where_it_has_them(amount, told):
    assert money(None if amount is None else Decimal(amount)) == told


@pytest.mark.parametrize(("count", "told"), [(12, "12 bytes"), (2048, "2.0 KB"), (2_200_000, "2.1 MB")])
def test_bytes_are_told_in_the_unit_that_fits(count, told):
    assert size(count) == told
