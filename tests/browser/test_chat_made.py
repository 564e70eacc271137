"""What a tool made, on the screen: its word follows its card, into the trash and back; shown to the team."""

import re

import pytest

from tests.browser.test_chat import begin, wait_until_done

pytestmark = pytest.mark.browser
CARD = ".tool__card article.work[data-status=done]"

WORD_BESIDE = """(end) => {
    const card = document.querySelector(".tool__card > .work"), was = card.dataset.status;
    card.dataset.status = end;
    const shown = getComputedStyle(document.querySelector(".call__state > span")).display;
    card.dataset.status = was;
    return shown;
}"""


def word(page) -> str:
    return page.locator(".call__state").first.evaluate(
        "(e) => [...e.children].some((one) => getComputedStyle(one).display !== 'none')"
        " ? e.innerText : getComputedStyle(e, '::after').content.slice(1, -1)"
    )


def test_a_clip_has_begun_until_it_is_there_and_comes_back_from_the_trash(page, studio):
    begin(page, studio, "Film a heron over the marsh")
    page.locator(".tool--ask .button--next").click()
    page.locator(".call .call__state[data-done]").wait_for()
    assert word(page) == "Begun"
    # A card that ends otherwise says so itself.
    assert {page.evaluate(WORD_BESIDE, end) for end in ("failed", "cancelled", "uncertain")} == {"none"}
    assert page.evaluate(WORD_BESIDE, "running") != "none"
    wait_until_done(page)
    page.locator(CARD).wait_for()
    assert word(page) == "Done"
    away = page.locator(".call__away")
    assert not away.is_visible()
    page.locator(".work").hover()
    page.locator(f"{CARD} [hx-post$='/put-away/']").first.click()
    away.wait_for()
    page.reload()
    assert "It is in the trash." in away.inner_text()
    away.locator("button").click()
    page.locator(CARD).wait_for()
    assert not away.is_visible()


def test_the_team_is_shown_what_was_called_under_one_heading(page, studio):
    begin(page, studio, "Draw a heron in the reeds")
    page.locator(".tool--ask .button--next").click()
    page.locator(CARD).wait_for()
    page.locator(".turn--more .turn__text", has_text="picture").wait_for()
    wait_until_done(page)
    here = page.url
    page.evaluate(
        "(to) => { const act = document.querySelector('#act'); act.action = to; act.submit(); }", f"{here}share/"
    )
    page.wait_for_url(re.compile("/chat/shared/"))
    assert page.locator(".shared .turn h3").count() == 2
    assert re.sub(r"\s+", " ", page.locator(".called").inner_text()).startswith("Make a picture a heron in the reeds")
    page.goto(f"{here}shared/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("copy-text button").first.click()
    page.locator("copy-text button", has_text="Copied").wait_for()
    assert "/chat/shared/" in page.evaluate("navigator.clipboard.readText()")
