"""Debian's Chromium and a real studio with its sandbox, for tests that look at the screen."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from tests.process import Studio, running_studio
from tests.tones import tone, write

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
DESK = {"width": 1280, "height": 900}
# What htmx says of a request that is given up: by leaving the page, or for a newer one. Of one that fails it says more.
GIVEN_UP = re.compile(r"htmx:(sendAbort|afterRequest)\b")
MAIL, PASSWORD = "ada@example.org", "a long enough phrase"


@pytest.fixture(scope="package")
def play():
    if not CHROMIUM.exists():
        pytest.skip("browser: there is no /usr/bin/chromium here")
    sync_api = pytest.importorskip("playwright.sync_api", reason="browser: playwright is missing")
    with sync_api.sync_playwright() as play:
        yield play


@pytest.fixture(scope="package")
def browser(play):
    browser = play.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def microphone(tmp_path_factory, play):
    """A browser that hears a recording of a voice-like tone where others have a microphone."""
    sound = write(tmp_path_factory.mktemp("sound") / "voice.wav", voice_like(14), rate=48_000)
    fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    flags = [*FLAGS, *fake, f"--use-file-for-fake-audio-capture={sound}"]
    browser = play.chromium.launch(executable_path=str(CHROMIUM), args=flags)
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def studio(tmp_path_factory, begun: Path) -> Iterator[Studio]:
    data = tmp_path_factory.mktemp("studio")
    with running_studio(data, STUDIO_SANDBOX_SPEED="0.3") as studio:
        studio.begin_as(begun)
        studio.start()
        yield studio


@pytest.fixture
def page(browser, studio):
    """A signed-in page that fails its test on any console error or broken request."""
    with signed_in(browser, studio, viewport=DESK) as page:
        yield page


@pytest.fixture
def plain(browser, studio):
    """A signed-in page without JavaScript."""
    with signed_in(browser, studio, java_script_enabled=False) as page:
        yield page


@contextmanager
def signed_in(browser, studio, **context):
    """A page of its own; in the end nothing may have gone wrong on it."""
    context = browser.new_context(**context)
    page = open_page(context)
    come_in(page, studio)
    yield page
    context.close()
    assert page.faults == []


def open_page(context):
    page = context.new_page()
    page.faults = []
    page.on("console", lambda m: m.type == "error" and not GIVEN_UP.match(m.text) and page.faults.append(m.text))
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("response", lambda r: r.status >= 500 and page.faults.append(f"{r.status} {r.url}"))
    page.set_default_timeout(30_000)
    return page


def come_in(page, studio) -> None:
    """With the session of the test before, unless that one ended it: signing in takes longer than many a test."""
    page.context.add_cookies(studio.session)
    page.goto(f"{studio.url}/studio/")
    if page.url != f"{studio.url}/studio/":
        sign_in(page, studio.url)
        studio.session = [cookie for cookie in page.context.cookies() if cookie["name"] == "sessionid"]


def sign_in(page, url: str) -> None:
    page.goto(f"{url}/accounts/login/")
    page.fill("input[name=login]", MAIL)
    page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == f"{url}/studio/"


def voice_like(seconds: int):
    """A low tone with overtones that comes and goes as syllables do."""
    overtones = sum(tone(seconds, rate=48_000, level=0.5 / number, pitch=120 * number) / 8 for number in range(1, 9))
    time = np.arange(len(overtones)) / 48_000
    return (overtones * (0.55 + 0.45 * np.sin(2 * np.pi * 3 * time))).astype(np.int16)
