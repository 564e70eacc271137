"""Deleting one file: a question that says what uses it, a press that cannot be undone."""

import pytest

from studio.audit.models import Record
from studio.generations.models import Result
from tests import make
from tests.files.building import PAGE, ask, ended, text

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_asks_first_and_says_what_uses_it(account, bo, team):
    file_id = account.upload()
    ended(team, file_id=file_id, asset=make.asset(team, title="Fog over the marsh"))
    make.generation(team, state="done", finished_at="2026-01-01T00:00Z", first_frame=file_id)
    page = text(ask(bo, f"{PAGE}{file_id}/delete/", htmx=False))
    for told in ("Delete tide.txt?", "Fog over the marsh", "An earlier request names it:", "cannot be undone"):
        assert told in page
    assert account.ids() == {file_id}


def test_it_says_that_a_copy_cannot_be_fetched_again(account, bo, team):
    kept, lost = account.upload("kept.txt"), account.upload("lost.txt")
    ended(team, file_id=kept, asset=make.asset(team))
    assert "cannot be fetched from there again" in text(ask(bo, f"{PAGE}{kept}/delete/"))
    assert "cannot be fetched from there again" not in text(ask(bo, f"{PAGE}{lost}/delete/"))


def test_it_deletes_and_writes_it_down(account, bo, team):
    file_id, other = account.upload(), account.upload("other.txt")
    answer = ask(bo, f"{PAGE}{file_id}/delete/", {}, htmx=False)
    assert answer.url == PAGE
    assert account.ids() == {other}
    record = Record.objects.get(what="files.deleted")
    assert (record.who, record.team_id, record.detail["file_id"]) == (bo, team.pk, file_id)


@pytest.mark.parametrize("state", ["running", "fetching", "uncertain"])
def test_what_work_under_way_needs_is_refused(account, bo, team, state):
    file_id = account.upload()
    Result.objects.create(generation=make.generation(team, state=state), file_id=file_id)
    answer = ask(bo, f"{PAGE}{file_id}/delete/", {})
    assert answer.status_code == 409
    assert "Work that is not finished needs it, or may" in text(answer)
    assert "A lighthouse in a storm" in text(answer)
    assert account.ids() == {file_id}


def test_what_is_gone_already_is_not_found(account, bo):
    assert ask(bo, f"{PAGE}123456789012345/delete/", {}).status_code == 404


def test_it_says_so_when_minimax_does_not_answer(silent, bo):
    answer = ask(bo, f"{PAGE}123456789012345/delete/", {}, htmx=False)
    assert answer.status_code == 502
    assert "MiniMax could not be reached" in text(answer)
    assert not Record.objects.filter(what="files.deleted").exists()
