"""What a zip is called: after what it holds and the day, in letters that any disk takes."""

from datetime import date

import pytest
from django.urls import reverse

from studio.library.marks import Project
from studio.library.models import Asset, Pack
from studio.library.pack_names import pack_name
from tests import make

DAY = date(2026, 12, 1)


@pytest.fixture
def called(team):
    def name(view: str = "", **fields) -> str:
        make.asset(team, **fields)
        return pack_name(team, view, Asset.objects.all(), DAY)

    return name


@pytest.mark.parametrize(
    ("view", "name"),
    [
        ("?kind=video", "video-2026-12-01"),
        ("?q=fog+over+the+sea&sort=oldest", "fog-over-the-sea-2026-12-01"),
        ("?kind=image&tag=Harbour&favourite=1", "image-harbour-favourites-2026-12-01"),
        ("?place=upload&model=image-01", "image-01-uploaded-2026-12-01"),
        ("?kind=nonsense&project=nonsense", "salt-marsh-image-2026-12-01"),
        ("?q=..%2F..%2Fcon%3A%0D%0A%22%2A%3C%3E%7C.exe", "con-exe-2026-12-01"),
        ("?q=%E2%80%AE%F0%9F%A6%8A", "library-2026-12-01"),
        ("?q=%E7%8B%90%E7%8B%B8", "狐狸-2026-12-01"),
    ],
)
def test_it_says_what_the_view_shows(called, view, name):
    assert called(view) == name


def test_it_is_the_projects(called, team):
    project = Project.objects.create(team=team, name="Harbour project")
    assert called(f"?project={project.public_id}") == "harbour-project-2026-12-01"


def test_another_teams_project_is_not_named(called, cleo):
    theirs = Project.objects.create(team=cleo.memberships.get().team, name="Secret")
    assert "secret" not in called(f"?project={theirs.public_id}")


def test_of_what_was_ticked_in_the_whole_library_it_says_what_all_of_them_are(called, team):
    make.asset(team, kind="music")
    assert called() == "salt-marsh-library-2026-12-01"
    Asset.objects.filter(kind="image").delete()
    assert pack_name(team, "", Asset.objects.all(), DAY) == "salt-marsh-music-2026-12-01"


@pytest.mark.parametrize("letter", ["a", "狐", "\U0001d504"])
def test_it_fits_its_column_and_any_disk(called, letter):
    name = called(f"?q={letter * 200}")
    assert len(name) <= Pack._meta.get_field("name").max_length
    assert len(f"{name}.zip".encode()) <= 255


def test_a_project_that_the_bar_only_offers_does_not_name_it(client, team, bo):
    """The bar of what is picked has a list of projects to put things into, which is sent with each of its keys."""
    client.force_login(bo)
    offered = Project.objects.create(team=team, name="Offered")
    sent = {"all": "1", "view": "?kind=image", "project": str(offered.public_id)}
    make.asset(team)
    client.post(reverse("library-picked", args=[team.slug, "zip"]), sent)
    assert Pack.objects.get().name.startswith("image-")
