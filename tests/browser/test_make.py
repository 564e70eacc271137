"""Making clips on the screen: from words, between two frames, and without JavaScript."""

import re
from pathlib import Path

import pytest

from tests import make
from tests.browser.conftest import open_page, sign_in

pytestmark = pytest.mark.browser
CARD = "article.work"


def play(page, card) -> tuple[float, int]:
    """Play the card's clip for a moment; its length and width as the browser decodes them."""
    video = card.locator("video")
    video.evaluate("v => { v.muted = true; return v.play(); }")
    page.wait_for_function("v => v.currentTime > 0.2 && v.readyState >= 2", arg=video.element_handle())
    return video.evaluate("v => v.duration"), video.evaluate("v => v.videoWidth")


def first_card(page, words: str):
    return page.locator(CARD, has_text=words).first


def make_clip(page, studio, words: str):
    """A finished clip's card; made once, then found again."""
    page.goto(f"{studio.url}/studio/video/")
    if not first_card(page, words).count():
        page.fill("#prompt", words)
        page.click("#generate")
    page.locator(f"{CARD}[data-status=done]", has_text=words).first.wait_for(timeout=60_000)
    return first_card(page, words)


def test_a_clip_from_words_fills_in_without_a_reload_and_plays(page, studio):
    page.goto(f"{studio.url}/studio/video/")
    page.evaluate("window.stillHere = true")
    page.fill("#prompt", "A red balloon over misty mountains at dawn")
    page.locator("[data-move='Pan right']").click()
    assert page.input_value("#prompt").strip().endswith("[Pan right]")
    page.click("#generate")
    card = first_card(page, "A red balloon")
    card.wait_for()
    page.locator(f"{CARD}[data-status=done]", has_text="A red balloon").wait_for()
    duration, width = play(page, first_card(page, "A red balloon"))
    assert abs(duration - 6) < 0.3
    assert width == 1366
    assert page.evaluate("window.stillHere"), "the page was loaded again"


def test_the_price_follows_the_choices(page, studio):
    page.goto(f"{studio.url}/studio/video/")
    assert "$0.28" in page.inner_text("#generate")
    page.fill("#prompt", "kept while choosing")
    page.locator("label", has_text="10 s").click()
    page.locator("#generate", has_text="$0.56").wait_for()
    page.locator("label", has_text="1080P").click()
    page.locator("#generate", has_text="$0.49").wait_for()
    assert page.input_value("#prompt") == "kept while choosing"


def test_a_clip_between_two_frames_plays(page, studio, tmp_path: Path):
    for name, colour in (("first", "navy"), ("last", "orange")):
        (tmp_path / f"{name}.png").write_bytes(make.png(640, 640, colour))
    page.goto(f"{studio.url}/studio/video/?mode=frames")
    page.fill("#prompt", "From night to day")
    for slot in ("first", "last"):
        page.set_input_files(f"#file-{slot}_frame", tmp_path / f"{slot}.png")
        page.wait_for_function(f"() => document.querySelector('[name={slot}_frame]').value.length > 30")
    page.click("#generate")
    page.locator(f"{CARD}[data-status=done]", has_text="From night to day").wait_for(timeout=60_000)
    duration, width = play(page, first_card(page, "From night to day"))
    assert abs(duration - 6) < 0.3
    assert width == 768


def test_a_wrong_picture_is_refused_at_its_field(page, studio, tmp_path: Path):
    (tmp_path / "note.png").write_bytes(b"not a picture")
    page.goto(f"{studio.url}/studio/video/?mode=image")
    page.set_input_files("#file-first_frame", tmp_path / "note.png")
    page.locator("#first_frame-error", has_text="does not open").wait_for()
    page.faults.clear()  # the browser notes the refused upload itself


def test_a_refused_press_draws_the_form_in_its_place_with_the_reason(page, studio):
    page.goto(f"{studio.url}/studio/video/")
    page.fill("#prompt", "x" * 2001)
    page.click("#generate")
    page.locator("#prompt-error", has_text="2001 characters").wait_for()
    assert page.locator("form#make").count() == 1
    assert page.locator("#work-list form").count() == 0
    page.faults.clear()  # the browser notes the 422 itself


def test_what_was_put_away_comes_back_to_its_place(page, studio):
    card = make_clip(page, studio, "A green kite")
    name = card.get_attribute("id")
    card.hover()
    card.get_by_role("button", name="Move to the trash").click()
    page.locator(f"#{name}{CARD[7:]}").wait_for(state="hidden")
    page.get_by_role("button", name="Undo").click()
    page.locator(f"article#{name}").wait_for()
    page.locator(".toast").wait_for(state="detached")
    page.goto(f"{studio.url}/studio/library/")
    assert page.locator(".tile").count() >= 1


def test_keys_that_are_held_down_ask_once(page, studio):
    page.goto(f"{studio.url}/studio/video/")
    page.fill("#prompt", "A brown bear, asked for impatiently")
    for _ in range(5):
        page.keyboard.press("Control+Enter")
    page.locator(CARD, has_text="asked for impatiently").wait_for()
    page.wait_for_timeout(700)
    assert page.locator(CARD, has_text="asked for impatiently").count() == 1


def test_a_refusal_is_gone_once_the_wish_is_sent(page, studio):
    page.goto(f"{studio.url}/studio/video/")
    page.fill("#prompt", " ")
    page.click("#generate")
    page.get_by_text("Say what the camera sees").wait_for()
    page.wait_for_timeout(1000)
    page.fill("#prompt", "A white owl at dusk")
    page.click("#generate")
    first_card(page, "A white owl").wait_for()
    assert not page.get_by_text("Say what the camera sees").is_visible()
    assert not page.get_by_text("Not sent yet").is_visible()
    page.faults.clear()  # the browser notes the 422 itself


def test_on_a_phone_a_refusal_keeps_its_sheet_open(browser, studio):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = open_page(context)
    sign_in(page, studio.url)
    page.goto(f"{studio.url}/studio/video/#compose")
    page.fill("#prompt", " ")
    page.tap("#generate")
    page.get_by_text("Say what the camera sees").wait_for()
    assert page.url.endswith("#compose")
    context.close()


def test_on_a_phone_a_template_is_sent_from_its_sheet_too(browser, studio):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = open_page(context)
    sign_in(page, studio.url)
    page.goto(f"{studio.url}/studio/video/#compose")
    page.locator("label", has_text="Template").tap()
    page.locator("label", has_text="Hopeless").tap()
    page.fill("#template_text", "a penguin misses the bus")
    page.wait_for_timeout(300)
    page.tap("#generate")
    page.wait_for_url("**#results")
    assert first_card(page, "a penguin misses the bus").count() == 1
    assert page.faults == []
    context.close()


def test_a_picture_is_chosen_from_the_library_also_after_a_miss(page, studio):
    page.goto(f"{studio.url}/studio/video/?mode=image")
    file = {"name": "a.png", "mimeType": "image/png", "buffer": make.png()}
    page.set_input_files("#file-first_frame", file)
    page.locator(".well__picture").wait_for()
    page.get_by_role("button", name="Take out").click()
    page.get_by_role("button", name="From the library").click()
    page.locator(".picks__one").first.wait_for()
    page.locator(".picks").click(position={"x": 3, "y": 3})
    page.locator(".picks__one").first.click()
    assert page.input_value("[name=first_frame]")
    assert page.locator(".picks").count() == 0


def test_a_wish_that_was_sent_from_home_is_not_kept_there(page, studio):
    page.fill("#ask", "A paper boat in a puddle")
    page.get_by_role("button", name="Generate").click()
    page.wait_for_url("**/video/**")
    page.goto(f"{studio.url}/studio/")
    assert page.input_value("#ask") == ""


def test_a_draft_survives_a_walk_through_the_studio(page, studio):
    page.goto(f"{studio.url}/studio/video/")
    page.fill("#prompt", "half a thought")
    page.goto(f"{studio.url}/studio/library/")
    page.goto(f"{studio.url}/studio/video/")
    assert page.input_value("#prompt") == "half a thought"


def test_the_last_frame_is_the_next_first_frame(page, studio):
    card = make_clip(page, studio, "A green kite")
    card.hover()
    card.get_by_role("link", name="Continue from last frame").click()
    page.wait_for_url("**/video/?mode=image*")
    assert page.input_value("[name=first_frame]").endswith("#last")
    page.locator(".well__picture").wait_for()


def test_the_asset_page_plays_and_shows_the_recipe(page, studio):
    make_clip(page, studio, "A green kite")
    page.goto(f"{studio.url}/studio/library/")
    page.locator(".tile a", has_text="A green kite").first.click()
    page.get_by_role("heading", name="Recipe").wait_for()
    assert "Hailuo 2.3" in page.inner_text(".asset__side")
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => document.querySelector('video').currentTime > 0.3")
    assert page.locator("video").evaluate("v => v.controls")


def until(page, words: str, state: str) -> None:
    """Look again and again, as a person without scripts does."""
    for _ in range(60):
        page.goto(page.url.split("#")[0])
        if first_card(page, words).get_attribute("data-status") == state:
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"{words} never became {state}")


def test_without_javascript_a_clip_is_made_seen_cancelled_and_deleted(plain, studio):
    page = plain
    page.goto(f"{studio.url}/studio/video/")
    page.fill("#prompt", "sandbox:slow a grey heron waits")
    page.click("#generate")
    until(page, "a grey heron", "running")
    card = first_card(page, "a grey heron")
    card.locator("summary", has_text="Cancel").click()
    assert "It will be billed, $0.28" in card.inner_text()
    card.get_by_role("button", name="Put it in the trash").click()
    assert re.search("Asked to stop|Too late", first_card(page, "a grey heron").inner_text())

    page.fill("#prompt", "A yellow tram at night")
    page.click("#generate")
    until(page, "A yellow tram", "done")
    card = first_card(page, "A yellow tram")
    assert card.locator("video source").get_attribute("src").endswith("/original")
    card.get_by_role("button", name="Move to the trash").click()
    assert first_card(page, "A yellow tram").count() == 0
    page.goto(f"{studio.url}/studio/library/trash/")
    assert page.locator(".tile", has_text="A yellow tram").count() == 1


def test_without_javascript_an_impossible_wish_is_told_at_its_field(plain, studio):
    page = plain
    page.goto(f"{studio.url}/studio/video/")
    page.fill("#prompt", "kept words")
    page.check("#resolution-1080P", force=True)
    page.check("#duration-10", force=True)
    page.click("#generate")
    assert "Not at 1080P" in page.inner_text("#duration-error")
    assert page.input_value("#prompt") == "kept words"
    page.faults.clear()  # the browser notes the 422 itself
