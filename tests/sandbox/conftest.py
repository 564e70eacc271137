"""One sandbox process for the whole run, and a fresh key for every test."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.sandbox.asking import Asker
from tests.sandbox_process import running_sandbox


@pytest.fixture(scope="session")
def sandbox_root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The root of a running sandbox whose tasks end as soon as they are rendered."""
    with running_sandbox(tmp_path_factory.mktemp("sandbox"), STUDIO_SANDBOX_SPEED="0") as root:
        yield root


@pytest.fixture
def ask(sandbox_root: str) -> Iterator[Asker]:
    """A client with a key of its own."""
    with httpx.Client(base_url=sandbox_root, headers={"Authorization": f"Bearer {new_key()}"}, timeout=30) as client:
        yield Asker(client)


def new_key() -> str:
    return f"sandbox-{secrets.token_hex(8)}"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path
