"""MiniMax's real clients, unmodified, pointed at the sandbox: each in an environment of its own.

Run by `pytest -m client`; the first time each client is fetched from the package index.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.sandbox_process import running_sandbox

HERE = Path(__file__).parent
pytestmark = [
    pytest.mark.client,
    pytest.mark.skipif(shutil.which("uv") is None, reason="a client needs uv for an environment of its own"),
]


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    """A sandbox at a bare host, as clients are given one."""
    with running_sandbox(tmp_path_factory.mktemp("sandbox"), STUDIO_SANDBOX_SPEED="0") as root:
        yield root.removesuffix("/sandbox")


@pytest.mark.parametrize("client", ["openai", "anthropic", "langchain", "minimax_mcp", "livekit"])
def test_it_works_with(host, client, tmp_path):
    command = ["uv", "run", "--quiet", "--no-project", "--script", str(HERE / f"run_{client}.py")]
    key = f"sandbox-{client.replace('_', '-')}01"
    told = subprocess.run([*command, host, key], capture_output=True, text=True, timeout=300, cwd=tmp_path)
    assert told.returncode == 0, told.stdout[-2000:] + told.stderr[-4000:]
    assert told.stdout.rstrip().endswith("accepted")
