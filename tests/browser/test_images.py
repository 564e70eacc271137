"""Images on the screen: from words, of a person, as a matrix; used again, kept as a preset, and made into a clip."""

import io
import re
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from tests import make
from tests.browser.conftest import signed_in

pytestmark = pytest.mark.browser
CARD = "article.work"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
# What stands in the form, but for what belongs to one press.
FILLED = """() => [...new FormData(document.getElementById("make"))]
  .filter(([name, value]) => !/^(csrf|client_key)/.test(name) && typeof value === "string")"""


def open_room(page, studio, query: str = "") -> None:
    page.goto(f"{studio.url}/studio/image/{query}")


def card_of(page, words: str, status: str = "done"):
    """The newest card with these words, once it has come so far."""
    card = page.locator(f"{CARD}[data-status={status}]", has_text=words).first
    card.wait_for(timeout=60_000)
    return card


def make_picture(page, studio, words: str):
    """The card of one picture from words; made once, then found again."""
    open_room(page, studio)
    if not page.locator(CARD, has_text=words).count():
        page.fill("#prompt", words)
        page.click("#generate")
    return card_of(page, words)


def choose(page, selector: str) -> None:
    """Press a choice and wait for the form that it draws."""
    with page.expect_response("**/image/form/"):
        page.locator(f"label:has({selector})").click()
    page.locator(f"{selector}:checked").wait_for(state="attached")


def put_person(page, folder: Path, colour: str = "teal") -> str:
    """Choose a file for the person's well; the id that it is kept under."""
    file = folder / "person.png"
    file.write_bytes(make.png(640, 640, colour))
    page.set_input_files("#file-reference", file)
    page.wait_for_function("() => document.querySelector('[name=reference]').value.length > 30")
    return page.input_value("[name=reference]")


def picture_of(page, studio, asset: str) -> Image.Image:
    answer = page.request.get(f"{studio.url}/studio/assets/{asset}/original")
    assert answer.ok
    return Image.open(io.BytesIO(answer.body()))


def kin(page, studio, asset: str, heading: str) -> list[str]:
    """The assets that stand on one side of the graph of one's page."""
    page.goto(f"{studio.url}/studio/assets/{asset}/")
    side = page.get_by_role("list", name=heading, exact=True).get_by_role("link")
    return [link.get_attribute("href").split("/")[3] for link in side.all()]


def generations(studio) -> int:
    return studio.rows("select count(*) from generations_generation")[0][0]


def test_a_picture_from_words_comes_by_itself_opens_large_and_is_kept(page, studio):
    open_room(page, studio)
    page.evaluate("window.stillHere = true")
    assert "$0.0035" in page.inner_text("#generate")
    page.fill("#prompt", "A copper kettle on a stove")
    page.click("#generate")
    shot = card_of(page, "A copper kettle").locator("a.shot")
    shot.click()
    page.get_by_role("dialog", name="A copper kettle on a stove").wait_for()
    page.wait_for_function("() => document.querySelector('.viewer__picture').src.endsWith('/original')")
    page.keyboard.press("Escape")
    assert page.evaluate("window.stillHere"), "the page was loaded again"
    made = picture_of(page, studio, shot.get_attribute("data-asset"))
    assert (made.format, made.size) == ("JPEG", (1024, 1024))
    assert np.asarray(made).std() > 10, "something is drawn"
    page.goto(f"{studio.url}/studio/library/?kind=image")
    assert page.locator(".tile", has_text="A copper kettle").count() == 1


def test_of_four_images_one_is_refused_and_three_are_charged(page, studio):
    open_room(page, studio)
    page.fill("#prompt", "sandbox:one-refused Four harbours in fog")
    choose(page, "#count-4")
    assert "$0.014" in page.inner_text("#generate")
    page.click("#generate")
    card = card_of(page, "Four harbours")
    assert card.locator("a.shot").count() == 3
    assert card.locator(".shots__none").inner_text() == "1 not made"
    assert "3 of 4 made. MiniMax judged 1 to be sensitive" in card.locator(".work__remark").inner_text()
    money = card.locator(".work__line .number", has_text="$").inner_text()
    assert money == "$0.0105"
    name = card.get_attribute("data-g").replace("-", "")
    entries = "select kind, round(amount, 4) from spend_entry where generation = ?"
    assert dict(studio.rows(entries, name))["settle"] == 0.0105
    assert len({shot.get_attribute("data-asset") for shot in card.locator("a.shot").all()}) == 3


def test_a_picture_of_a_person_knows_whom_it_shows(page, studio, tmp_path: Path):
    open_room(page, studio, "?mode=person")
    page.fill("#prompt", "She waits on a night train")
    parent = put_person(page, tmp_path)
    page.locator(".well__picture").wait_for()
    page.click("#generate")
    child = card_of(page, "She waits on a night train").locator("a.shot").get_attribute("data-asset")
    assert kin(page, studio, child, "Made from") == [parent]
    assert child in kin(page, studio, parent, "Made of it")


def test_a_picture_without_a_face_is_told_and_comes_back_to_its_field(page, studio, tmp_path: Path):
    open_room(page, studio, "?mode=person")
    page.fill("#prompt", "sandbox:no-face He mends a net")
    parent = put_person(page, tmp_path, "maroon")
    page.click("#generate")
    card = card_of(page, "He mends a net", "failed")
    assert "found no face" in card.inner_text()
    assert "nothing charged" in card.inner_text()
    card.get_by_role("link", name="Use again").click()
    page.locator("#reference-error", has_text="found no face").wait_for()
    assert "one face, large" in page.inner_text("#reference-error")
    assert page.input_value("#prompt") == "sandbox:no-face He mends a net"
    assert page.input_value("[name=reference]") == parent
    page.locator(".well__picture").wait_for()


def first_frame(content: bytes) -> Image.Image:
    with av.open(io.BytesIO(content)) as film:
        return next(film.decode(video=0)).to_image()


def test_a_picture_becomes_the_first_frame_of_a_clip(page, studio):
    card = make_picture(page, studio, "A paper lantern over water")
    picture = card.locator("a.shot").get_attribute("data-asset")
    card.locator("summary", has_text="Use as").click()
    card.get_by_role("link", name="First frame of a clip").click()
    page.wait_for_url("**/video/?mode=image*")
    assert page.input_value("[name=first_frame]") == picture
    page.wait_for_function("() => document.querySelector('.well__picture').naturalWidth > 0")
    page.fill("#prompt", "It drifts away downstream")
    page.click("#generate")
    clip = card_of(page, "It drifts away")
    asset = clip.locator("[data-page]").get_attribute("data-page").split("/")[3]
    drawn = first_frame(page.request.get(f"{studio.url}/studio/assets/{asset}/original").body())
    wanted = picture_of(page, studio, picture).convert("RGB").resize(drawn.size)
    away = np.abs(np.asarray(drawn, float) - np.asarray(wanted, float)).mean()
    assert away < 6, f"the clip begins with another picture: {away:.1f} levels away"
    assert kin(page, studio, asset, "Made from") == [picture]
    assert asset in kin(page, studio, picture, "Made of it")


def test_a_matrix_tells_its_total_and_fills_its_grid_by_itself(page, studio):
    open_room(page, studio)
    choose(page, "#mode-matrix")
    with page.expect_response("**/image/form/"):
        page.fill("#prompt", "sandbox:slow A fox asleep\nA boat adrift")
        page.press("#prompt", "Tab")
    page.locator(".prompt__count", has_text="2 × 2").wait_for()
    assert "$0.007 + unknown" in page.inner_text("#generate")
    page.click("#generate")
    page.wait_for_url("**/image/matrix/*/")
    page.evaluate("window.stillHere = true")
    assert page.locator("th[scope=col]").all_inner_texts() == ["Image 01", "Image 01 live"]
    assert page.locator("th[scope=row]").all_inner_texts() == ["sandbox:slow A fox asleep", "A boat adrift"]
    assert "4 requests, $0.007 + unknown" in page.inner_text(".matrix__sum")
    assert page.locator(".work--cell[data-live]").count() >= 2, "the slow row is not made yet"
    page.locator(".work--cell[data-status=done] a.shot").nth(3).wait_for(timeout=60_000)
    assert page.evaluate("window.stillHere"), "the page was loaded again"
    cells = page.locator("td .work--cell a.shot")
    assert len({cell.get_attribute("data-asset") for cell in cells.all()}) == 4
    for row, words in enumerate(["A fox asleep", "A boat adrift"]):
        names = page.locator("tbody tr").nth(row).locator("a.shot")
        assert all(words in name.get_attribute("data-words") for name in names.all())


def test_prompts_typed_while_a_matrix_is_drawn_are_counted(page, studio):
    open_room(page, studio)
    held: list[Any] = []
    page.route("**/image/form/", lambda route: held.append(route))
    page.locator("label:has(#mode-matrix)").click()
    page.fill("#prompt", "A red kite\nA blue kite\nA kite")
    held.pop().continue_()
    page.unroute("**/image/form/")
    page.locator(".prompt__count", has_text="3 × 2").wait_for()
    page.locator("#generate", has_text="$0.0105 + unknown").wait_for()


def test_a_form_hears_from_the_moment_it_is_drawn(page, studio):
    open_room(page, studio)
    page.evaluate("""() => new MutationObserver((_, watcher) => {
      const field = document.querySelector("#prompt[hx-post]");
      if (!field) return;
      watcher.disconnect();
      field.value = "A red kite\\nA blue kite\\nA kite";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }).observe(document.body, { childList: true, subtree: true })""")
    page.locator("label:has(#mode-matrix)").click()
    page.locator(".prompt__count", has_text="3 × 2").wait_for()
    page.locator("#generate", has_text="$0.0105 + unknown").wait_for()


def test_what_is_typed_while_the_form_and_more_is_drawn_stays(page, studio):
    open_room(page, studio)
    held: list[Any] = []
    page.route("**/image/form/", lambda route: held.append(route))
    page.locator("label:has(#count-2)").click()
    page.fill("#seed", "5")
    with page.expect_response("**/prompts/image/**"):
        page.locator("#recall summary").click()
    held.pop().continue_()
    page.locator("#generate", has_text="$0.007").wait_for()
    assert page.input_value("#seed") == "5"


def test_a_press_right_after_the_prompts_of_a_matrix_is_not_lost(page, studio):
    open_room(page, studio, "?mode=matrix")
    page.locator("#prompt").press_sequentially("A red kite\nA blue kite")
    page.click("#generate", delay=80)
    page.wait_for_url("**/image/matrix/*/")


def test_a_press_while_the_form_is_still_drawn_again_is_not_lost(page, studio):
    open_room(page, studio)
    page.fill("#prompt", "Two swans, asked for impatiently")
    held: list[Any] = []
    page.route("**/image/form/", lambda route: held.append(route))
    with page.expect_request("**/image/form/"):
        page.locator("label:has(#count-2)").click()
    page.press("#prompt", "Control+Enter")
    page.locator(CARD, has_text="Two swans").wait_for()
    assert len(held) == 1
    assert card_of(page, "Two swans").locator("a.shot").count() == 2
    assert all(fault.startswith("htmx:") for fault in page.faults), "only that a drawing was given up"
    page.faults.clear()


def test_the_total_of_a_matrix_follows_prompts_that_nobody_typed(page, studio):
    make_picture(page, studio, "A paper lantern over water")
    open_room(page, studio, "?mode=matrix")
    page.fill("#prompt", "A first\nA second\nA third")
    page.goto(f"{studio.url}/studio/library/")
    open_room(page, studio, "?mode=matrix")
    page.locator(".prompt__count", has_text="3 × 2").wait_for()
    page.locator("#generate", has_text="$0.0105 + unknown").wait_for()
    page.locator("#recall summary").click()
    page.locator("#recall-list a.recall__words", has_text="A paper lantern").click()
    page.locator(".prompt__count", has_text="1 × 2").wait_for()
    page.locator("#generate", has_text="$0.0035 + unknown").wait_for()


def test_a_preset_restores_the_whole_form(page, studio):
    open_room(page, studio)
    page.fill("#prompt", "A tin robot in tall grass")
    choose(page, "#ratio-exact")
    page.fill("#width", "1280")
    page.fill("#height", "768")
    choose(page, "#count-3")
    page.fill("#seed", "-42")
    page.locator(".switch", has_text="improve the prompt").click()
    filled, before = page.evaluate(FILLED), generations(studio)
    page.locator("#presets summary").click()
    page.fill("#preset-name", "Robots, wide")
    page.press("#preset-name", "Enter")
    page.get_by_text("Kept as “Robots, wide”.").wait_for()
    assert page.evaluate(FILLED) == filled
    assert generations(studio) == before, "Enter in a preset's name spends nothing"
    page.fill("#prompt", "Something else meanwhile")
    page.goto(f"{studio.url}/studio/library/")
    page.evaluate("sessionStorage.clear()")  # as in a tab that has not seen the room
    open_room(page, studio)
    assert page.evaluate(FILLED) != filled
    page.locator("#presets summary").click()
    page.get_by_role("link", name="Robots, wide").click()
    page.wait_for_url("**/image/?preset=*")
    assert page.evaluate(FILLED) == filled


def test_a_preset_that_was_deleted_comes_back_at_a_press(page, studio):
    open_room(page, studio)
    page.fill("#prompt", "A heron in the reeds")
    page.locator("#presets summary").click()
    page.fill("#preset-name", "Herons")
    page.press("#preset-name", "Enter")
    kept = page.locator("#presets .menu__link", has_text="Herons")
    kept.wait_for()
    page.get_by_role("button", name="Delete the preset “Herons”").click()
    kept.wait_for(state="detached")
    page.locator(".presets__gone").get_by_role("button", name="Undo").click()
    kept.wait_for()
    assert page.locator(".presets__gone").count() == 0
    assert page.input_value("#prompt") == "A heron in the reeds"


def test_a_preset_without_words_is_restored_without_this_tabs_draft(page, studio):
    open_room(page, studio)
    page.fill("#seed", "77")
    page.locator("#presets summary").click()
    page.fill("#preset-name", "Only a seed")
    page.press("#preset-name", "Enter")
    page.get_by_text("Kept as “Only a seed”.").wait_for()
    page.fill("#prompt", "a draft of mine")
    page.get_by_role("link", name="Only a seed").click()
    page.wait_for_url("**/image/?preset=*")
    assert page.input_value("#seed") == "77"
    assert page.input_value("#prompt") == ""


def test_an_earlier_prompt_is_found_and_put_in_without_leaving_the_page(page, studio):
    make_picture(page, studio, "A glass harp in a quiet chapel")
    make_picture(page, studio, "A copper kettle on a stove")
    page.evaluate("window.stillHere = true")
    page.fill("#seed", "5")
    page.locator("#recall summary").click()
    page.locator("#recall-list .recall__one").nth(1).wait_for()
    page.locator("#recall-words").press_sequentially("chapel harp")
    page.wait_for_function("() => document.querySelectorAll('#recall-list .recall__one').length === 1")
    page.locator("#recall-list a.recall__words").click()
    assert page.input_value("#prompt") == "A glass harp in a quiet chapel"
    assert page.input_value("#seed") == "5"
    assert page.inner_text(".prompt__used") == "30"
    assert not page.locator("#recall-words").is_visible(), "the menu has closed"
    assert page.evaluate("window.stillHere"), "the page was loaded again"


def test_a_form_that_is_drawn_again_does_not_take_the_search_for_a_prompt_away(page, studio):
    make_picture(page, studio, "A glass harp in a quiet chapel")
    make_picture(page, studio, "A copper kettle on a stove")
    held: list[Any] = []
    page.route("**/image/form/", lambda route: held.append(route))
    page.locator("label:has(#count-2)").click()
    page.locator("#recall summary").click()
    page.locator("#recall-list .recall__one").nth(1).wait_for()
    page.locator("#recall-words").press_sequentially("chapel ")
    with page.expect_response("**/image/form/"):
        held.pop().continue_()
    page.locator("#generate", has_text="$0.007").wait_for()
    page.keyboard.type("harp")
    page.wait_for_function("() => document.querySelectorAll('#recall-list .recall__one').length === 1")
    assert page.input_value("#recall-words") == "chapel harp"
    page.locator("#recall-list a.recall__words").click()
    assert page.input_value("#prompt") == "A glass harp in a quiet chapel"


def test_the_seed_alone_is_used_again_from_the_viewer(page, studio):
    card = make_picture(page, studio, "A copper kettle on a stove")
    page.evaluate("window.stillHere = true")
    page.fill("#prompt", "Half a thought about kettles")
    before = dict(page.evaluate(FILLED))
    card.locator("a.shot").click()
    page.locator(".viewer__uses").get_by_role("link", name="Seed", exact=True).click()
    page.locator("dialog[open]").wait_for(state="detached")
    seed = studio.rows(
        "select json_extract(request, '$.seed') from generations_generation where public_id = ?",
        card.get_attribute("data-g").replace("-", ""),
    )[0][0]
    assert seed is not None
    assert dict(page.evaluate(FILLED)) == before | {"seed": str(seed)}
    assert page.evaluate("window.stillHere"), "the page was loaded again"
    page.click("#generate")
    again = card_of(page, "Half a thought").locator("a.shot").get_attribute("data-asset")
    page.goto(f"{studio.url}/studio/assets/{again}/")
    assert page.locator(".facts div", has_text="Seed").locator("dd").inner_text() == str(seed)


def test_an_impossible_size_is_told_at_its_field_and_nothing_is_lost(page, studio):
    open_room(page, studio)
    before = generations(studio)
    page.fill("#prompt", "kept while it is wrong")
    choose(page, "#ratio-exact")
    page.fill("#width", "1001")
    page.fill("#height", "4096")
    page.fill("#seed", "9")
    page.click("#generate")
    page.locator("#width-error", has_text="1000 or 1008").wait_for()
    assert page.inner_text("#height-error") == "From 512 to 2048 pixels."
    assert [page.input_value(f"#{name}") for name in ("prompt", "width", "height", "seed")] == [
        "kept while it is wrong",
        "1001",
        "4096",
        "9",
    ]
    assert page.locator("#ratio-exact").is_checked()
    assert generations(studio) == before
    page.faults.clear()  # the browser notes the 422 itself
    page.fill("#width", "1008")
    page.fill("#height", "512")
    page.click("#generate")
    asset = card_of(page, "kept while it is wrong").locator("a.shot").get_attribute("data-asset")
    assert picture_of(page, studio, asset).size == (1008, 512)


def test_on_a_phone_the_sheet_is_filled_sent_and_gives_way_to_the_results(browser, studio):
    with signed_in(browser, studio, **PHONE) as page:
        open_room(page, studio)
        page.locator(".dock").get_by_role("link", name="New image").tap()
        page.fill("#prompt", "A heron in the reeds")
        assert page.locator("#generate").is_visible()
        page.tap("#generate")
        page.wait_for_url("**#results")
        card = card_of(page, "A heron in the reeds")
        card.locator("a.shot").scroll_into_view_if_needed()
        page.wait_for_function("() => document.querySelector('a.shot img').naturalWidth > 0")
        box: Any = card.locator("a.shot img").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        assert box["width"] == pytest.approx(box["height"], abs=1)
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        card.locator("a.shot").tap()
        page.get_by_role("dialog", name="A heron in the reeds").wait_for()


def test_without_javascript_a_picture_of_an_exact_size_is_made(plain, studio):
    page = plain
    open_room(page, studio)
    page.fill("#prompt", "A blue door in a white wall")
    page.check("#ratio-exact", force=True)
    page.get_by_role("button", name=re.compile("^Show the choices")).click()
    assert page.input_value("#prompt") == "A blue door in a white wall"
    assert page.input_value("#width") == "1024"
    page.fill("#width", "768")
    page.fill("#height", "512")
    page.click("#generate")
    for _look in range(60):
        if page.locator(f"{CARD}[data-status=done]", has_text="A blue door").count():
            break
        page.wait_for_timeout(500)
        page.goto(page.url.split("#")[0])
    link = page.locator(f"{CARD}[data-status=done]", has_text="A blue door").first.locator("a.shot")
    asset = link.get_attribute("href").split("/")[3]
    link.click()
    assert page.url.endswith(f"/studio/assets/{asset}/")
    assert "768 × 512" in page.inner_text(".asset__side")
    assert picture_of(page, studio, asset).size == (768, 512)
