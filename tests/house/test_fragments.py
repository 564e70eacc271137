"""A fragment renders without a request, has one root with an id where it is pushed, and nothing personal."""

import re

import pytest
from django.template.loader import render_to_string

from studio.generations.feed import FRAGMENTS, render_card
from studio.generations.models import State
from studio.live.wire import out_of_band
from tests import make

PERSONAL = re.compile(r"csrf|\byour?\b(?! ?role)", re.IGNORECASE)


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_a_card_renders_alone_in_every_state(fragment, state, team):
    ended = {"finished_at": "2026-01-01T00:00Z"} if state in ("done", "failed", "cancelled") else {}
    gen = make.generation(team, state=state, **ended)
    html = render_card(gen, fragment).strip()
    assert str(gen.public_id) in html
    assert not PERSONAL.search(html)
    framed = out_of_band([html])
    assert 'hx-swap-oob="true"' in framed.split(">")[0] + framed.split(">")[1]


def test_a_tile_renders_alone(team):
    asset = make.asset(team)
    html = render_to_string("library/_tile.html", {"asset": asset, "slug": team.slug})
    assert str(asset.public_id) in html
    assert not PERSONAL.search(html)
