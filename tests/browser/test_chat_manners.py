"""Small manners of a chat on the screen: what Escape means, where one is after a press, what follows by itself."""

import re

import pytest

from tests.browser.test_chat import LONG, REPLY, begin, say, wait_for_words, wait_until_done
from tests.browser.test_chat_made import CARD

pytestmark = pytest.mark.browser
IN_SIGHT = """(e) => {
    const here = e.getBoundingClientRect(), thread = e.closest("chat-thread").getBoundingClientRect();
    return here.top >= thread.top && here.bottom <= thread.bottom;
}"""


def test_escape_is_for_what_has_it_before_it_stops_a_reply(page, studio):
    begin(page, studio, LONG)
    wait_for_words(page, 40)
    page.click("[aria-label='This conversation']")
    page.keyboard.press("Escape")
    page.locator("#talk-name").wait_for(state="hidden")
    page.wait_for_timeout(1000)
    page.focus("#talks-q")
    page.keyboard.press("Escape")
    page.wait_for_timeout(1000)
    assert page.locator(".turn__note").count() == 0
    assert page.locator(".turn[data-live]").count() == 1
    page.focus("#say-text")
    page.keyboard.press("Escape")
    page.locator(".turn__note", has_text="Stopped.").wait_for()


def test_one_skips_to_the_messages_not_to_the_list_of_conversations(page, studio):
    begin(page, studio, "Write a haiku about rain")
    wait_until_done(page)
    page.focus(".skip")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.localName") == "chat-thread"
    page.goto(f"{studio.url}/studio/chat/")
    page.focus(".skip")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "say-text"


def test_escape_leaves_an_edit(page, studio):
    begin(page, studio, "What is 6 times 7?")
    wait_until_done(page)
    page.locator(".turn[data-role-of=user]").hover()
    page.get_by_role("link", name="Edit").click()
    page.locator(".say__editing").wait_for()
    page.focus("#say-text")
    page.keyboard.press("Escape")
    page.locator(".say__editing").wait_for(state="detached")
    assert page.input_value("#say-text") == ""


def test_another_version_is_shown_where_its_key_was_pressed(page, studio):
    begin(page, studio, "Write a haiku about rain")
    wait_until_done(page)
    page.locator(REPLY).hover()
    page.get_by_role("button", name="Answer again").focus()
    page.keyboard.press("Enter")
    page.locator(".branches .number", has_text="2 / 2").wait_for()
    assert page.evaluate("document.activeElement.localName") == "chat-thread"
    wait_until_done(page)
    for words in ("Write a story of 300 words about a gull", "Write a story of 300 words about a seal"):
        say(page, words)
        page.locator(".turn__words", has_text=words).wait_for()
        wait_until_done(page)
    page.locator(".branches").scroll_into_view_if_needed()
    page.get_by_label("The branch before").click()
    page.locator(".branches .number", has_text="1 / 2").wait_for()
    page.get_by_label("The branch after").click()
    page.locator(".branches .number", has_text="2 / 2").wait_for()
    assert page.locator(".branches").evaluate(IN_SIGHT)
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "The branch before"


def test_a_title_that_a_model_gave_stands_in_the_box_that_changes_it(page, studio):
    begin(page, studio, "Write a poem about the harbour at night in winter")
    wait_until_done(page)
    page.wait_for_function("() => !document.querySelector('#talk-title').innerText.startsWith('Write a poem')")
    title = page.inner_text("#talk-title")
    page.click("[aria-label='This conversation']")
    assert page.input_value("#talk-name") == title


def test_what_a_tool_made_is_in_the_cost_when_it_is_there(page, studio):
    begin(page, studio, "Film a heron over the marsh")
    page.locator(".tool--ask .button--next").click()
    page.locator(CARD).wait_for()
    page.locator("#gauge .number", has_text=re.compile(r"\$0\.28")).wait_for()


def test_a_reply_that_failed_shows_what_can_be_done(page, studio):
    begin(page, studio, "sandbox:content Tell me")
    page.locator(".turn__fault").wait_for()
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    again = page.get_by_role("button", name="Answer again")
    page.wait_for_function("(e) => getComputedStyle(e).opacity === '1'", arg=again.element_handle())
