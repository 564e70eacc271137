"""What a chat shows of prices before it is paid: of what is typed and attached, and of a tool whose price moves."""

from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.test_chat import begin, wait_until_done

pytestmark = pytest.mark.browser
PRICE = "#say-price"


def asked_for(page, act, sign: str) -> dict[str, list[str]]:
    """What the page asks the price of after an act, once it has this in its question."""
    with page.expect_response(lambda answer: "/price/?" in answer.url and sign in answer.url) as told:
        act()
    assert told.value.ok
    return parse_qs(urlsplit(told.value.url).query)


def at_most(page) -> float:
    return float(page.inner_text(PRICE).split("$")[-1])


def test_it_follows_what_is_typed_and_attached_and_is_what_is_held(page, studio, tmp_path):
    from tests import make

    (tmp_path / "sea.png").write_bytes(make.png(320, 200, "teal"))
    (tmp_path / "tides.txt").write_text("High 潮\n" * 2000)
    (tmp_path / "plan.pdf").write_bytes(b"%PDF-1.4" + b" " * 5000)
    begin(page, studio, "What is 6 times 7?")
    wait_until_done(page)
    asked = asked_for(page, lambda: page.fill("#say-text", "潮汐表 ok 👋"), "wide=3")
    assert {name: asked[name] for name in ("letters", "wide", "pictures", "files")} == {
        "letters": ["5"],
        "wide": ["3"],
        "pictures": ["0"],
        "files": ["0"],
    }
    before = at_most(page)
    names = ["sea.png", "tides.txt", "plan.pdf"]
    attach = lambda: page.set_input_files("#say input[type=file]", [tmp_path / name for name in names])  # noqa: E731
    asked = asked_for(page, attach, "document=5008")
    letters = 5 + 6 * 2000 + len("tides.txt" + "plan.pdf")
    assert [asked[name] for name in ("letters", "wide", "pictures", "files")] == [
        [str(letters)],
        ["2003"],
        ["1"],
        ["2"],
    ]
    page.wait_for_function(
        "least => parseFloat(document.querySelector('#say-price').innerText.split('$')[1]) > least", arg=before
    )
    asked = asked_for(page, lambda: page.click("[data-file] button >> text=plan.pdf"), "pictures=1&files=1")
    assert "document" not in asked
    page.wait_for_timeout(100)
    shown = at_most(page)
    page.press("#say-text", "Enter")
    page.locator(".turn__words", has_text="潮汐表 ok").wait_for()
    ((held,),) = studio.rows(
        "select price from generations_generation where kind = 'chat_reply' order by id desc limit 1"
    )
    assert 0 <= Decimal(str(shown)) - Decimal(str(held)) <= Decimal("0.001")
    wait_until_done(page)


def test_what_is_answered_with_more_tokens_is_priced_anew(page, studio):
    begin(page, studio, "What is 6 times 7?")
    wait_until_done(page)
    page.wait_for_timeout(600)
    before = at_most(page)
    page.click("#talk-settings summary")
    page.fill("#talk-max", "100000")
    asked_for(page, lambda: page.click("#talk-settings button[type=submit]"), "letters=")
    page.wait_for_function(
        "least => parseFloat(document.querySelector('#say-price').innerText.split('$')[1]) > 4 * least", arg=before
    )


def reprice(page, studio, amount: str) -> None:
    """From outside, which the studio sees within seconds."""
    studio.write("update catalogue_price set amount = ? where model = 'image-01'", amount)
    page.wait_for_timeout(6000)


def test_a_yes_to_a_price_that_moved_asks_again(page, studio):
    begin(page, studio, "Draw a lighthouse in a storm of prices")
    key = page.locator(".tool--ask .button--next")
    key.wait_for()
    assert "$0.0035" in key.inner_text()
    reprice(page, studio, "0.25")
    try:
        key.click()
        page.locator(".toast", has_text="It has another price by now.").wait_for()
        page.locator(".tool--ask .button--next", has_text="$0.25").wait_for()
        assert page.locator(".tool__card").count() == 0
        page.locator(".tool--ask .button--next").click()
        page.locator(".tool__card article.work[data-status=done]").wait_for()
    finally:
        reprice(page, studio, "0.0035")
    assert [fault for fault in page.faults if "409" not in fault] == []
    page.faults.clear()


def test_how_it_is_held_is_settled_before_its_first_word(page, studio):
    """Enter is done with a field of it and sends nothing; its price follows."""
    page.goto(f"{studio.url}/studio/chat/")
    page.fill("#say-text", "What is 6 times 7?")
    page.wait_for_timeout(600)
    before = at_most(page)
    page.click("#new-settings summary")
    page.fill("#talk-system", "Speak as a pilot")
    page.fill("#talk-max", "100000")
    asked = asked_for(page, lambda: page.press("#talk-max", "Enter"), "max_tokens=100000")
    assert (asked["system_letters"], asked["has_tools"]) == (["16"], ["on"])
    page.wait_for_function(
        "least => parseFloat(document.querySelector('#say-price').innerText.split('$')[1]) > 4 * least", arg=before
    )
    assert not page.locator("#talk-max").is_visible()
    page.click("#new-settings summary")
    page.fill("#talk-max", "9000000")
    page.press("#say-text", "Enter")
    page.locator(".say__error", has_text="writes at most").wait_for()
    page.faults.clear()  # the browser notes the 422 itself
    page.fill("#talk-max", "4000")
    assert page.input_value("#talk-system") == "Speak as a pilot"
    page.press("#say-text", "Enter")
    page.wait_for_url("**/chat/*-*/")
    page.click("#talk-settings summary")
    assert (page.input_value("#talk-system"), page.input_value("#talk-max")) == ("Speak as a pilot", "4000")
