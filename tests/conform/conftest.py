import pytest

from tests.conform.breaking import breaking


@pytest.fixture(scope="session")
def host(sandbox_root):
    with breaking(sandbox_root) as host:
        yield host
