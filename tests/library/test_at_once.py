"""Two people at the same things: editing, trashing, zipping, purging; each sees what is true in the end."""

import io
import threading
import zipfile
from pathlib import Path

import pytest
from django.db import close_old_connections, connection

from studio.library import actions, storage
from studio.library.exporting import lay_out, pack
from studio.library.marks import Tag
from studio.library.models import Asset
from studio.library.projects import NameTaken, create_project
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works) -> list:
    """Each in a thread of its own, begun together; what each gave, or raised."""
    ready, found = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int, work) -> None:
        ready.wait()
        try:
            found[place] = work()
        except Exception as error:  # the test looks at it
            found[place] = error
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found


def test_a_name_and_notes_both_stay(team):
    asset = make.asset(team)
    one, other = Asset.objects.get(), Asset.objects.get()
    at_once(
        lambda: actions.describe_asset(asset=one, title="Mine"),
        lambda: actions.describe_asset(asset=other, notes="Theirs"),
    )
    asset.refresh_from_db()
    assert (asset.title, asset.notes, sorted(asset.words.split())) == ("Mine", "Theirs", ["mine", "theirs"])


def test_of_two_who_trash_the_same_one_did(team, ada, bo):
    make.asset(team)
    rows = Asset.objects.for_team(team)
    found = at_once(*(lambda who=who: actions.trash_assets(assets=rows, who=who) for who in (ada, bo)))
    assert sorted(len(keys) for keys, _moment in found) == [0, 1]


def test_a_tag_that_two_make_at_once_is_one(team):
    assets = [make.asset(team) for _ in range(2)]
    found = at_once(
        *(
            lambda pk=asset.pk, name=name: actions.tag_assets(
                team=team, assets=Asset.objects.filter(pk=pk), names=[name]
            )
            for asset, name in zip(assets, ("Storm", "storm"), strict=True)
        )
    )
    assert not [one for one in found if isinstance(one, Exception)]
    assert Tag.objects.count() == 1
    assert all(asset.tags.count() == 1 for asset in assets)


def test_of_two_projects_of_a_name_one_is_made(team, ada, bo):
    found = at_once(*(lambda who=who: create_project(team=team, author=who, name="Night") for who in (ada, bo)))
    assert sum(isinstance(one, NameTaken) for one in found) == 1


def test_taken_back_and_purged_at_once_is_one_or_the_other(team, ada):
    for _ in range(5):
        asset = make.asset(team)
        asset.trash()
        rows = Asset.objects.filter(pk=asset.pk)
        at_once(
            lambda rows=rows: actions.restore_assets(assets=rows, who=ada),
            lambda rows=rows: actions.purge_now(assets=rows, who=ada),
        )
        left = rows.first()
        assert storage.path_of(asset.key).exists() == (left is not None)
        assert left is None or left.trashed_at is None


def test_a_zip_opens_whatever_is_thrown_away_meanwhile(team, ada):
    assets = [make.asset(team, make.png(32 + number, 32)) for number in range(6)]
    packed = pack(team=team, author=ada, assets=Asset.objects.all(), name="x")
    some = Asset.objects.filter(pk__in=[asset.pk for asset in assets[:3]])
    whole, _gone = at_once(lambda: lay_out(packed), lambda: actions.trash_assets(assets=some, who=ada))
    content = b"".join(
        part if isinstance(part, bytes) else Path(part.path).read_bytes()[part.start : part.start + part.length]
        for part in whole.parts
    )
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert (archive.testzip(), len(archive.namelist())) == (None, 7)
