"""What is kept is read again: what is gone or changed is found, shown, and said by the command."""

import errno
import shutil
from datetime import timedelta
from io import StringIO
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from studio.library import storage, verifying
from studio.library.intake import keep_text
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


@pytest.mark.django_db(transaction=True)
def test_it_runs_beside_a_studio_that_writes(team, monkeypatch):
    monkeypatch.setattr(verifying, "AT_ONCE", 2)
    for _ in range(5):
        make.asset(team, has_poster=False)
    report = Report()
    for asset in verify(Asset.objects.all(), report):
        write_elsewhere(asset.pk)
    assert (report.read, report.damaged) == (5, [])


def write_elsewhere(pk: int) -> None:
    """In a connection of its own, as another process has one."""

    def write() -> None:
        Asset.objects.filter(pk=pk).update(notes="meanwhile")
        connection.close()

    thread = Thread(target=write)
    thread.start()
    thread.join()


def test_one_that_cannot_be_read_does_not_keep_the_others_waiting(team, monkeypatch):
    broken, well = (make.asset(team, title=title, has_poster=False) for title in ("Broken", "Well"))
    digest = storage.digest

    def read(path):
        if path == storage.path_of(broken.key):
            raise OSError(errno.EIO, "Input/output error")
        return digest(path)

    monkeypatch.setattr(storage, "digest", read)
    code, said = run()
    assert (code, "Its file cannot be read: Broken" in said) == (1, True)
    assert dict(Asset.objects.values_list("title", "damage")) == {"Broken": "unreadable", "Well": ""}
    Asset.objects.update(verified_at=timezone.now() - SEEN_AGAIN * 2)
    verify_some()
    assert Asset.objects.get(pk=well.pk).verified_at > timezone.now() - timedelta(minutes=1)


def test_a_lost_folder_of_one_team_is_told_and_the_rest_is_read(team, cleo):
    lost, other = make.asset(team, title="Lost"), make.asset(cleo.memberships.get().team)
    shutil.rmtree(storage.path_of(lost.key).parent.parent)
    assert "Its file is gone: Lost" in run()[1]
    assert Asset.objects.get(pk=other.pk).damage == ""


def test_a_disk_that_is_not_there_marks_nothing(team):
    asset = make.asset(team)
    moved = storage.root().rename(storage.root().with_name("moved"))
    try:
        with pytest.raises(CommandError, match="is its disk mounted"):
            run()
    finally:
        moved.rename(storage.root())
    assert Asset.objects.get(pk=asset.pk).damage == ""


def test_the_lost_text_of_a_document_is_read_from_it_again(team, bo):
    asset = keep_text(team=team, author=bo, text="A letter is found in a tin.", name="letter.txt")
    text = storage.path_of(asset.sibling(storage.TEXT))
    text.unlink()
    assert "1 drawn again" in run()[1]
    assert text.read_text() == "A letter is found in a tin."


def test_lost_subtitles_are_told(team):
    make.asset(team, title="Said", has_subtitles=True)
    code, said = run()
    assert (code, "What belongs to it is gone: Said" in said) == (1, True)


@pytest.mark.parametrize("look", ["grid", "list"])
def test_damage_is_seen_in_the_library(client, team, bo, look):
    client.force_login(bo)
    make.asset(team, damage="missing")
    assert "Its file is gone" in client.get(f"/{team.slug}/library/?look={look}").content.decode()
