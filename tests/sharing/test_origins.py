"""What a stranger is told of where works come from is true of each of them."""

import pytest

from studio.library.models import Asset
from studio.sharing import public_views
from tests import make
from tests.sharing.conftest import page, to
from tests.sharing.test_pages import many

HAILUO = {"origin": "made", "model": "MiniMax-Hailuo-2.3"}


@pytest.fixture
def told(stranger, show, put, project):
    """What a gallery of such works says in the end."""

    def told(*works: dict) -> str:
        put(*(make.asset(project.team, **facts) for facts in works))
        return page(stranger, to(show(project))).split('class="public__origin">')[1].split("<")[0]

    return told


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (HAILUO, "Made with AI, by MiniMax&#x27;s model Hailuo 2.3, in a self-hosted studio."),
        (HAILUO | {"model": "of-tomorrow"}, "by MiniMax&#x27;s model of-tomorrow,"),
        (HAILUO | {"sandbox": True}, "Made in the sandbox of a self-hosted studio, which stands in for"),
        ({"origin": "made"}, "Put together in a self-hosted studio, from works that may be made with AI."),
        ({"origin": "made", "sandbox": True}, "Put together in a self-hosted studio"),
        ({"origin": "uploaded"}, "Uploaded to a self-hosted studio."),
    ],
)
def test_of_one_work_it_says_what_made_it(stranger, show, told, picture, facts, words):
    Asset.objects.update(**facts)
    assert words in page(stranger, to(show(picture)))
    assert words in told(facts)


def test_of_several_models_it_names_none(told):
    assert (
        told(HAILUO, HAILUO | {"model": "image-01"}) == "Made with AI, by models of MiniMax, in a self-hosted studio."
    )


def test_of_a_mixture_it_says_how_many_of_each_the_most_first(told):
    uploaded, played = {"origin": "uploaded"}, HAILUO | {"sandbox": True}
    said = told(played, uploaded, uploaded, uploaded, HAILUO, HAILUO | {"model": "image-01"})
    parts = ["3 uploaded", "2 made with AI by MiniMax", "1 made in its sandbox, which stands in for MiniMax&#x27;s AI"]
    assert said == f"From a self-hosted studio: {'; '.join(parts)}."


def test_of_each_work_of_a_mixture_it_says_its_own(stranger, show, put, project):
    works = [make.asset(project.team, **facts) for facts in ({"origin": "uploaded"}, HAILUO)]
    put(*works)
    share = show(project)
    first, second = (page(stranger, to(share, work)) for work in works)
    assert ("Uploaded to" in first, "Hailuo" in first) == (True, False)
    assert ("Uploaded to" in second, "Hailuo" in second) == (False, True)


def test_it_counts_what_stands_on_later_pages_too(stranger, show, put, project, monkeypatch):
    monkeypatch.setattr(public_views, "PAGE", 2)
    many(project.team, put, 3, model="image-01")
    put(make.asset(project.team))
    assert "3 made with AI by MiniMax; 1 uploaded." in page(stranger, to(show(project)))


def test_of_nothing_it_says_nothing(told):
    assert told() == ""
