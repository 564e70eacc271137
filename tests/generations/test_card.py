"""What a card says: state, time and money in words, and what a press would cost before it is pressed."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from studio.generations.actions import start_generation, write_off
from studio.generations.feed import render_card
from studio.generations.models import Generation, State
from studio.generations.present import Card
from studio.library.actions import restore_asset, trash_asset
from tests import make
from tests.image.conftest import wish as image_wish


def card(team, results: int = 0, **columns) -> Card:
    gen = make.generation(team, **columns)
    for index in range(results):
        gen.results.create(index=index)
    return Card(Generation.objects.for_card().get(pk=gen.pk))


def ended(state: str) -> dict:
    return {"state": state, "finished_at": timezone.now()}


def test_what_fails_costs_nothing(team):
    assert card(team, **ended(State.FAILED)).money == "nothing charged"


def test_what_was_made_and_could_not_be_fetched_says_that_it_is_charged(team):
    assert card(team, results=1, **ended(State.FAILED)).money == "$0.28 charged"


@pytest.mark.parametrize("state", [State.QUEUED, State.ADMITTED])
def test_cancelling_what_was_not_sent_is_free(team, state):
    waiting = card(team, state=state)
    assert waiting.can_cancel
    assert waiting.cancel_is_free


@pytest.mark.parametrize("state", [State.SUBMITTING, State.RUNNING])
def test_cancelling_what_was_sent_warns_of_the_bill_before_the_press(team, state):
    sent = card(team, state=state)
    assert sent.can_cancel
    assert not sent.cancel_is_free
    assert "It will be billed, $0.28" in render_card(sent.generation)


@pytest.mark.parametrize("state", [State.FETCHING, State.FINISHING])
def test_what_is_made_offers_no_cancel(team, state):
    assert not card(team, state=state).can_cancel


def test_what_is_stuck_says_why_and_offers_to_fetch_it_now(team):
    stuck = card(team, state=State.FETCHING, note="not_fetched", error={"cause": "C", "next_step": "N", "retryable": 1})
    assert stuck.state == "Made, not fetched yet"
    html = render_card(stuck.generation)
    assert "C" in html
    assert "/fetch/" in html


def test_an_unknown_one_that_was_taken_is_told_apart_from_one_without_an_answer(team):
    taken = card(team, prompt="a", state=State.UNCERTAIN, upstream_id="100")
    lost = card(team, prompt="b", state=State.UNCERTAIN)
    assert "MiniMax took it" in render_card(taken.generation)
    assert "no clear answer came back" in render_card(lost.generation)


def test_a_clip_that_is_trashed_in_the_library_leaves_its_room_and_comes_back_with_it(team, ada):
    asset = make.asset(team, kind="video", duration_ms=6000)
    gen = make.generation(team, **ended(State.DONE))
    gen.results.create(asset=asset)

    def drawn() -> str:
        return render_card(Generation.objects.for_card().get(pk=gen.pk))

    assert "<video" in drawn()
    trash_asset(asset=asset, who=ada)
    assert 'class="gone"' in drawn()
    assert not Generation.objects.shown().exists()
    restore_asset(asset=asset, who=ada)
    assert "<video" in drawn()
    assert Generation.objects.shown().exists()


def test_what_is_written_off_says_that_minimax_may_bill_it(team, ada):
    gen = make.generation(team, state=State.UNCERTAIN)
    assert write_off(generation=gen, who=ada)
    written = Card(Generation.objects.for_card().get(pk=gen.pk))
    assert (written.state, written.money) == ("Written off", "$0.28 given back")
    assert "its bill has it" in render_card(written.generation)


def test_what_waits_while_the_connection_is_paused_says_so(team):
    team.connection.pause("The key was refused.", 1004)
    assert card(team).state == "Waits for the connection"


def with_pictures(team, count: int) -> Generation:
    request = image_wish(count=count)
    gen = start_generation(team=team, author=team.memberships.get().user, kind="image", request=request)
    Generation.objects.filter(pk=gen.pk).update(**ended(State.DONE))
    for index in range(count):
        gen.results.create(index=index, asset=make.asset(team, title=f"Picture {index}"))
    return Generation.objects.for_card().get(pk=gen.pk)


def test_each_of_several_pictures_is_downloaded_looked_at_and_used_from_the_card(team):
    gen = with_pictures(team, 3)
    html = render_card(gen)
    for number, result in enumerate(gen.results.all(), 1):
        name = result.asset.public_id
        (menu,) = [part for part in html.split("<details")[1:] if f'aria-label="Picture {number}"' in part]
        assert f"{name}/original?download" in menu
        assert f"/assets/{name}/" in menu
        assert f"first_frame={name}" in menu
        others = [str(one.asset.public_id) for one in gen.results.all() if one.pk != result.pk]
        assert not any(other in menu.split("</details>")[0] for other in others)


def test_what_was_put_away_is_not_among_them_and_the_others_keep_their_numbers(team):
    gen = with_pictures(team, 3)
    gen.results.all()[1].asset.trash()
    numbers = [number for number, _asset, _uses in Card(Generation.objects.for_card().get(pk=gen.pk)).each]
    assert numbers == [1, 3]


def test_one_alone_has_no_numbers(team):
    html = render_card(with_pictures(team, 1))
    assert 'class="each"' not in html
    assert "original?download" in html


def test_a_picture_finds_its_sisters(client, team, ada):
    client.force_login(ada)
    gen = with_pictures(team, 3)
    first, *others = [str(result.asset.public_id) for result in gen.results.all()]
    there = reverse("generation-sisters", args=[team.slug, gen.public_id])
    told = client.get(there, {"of": first}, headers={"HX-Request": "true"}).content.decode()
    assert re.findall(r'href="/salt-marsh/assets/([^/]+)/"', told) == others
    bare = client.get(there)
    assert bare.headers["Location"] == reverse("generation", args=[team.slug, gen.public_id])


def test_another_team_finds_no_sisters(client, team, cleo):
    client.force_login(cleo)
    there = reverse("generation-sisters", args=[cleo.memberships.get().team.slug, with_pictures(team, 2).public_id])
    assert client.get(there, headers={"HX-Request": "true"}).status_code == 404
