"""Putting it together: once a press, in a child, kept with its parents, and every end is an end."""

import asyncio
import uuid

import pytest

from studio.library import storage
from studio.library.actions import trash_asset
from studio.library.models import RAW, Asset, Descent
from studio.soundtracks import making
from studio.soundtracks.models import Soundtrack
from tests import tones
from tests.soundtracks.conftest import keep
from tests.soundtracks.films import heard, pictures

pytestmark = pytest.mark.django_db(transaction=True)
CUT = {"start": 2.0, "fade_in": 0.0, "fade_out": 1.2, "volume": 1.0, "own_volume": 0.0, "loops": False}


@pytest.fixture
def begin(team, ada, clip, song):
    def begin(**more) -> Soundtrack:
        wish = {"team": team, "author": ada, "clip": clip, "song": song, "cut": CUT}
        return making.begin_soundtrack(**(wish | more))

    return begin


def made(soundtrack: Soundtrack) -> Soundtrack:
    asyncio.run(making.make_soundtracks())
    soundtrack.refresh_from_db()
    return soundtrack


def test_it_becomes_a_clip_of_the_library(begin, clip, song, ada):
    soundtrack = made(begin())
    asset = soundtrack.asset
    assert (soundtrack.state, soundtrack.problem) == ("done", "")
    assert (asset.public_id, asset.author, asset.origin, asset.kind) == (soundtrack.public_id, ada, "made", "video")
    assert (asset.title, asset.listed, asset.duration_ms, asset.width) == ("Clip ♪ Song", True, 6000, 320)
    assert asset.is_drawn
    assert asset.recipe["kind"] == "soundtrack"
    assert asset.recipe["request"] == {"clip": "Clip", "song": "Song", **CUT}
    assert set(Descent.objects.values_list("child", "parent", "role")) == {
        (asset.pk, clip.pk, "clip"),
        (asset.pk, song.pk, "song"),
    }
    path = storage.path_of(asset.key)
    assert pictures(path) == pictures(storage.path_of(clip.key))
    assert heard(path)[1] == 44_100
    assert not storage.draft(soundtrack.team.public_id, str(soundtrack.public_id)).exists()


@pytest.mark.parametrize(("clip_is", "song_is"), [(True, False), (False, True), (False, False)])
def test_it_is_of_the_sandbox_if_either_is(begin, clip, song, clip_is, song_is):
    for asset, sandbox in ((clip, clip_is), (song, song_is)):
        asset.sandbox = sandbox
        asset.save()
    assert made(begin()).asset.sandbox == (clip_is or song_is)


def test_bare_samples_are_put_under_a_clip_too(begin, team, tmp_path):
    (tmp_path / "bare.pcm").write_bytes(tones.tone(8, 24_000).astype("<i2").tobytes())
    song = keep(team, tmp_path / "bare.pcm", "sound", raw_rate=24_000)
    assert song.mime == RAW
    assert made(begin(song=song)).state == "done"


def test_the_same_press_is_one_and_another_wish_is_another(begin):
    key = uuid.uuid4()
    first = begin(client_key=key)
    assert begin(client_key=key) == first
    assert begin(client_key=key, cut=CUT | {"start": 3.0}) != first
    assert begin(client_key=uuid.uuid4()) != first
    assert Soundtrack.objects.count() == 3


def test_another_team_may_have_the_same_key(begin, cleo):
    key = uuid.uuid4()
    first = begin(client_key=key)
    other = begin(client_key=key, team=cleo.teams.get(), author=cleo)
    assert other != first


def test_they_are_made_in_the_order_in_which_they_were_asked_for(begin):
    both = [begin(), begin(client_key=uuid.uuid4())]
    assert making.take_next() == both[0]
    asyncio.run(making.make_soundtracks())
    assert [made(one).state for one in both] == ["done", "done"]


def test_what_an_earlier_process_left_half_done_is_made(begin):
    soundtrack = begin()
    assert making.take_next() == soundtrack
    assert made(soundtrack).state == "done"
    assert making.take_next() is None


def test_made_again_after_a_crash_between_asset_and_row_it_is_the_same_asset(begin):
    soundtrack = begin()
    making.take_next()
    asset = making.make(soundtrack)["asset"]
    assert made(soundtrack).asset == asset
    assert Asset.objects.filter(public_id=soundtrack.public_id).count() == 1


def test_what_was_trashed_meanwhile_is_still_put_together(begin, clip, ada):
    soundtrack = begin()
    trash_asset(asset=clip, who=ada)
    assert made(soundtrack).state == "done"


def test_what_was_deleted_for_good_meanwhile_is_told(begin, song):
    soundtrack = begin()
    song.delete()
    assert made(soundtrack).state == "failed"
    assert "deleted" in soundtrack.problem


def test_a_file_that_does_not_open_is_told_and_the_next_one_made(begin, clip):
    bad, good = begin(), None
    storage.path_of(clip.key).write_bytes(b"nothing of a film")
    assert (made(bad).state, bad.problem) == ("failed", "It does not open as a video.")
    assert not storage.draft(bad.team.public_id, str(bad.public_id)).exists()
    assert good is None


def test_an_end_that_breaks_is_an_end(begin, monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, "keep_draft", broken)
    assert (made(begin()).state, making.take_next()) == ("failed", None)
    assert "broke" in caplog.text


def test_it_does_not_begin_on_a_full_disk(begin, monkeypatch):
    monkeypatch.setattr(storage, "SPARE", 1 << 62)
    assert "almost full" in made(begin()).problem


def test_its_row_follows_what_becomes_of_the_clip(begin, ada):
    soundtrack = made(begin())
    before = soundtrack.rev
    trash_asset(asset=soundtrack.asset, who=ada)
    soundtrack.refresh_from_db()
    assert soundtrack.rev > before
    assert soundtrack.film is None
