"""One conversation of Ada's."""

import pytest

from tests.chat.building import quiet, talk
from tests.upstream import Upstream, running_upstream


@pytest.fixture
def conversation(team):
    """Ada's, empty, in a team whose titles are first words."""
    quiet(team)
    return talk(team)


@pytest.fixture(params=["reference", "official"])
def upstream(request, team, settings):
    """A MiniMax that does as it is told, once in each dialect."""
    with running_upstream(Upstream()) as fake:
        settings.SANDBOX_URL = fake.root
        team.connection.dialect = request.param
        team.connection.save()
        yield fake
        fake.chat.go.set()
