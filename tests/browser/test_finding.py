"""Search through conversations on the screen: a hit is seen where it leads, whatever branch or page it is on."""

import subprocess
import sys

import pytest

from tests.browser.conftest import DESK, signed_in
from tests.process import ROOT

pytestmark = pytest.mark.browser
# `long_talk`, and a conversation with two versions, in the studio's own tables.
SEED = """
import django; django.setup()
from studio.teams.models import Team
from tests.chat.building import exchange, long_talk, talk
team = Team.objects.order_by("id")[0]
long_talk(team, 160)
two = talk(team, title="Two versions")
exchange(two, "Of walruses", "They bark.")
two.change(tip=None)
exchange(two, "Of gulls", "They shriek.")
"""


@pytest.fixture(scope="module")
def _talks(studio):
    subprocess.run([sys.executable, "-c", SEED], env=studio.env, cwd=ROOT, check=True)


def open_hit(page, studio, words: str) -> None:
    page.goto(f"{studio.url}/studio/chat/")
    page.fill("#talks-q", words)
    page.press("#talks-q", "Enter")
    page.locator(".found__row[href*='?at=']", has=page.locator("mark")).first.click()
    page.locator("#thread").wait_for()


def is_seen(page, text: str) -> bool:
    return page.get_by_text(text, exact=True).evaluate(
        """(line) => {
          const [it, frame] = [line, line.closest(".thread")].map((one) => one.getBoundingClientRect());
          return it.top >= frame.top && it.bottom <= frame.bottom;
        }"""
    )


@pytest.mark.usefixtures("_talks")
def test_an_old_message_is_seen_and_marked_and_one_goes_on_from_there(page, studio):
    open_hit(page, studio, "message 20")
    page.wait_for_function("() => document.activeElement.matches('.turn[aria-current]')")
    assert "Message 20" in page.locator(".turn[aria-current]").inner_text()
    assert is_seen(page, "Message 20")
    assert not page.locator("#say").is_visible()
    page.get_by_text("Newer messages").click()
    page.locator(".turn[aria-current]", has_text="Message 50").wait_for()
    page.get_by_text("To the newest").click()
    page.locator("#say").wait_for()
    assert is_seen(page, "Message 159")


@pytest.mark.usefixtures("_talks")
def test_what_came_before_an_old_message_comes_while_scrolling_up(page, studio):
    open_hit(page, studio, "message 60")
    assert page.get_by_text("Message 34", exact=True).count() == 0
    page.locator(".thread").evaluate("(thread) => thread.scrollTo(0, -thread.scrollHeight)")
    page.get_by_text("Message 34", exact=True).wait_for(state="attached")
    assert page.locator(".earlier").count() == 1


@pytest.mark.usefixtures("_talks")
def test_another_version_is_shown_as_such_until_one_goes_on_with_it(page, studio):
    open_hit(page, studio, "walruses")
    assert is_seen(page, "They bark.")
    page.locator(".earlier", has_text="another version").wait_for()
    page.get_by_text("Back to the current version").click()
    page.get_by_text("They shriek.").wait_for()
    page.go_back()
    page.get_by_text("Go on with this version").click()
    page.locator("#say").wait_for()
    assert is_seen(page, "They bark.")


@pytest.mark.usefixtures("_talks")
def test_an_edit_of_an_old_message_brings_its_form(page, studio):
    open_hit(page, studio, "message 20")
    turn = page.locator(".turn[aria-current]")
    turn.hover()
    turn.locator("a", has_text="Edit").click()
    page.locator("#say .say__editing").wait_for()
    assert page.input_value("#say-text") == "Message 20"


@pytest.mark.usefixtures("_talks")
def test_it_works_without_scripts(plain, studio):
    open_hit(plain, studio, "message 20")
    assert is_seen_without_scripts(plain, "Message 20")
    plain.get_by_text("Newer messages").click()
    assert is_seen_without_scripts(plain, "Message 50")


def is_seen_without_scripts(page, text: str) -> bool:
    box, frame = page.get_by_text(text, exact=True).bounding_box(), page.locator(".thread").bounding_box()
    return frame["y"] <= box["y"] <= frame["y"] + frame["height"]


@pytest.mark.usefixtures("_talks")
def test_a_new_name_is_seen_in_the_lists_of_other_tabs(page, studio, browser):
    open_hit(page, studio, "message 20")
    with signed_in(browser, studio, viewport=DESK) as other:
        other.goto(f"{studio.url}/studio/chat/")
        other.wait_for_function("() => window.htmx")
        page.locator(".talk-head__end > .menu > summary").last.click()
        page.fill("#talk-name", "Quite another name")
        page.locator(".menu__form button", has_text="Rename").click()
        other.locator(".talk__name", has_text="Quite another name").wait_for()
