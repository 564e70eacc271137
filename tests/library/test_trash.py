"""The trash: what lies there for thirty days is gone for good, its bytes with it, and nothing else is."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from studio.audit.models import Record
from studio.generations import actions
from studio.library import actions as library
from studio.library import storage
from studio.library.actions import purge_assets
from studio.library.models import Asset
from studio.library.sweeps import purge_trash
from studio.library.verifying import find_strays
from studio.voices.models import Voice
from tests import make
from tests.speech.conftest import own_voice


def trashed(team, days: int) -> Asset:
    return make.asset(team, trashed_at=timezone.now() - timedelta(days=days))


def test_old_trash_is_purged_with_its_bytes(team):
    old, young, kept = trashed(team, 31), trashed(team, 29), make.asset(team)
    purge_trash()
    assert set(Asset.objects.all()) == {young, kept}
    assert not storage.path_of(old.key).parent.exists()
    assert storage.path_of(young.key).exists()
    assert Record.objects.filter(what="asset.purged", object_id=str(old.public_id)).exists()


def test_zero_days_keep_it_for_ever(team, settings):
    settings.TRASH_DAYS = 0
    trashed(team, 400)
    purge_trash()
    assert Asset.objects.count() == 1


def test_it_tells_how_long_one_can_still_take_it_back(client, team, ada, settings):
    client.force_login(ada)
    for days in (0, 0, 1, 29, 31):
        trashed(team, days)
    page = client.get(reverse("library-trash", args=[team.slug])).content.decode()
    said = ["in 30 days", "in 29 days", "in 1 day", "today"]
    assert [part.split("<")[0] for part in page.split("<h2>Deleted for good ")[1:]] == said
    assert "5 things are deleted for good. Nobody can take them back." in page
    settings.TRASH_DAYS = 0
    page = client.get(reverse("library-trash", args=[team.slug])).content.decode()
    assert "<h2>Trashed: Yesterday</h2>" in page


def test_what_was_taken_back_meanwhile_stays(team):
    asset = trashed(team, 31)
    asset.restore()
    assert purge_assets(assets=Asset.objects.filter(pk=asset.pk), before=timezone.now()) == 0
    assert storage.path_of(asset.key).exists()


def test_the_result_of_a_clip_outlives_its_asset(team):
    result = make.generation(team).results.create(asset=trashed(team, 31))
    purge_trash()
    result.refresh_from_db()
    assert result.asset is None


@pytest.mark.parametrize(("free", "room"), [(10**12, True), (250 * 1024 * 1024, False)])
def test_there_must_be_room_for_three_times_as_much(monkeypatch, free, room):
    monkeypatch.setattr(storage.shutil, "disk_usage", lambda path: type("Usage", (), {"free": free}))
    assert storage.has_room(20 * 1024 * 1024) == room


@pytest.mark.parametrize("key", ["", "oops.png", "team/original.png", "../../secrets/x/y.png", "a/../../b/c.png"])
def test_only_the_folder_of_an_asset_is_ever_deleted(team, key):
    kept = make.asset(team)
    with pytest.raises(ValueError, match="no key"):
        storage.delete(key)
    assert storage.path_of(kept.key).exists()


def test_bytes_that_cannot_be_deleted_are_told_by_verify_and_stop_nothing(team, monkeypatch):
    stuck, other = trashed(team, 31), trashed(team, 32)
    delete = storage.delete

    def refused(key):
        if key == stuck.key:
            raise PermissionError
        delete(key)

    monkeypatch.setattr(storage, "delete", refused)
    purge_trash()
    assert Asset.objects.count() == 0
    assert not storage.path_of(other.key).exists()
    assert find_strays() == [stuck.key.rpartition("/")[0]]


def test_a_purge_that_fails_keeps_the_bytes(team, monkeypatch):
    asset = trashed(team, 31)

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(library.audit, "record_each", broken)
    with pytest.raises(RuntimeError):
        purge_trash()
    assert Asset.objects.filter(pk=asset.pk).exists()
    assert storage.path_of(asset.key).exists()


def test_what_a_voice_or_a_running_work_still_needs_stays_until_it_is_let_go(client, team, ada):
    client.force_login(ada)
    sample, frame, free = (make.asset(team, trashed_at=timezone.now() - timedelta(days=31)) for _ in range(3))
    voice = own_voice(team, sample=sample)
    gen = make.generation(team, mode="image", first_frame=str(frame.public_id))
    purge_trash()
    assert set(Asset.objects.all()) == {sample, frame}
    page = client.post(reverse("asset-purge", args=[team.slug, sample.public_id]), follow=True).content.decode()
    assert "still needs it" in page
    Voice.objects.filter(pk=voice.pk).update(deleted_at=timezone.now())
    actions.cancel_generation(generation=gen, who=ada)
    purge_trash()
    assert Asset.objects.count() == 0
    assert not storage.path_of(free.key).exists()
