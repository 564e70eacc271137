"""What is kept is read again: what is gone or changed is found, shown, and said by the command."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from studio.library import storage
from studio.library.models import Asset
from studio.library.sweeps import verify_some
from studio.library.verifying import SEEN_AGAIN, Report, due, find_strays, put_back, verify
from tests import make


def run(*words: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("verify", "--report", *words, stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_all_well_is_said_and_written_down(team):
    asset = make.asset(team, has_poster=False)
    code, said = run()
    asset.refresh_from_db()
    assert (code, asset.damage) == (0, "")
    assert "1 files read" in said
    assert (asset.verified_at is not None, asset.crc32) == (True, storage.digest(storage.path_of(asset.key)).crc32)


def test_what_is_gone_and_what_is_another_file_are_told_apart(team):
    gone, changed, well = (make.asset(team, title=title) for title in ("Gone", "Changed", "Well"))
    storage.path_of(gone.key).unlink()
    storage.path_of(changed.key).write_bytes(b"something else")
    code, said = run()
    assert code == 1
    assert "Its file is gone: Gone" in said
    assert "Its file is not what was kept: Changed" in said
    assert dict(Asset.objects.values_list("title", "damage")) == {"Gone": "missing", "Changed": "changed", "Well": ""}
    assert Asset.objects.get(pk=gone.pk).rev > gone.rev, "its tile has to be drawn anew"
    assert Asset.objects.get(pk=well.pk).rev == well.rev + 1, "only its poster was drawn"


def test_a_lost_poster_is_drawn_again(team):
    asset = make.asset(team)
    list(verify(Asset.objects.all(), Report()))
    poster = storage.path_of(asset.sibling("poster.jpg"))
    poster.unlink()
    report = Report()
    list(verify(Asset.objects.all(), report))
    assert (report.drawn, poster.exists()) == (1, True)


def test_only_the_very_same_bytes_are_put_back(team, tmp_path):
    asset = make.asset(team)
    path = storage.path_of(asset.key)
    content = path.read_bytes()
    path.unlink()
    list(verify(Asset.objects.all(), Report()))
    (tmp_path / "other").write_bytes(b"other")
    assert not put_back(asset, tmp_path / "other")
    (tmp_path / "same").write_bytes(content)
    assert put_back(asset, tmp_path / "same")
    assert path.read_bytes() == content
    assert Asset.objects.get().damage == ""


def test_files_that_no_row_names_are_told_and_left_alone(team):
    kept, lost = make.asset(team), make.asset(team)
    Asset.objects.filter(pk=lost.pk).delete()
    assert find_strays() == [lost.key.rpartition("/")[0]]
    assert "Named by nothing" in run()[1]
    assert storage.path_of(lost.key).exists()
    assert storage.path_of(kept.key).exists()


def test_one_team_alone_can_be_read(team, cleo):
    make.asset(team)
    make.asset(cleo.memberships.get().team)
    assert "1 files read" in run("--team", team.slug)[1]


def test_everything_is_read_again_once_a_month(team):
    old, seen, young = (make.asset(team, crc32=1) for _ in range(3))
    long_ago = timezone.now() - SEEN_AGAIN - timedelta(days=1)
    Asset.objects.filter(pk=old.pk).update(created_at=long_ago)
    Asset.objects.filter(pk=seen.pk).update(created_at=long_ago, verified_at=timezone.now())
    assert list(due()) == [old]
    storage.path_of(old.key).unlink()
    verify_some()
    assert dict(Asset.objects.values_list("pk", "damage")) == {old.pk: "missing", seen.pk: "", young.pk: ""}
    assert list(due()) == []


@pytest.mark.parametrize("look", ["grid", "list"])
def test_damage_is_seen_in_the_library(client, team, bo, look):
    client.force_login(bo)
    make.asset(team, damage="missing")
    assert "Its file is gone" in client.get(f"/{team.slug}/library/?look={look}").content.decode()
