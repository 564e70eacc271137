"""`manage.py up` as a process: one per folder, links, owners, refusals, and a clean end."""

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.process import ROOT, Studio, running_studio


def fresh(folder: Path, begun: Path, **env: str) -> Studio:
    studio = Studio(folder, STUDIO_OWNER_EMAIL="", STUDIO_OWNER_PASSWORD="", **env)
    studio.begin_as(begun)
    return studio


def run(studio: Studio, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, env={**studio.env, **env}, cwd=ROOT, capture_output=True, text=True, timeout=60)


@pytest.fixture
def studio(tmp_path, begun):
    with running_studio(tmp_path) as running:
        running.begin_as(begun)
        yield running


@pytest.fixture
def new(tmp_path):
    """On an empty folder."""
    with running_studio(tmp_path) as running:
        yield running


def test_a_second_start_on_one_folder_is_refused_in_words(studio):
    studio.start()
    second = run(studio, "up", "--port", "0")
    assert second.returncode == 3
    assert "already running" in second.stderr
    assert httpx.get(f"{studio.url}/healthz").text == "ok"
    assert studio.stop(signal.SIGINT) == 0


def test_a_killed_studio_leaves_no_lock(studio):
    studio.start()
    studio.stop(signal.SIGKILL)
    studio.start()
    assert httpx.get(f"{studio.url}/healthz").status_code == 200


def test_a_taken_port_is_told(studio):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        started = run(studio, "up", "--port", str(other.getsockname()[1]))
    assert started.returncode == 2
    assert "--port" in started.stderr


def test_each_start_prints_a_fresh_link_until_somebody_owns(tmp_path, begun):
    studio = fresh(tmp_path, begun)
    links = []
    for _ in range(2):
        studio.start()
        assert studio.process.stdout
        links.append(re.search(r"http://\S+/accounts/link/\S+", studio.process.stdout.readline())[0])
        assert studio.stop() == 0
    assert links[0] != links[1]
    studio.start()
    assert httpx.get(links[0].replace(links[0].split("/")[2], studio.url.split("/")[2])).status_code == 410
    studio.stop()


def test_before_its_first_start_nobody_is_let_in_and_that_is_said(new):
    told = run(new, "signin-link", "ada@example.org")
    assert (told.returncode, "There is no studio here yet" in told.stderr) == (1, True)
    assert "Traceback" not in told.stderr


def test_an_unattended_owner_may_sign_in(new):
    new.start()
    with httpx.Client(base_url=new.url, follow_redirects=True) as client:
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)', client.get("/accounts/login/").text)[1]
        data = {"csrfmiddlewaretoken": token, "login": "ada@example.org", "password": "a long enough phrase"}
        assert client.post("/accounts/login/", data=data).url.path == "/studio/"
    link = run(new, "signin-link", "ada@example.org").stdout.strip()
    assert "/accounts/link/" in link
    assert run(new, "signin-link", "eve@example.org").returncode == 1
    new.stop()


def test_pages_carry_a_strict_policy(studio):
    studio.start()
    policy = httpx.get(f"{studio.url}/").headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    studio.stop()


PRODUCTION = {
    "STUDIO_ENV": "production",
    "STUDIO_SECRET_KEY": "0123456789abcdef" * 4,
    "STUDIO_ENCRYPTION_KEYS": "y" * 60,
    "STUDIO_HOSTS": "studio.example.org",
    "STUDIO_PUBLIC_URL": "https://studio.example.org",
    "STUDIO_MINIMAX_KEY": "sk-api-0123456789",
}


@pytest.mark.parametrize(
    "missing", ["STUDIO_SECRET_KEY", "STUDIO_ENCRYPTION_KEYS", "STUDIO_HOSTS", "STUDIO_PUBLIC_URL"]
)
def test_production_refuses_to_start_without_what_it_needs(studio, missing):
    refused = run(studio, "check", **{**PRODUCTION, missing: ""})
    assert refused.returncode == 1
    assert missing in refused.stderr


def test_production_refuses_debug(studio):
    assert "STUDIO_DEBUG" in run(studio, "check", **PRODUCTION, STUDIO_DEBUG="1").stderr


def test_a_production_deployment_has_nothing_to_warn_of(studio):
    checked = run(studio, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [("STUDIO_ENV", "staging"), ("STUDIO_PORT", "eighty"), ("STUDIO_SANDBOX", "maybe"), ("STUDIO_SANDBOX_SPEED", "-1")],
)
def test_a_wrong_variable_is_named(studio, name, value):
    refused = run(studio, "check", **{name: value})
    assert refused.returncode != 0
    assert name in refused.stderr
    assert "Traceback" not in refused.stderr
