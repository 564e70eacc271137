"""The box one writes in: where its panel opens, how comparing is ticked, when a refusal goes, and who has the focus."""

import re

import pytest

from tests.browser.conftest import signed_in
from tests.browser.test_chat import REPLY, begin, say, wait_until_done

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
AGAINST = "[name=against]"
FOCUSED = "document.activeElement.id"


def open_new(page, studio) -> None:
    page.goto(f"{studio.url}/studio/chat/")
    page.click(".say__against summary")


def offered(page) -> list[str]:
    return page.locator(f".say__against label:visible {AGAINST}:enabled").evaluate_all(
        "(all) => all.map((e) => e.value)"
    )


def be_refused(page) -> None:
    """Refused while a tool asks: the browser notes the 422 itself."""
    say(page, "And another thing")
    page.locator("#say-error", has_text="waits for a yes or a no").wait_for()
    page.faults.clear()


def test_on_a_phone_the_panel_of_a_new_conversation_can_be_reached(browser, studio):
    with signed_in(browser, studio, viewport=PHONE, has_touch=True, is_mobile=True) as page:
        open_new(page, studio)
        for box in page.locator(f".say__against label:visible {AGAINST}").all():
            assert box.bounding_box()["y"] > page.locator("#say-text").bounding_box()["y"]
        last = page.locator(f".say__against label:visible {AGAINST}").last
        last.scroll_into_view_if_needed()
        assert last.bounding_box()["y"] < PHONE["height"]
        last.tap()
        assert last.is_checked()


def test_on_a_phone_the_panel_of_a_conversation_opens_upwards(browser, studio):
    with signed_in(browser, studio, viewport=PHONE, has_touch=True, is_mobile=True) as page:
        page.goto(f"{studio.url}/studio/chat/")
        page.fill("#say-text", "Write a haiku about rain")
        page.tap("form#say button[type=submit]")
        page.wait_for_url(re.compile(r"/chat/[\w-]{36}/$"))
        wait_until_done(page)
        assert page.evaluate(FOCUSED) != "say-text", "no keyboard over half of the screen"
        page.tap(".say__against summary")
        panel = page.locator(".say__against .menu__body").bounding_box()
        assert panel["y"] >= 0
        assert panel["y"] + panel["height"] <= page.locator(".say__against summary").bounding_box()["y"]


def test_the_model_that_answers_is_not_among_those_compared_and_two_more_are_enough(page, studio):
    open_new(page, studio)
    assert "Up to 3 answer at once" in page.inner_text(".say__against fieldset")
    assert "MiniMax-M3" not in offered(page)
    page.check(f"{AGAINST}[value='MiniMax-M2.1']")
    page.select_option("#say-model", "MiniMax-M2.1")
    assert "MiniMax-M3" in offered(page)
    assert "MiniMax-M2.1" not in offered(page)
    assert page.inner_text(".say__against summary") == "Compare"
    page.check(f"{AGAINST}[value='MiniMax-M3']")
    page.check(f"{AGAINST}[value='MiniMax-M2.7']")
    assert sorted(offered(page)) == ["MiniMax-M2.7", "MiniMax-M3"], "the rest waits until one is taken back"
    page.click(".say__against summary")
    assert page.inner_text(".say__against summary").split() == ["Compare", "+2"]


def test_a_refusal_goes_when_the_thread_goes_on_or_one_types(page, studio):
    begin(page, studio, "Draw a very unlikely gasworks")
    page.locator(".tool--ask").wait_for()
    be_refused(page)
    page.locator("#say-text").press_sequentially("!")
    assert page.locator("#say-error").is_hidden()
    be_refused(page)
    page.locator(".tool--ask button", has_text="Not now").click()
    page.locator(f"{REPLY}.turn--more .turn__text").wait_for()
    wait_until_done(page)
    page.locator("#say-error").wait_for(state="hidden")
    assert page.input_value("#say-text") == "And another thing"


def test_that_it_went_on_elsewhere_stays_told_though_the_thread_is_drawn_anew(page, studio):
    begin(page, studio, "Write a haiku about rain")
    wait_until_done(page)
    page.evaluate("document.querySelector('[name=after]').value = '7b5e9f0a-0000-4000-8000-000000000000'")
    with page.expect_response(lambda answer: answer.url.endswith("/thread/")):
        say(page, "And another thing")
    page.locator("[data-redrawn]").wait_for()
    page.wait_for_timeout(300)
    assert page.locator("#say-error", has_text="went on elsewhere").is_visible()
    page.faults.clear()


def test_one_writes_at_once_unless_one_came_to_read(page, studio):
    begin(page, studio, "Write a haiku about rain")
    wait_until_done(page)
    here = page.url
    page.goto(here)
    page.wait_for_function(f"() => {FOCUSED} === 'say-text'")
    turn = page.locator(REPLY).get_attribute("id").removeprefix("message-")
    page.goto(f"{here}?at={turn}")
    page.locator("[aria-current=true]").wait_for()
    assert page.evaluate(FOCUSED) != "say-text"
    page.keyboard.press("/")
    assert page.evaluate(FOCUSED) == "say-text"
    page.keyboard.type("a/b")
    assert page.input_value("#say-text") == "a/b"


def test_what_was_begun_in_another_tab_is_listed_when_one_comes_back(page, studio):
    begin(page, studio, "Of seven seals")
    wait_until_done(page)
    other = page.context.new_page()
    begin(other, studio, "Of nine gulls")
    wait_until_done(other)
    other.close()
    gulls = page.locator(".talk", has_text="gulls")
    assert gulls.count() == 0
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    gulls.wait_for()
    assert page.locator(".talk[aria-current=page]").count() == 1
    page.evaluate("document.querySelector('talk-list ul').mine = true; window.dispatchEvent(new Event('focus'))")
    page.wait_for_timeout(500)
    assert page.evaluate("document.querySelector('talk-list ul').mine")
