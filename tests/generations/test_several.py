"""Several things of one press: all of them, or none; one batch; the same press twice is one."""

import uuid

import pytest
from django.db import transaction

from studio.generations.actions import Wish, retry_generation, start_generations
from studio.generations.models import Generation
from studio.spend.models import Entry
from tests import make


def wishes(*prompts):
    return [Wish("video", make.wish(prompt=prompt)) for prompt in prompts]


@pytest.fixture
def start(team, ada):
    def start(*prompts, key=None):
        return start_generations(team=team, author=ada, wishes=wishes(*prompts), client_key=key)

    return start


def test_they_share_a_batch_and_each_has_its_money(start):
    made = start("one", "two", "two")
    assert [gen.request["prompt"] for gen in made] == ["one", "two", "two"]
    assert len({gen.pk for gen in made}) == 3
    assert len({gen.batch for gen in made}) == 1
    assert made[0].batch
    assert Entry.objects.count() == 3


def test_one_alone_has_none(start):
    (only,) = start("one")
    assert only.batch is None


def test_the_same_press_twice_is_one(start):
    key = uuid.uuid4()
    assert [gen.pk for gen in start("one", "two", key=key)] == [gen.pk for gen in start("one", "two", key=key)]
    assert Generation.objects.count() == 2


def test_another_wish_under_an_old_key_is_another_batch(start):
    key = uuid.uuid4()
    first, second = start("one", "two", key=key), start("one", "three", key=key)
    assert [len({gen.batch for gen in made}) for made in (first, second)] == [1, 1]
    assert first[0].batch != second[0].batch
    assert Generation.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_all_or_none(team, ada):
    broken = [*wishes("one"), Wish("video", {"model": "MiniMax-Hailuo-2.3"})]
    with pytest.raises(KeyError), transaction.atomic():
        start_generations(team=team, author=ada, wishes=broken)
    assert (Generation.objects.count(), Entry.objects.count()) == (0, 0)


def test_one_of_them_again_stays_with_them(start, ada):
    first, _second = start("one", "two")
    again = retry_generation(generation=first, who=ada)
    assert again.batch == first.batch
