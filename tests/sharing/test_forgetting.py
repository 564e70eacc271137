"""Copies last as long as an open link shows them with their mark, and no longer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from studio.library import actions as library
from studio.library import storage
from studio.library.models import Asset
from studio.library.projects import delete_project
from studio.sharing import films, sweeps
from studio.sharing.actions import allow_sharing, revoke_share
from studio.sharing.models import MarkedFilm, Share
from tests import make

NAMES = ("shared.jpg", "shared-poster.jpg", "shared.mp3", "shared.mp4")


@pytest.fixture
def work(team) -> Asset:
    """With all the copies that any kind of work has."""
    work = make.asset(team, kind="video", mime="video/mp4", origin="made")
    for name in NAMES:
        storage.path_of(work.sibling(name)).write_bytes(b"a copy")
    MarkedFilm.objects.create(asset=work, made_at=timezone.now())
    return work


def beside(work: Asset) -> set[str]:
    return {one.name for one in storage.path_of(work.key).parent.iterdir()}


def test_what_links_show_stays_alone_or_in_a_project(show, put, project, work, team):
    put(work)
    show(project)
    other = make.asset(team)
    storage.path_of(other.sibling("shared.jpg")).write_bytes(b"a copy")
    show(other)
    sweeps.forget_copies()
    assert beside(work) == {"original.png", *NAMES}
    assert beside(other) == {"original.png", "shared.jpg"}
    assert MarkedFilm.objects.get().made_at


ENDS = [
    "no mark",
    "revoked",
    "ended",
    "forbidden",
    "trashed",
    "unlisted",
    "taken out",
    "project deleted",
    "never shown",
]


@pytest.mark.parametrize("why", ENDS)
def test_what_none_shows_any_more_goes_and_what_is_kept_stays(show, put, project, work, ada, why):
    put(work)
    share = show(project, watermark=why != "no mark") if why != "never shown" else None
    if why == "revoked":
        revoke_share(share=share, who=ada)
    if why == "ended":
        Share.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    if why == "forbidden":
        allow_sharing(team=work.team, who=ada, yes=False)
    if why == "trashed":
        library.trash_asset(asset=work, who=ada)
    if why == "unlisted":
        Asset.objects.update(listed=False)
    if why == "taken out":
        library.take_out_of(project=project, assets=Asset.objects.all())
    if why == "project deleted":
        delete_project(project=project, who=ada)
    sweeps.forget_copies()
    assert (beside(work), MarkedFilm.objects.count()) == ({"original.png"}, 0)


def test_one_link_of_two_is_enough(show, work, ada):
    revoke_share(share=show(work), who=ada)
    show(work)
    sweeps.forget_copies()
    assert beside(work) == {"original.png", *NAMES}


def test_beside_a_work_that_has_gone_it_goes_too(work):
    Asset.objects.all().delete()
    sweeps.forget_copies()
    assert beside(work) == {"original.png"}


def test_what_failed_for_a_link_that_ended_may_be_tried_for_another(show, work, ada):
    MarkedFilm.objects.update(made_at=None, problem="It does not open as a video.")
    revoke_share(share=show(work), who=ada)
    sweeps.forget_copies()
    show(work)
    films.ask_for(Share.objects.all())
    assert MarkedFilm.objects.due().count() == 1


def test_a_film_whose_copy_is_lost_is_to_be_made_anew(show, work):
    show(work)
    storage.path_of(work.sibling("shared.mp4")).unlink()
    sweeps.forget_copies()
    assert MarkedFilm.objects.due().count() == 1


def test_many_are_looked_through_in_portions(show, work, team, monkeypatch):
    monkeypatch.setattr(sweeps, "AT_ONCE", 1)
    monkeypatch.setattr(films, "AT_ONCE", 1)
    other = make.asset(team, kind="video", mime="video/mp4")
    storage.path_of(other.sibling("shared.mp4")).write_bytes(b"a copy")
    MarkedFilm.objects.create(asset=other, made_at=timezone.now())
    show(other)
    sweeps.forget_copies()
    assert (beside(work), beside(other)) == ({"original.png"}, {"original.png", "shared.mp4"})
    assert MarkedFilm.objects.get().asset == other


def test_a_copy_that_cannot_be_deleted_stops_no_other(work, team, monkeypatch, caplog):
    stuck = storage.path_of(work.sibling("shared.mp3"))
    stuck.unlink()
    stuck.mkdir()
    sweeps.forget_copies()
    assert beside(work) == {"original.png", "shared.mp3"}
    assert "could not be deleted" in caplog.text
