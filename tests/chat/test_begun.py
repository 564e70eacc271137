"""What a call began stands in a card below it: the word beside the call follows that, also into the trash."""

import re

import pytest

from studio.chat.models import ToolCall
from studio.generations.actions import put_away
from studio.library.actions import trash_asset
from tests import make
from tests.chat.building import address, calling, make_end

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _signed_in(client, ada):
    client.force_login(ada)


@pytest.fixture
def call(team) -> ToolCall:
    """A clip that has begun, of which the model knows that."""
    (call,) = calling(team, ("make_video", {"prompt": "A boat"}))
    ToolCall.objects.filter(pk=call.pk).update(state="done", generation=make.generation(team, state="running"))
    call.refresh_from_db()
    return call


def page(client, call) -> str:
    answer = client.get(address(call.message.conversation))
    assert answer.status_code == 200
    return answer.content.decode()


def word(client, call) -> str:
    found = re.search(r'class="call__state"[^>]*><span>(.*?)</span>', page(client, call))
    assert found
    return found[1]


def test_what_is_being_made_has_only_begun(client, call):
    assert word(client, call) == "Begun"
    assert 'class="call__state" data-done="Done"' in page(client, call)


@pytest.mark.parametrize(
    ("state", "said"),
    [("done", "Done"), ("failed", "Failed"), ("uncertain", "Outcome unknown")],
)
def test_then_it_says_what_came_of_it(client, call, state, said):
    make_end(call.generation, state)
    assert word(client, call) == said
    assert 'class="call__state" data-done' not in page(client, call)


def test_one_that_failed_itself_has_failed(client, call):
    ToolCall.objects.update(state="failed")
    assert word(client, call) == "Failed"


def test_a_lookup_is_done(client, team):
    (call,) = calling(team, ("tell_time", {}))
    ToolCall.objects.update(state="done")
    assert word(client, call) == "Done"


# In the trash


def away(client, call) -> str:
    """What stands in the card's place once it is an empty one."""
    html = page(client, call)
    start = html.index('class="gone"', html.index("tool__card"))
    return html[start : html.index("</p>", start)]


def finish(call, team):
    asset = make.asset(team)
    call.generation.results.create(asset=asset)
    make_end(call.generation, "done")
    call.generation.refresh_from_db()
    return asset


def test_what_lies_in_the_trash_is_said_to_and_comes_back(client, call, team, ada):
    asset = finish(call, team)
    assert trash_asset(asset=asset, who=ada)
    html = away(client, call)
    assert "It is in the trash." in html
    assert f'href="/{team.slug}/library/trash/"' in html
    back = re.search(r'formaction="([^"]+)"', html)
    assert back
    client.post(back[1])
    asset.refresh_from_db()
    assert asset.trashed_at is None
    shown = page(client, call)
    assert f'id="generation-{call.generation.public_id}"' in shown
    assert 'class="gone"' not in shown


def test_what_failed_and_was_put_away_is_in_no_trash(client, call, team, ada):
    make_end(call.generation, "failed")
    call.generation.refresh_from_db()
    assert put_away(generation=call.generation, who=ada)
    html = away(client, call)
    assert "It was put away." in html
    assert "/trash/" not in html
    assert "formaction=" in html


def test_what_is_gone_for_good_is_not_offered_again(client, call, team, ada):
    asset = finish(call, team)
    trash_asset(asset=asset, who=ada)
    asset.delete()
    html = away(client, call)
    assert "It was deleted." in html
    assert "formaction=" not in html
