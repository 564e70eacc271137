"""A recipe is brought on the screen: its menu is whole, and what it changes is in sight and has the focus."""

import json

import pytest

from tests import make
from tests.browser.conftest import DESK, signed_in
from tests.workroom.conftest import recipe

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
MENU = "#recipe-menu .menu__body"
# What the eye meets at the four corners of a part, or nothing where it is outside of the window.
UNCUT = """part => {
  const {left, right, top, bottom} = part.getBoundingClientRect();
  const corners = [[left + 4, top + 4], [right - 4, top + 4], [left + 4, bottom - 4], [right - 4, bottom - 4]];
  return corners.every(([x, y]) => part.contains(document.elementFromPoint(x, y)));
}"""


@pytest.fixture(params=[{"viewport": DESK}, PHONE], ids=["desk", "phone"])
def screen(browser, studio, request):
    with signed_in(browser, studio, **request.param) as page:
        yield page
        # The browser itself notes each refusal.
        page.faults = [fault for fault in page.faults if "422" not in fault]


def open_menu(page) -> None:
    page.locator("#recipe-menu summary").click()
    page.locator(MENU).wait_for()


def bring(page, told: object) -> None:
    """Chosen through the key that one sees."""
    content = told if isinstance(told, bytes) else json.dumps(told).encode()
    open_menu(page)
    with page.expect_file_chooser() as chooser:
        page.get_by_text("Choose a file").click()
    chooser.value.set_files({"name": "a.recipe.json", "mimeType": "application/json", "buffer": content})


def in_sight(page, selector: str) -> None:
    page.wait_for_function(
        f"""selector => {{
          const part = document.querySelector(selector);
          return part && document.activeElement.id === "difference" && ({UNCUT})(part);
        }}""",
        arg=selector,
    )
    assert not page.locator(MENU).is_visible()


@pytest.mark.parametrize("room", ["image", "video", "music", "speech"])
def test_its_menu_is_whole(screen, studio, room):
    screen.goto(f"{studio.url}/studio/{room}/#compose")
    open_menu(screen)
    assert screen.locator(MENU).evaluate(UNCUT)


def test_what_it_changes_is_seen_at_once_and_taken(screen, studio):
    screen.goto(f"{studio.url}/studio/image/#compose")
    bring(screen, recipe(prompt="A fox at noon"))
    in_sight(screen, ".difference__one")
    screen.get_by_role("button", name="Take what is ticked").click()
    screen.wait_for_function("() => document.querySelector('#make [name=prompt]').value === 'A fox at noon'")


def test_what_is_wrong_is_said_in_place_and_the_same_file_may_come_again(screen, studio):
    screen.goto(f"{studio.url}/studio/image/#compose")
    for _ in range(2):
        bring(screen, b"<html>")
        in_sight(screen, "#difference .field__error")


def test_one_of_many_is_chosen_and_one_of_another_room_is_taken_along(screen, studio):
    storm = {"kind": "video", "title": "A storm", "request": make.wish(prompt="A storm at sea")}
    entries = [{"file": f"{one['title']}.x", "title": one["title"], "recipe": one} for one in (recipe(), storm)]
    screen.goto(f"{studio.url}/studio/image/#compose")
    bring(screen, entries)
    in_sight(screen, ".difference__offer")
    screen.locator("#difference").get_by_role("button", name="Compare").click()
    in_sight(screen, ".difference__one")
    bring(screen, entries)
    screen.get_by_role("button", name="Open it in Video").click()
    in_sight(screen, ".difference__one")
    assert "A storm at sea" in screen.inner_text("#difference")
    assert "/recipes/video/" in screen.url


def test_a_work_that_is_compared_from_its_page_is_in_sight_too(screen, studio):
    screen.goto(f"{studio.url}/studio/image/#compose")
    screen.fill("#prompt", "A buoy in the rain")
    screen.click("#generate")
    card = screen.locator("article.work[data-status=done]", has_text="A buoy in the rain").first
    card.wait_for(timeout=60_000)
    asset = card.locator("a.shot").get_attribute("data-asset")
    screen.goto(f"{studio.url}/studio/image/?compare={asset}#compose")
    in_sight(screen, ".difference__one")
