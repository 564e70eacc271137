"""The cast: Ada owns the team, Bo creates in it, Vic only looks, Cleo is a stranger with a team of her own."""

import gc
import subprocess
import sys

import hypothesis
import pytest
from django.core.cache import cache
from django.test import TransactionTestCase
from django.utils import translation

from studio.catalogue import shelf
from studio.catalogue.load import load
from tests import make
from tests.emptying import empty, let_go, remember
from tests.process import without_settings
from tests.sandbox_process import running_sandbox

# An example takes as long as a busy machine lets it; what must be fast is measured in tests/bench.
hypothesis.settings.register_profile("studio", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("studio")

# No other process changes a test's catalogue, and a test that counts queries may take its time.
shelf.FRESH = float("inf")

# Thousands of tests are no garbage: looking through them again and again is a tenth of the run.
gc.set_threshold(20_000, 20, 50)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Those of the browser begin: they mostly wait, while other workers work."""
    items.sort(key=lambda item: "browser" not in item.keywords)


def pytest_collection_finish():
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        load()
        remember()
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
    yield
    patch.undo()
    with django_db_blocker.unblock():
        let_go()


@pytest.fixture(autouse=True)
def _catalogue():
    """What one test has read of the catalogue, another may have changed."""
    shelf.forget()


@pytest.fixture(scope="session")
def begun(tmp_path_factory):
    """The data folder of a studio that nobody owns yet, for every studio that a test starts: `Studio.begin_as`."""
    data = tmp_path_factory.mktemp("begun")
    code = "import django; django.setup(); from studio.prepare import prepare; prepare()"
    env = {**without_settings(), "STUDIO_DATA": str(data), "DJANGO_SETTINGS_MODULE": "studio.settings"}
    subprocess.run([sys.executable, "-c", code], env=env, check=True)
    return data


@pytest.fixture(scope="session")
def collected(begun):
    """The folder of its static files."""
    return begun / "static"


@pytest.fixture(scope="session")
def sandbox_root(tmp_path_factory):
    """The root of a running sandbox whose tasks end as soon as they are rendered; one for the run."""
    with running_sandbox(tmp_path_factory.mktemp("sandbox"), STUDIO_SANDBOX_SPEED="0") as root:
        yield root


@pytest.fixture(params=["reference", "official"])
def two_dialects(request, team, settings, sandbox_root):
    """The team on a real sandbox, once in each dialect."""
    settings.SANDBOX_URL = sandbox_root
    connection = team.connection
    connection.dialect = request.param
    connection.save()
    return team


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    """Every test has a data folder of its own, an empty cache, and speaks English whoever spoke before."""
    translation.activate("en")
    settings.DATA, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    cache.clear()


@pytest.fixture
def ada(db):
    return make.person("Ada")


@pytest.fixture
def team(ada):
    return make.team("Salt Marsh", owner=ada)


@pytest.fixture
def bo(team):
    return make.member(team, "Bo", "creator")


@pytest.fixture
def vic(team):
    return make.member(team, "Vic", "viewer")


@pytest.fixture
def cleo(db):
    cleo = make.person("Cleo")
    make.team("Elsewhere", owner=cleo)
    return cleo
