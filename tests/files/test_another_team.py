"""The same account may be reached from two teams: what the other has is spared, and neither named nor handed out."""

import pytest

from studio.audit.models import Record
from studio.library.models import Asset
from studio.teams.models import Connection
from tests import make
from tests.files.building import PAGE, ask, ended, text
from tests.files.test_standing import NEW, remote, standing


@pytest.fixture
def other(cleo):
    return cleo.memberships.get().team


def test_its_results_are_used_and_not_named(team, other):
    ended(other, file_id="7001", asset=make.asset(other, title="Secret plans"))
    found = standing(team)
    assert (found.group, found.is_elsewhere, found.is_needed) == ("used", True, False)
    assert [(use.words, use.href) for use in found.uses] == [("another team of this studio", "")]


def test_its_running_work_is_spared_on_the_same_host(team, other):
    make.generation(other, state="running")
    assert standing(team, remote("video_generation", NEW)).group == "unused", "each sandbox is an account of its own"
    Connection.objects.update(sandbox=False, root="https://api.minimax.io")
    team = type(team).objects.get(pk=team.pk)
    found = standing(team, remote("video_generation", NEW))
    assert (found.is_needed, found.is_elsewhere, found.uses[0].href) == (True, True, "")


def test_its_copies_are_not_ours(team, other):
    make.asset(other, sandbox=True, file_id="7001")
    assert standing(team).group == "unused"


def test_what_it_deleted_for_good_is_still_not_ours(team, other):
    ended(other, file_id="7001")
    assert standing(team).is_elsewhere
    assert standing(other).group == "unused"


@pytest.mark.django_db(transaction=True)
class TestPages:
    @pytest.fixture
    def theirs(self, account, other):
        """A film that lies in the account of both, and belongs to the other."""
        file_id = account.upload("secret-plans.mp4", b"\0\0\0\x20ftypisom" + bytes(400), "video_understanding")
        ended(other, file_id=file_id, asset=make.asset(other))
        return file_id

    def test_the_list_tells_that_it_is_there_and_no_more(self, ada, theirs):
        page = text(ask(ada, f"{PAGE}list/"))
        for told in (theirs, "A file of another team", "Film for a chat model", "412 bytes"):
            assert told in page
        assert "secret-plans" not in page
        assert f"{PAGE}{theirs}/" not in page

    @pytest.mark.parametrize(("path", "data"), [("info/", None), ("content/", None), ("copy/", {})])
    def test_it_is_neither_told_nor_handed_out(self, ada, theirs, path, data):
        assert ask(ada, f"{PAGE}{theirs}/{path}", data).status_code == 404
        assert Asset.objects.count() == 1

    @pytest.mark.parametrize(("data", "status"), [(None, 200), ({}, 409)])
    def test_deleting_it_is_refused_for_what_it_is(self, ada, account, theirs, data, status):
        answer = ask(ada, f"{PAGE}{theirs}/delete/", data)
        assert answer.status_code == status
        assert "the file is that team's, or may be." in text(answer)
        assert "Work that is not finished" not in text(answer)
        assert "secret-plans" not in text(answer)
        assert account.ids() == {theirs}

    def test_cleaning_spares_it_without_a_name(self, ada, account, theirs):
        answer = ask(ada, f"{PAGE}clean/", {"show": "unused", "file": theirs})
        assert "Spared" in text(answer)
        assert "secret-plans" not in text(answer)
        assert account.ids() == {theirs}
        assert not Record.objects.filter(what="files.deleted").exists()
