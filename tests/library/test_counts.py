"""How many there are of each kind: of everything, of what an address narrows to, and no further than is cheap."""

import pytest
from django.http import QueryDict

from studio.library import actions, counts, projects
from studio.library.filters import Filters
from studio.library.models import Asset
from studio.library.search import Search
from studio.library.words import index_anew
from tests import make


@pytest.fixture
def lived_in(team):
    for number in range(3):
        make.asset(team, title=f"Marsh {number}")
    make.asset(team, title="Marsh song", kind="music")
    make.asset(team, title="Letter", kind="document")
    index_anew(list(Asset.objects.values_list("pk", flat=True)))
    return team


def told(team, user, address: str) -> dict[str, str]:
    kinds = Filters(team, Search.read(QueryDict(address)), user).kinds
    return {kind.label: kind.count for kind in kinds if kind.count != "0"}


def test_each_kind_is_counted_as_the_rest_of_the_address_narrows_the_view(lived_in, bo):
    assert told(lived_in, bo, "") == {"Everything": "5", "Images": "3", "Music": "1", "Documents": "1"}
    marsh = {"Everything": "4", "Images": "3", "Music": "1"}
    assert told(lived_in, bo, "q=marsh") == told(lived_in, bo, "q=marsh&kind=music") == marsh
    project = projects.create_project(team=lived_in, author=bo, name="Night")
    actions.put_into(project=project, assets=Asset.objects.filter(kind="document"))
    assert told(lived_in, bo, f"project={project.public_id}") == {"Everything": "1", "Documents": "1"}


def test_past_a_thousand_it_says_so_and_nothing_of_the_kinds(lived_in, bo, monkeypatch):
    monkeypatch.setattr(counts, "MOST", 3)
    monkeypatch.setattr("studio.library.filters.MOST", 3)
    assert told(lived_in, bo, "q=marsh") == {
        "Everything": "3+", "Images": "", "Video": "", "Speech": "", "Music": "", "Sounds": "", "Documents": "",
    }  # fmt: skip
    assert Filters(lived_in, Search(q="marsh"), bo).found == "3+ results"


@pytest.mark.parametrize(
    ("address", "said"),
    [("", ""), ("q=marsh", "4 results"), ("q=song", "1 result"), ("kind=document", "1 result"), ("q=x", "0 results")],
)
def test_who_does_not_see_the_page_hears_how_many_were_found(client, lived_in, bo, address, said):
    client.force_login(bo)
    answer = client.get(f"/{lived_in.slug}/library/?{address}", headers={"HX-Request": "true"}).content.decode()
    assert f'role="status" hx-swap-oob="innerHTML">{said}</p>' in answer


def test_the_row_of_kinds_is_counted_anew_when_asked(client, lived_in, bo):
    client.force_login(bo)
    row = f"/{lived_in.slug}/library/kinds/?q=marsh"
    assert ">4</span>" in client.get(row).content.decode()
    Asset.objects.get(title="Marsh 0").trash()
    assert ">3</span>" in client.get(row).content.decode()
