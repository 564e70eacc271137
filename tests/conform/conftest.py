import pytest

from tests.conform.breaking import breaking
from tests.sandbox_process import running_sandbox


@pytest.fixture(scope="session")
def sandbox_root(tmp_path_factory):
    with running_sandbox(tmp_path_factory.mktemp("sandbox"), STUDIO_SANDBOX_SPEED="0") as root:
        yield root


@pytest.fixture(scope="session")
def host(sandbox_root):
    with breaking(sandbox_root) as host:
        yield host
