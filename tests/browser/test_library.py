"""The whole life of a work on the screen: made, found, marked, used, picked with others, thrown away, gone."""

import io
import json
import re
import zipfile

import pytest
from PIL import Image

from tests import make
from tests.browser.conftest import signed_in
from tests.browser.test_images import card_of

pytestmark = pytest.mark.browser
TILE, TICKED = "#found .tile", "#found .tile__pick input:checked"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def open_library(page, studio, query: str = "") -> None:
    page.goto(f"{studio.url}/studio/library/{query}")
    page.locator("#found").wait_for()


def upload(page, **files: bytes) -> None:
    """Through the key; waits until each is kept."""
    sent = [{"name": name.replace("_", "."), "mimeType": "", "buffer": content} for name, content in files.items()]
    page.set_input_files("[data-uploads]", sent)
    page.locator(".drop[data-state=kept]").nth(len(sent) - 1).wait_for()
    page.click(".drops__tray [data-act=close]")


def tick(page, *places: int, **how) -> None:
    for place in places:
        tile = page.locator(TILE).nth(place)
        tile.hover()
        tile.locator(".tile__pick input").click(**how)


def pictures(count: int, first: int = 0) -> dict[str, bytes]:
    return {f"p{first + number}_png": make.png(64 + first + number, 48, "teal") for number in range(count)}


def what_a_stranger_sees(page, link: str) -> list:
    """The heading, and how many pictures of some size, for somebody who is not signed in."""
    context = page.context.browser.new_context()
    other = context.new_page()
    other.goto(link, wait_until="load")
    pictures = other.locator("main img").evaluate_all("(all) => all.filter((one) => one.naturalWidth > 100).length")
    found = [other.inner_text("h1"), pictures]
    context.close()
    return found


def test_a_work_lives_its_whole_life(page, studio):
    # Made, into a project of its own.
    page.goto(f"{studio.url}/studio/image/")
    page.select_option("project-chip select", "new")
    page.fill("#where-name", "Kestrels")
    page.keyboard.press("Enter")
    page.locator("project-chip option:checked", has_text="Kestrels").wait_for(state="attached")
    page.fill("#prompt", "A kestrel over the salt marsh")
    page.click("#generate")
    card_of(page, "A kestrel over the salt marsh")
    # Found by its words, and in its project.
    open_library(page, studio)
    with page.expect_response("**/library/?*q=kestrel*"):
        page.fill("#q", "kestrel")
    page.wait_for_url("**/library/?q=kestrel")
    assert page.locator(TILE).count() == 1
    page.click("summary:has-text('Projects')")
    page.click(".projects a:has-text('Kestrels')")
    page.locator(".project__name", has_text="Kestrels").wait_for()
    assert page.locator(TILE).count() == 1
    # Named, tagged, noted; the search finds it by each.
    page.click(f"{TILE} .tile__name a")
    page.click("summary:has-text('Rename')")
    page.wait_for_function("() => document.activeElement.id === 'asset-title'")
    page.keyboard.type("Windhover")
    page.keyboard.press("Enter")
    page.locator(".asset__title", has_text="Windhover").wait_for()
    page.click(".marks summary:has-text('Tag')")
    page.fill("#asset-tags", "raptor")
    page.keyboard.press("Enter")
    page.locator(".marks .chip", has_text="#raptor").wait_for()
    for words in ("Windhover", "raptor", "kestrel"):
        open_library(page, studio, f"?q={words}")
        assert page.locator(TILE).count() == 1, words
    # Used as the first frame of a clip.
    page.click(f"{TILE} .tile__name a")
    page.click("a:has-text('First frame of a clip')")
    page.locator("image-well img.well__picture:visible").wait_for()
    # Shown to whoever has its link, until that is revoked.
    page.goto(f"{studio.url}/studio/sharing/")
    page.click("button:has-text('Allow public links')")
    page.locator("strong", has_text="Public links are allowed.").wait_for()
    open_library(page, studio, "?q=Windhover")
    page.click(f"{TILE} .tile__name a")
    page.click(".links summary:has-text('Make a public link')")
    page.fill("#share-title", "From the marsh")
    page.click("button:has-text('Make the link')")
    link = page.locator(".link-row textarea").input_value()
    assert what_a_stranger_sees(page, link) == ["From the marsh", 1]
    page.click(".link-row summary:has-text('Revoke')")
    page.click(".link-row button:has-text('Yes, revoke it')")
    page.locator(".link-row[data-state=revoked]").wait_for()
    assert what_a_stranger_sees(page, link) == ["This link does not lead anywhere (any more).", 0]
    # Thrown away, taken back, thrown away, gone for good.
    open_library(page, studio, "?q=Windhover")
    tick(page, 0)
    page.click("#picked button:has-text('trash')")
    page.locator("#toasts", has_text="1 thing is in the trash").wait_for()
    page.click("#toasts button:has-text('Undo')")
    page.locator(TILE, has_text="Windhover").wait_for()
    tick(page, 0)
    page.click("#picked button:has-text('trash')")
    page.locator(".empty").wait_for()
    page.goto(f"{studio.url}/studio/library/trash/")
    page.click(".tile:has-text('Windhover') .tile__name a")
    page.click("summary:has-text('Delete for good')")
    page.click(".sure__body button:has-text('Delete for good')")
    page.wait_for_url("**/library/trash/")
    assert not page.locator(".tile", has_text="Windhover").count()


@pytest.mark.parametrize("wide", [True, False])
def test_every_menu_opens_on_the_screen(browser, studio, wide):
    with signed_in(browser, studio, **({"viewport": {"width": 1280, "height": 800}} if wide else PHONE)) as page:
        open_library(page, studio)
        page.click("summary:has-text('Projects')")
        page.fill(".filters .projects input[name=name]", f"Menus {wide}")
        page.keyboard.press("Enter")
        page.locator(".project__name, .projects a", has_text=f"Menus {wide}").first.wait_for(state="attached")
        open_library(page, studio)
        upload(page, menu_txt=f"Menus open on the screen: {wide}.".encode())
        for key in ("summary:has-text('Projects')", "#narrow summary", ".app__bar .menu summary"):
            see_it_open(page, key)
        if not wide:
            page.click("[data-act=pick]")
        tick(page, 0)
        for key in ("#picked summary >> nth=0", "#picked summary >> nth=1"):
            see_it_open(page, key)
        page.goto(f"{studio.url}/studio/library/")
        page.click("summary:has-text('Projects')")
        page.click(f".projects a:has-text('Menus {wide}')")
        page.locator(".project__name", has_text="Menus").wait_for()
        see_it_open(page, ".project summary")
        page.goto(f"{studio.url}/studio/chat/")
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def see_it_open(page, key: str) -> None:
    """All of it within the window, and nothing over it."""
    page.locator(key).last.click() if ">> nth" not in key else page.click(key)
    seen = page.locator("details[open] > .menu__body").evaluate("""(body) => {
      const { left, top, right, bottom } = body.getBoundingClientRect();
      const over = document.elementFromPoint(left + 20, top + 12);
      return [left >= 0, top >= 0, right <= innerWidth, bottom <= innerHeight, body.contains(over)];
    }""")
    assert seen == [True] * 5, key
    page.keyboard.press("Escape")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), key


def test_a_bulk_zip_opens_and_holds_what_was_picked(page, studio):
    open_library(page, studio)
    upload(page, **pictures(4), letter_txt=b"A letter is found in the marsh, in a tin.")
    open_library(page, studio, "?place=upload")
    names = page.locator(f"{TILE} .tile__name a").all_inner_texts()[:5]
    tick(page, 0)
    tick(page, 4, modifiers=["Shift"])
    assert page.locator(TICKED).count() == 5
    assert "5 picked" in page.inner_text(".picked__count")
    with page.expect_download() as download:
        page.click("#picked button:has-text('zip')")
    with zipfile.ZipFile(download.value.path()) as archive:
        assert archive.testzip() is None
        told = json.loads(archive.read("recipes.json"))
        assert len(archive.namelist()) == 6
        sizes = {Image.open(io.BytesIO(archive.read(n))).size[0] for n in archive.namelist() if n.endswith(".png")}
    assert sizes == {64, 65, 66, 67}
    assert {one["title"] for one in told} <= {"", *names}
    page.keyboard.press("Escape")
    assert page.locator(TICKED).count() == 0


def test_all_that_match_are_picked_though_they_are_not_loaded(page, studio):
    open_library(page, studio)
    upload(page, **pictures(60, first=100))
    open_library(page, studio, "?place=upload&kind=image")
    assert page.locator(TILE).count() < 60
    tick(page, 0)
    page.click("#picked [data-act=all]")
    page.click("#picked summary:has-text('Tag')")
    page.fill("#picked-tags", "bulk")
    page.click(".picked__menu button:has-text('Add')")
    said = page.locator("#toasts .toast", has_text="#bulk").first.inner_text()
    assert int(re.search(r"(\d+) things", said)[1]) >= 60
    open_library(page, studio, "?tag=bulk")
    page.mouse.wheel(0, 20_000)
    page.locator(TILE).nth(59).wait_for(state="attached")


def test_filters_stand_in_the_address_and_go_one_by_one(page, studio):
    open_library(page, studio)
    upload(page, chips_txt=b"Filters go one by one, and stand in the address.")
    page.click("#narrow summary")
    page.select_option("#f-place", "upload")
    page.locator(".chip", has_text="Uploaded").wait_for()
    page.keyboard.press("Escape")
    page.click("a.filter:has-text('Documents')")
    page.wait_for_url("**kind=document**")
    assert "place=upload" in page.url
    page.reload()
    assert page.locator(TILE, has_text="chips").count() == 1
    page.click(".chips .chip:has-text('Uploaded')")
    page.wait_for_function("() => !location.search.includes('place')")
    assert "kind=document" in page.url
    page.go_back()
    page.wait_for_url("**place=upload**")


def test_a_slash_searches_from_anywhere(page, studio):
    page.goto(f"{studio.url}/studio/limits/")
    page.keyboard.press("/")
    page.wait_for_url("**/library/#q")
    page.wait_for_function("() => document.activeElement.id === 'q'")
    page.keyboard.type("nothing/like it")
    page.locator(".empty", has_text="nothing/like it").wait_for()


def test_under_a_thumb_ticks_come_with_a_key(browser, studio):
    with signed_in(browser, studio, **PHONE) as page:
        open_library(page, studio)
        upload(page, thumb_txt=b"Under a thumb there is no hovering.")
        assert not page.locator(f"{TILE} .tile__pick").first.is_visible()
        page.click("[data-act=pick]")
        assert "0 picked" in page.inner_text(".picked__count")
        page.click("#picked [data-act=none]")
        assert not page.locator("#picked").is_visible()
        page.click("[data-act=pick]")
        page.locator(f"{TILE} .tile__pick input").first.check()
        assert "1 picked" in page.inner_text(".picked__count")
        with page.expect_response(is_drawn_anew):
            page.click("#picked button:has-text('Favourite')")
        page.locator(TILE).first.locator(".tile__star[aria-pressed=true]").wait_for()
        page.locator(f"{TILE} .tile__pick:has(:checked)").first.wait_for()
        overflow = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0


def test_once_something_is_picked_a_press_picks_and_the_counts_follow(page, studio):
    open_library(page, studio)
    upload(page, **pictures(3, first=300))
    open_library(page, studio, "?place=upload&kind=image")
    count = page.locator(".filters__kinds [aria-current] .filter__count")
    before, here = int(count.inner_text()), page.url
    tick(page, 0)
    for place in (1, 2):
        page.locator(f"{TILE} .shot").nth(place).click()
    assert (page.locator(TICKED).count(), page.url) == (3, here)
    assert not page.locator(".viewer__box").is_visible()
    page.locator(f"{TILE} .shot").nth(2).click()
    assert page.locator(TICKED).count() == 2
    page.click("#picked button:has-text('trash')")
    wait_for_count(page, before - 2)
    page.click("#toasts button:has-text('Undo')")
    wait_for_count(page, before)
    page.locator(f"{TILE} .shot").first.click()
    page.locator(".viewer__box").wait_for()


def test_what_came_meanwhile_takes_no_picks_away(page, studio):
    open_library(page, studio)
    upload(page, **pictures(2, first=600))
    open_library(page, studio, "?place=upload&kind=image")
    held = []
    page.route("**/library/?place=upload**", lambda route: held.append(route))
    page.evaluate("document.body.dispatchEvent(new CustomEvent('list-grew'))")
    page.wait_for_timeout(100)
    tick(page, 1)
    with page.expect_response(is_drawn_anew):
        held[0].continue_()
    page.wait_for_timeout(200)
    assert page.locator(TICKED).count() == 1


def is_drawn_anew(answer) -> bool:
    return answer.request.method == "GET" and "/library/" in answer.url


def wait_for_count(page, count: int) -> None:
    there = "document.querySelector('.filters__kinds [aria-current] .filter__count').innerText"
    page.wait_for_function(f"() => {there} === '{count}'")


def test_the_keys_go_from_work_to_work_and_tick(page, studio):
    open_library(page, studio)
    upload(page, **pictures(3, first=400))
    open_library(page, studio, "?place=upload&kind=image")
    page.locator(f"{TILE} .shot").first.focus()
    at = "() => [...document.querySelectorAll('#found .tile')].indexOf(document.activeElement.closest('.tile'))"
    for key, place in {"ArrowRight": 1, "x": 1, "ArrowLeft": 0, "ArrowUp": 0}.items():
        page.keyboard.press(key)
        assert page.evaluate(at) == place, key
    assert page.locator(TICKED).count() == 1
    assert page.locator(TILE).nth(1).locator("input").is_checked()
    page.click("#picked summary:has-text('Project')")
    page.wait_for_function("() => document.activeElement.name === 'new'")
    page.keyboard.type("Picked by keys")
    with page.expect_response(is_drawn_anew):
        page.keyboard.press("Enter")
    page.locator("#toasts", has_text="1 thing is in “Picked by keys” now.").wait_for()
    page.locator(TILE).nth(1).locator("input:checked").wait_for()


def test_the_trash_is_emptied_after_a_question_that_counts(page, studio):
    open_library(page, studio)
    upload(page, **pictures(2, first=500))
    open_library(page, studio, "?place=upload&kind=image")
    tick(page, 0, 1)
    page.click("#picked button:has-text('trash')")
    page.locator("#toasts", has_text="2 things are in the trash").wait_for()
    page.goto(f"{studio.url}/studio/library/trash/")
    page.locator(".day", has_text="Deleted for good in 30 days").wait_for()
    lying = page.locator(".tile").count()
    page.locator(".tile").first.hover()
    page.locator(".tile__pick input").first.check()
    page.click("summary:has-text('Empty the trash')")
    page.locator(".trash__sure", has_text=f"{lying} things are deleted for good").wait_for()
    page.click(".trash__sure button")
    page.locator(".empty", has_text="The trash is empty.").wait_for()
    page.locator("#toasts", has_text="deleted for good").wait_for()


def test_without_scripts_it_is_searched_filtered_picked_and_brought(plain, studio):
    open_library(plain, studio)
    plain.set_input_files("input[name=files]", {"name": "plain.txt", "mimeType": "", "buffer": b"No script at all."})
    plain.click("button:has-text('Send the files')")
    plain.locator(TILE, has_text="plain").first.wait_for()
    plain.fill("#q", "script")
    plain.click(".library__go")
    assert plain.locator(TILE).count() == 1
    plain.locator(f"{TILE} .tile__pick input").check(force=True)
    plain.click("#picked button:has-text('trash')")
    assert "1 thing is in the trash" in plain.content()
