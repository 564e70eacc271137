"""Telling somebody something: once, in the caller's transaction, and in words that are kept untranslated."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from studio.notices.actions import announce
from studio.notices.models import Notice
from tests import make


def test_it_is_told_once_for_each_key_and_person(ada, bo, event):
    assert announce(ada, event("24h"))
    assert not announce(ada, event("24h", title="Trash", params={}))
    assert announce(ada, event("2h"))
    assert announce(bo, event("24h"))
    assert Notice.objects.filter(person=ada).count() == 2


def test_it_is_not_told_again_when_it_was_read(ada, event, told):
    told(ada).read()
    assert not announce(ada, event())
    assert Notice.objects.unread().count() == 0


def test_the_database_holds_to_it(told, ada):
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(person=ada, key=told(ada).key, name="x", title="x")


@pytest.mark.django_db(transaction=True)
def test_it_is_told_once_by_many_at_the_same_time(ada, event):
    answers = []

    def tell():
        answers.append(announce(ada, event()))
        connection.close()

    threads = [threading.Thread(target=tell) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False] * 5 + [True]


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_back_was_not_told(ada, event, monkeypatch):
    rung = []
    monkeypatch.setattr("studio.notices.actions.notify", lambda *message: rung.append(message))
    with transaction.atomic():
        announce(ada, event())
        transaction.set_rollback(True)
    assert (Notice.objects.count(), rung) == (0, [])
    assert announce(ada, event())
    assert len(rung) == 1


def test_its_words_are_kept_for_every_language(ada, told):
    notice = told(ada, title="%(price)s held", params={"price": "100%"})
    assert (notice.title, notice.title_here) == ("%(price)s held", "100% held")
    with override("zh-hans"):
        assert notice.title_here == "冻结 100%"


def test_words_without_parameters_may_hold_a_percent_sign_or_be_none(ada, told):
    notice = told(ada, title="100% of it is spent", text="", params={})
    assert (notice.title_here, notice.text_here) == ("100% of it is spent", "")


@pytest.mark.parametrize(
    "about",
    [
        {"params": {"cost": "1"}},
        {"link": "https://evil.example/"},
        {"link": "//evil.example/"},
        {"link": "library/"},
        {"link": "/\\evil.example/"},
        {"link": "javascript:alert(1)"},
        {"weight": "loud"},
    ],
)
def test_an_event_that_cannot_be_told_is_refused_where_it_is_made(event, about):
    with pytest.raises((KeyError, ValueError)):
        event(**about)


def test_it_goes_with_its_team(ada, told, cleo):
    elsewhere = cleo.teams.get()
    told(cleo, team=elsewhere)
    told(cleo, "of none", team=None)
    make.Membership.objects.all().delete()
    elsewhere.connections.all().delete()
    elsewhere.delete()
    assert Notice.objects.get().key == "of none"
