"""What of the store this studio needs: one case a line."""

from datetime import timedelta

import pytest
from django.utils import timezone

from studio.files.standing import find_named, find_standings
from studio.files.uses import Hold
from studio.generations.collect import PARTLY
from studio.generations.models import Generation, Result
from studio.minimax import RemoteFile
from studio.teams.models import Connection
from tests import make
from tests.files.building import ended
from tests.voices.building import voice

NOW = timezone.now()
NEW, OLD = NOW + timedelta(minutes=1), NOW - timedelta(days=3)


def remote(purpose="retrieval", created_at=OLD, size=10, file_id="7001"):
    return RemoteFile(file_id, "a file", size, created_at, purpose)


def standing(team, file=None):
    file = file or remote()
    return find_standings(team, team.connection, [file])[file.file_id]


def holds(team, file=None):
    return [use.hold for use in standing(team, file).uses]


def test_what_nobody_knows_is_unused(team):
    assert standing(team).group == "unused"
    assert not standing(team).is_needed


class TestResults:
    def test_one_that_is_kept_can_go(self, team):
        asset = make.asset(team)
        ended(team, file_id="7001", asset=asset)
        found = standing(team)
        assert [use.hold for use in found.uses] == [Hold.KEPT]
        assert found.uses[0].href == f"/salt-marsh/assets/{asset.public_id}/"
        assert (found.group, found.is_needed) == ("kept", False)

    @pytest.mark.parametrize(("columns", "hold"), [
        ({"trashed_at": NOW}, Hold.TRASHED),
        ({"damage": "missing"}, Hold.DAMAGED),
    ])  # fmt: skip
    def test_one_whose_copy_is_not_safe_is_used(self, team, columns, hold):
        ended(team, file_id="7001", asset=make.asset(team, **columns))
        assert holds(team) == [hold]
        assert standing(team).group == "used"

    @pytest.mark.parametrize("state", ["fetching", "running", "uncertain", "finishing"])
    def test_one_that_is_not_fetched_yet_is_needed(self, team, state):
        gen = make.generation(team, state=state)
        Result.objects.create(generation=gen, file_id="7001")
        assert holds(team) == [Hold.NEEDED]
        assert standing(team).is_needed

    @pytest.mark.parametrize("columns", [{"state": "failed"}, {"state": "cancelled"}, {"note": PARTLY}])
    def test_one_that_was_never_fetched_is_used_for_ever(self, team, columns):
        ended(team, file_id="7001", **columns)
        assert holds(team) == [Hold.UNFETCHED]
        assert standing(team).group == "used"
        assert not standing(team).is_needed

    def test_one_that_was_deleted_here_for_good_is_unused(self, team):
        ended(team, file_id="7001")
        assert standing(team).group == "unused"


class TestWorkUnderWay:
    @pytest.mark.parametrize("purpose", ["video_generation", "video_generation_input", ""])
    def test_what_appeared_since_may_be_of_it(self, team, purpose):
        make.generation(team, state="running")
        assert holds(team, remote(purpose, NEW)) == [Hold.PERHAPS]
        assert standing(team, remote(purpose, NEW)).is_needed

    def test_what_has_no_time_may_be_of_it(self, team):
        make.generation(team, state="running")
        assert holds(team, remote("video_generation", None)) == [Hold.PERHAPS]

    @pytest.mark.parametrize(
        ("purpose", "created_at"), [("voice_clone", NEW), ("retrieval", NEW), ("video_generation", OLD)]
    )
    def test_what_cannot_be_of_it_is_unused(self, team, purpose, created_at):
        make.generation(team, state="running")
        assert standing(team, remote(purpose, created_at)).group == "unused"

    @pytest.mark.parametrize("columns", [{"state": "queued"}, {"state": "done", "finished_at": NOW}])
    def test_what_waits_or_has_ended_left_nothing_new(self, team, columns):
        make.generation(team, **columns)
        assert standing(team, remote("video_generation", NEW)).group == "unused"

    def test_what_it_names_is_needed(self, team):
        make.generation(team, state="running", first_frame="mm_file://7001")
        assert holds(team) == [Hold.NEEDED]

    def test_another_number_that_holds_the_id_is_not_the_id(self, team):
        make.generation(team, state="running", first_frame="mm_file://70011")
        assert holds(team) == []

    def test_an_older_request_that_names_it_is_told_when_it_is_looked_at_closely(self, team):
        gen = make.generation(team, state="done", finished_at=NOW, first_frame="7001")
        make.generation(team, state="done", finished_at=NOW, first_frame="70011")
        assert holds(team) == []
        assert [use.href for use in find_named(team, remote())] == [f"/salt-marsh/generations/{gen.public_id}/"]


class TestVoices:
    @pytest.fixture
    def sampled(self, team):
        return lambda **columns: voice(team, sample=make.asset(team, bytes=424_242), **columns)

    def test_the_sample_of_a_temporary_voice_is_used(self, team, sampled):
        row = sampled()
        found = standing(team, remote("voice_clone", size=424_242))
        assert [(use.hold, use.words) for use in found.uses] == [(Hold.SAMPLE, row.name)]

    @pytest.mark.parametrize("file", [remote("voice_clone", size=1), remote("retrieval", size=424_242)])
    def test_what_is_no_sample_of_it_is_unused(self, team, sampled, file):
        sampled()
        assert standing(team, file).group == "unused"

    @pytest.mark.parametrize("columns", [{"used_at": NOW}, {"hours_left": -1}, {"lost_at": NOW}, {"deleted_at": NOW}])
    def test_the_sample_of_one_that_is_permanent_or_gone_is_unused(self, team, sampled, columns):
        sampled(**columns)
        assert standing(team, remote("voice_clone", size=424_242)).group == "unused"

    def test_its_prompt_is_used_too(self, team, sampled):
        prompt = make.asset(team)
        row = sampled()
        row.recipe = {"prompt_audio": str(prompt.public_id)}
        row.save()
        assert holds(team, remote("prompt_audio", size=prompt.bytes)) == [Hold.SAMPLE]


def test_a_copy_in_the_library_is_kept(team):
    asset = make.asset(team, file_id="sandbox:7001")
    assert standing(team).uses[0].href == f"/salt-marsh/assets/{asset.public_id}/"
    assert standing(team).group == "kept"


class TestTwoWorlds:
    """An id of the sandbox says nothing of the file that has the same at MiniMax."""

    @pytest.fixture
    def live(self, team):
        """The team after it has gone from the sandbox to MiniMax."""
        Connection.objects.update(in_use=False)
        Connection.objects.create(team=team, name="MiniMax", root="https://api.minimax.io")
        return lambda: type(team).objects.get(pk=team.pk)

    def test_a_result_of_the_other_is_none(self, team, request):
        ended(team, file_id="7001", asset=make.asset(team))
        assert standing(team).group == "kept"
        assert standing(request.getfixturevalue("live")()).group == "unused"

    def test_a_copy_of_the_other_is_none(self, team, live):
        make.asset(team, sandbox=True, recipe={"file_id": "7001"})
        assert standing(live()).group == "unused"


def test_what_one_person_writes_with_a_model_is_not_named(team, ada):
    gen = make.generation(team, state="running", first_frame="7001")
    Generation.objects.filter(pk=gen.pk).update(kind="chat_reply")
    assert standing(team).uses[0].words == "work of a member"
