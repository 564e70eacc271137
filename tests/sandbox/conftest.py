"""One sandbox process for the whole run, and a fresh key for every test."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.sandbox.asking import Asker


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
