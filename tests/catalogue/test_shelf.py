"""The catalogue is read once, and anew when it changes."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from studio.catalogue import ask, shelf
from studio.catalogue.models import Limit, Model, Price

NAME = "MiniMax-M3"
pytestmark = pytest.mark.django_db(transaction=True)


def label() -> str:
    return ask.find_model(NAME).label


def asked(question) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        question()
    return len(queries)


def test_it_is_read_once():
    label()
    for question in (label, lambda: ask.models_of("chat"), lambda: ask.label_of(NAME)):
        assert asked(question) == 0


def test_a_transaction_that_changes_nothing_reads_it_for_all():
    with transaction.atomic():
        label()
    assert asked(label) == 0


def saved():
    row = Model.objects.get(name=NAME)
    row.label = "Another"
    row.save()


def updated():
    Model.objects.filter(name=NAME).update(label="Another")


def made_anew():
    Model.objects.filter(name=NAME).delete()
    Model.objects.bulk_create([Model(name=NAME, family="chat", label="Another")])


@pytest.mark.parametrize("change", [saved, updated, made_anew])
def test_a_change_is_seen_at_once(change):
    assert label() != "Another"
    change()
    assert label() == "Another"


def test_a_change_that_is_taken_back_was_never_seen_by_others():
    before = label()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        changed_and_broken()
    assert label() == before


def changed_and_broken():
    updated()
    assert label() == "Another"
    raise ZeroDivisionError


def test_what_another_process_changed_is_seen_after_a_while(monkeypatch):
    before = label()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalogue_model SET label = 'Another' WHERE name = %s", [NAME])
    assert label() == before
    monkeypatch.setattr(shelf, "FRESH", 0.0)
    assert label() == "Another"


def test_prices_and_limits_stand_there_too():
    ask.prices_of(NAME)
    ask.limits_of("chat", "sandbox")
    assert asked(lambda: (ask.prices_of(NAME), ask.limits_of("chat", "sandbox"))) == 0
    Price.objects.filter(model=NAME).update(retired=True)
    Limit.objects.filter(family="chat").update(rpm=7)
    assert ask.prices_of(NAME) == []
    assert ask.limits_of("chat", "sandbox")[0].rpm == 7


def test_an_unknown_plan_is_held_to_the_paid_one():
    assert ask.limits_of("chat", "a new plan")[0].plan == "paid"
