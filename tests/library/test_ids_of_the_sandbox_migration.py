"""Of what was copied before ids said so, those of the sandbox are told from MiniMax's."""

from importlib import import_module

from django.apps import apps

from studio.library.models import Asset
from tests import make

STEP = import_module("studio.library.migrations.0011_ids_of_the_sandbox")


def ids() -> dict[str, str]:
    return dict(Asset.objects.values_list("title", "file_id"))


def test_an_id_of_the_sandbox_says_so_once_and_loses_it_on_the_way_back(team):
    make.asset(team, title="played", sandbox=True, file_id="7001")
    make.asset(team, title="noted", file_id="sandbox:7002")
    make.asset(team, title="real", file_id="7001")
    make.asset(team, title="made", sandbox=True)
    told = {"played": "sandbox:7001", "noted": "sandbox:7002", "real": "7001", "made": ""}
    for _again in range(2):
        STEP.mark(apps, None)
        assert ids() == told
    STEP.unmark(apps, None)
    assert ids() == {"played": "7001", "noted": "7002", "real": "7001", "made": ""}
