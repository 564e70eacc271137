"""One sandbox for the run, one account for each test, and the wires of the test's own loop."""

import secrets
from collections.abc import AsyncIterator, Callable

import pytest

from studio.minimax import Dialect, MiniMax, Wires, open_wires

KEY = "sk-api-" + "0123456789abcdef" * 2


@pytest.fixture
async def wires() -> AsyncIterator[Wires]:
    wires = open_wires()
    yield wires
    await wires.close()


@pytest.fixture
def connect(wires: Wires) -> Callable[..., MiniMax]:
    """`connect(root)`: the client of the scripted server there."""

    def connect(root: str, dialect: Dialect = Dialect.OFFICIAL, key: str = KEY) -> MiniMax:
        return MiniMax(root=root, key=key, dialect=dialect, wires=wires)

    return connect


@pytest.fixture(params=list(Dialect))
def api(request: pytest.FixtureRequest, sandbox_root: str, wires: Wires) -> MiniMax:
    """The sandbox, once in each dialect."""
    key = f"sandbox-{secrets.token_hex(12)}"
    return MiniMax(root=sandbox_root, key=key, dialect=request.param, wires=wires)
