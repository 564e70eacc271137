import pytest

from tests.files.building import Account


@pytest.fixture
def account(two_dialects, sandbox_root):
    """The store of the team, at a real sandbox, once in each dialect."""
    return Account(sandbox_root, two_dialects.connection.key)


@pytest.fixture
def silent(team, settings):
    """MiniMax does not answer: nobody listens there."""
    settings.SANDBOX_URL = "http://127.0.0.1:9/sandbox"
    return team
