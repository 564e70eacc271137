"""The paid request: where its answer may also arrive."""

import uuid

import pytest

from studio.generations.submit import callback_url
from tests import make


@pytest.mark.parametrize(
    ("public", "sandbox", "told"),
    [
        ("", False, False),
        ("https://studio.example.org", False, True),
        ("https://studio.example.org", True, False),
        ("http://localhost:8000", True, True),
        ("http://127.0.0.1.evil.example", True, False),
    ],
)
def test_it_names_a_callback_only_where_it_can_arrive(settings, team, public, sandbox, told):
    settings.PUBLIC_URL = public
    gen = make.generation(team)
    gen.connection.sandbox = sandbox
    assert bool(callback_url(gen, uuid.uuid4())) == told
