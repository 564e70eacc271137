"""Chat on the screen: words as they come, whatever is reloaded; stop, edit, branches; tools that ask; comparing."""

import re

import pytest

from tests.browser.conftest import DESK, signed_in

pytestmark = pytest.mark.browser
REPLY = ".turn[data-role-of=assistant]"
LONG = "Write a story of 900 words about a heron"


def begin(page, studio, words: str) -> None:
    """A new conversation that begins with these words."""
    page.goto(f"{studio.url}/studio/chat/")
    page.fill("#say-text", words)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/chat/[\w-]{36}/$"))


def say(page, words: str) -> None:
    page.fill("#say-text", words)
    page.keyboard.press("Enter")


def wait_for_words(page, letters: int) -> None:
    page.wait_for_function(
        "n => [...document.querySelectorAll('[data-part=text]')].some((e) => e.innerText.length > n)", arg=letters
    )


def wait_until_done(page) -> None:
    page.locator(f"{REPLY}:not([data-live])").last.wait_for()
    page.wait_for_function("() => !document.querySelector('.turn[data-live]')")


def last_text(page) -> str:
    return page.locator(f"{REPLY} .turn__text").last.inner_text()


def test_words_come_while_they_are_written_and_end_as_one_reply(page, studio):
    begin(page, studio, "Write a story of 120 words about a lighthouse")
    wait_for_words(page, 40)
    growing = page.locator("[data-part=text]").inner_text()
    wait_until_done(page)
    assert " ".join(growing.split()[:8]) in " ".join(last_text(page).split())
    assert page.input_value("#say-text") == ""
    assert "$" in page.locator(f"{REPLY} .turn__facts").inner_text()
    page.locator("#gauge .number", has_text=re.compile(r"[1-9]\d* of 1,000,000 tokens")).wait_for()


def test_a_reload_and_a_second_tab_miss_nothing(page, studio, browser):
    begin(page, studio, LONG)
    wait_for_words(page, 200)
    page.reload()
    with signed_in(browser, studio, viewport=DESK) as other:
        other.goto(page.url)
        wait_for_words(other, 400)
        wait_until_done(page)
        wait_until_done(other)
        assert last_text(other) == last_text(page)
    shown = last_text(page)
    page.reload()
    assert last_text(page) == shown
    assert len(shown.split()) > 600


def test_words_that_were_lost_on_the_way_are_asked_for(page, studio):
    page.add_init_script(
        """addEventListener("words-told", (told) => Math.random() < 0.5 && told.stopImmediatePropagation(), true)"""
    )
    begin(page, studio, LONG)
    wait_for_words(page, 300)
    grown = page.locator("[data-part=text]").inner_text()
    wait_until_done(page)
    assert " ".join(grown.split()[:30]) in " ".join(last_text(page).split())


def test_stop_keeps_what_came_and_continue_has_a_price(page, studio):
    begin(page, studio, LONG)
    wait_for_words(page, 120)
    page.keyboard.press("Escape")
    stopped = page.locator(f"{REPLY}[data-status=stopped]")
    stopped.wait_for()
    assert len(stopped.locator(".turn__text").inner_text()) > 100
    go_on = stopped.locator("button", has_text="Continue")
    assert "$" in go_on.inner_text()
    go_on.click()
    page.locator(REPLY).nth(1).wait_for()
    wait_until_done(page)
    assert page.locator(".turn__who:visible").count() == 2, "the rest stands under the first part"


def test_edited_words_are_another_branch_and_the_first_stays(page, studio):
    begin(page, studio, "Write a haiku about rain")
    wait_until_done(page)
    page.locator(".turn[data-role-of=user]").hover()
    page.locator("a", has_text="Edit").click()
    page.locator(".say__editing").wait_for()
    assert page.input_value("#say-text") == "Write a haiku about rain"
    say(page, "Write a haiku about snow")
    page.locator(".branches .number", has_text="2 / 2").wait_for()
    assert page.locator(".say__editing").count() == 0
    assert page.locator(".turn__words").inner_text() == "Write a haiku about snow"
    wait_until_done(page)
    page.locator(".branches button").first.click()
    page.locator(".branches .number", has_text="1 / 2").wait_for()
    assert page.locator(".turn__words").inner_text() == "Write a haiku about rain"


def test_answer_again_is_a_branch_of_its_own(page, studio):
    begin(page, studio, "Write a haiku about rain")
    wait_until_done(page)
    page.locator(REPLY).hover()
    page.locator(f"{REPLY} button", has_text="Answer again").click()
    page.locator(f"{REPLY} .branches .number", has_text="2 / 2").wait_for()
    wait_until_done(page)


def test_a_tool_makes_a_picture_after_a_yes(page, studio):
    begin(page, studio, "Draw a lighthouse in a storm")
    ask = page.locator(".tool--ask")
    ask.wait_for()
    assert "a lighthouse in a storm" in ask.inner_text()
    assert "$0.0035" in ask.locator(".button--next").inner_text()
    ask.locator(".button--next").click()
    card = page.locator(".tool__card article.work[data-status=done]")
    card.wait_for()
    assert card.locator("img").first.evaluate("(img) => img.decode().then(() => img.naturalWidth)") > 100
    page.locator(f"{REPLY}.turn--more .turn__text", has_text="picture").wait_for()
    page.goto(f"{studio.url}/studio/library/")
    page.locator("main", has_text="a lighthouse in a storm").wait_for()


def test_a_no_is_told_to_the_model_and_nothing_is_made(page, studio):
    begin(page, studio, "Draw a very unlikely gasworks")
    page.locator(".tool--ask button", has_text="Not now").click()
    page.locator(f"{REPLY}.turn--more .turn__text").wait_for()
    wait_until_done(page)
    assert page.locator(".tool__card").count() == 0
    page.goto(f"{studio.url}/studio/library/")
    assert page.locator("main", has_text="gasworks").count() == 0


def test_three_models_answer_side_by_side_and_one_goes_on(page, studio):
    page.goto(f"{studio.url}/studio/chat/")
    page.fill("#say-text", "Write a haiku about snow")
    page.click(".say__against summary")
    for model in ("MiniMax-M2.1", "MiniMax-M2.7"):
        page.check(f"[name=against][value='{model}']")
    page.click("form#say button[type=submit]")
    page.wait_for_url(re.compile(r"/chat/[\w-]{36}/$"))
    wait_until_done(page)
    columns = page.locator(".comparison .turn")
    assert columns.count() == 3
    tops = columns.evaluate_all("(all) => all.map((one) => Math.round(one.getBoundingClientRect().top))")
    assert len(set(tops)) == 1, "they stand beside each other"
    chosen = columns.nth(2).locator(".turn__text").inner_text()
    columns.nth(2).locator("button", has_text="Go on with this one").click()
    columns.nth(2).locator("[data-chosen]").wait_for()
    say(page, "Thanks")
    page.locator(".turn[data-role-of=user]").nth(1).wait_for()
    wait_until_done(page)
    page.reload()
    assert page.locator(".comparison").count() == 0
    assert page.locator(f"{REPLY} .turn__text").first.inner_text() == chosen


def test_what_is_attached_is_seen_and_kept(page, studio, tmp_path):
    from tests import make

    (tmp_path / "sea.png").write_bytes(make.png(320, 200, "teal"))
    (tmp_path / "notes.py").write_text("print('hello')\n")
    page.goto(f"{studio.url}/studio/chat/")
    page.set_input_files("#say input[type=file]", [tmp_path / "sea.png", tmp_path / "notes.py"])
    assert page.locator("[data-file]").count() == 2
    page.fill("#say-text", "What do you see?")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/chat/[\w-]{36}/$"))
    page.locator(f"{REPLY} .turn__text", has_text="320 by 200").wait_for()
    assert page.locator(".beside__picture img").count() == 1
    assert page.locator(".beside__file", has_text="notes.py").count() == 1


def test_a_refused_message_stays_in_the_box(page, studio):
    begin(page, studio, LONG)
    wait_for_words(page, 20)
    say(page, "And another thing")
    page.locator("#say-error", has_text="still being written").wait_for()
    page.faults.clear()  # the browser notes the 422 itself
    assert page.input_value("#say-text") == "And another thing"
    page.keyboard.press("Escape")
    page.locator(f"{REPLY}[data-status=stopped]").wait_for()
    say(page, "And another thing")
    page.locator(".turn[data-role-of=user]", has_text="And another thing").wait_for()


def test_a_screen_reader_hears_the_beginning_and_the_whole_not_each_word(page, studio):
    begin(page, studio, "Hello")
    wait_until_done(page)
    page.evaluate(
        """() => { window.said = [];
        new MutationObserver(() => said.push(document.getElementById("chat-said").textContent))
          .observe(document.getElementById("chat-said"), { childList: true, characterData: true, subtree: true }); }"""
    )
    say(page, "Write a story of 150 words about a bell")
    page.locator(REPLY).nth(1).wait_for()
    wait_until_done(page)
    page.wait_for_function("() => said.length >= 2")
    said = page.evaluate("said")
    assert said[0] == "A reply is being written."
    assert len(said) == 2
    assert said[1].split()[:5] == last_text(page).split()[:5]
    growing = page.locator("[data-part=text]")
    assert growing.count() == 0 or growing.first.evaluate("(e) => !e.closest('[aria-live]')")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_it_has_a_fault_of_access(browser, studio, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="browser: axe is missing").Axe()
    with signed_in(browser, studio, viewport=DESK, color_scheme=scheme) as page:
        begin(page, studio, "Write a table of three birds and some Python code")
        wait_until_done(page)
        say(page, "Draw a heron")
        page.locator(".tool--ask").wait_for()
        here = page.url
        for address in (here, f"{studio.url}/studio/chat/", f"{studio.url}/studio/chat/settings/"):
            page.goto(address)
            found = axe.run(page).response["violations"]
            assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []


def test_without_scripts_one_posts_waits_and_reads(plain, studio):
    plain.goto(f"{studio.url}/studio/chat/")
    plain.fill("#say-text", "What is 6 times 7?")
    plain.click("form#say button[type=submit]")
    plain.wait_for_url(re.compile(r"/chat/[\w-]{36}/"))
    plain.locator(f"{REPLY} .turn__text", has_text="42").wait_for()
    plain.fill("#say-text", "What is 6 times 8?")
    plain.click("form#say button[type=submit]")
    plain.locator(f"{REPLY} .turn__text", has_text="48").wait_for()
