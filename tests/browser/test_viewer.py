"""Pictures large: leafed through, near, beside each other. On a page of its own, with the real scripts and sheet."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.template.loader import render_to_string

from studio import settings as house
from tests import make
from tests.browser.conftest import DESK, open_page, signed_in

pytestmark = pytest.mark.browser
HOME = "http://pictures.test"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SIZES = {"a": (1200, 800), "b": (800, 800), "c": (600, 1200), "d": (1200, 800)}
CSP = "; ".join(f"{name} {' '.join(values)}" for name, values in house.CONTENT_SECURITY_POLICY["DIRECTIVES"].items())
MIMES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
FIRST = ".viewer__pane >> nth=0 >> img"
OTHER = ".viewer__pane >> nth=1 >> img"


def shot(name: str, words: str = "") -> str:
    width, height = SIZES[name[0]]
    at = f"/team/assets/{name}"
    words = words or f"The picture {name}"
    return (
        f'<li id="card-{name}"><a class="shot" href="{at}/" data-asset="{name}" data-original="{at}/original" '
        f'data-poster="{at}/poster" data-width="{width}" data-height="{height}" data-uses="{at}/uses/" '
        f'data-words="{words}"><img src="{at}/poster" width="150" height="100" alt="{words}" loading="lazy"></a></li>'
    )


def uses(name: str) -> str:
    return f"<p>Uses of {name}</p><button class='button' type='button'>Use it</button>"


class Gallery:
    """What the page's server answers. `held`: addresses whose answers wait in `waiting`."""

    def __init__(self, static: Path) -> None:
        self.static = static
        self.names = json.loads((static / "staticfiles.json").read_text())["paths"]
        self.cards = [shot(name) for name in SIZES]
        self.asked: list[str] = []
        self.held: set[str] = set()
        self.waiting: dict[str, Any] = {}
        self.gone: set[str] = set()

    def page(self) -> str:
        scripts = "".join(
            f'<script src="/static/{name}.js" defer></script>' for name in ("django_htmx/htmx-2.min", "js/viewer")
        )
        return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Pictures</title>
            <meta name="viewport" content="width=device-width">
            <meta name="htmx-config" content='{{"includeIndicatorStyles": false}}'>
            <link rel="stylesheet" href="/static/css/studio.css">{scripts}</head>
            <body><main><ul id="cards">{"".join(self.cards)}</ul></main>
            {render_to_string("library/_viewer.html")}</body></html>"""

    def route(self, route: Any) -> None:
        path = urlsplit(route.request.url).path
        self.asked.append(path)
        if path in self.held:
            self.waiting[path] = route
        elif path in self.gone:
            route.fulfill(status=404, body="")
        else:
            self.answer(route, path)

    def answer(self, route: Any, path: str) -> None:
        if path == "/" or path.endswith("/"):
            body = uses(path.split("/")[3]) if "/uses/" in path else self.page()
            route.fulfill(content_type="text/html", body=body, headers={"Content-Security-Policy": CSP})
        elif path.startswith("/static/"):
            file = self.static / self.names[path.removeprefix("/static/")]
            route.fulfill(content_type=MIMES[file.suffix[1:]], body=file.read_bytes())
        else:
            name, what = path.split("/")[-2:]
            size = SIZES[name[0]]
            original = make.png(*size, colour={"a": "teal", "b": "olive"}.get(name[0], "purple"))
            body = original if what == "original" else make.png(size[0] // 4, size[1] // 4, "gray")
            route.fulfill(content_type="image/png", body=body)

    def wait_for(self, page: Any, path: str) -> None:
        """Until the page has asked for what is held."""
        deadline = time.monotonic() + 30
        while path not in self.waiting:
            assert time.monotonic() < deadline, f"{path} was never asked for"
            page.wait_for_timeout(20)

    def let_go(self, path: str) -> None:
        self.held.discard(path)
        self.answer(self.waiting.pop(path), path)


@pytest.fixture
def gallery(collected: Path) -> Gallery:
    return Gallery(collected)


@pytest.fixture
def page(browser, gallery) -> Iterator[Any]:
    yield from shown(browser, gallery, viewport=DESK)


@pytest.fixture
def phone(browser, gallery) -> Iterator[Any]:
    yield from shown(browser, gallery, **PHONE)


def shown(browser, gallery: Gallery, **context: Any) -> Iterator[Any]:
    context = browser.new_context(**context)
    context.route("**/*", gallery.route)
    page = open_page(context)
    page.goto(f"{HOME}/")
    yield page
    context.close()
    assert page.faults == []


def open_(page, name: str) -> None:
    page.locator(f"a.shot[data-asset={name}]").click()
    page.locator("dialog[open]").wait_for()


def box(page, where: str = FIRST) -> dict[str, float]:
    return page.locator(where).bounding_box()


def near(page) -> float:
    return page.evaluate("document.querySelector('picture-stage').near")


def whole(page, name: str, where: str = FIRST) -> None:
    page.locator(f"{where}[src$='/{name}/original']").wait_for()


def count(page) -> str:
    return page.inner_text(".viewer__count")


def focused(page) -> str:
    return page.evaluate("document.activeElement.dataset.asset || document.activeElement.dataset.act || ''")


def test_a_press_opens_it_with_the_small_picture_until_the_original_takes_its_place(page, gallery):
    gallery.held.add("/team/assets/a/original")
    open_(page, "a")
    assert page.get_by_role("dialog", name="The picture a").is_visible()
    gallery.wait_for(page, "/team/assets/a/original")
    assert page.locator(f"{FIRST}[src$='/a/poster']").is_visible()
    before, stage = box(page), box(page, "picture-stage")
    gallery.let_go("/team/assets/a/original")
    whole(page, "a")
    assert box(page) == before
    assert before["width"] == pytest.approx(min(stage["width"], stage["height"] * 1.5), abs=1)
    assert before["x"] + before["width"] / 2 == pytest.approx(stage["x"] + stage["width"] / 2, abs=1)
    assert before["y"] + before["height"] / 2 == pytest.approx(stage["y"] + stage["height"] / 2, abs=1)
    assert page.get_attribute("[data-download]", "href") == "/team/assets/a/original?download"


def test_with_ctrl_the_link_stays_a_link(page):
    with page.context.expect_page():
        page.locator("a.shot >> nth=1").click(modifiers=["Control"])
    assert page.locator("dialog[open]").count() == 0


def test_arrows_home_and_end_go_through_all_and_the_page_behind_hears_no_key(page):
    page.evaluate("window.heard = []; document.addEventListener('keydown', (event) => heard.push(event.key))")
    page.focus("a.shot >> nth=0")
    page.keyboard.press("Enter")
    assert page.evaluate("window.heard.splice(0)") == ["Enter"]
    assert count(page) == "1 of 4"
    for key, wanted in [("ArrowRight", "2 of 4"), ("End", "4 of 4"), ("ArrowRight", "4 of 4"), ("ArrowLeft", "3 of 4"),
                        ("Home", "1 of 4"), ("ArrowLeft", "1 of 4")]:  # fmt: skip
        page.keyboard.press(key)
        assert count(page) == wanted
    assert page.get_attribute("[data-act=back]", "aria-disabled") == "true"
    page.locator("[data-act=on]").click()
    assert page.inner_text("[role=status]") == "Picture 2 of 4"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("ArrowRight")
    assert count(page) == "3 of 4"
    assert page.evaluate("window.heard") == []
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.activeElement.dataset.asset === 'c'")
    assert page.url == f"{HOME}/"


def test_it_comes_nearer_at_the_pointer_and_never_below_what_fits_nor_above_eight_times(page):
    open_(page, "a")
    fit = box(page)
    at = (fit["x"] + fit["width"] / 4, fit["y"] + fit["height"] / 4)
    page.mouse.move(*at)
    page.mouse.wheel(0, -300)
    page.wait_for_function("() => document.querySelector('picture-stage').near > 1.5")
    large = box(page)
    assert (at[0] - large["x"]) / large["width"] == pytest.approx(0.25, abs=0.01)
    assert (at[1] - large["y"]) / large["height"] == pytest.approx(0.25, abs=0.01)
    for _ in range(9):
        page.mouse.wheel(0, -1000)
    page.wait_for_function("() => document.querySelector('picture-stage').near === 8")
    for _ in range(9):
        page.mouse.wheel(0, 1000)
    page.wait_for_function("() => document.querySelector('picture-stage').near === 1")
    assert box(page) == fit


def test_keys_and_the_hundred_percent_key_change_how_near_it_is(page):
    open_(page, "a")
    page.keyboard.press("+")
    assert near(page) == pytest.approx(1.25)
    page.keyboard.press("-")
    page.keyboard.press("-")
    assert near(page) == 1
    key = page.locator("[data-act=actual]")
    assert key.inner_text() == f"{box(page)['width'] / 1200:.0%}"
    key.click()
    assert key.inner_text() == "100%"
    assert box(page)["width"] == pytest.approx(1200, abs=1)
    assert key.get_attribute("aria-pressed") == "true"
    key.click()
    assert near(page) == 1
    page.keyboard.press("+")
    page.keyboard.press("0")
    assert near(page) == 1
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    assert near(page) == 1, "the next one is fitted"
    page.mouse.dblclick(500, 500)
    assert box(page)["width"] == pytest.approx(1600 if box(page)["width"] > 900 else 800, abs=1)
    page.mouse.dblclick(500, 500)
    assert near(page) == 1


def test_what_is_near_is_moved_by_hand_and_stays_in_its_frame(page):
    open_(page, "a")
    for _ in range(6):
        page.keyboard.press("+")
    before, stage = box(page), box(page, "picture-stage")
    page.mouse.move(600, 500)
    page.mouse.down()
    page.mouse.move(520, 470)
    assert box(page)["x"] == pytest.approx(before["x"] - 80, abs=1)
    assert box(page)["y"] == pytest.approx(before["y"] - 30, abs=1)
    page.mouse.move(-4000, 480)
    page.mouse.up()
    assert box(page)["x"] + box(page)["width"] == pytest.approx(stage["x"] + stage["width"], abs=1)
    assert count(page) == "1 of 4", "a mouse does not swipe"


def test_another_is_taken_from_the_strip_and_both_come_nearer_together(page):
    open_(page, "a")
    page.keyboard.press("c")
    assert page.locator(".viewer__thumb:visible").count() == 3
    page.get_by_role("group", name="Compare with").get_by_role("button", name="The picture c").click()
    whole(page, "c", OTHER)
    left, right = box(page), box(page, OTHER)
    frames = [box(page, f".viewer__pane >> nth={at}") for at in (0, 1)]
    assert frames[0]["width"] == frames[1]["width"]
    for picture, frame in zip((left, right), frames, strict=True):
        assert picture["x"] + picture["width"] / 2 == pytest.approx(frame["x"] + frame["width"] / 2, abs=1)
    page.mouse.move(frames[1]["x"] + 200, 300)
    page.mouse.wheel(0, -500)
    page.wait_for_function("() => document.querySelector('picture-stage').near > 2")
    grown = near(page)
    assert box(page)["width"] / left["width"] == pytest.approx(grown, rel=0.01)
    assert box(page, OTHER)["width"] / right["width"] == pytest.approx(grown, rel=0.01)
    page.keyboard.press("ArrowRight")
    assert count(page) == "2 of 4"
    page.keyboard.press("ArrowRight")
    assert count(page) == "4 of 4", "past the one beside it"
    page.keyboard.press("c")
    assert page.locator(OTHER).is_hidden()
    assert page.locator(".viewer__strip").is_hidden()


def test_a_slider_uncovers_one_over_the_other(page):
    open_(page, "a")
    page.locator("[data-act=compare]").click()
    page.locator("label", has_text="Slider").click()
    whole(page, "a")
    whole(page, "b", OTHER)
    frames = [box(page, f".viewer__pane >> nth={at}") for at in (0, 1)]
    assert frames[0] == frames[1]
    clip = "getComputedStyle(document.querySelectorAll('.viewer__pane')[1]).clipPath"
    assert page.evaluate(clip) == "inset(0px 0px 0px 50%)"
    middle = frames[0]["x"] + frames[0]["width"] / 2
    page.mouse.move(middle, 700)
    page.mouse.down()
    page.mouse.move(middle + 200, 700, steps=4)
    page.mouse.up()
    moved = 50 + 20_000 / frames[0]["width"]
    share = float(re.search(r"([\d.]+)%", page.evaluate(clip))[1])
    assert share == pytest.approx(moved, abs=1)
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(clip) == f"inset(0px 0px 0px {share - 1:g}%)"
    assert count(page) == "1 of 4", "the handle keeps its own keys"


def test_what_a_picture_is_good_for_comes_when_one_stays_and_never_late(page, gallery):
    gallery.held.add("/team/assets/a/uses/")
    open_(page, "a")
    gallery.wait_for(page, "/team/assets/a/uses/")
    # At one go: how long a press takes to arrive must not be taken for staying.
    page.evaluate(
        """() => { for (const _ of "bcd") document.activeElement.dispatchEvent(
            new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true, cancelable: true })) }"""
    )
    page.get_by_text("Uses of d").wait_for()
    gallery.let_go("/team/assets/a/uses/")
    page.wait_for_timeout(200)
    assert page.locator(".viewer__uses").inner_text().startswith("Uses of d")
    assert not {"/team/assets/b/uses/", "/team/assets/b/original"} & set(gallery.asked)
    gallery.held.add("/team/assets/c/uses/")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.querySelector('.viewer__uses').inert"), "the one before can still be pressed"
    gallery.wait_for(page, "/team/assets/c/uses/")
    gallery.let_go("/team/assets/c/uses/")
    page.get_by_role("button", name="Use it").click()
    assert page.locator("dialog[open]").count() == 1


def test_it_goes_on_while_cards_behind_it_come_change_and_go(page):
    open_(page, "b")
    page.evaluate(
        """(fresh) => {
            htmx.swap(document.getElementById("cards"), fresh, { swapStyle: "afterbegin" });
            const card = document.getElementById("card-c");
            htmx.swap(card, card.outerHTML, { swapStyle: "outerHTML" });
        }""",
        shot("d2", "A new one"),
    )
    page.wait_for_function("() => document.querySelector('.viewer__count').textContent === '3 of 5'")
    page.keyboard.press("ArrowRight")
    assert page.get_attribute("[data-download]", "href").startswith("/team/assets/c/")
    page.evaluate("document.getElementById('card-c').remove()")
    page.keyboard.press("ArrowRight")
    assert page.get_attribute("[data-download]", "href").startswith("/team/assets/d/")
    page.keyboard.press("Home")
    assert page.get_by_role("dialog", name="A new one").is_visible()
    page.locator("[data-act=close]").click()
    page.wait_for_function("() => document.activeElement.dataset.asset === 'd2'")


def test_it_says_when_an_original_is_gone(page, gallery):
    gallery.gone |= {"/team/assets/b/original", "/team/assets/c/uses/"}
    open_(page, "b")
    page.get_by_text("The original does not load.").wait_for()
    page.keyboard.press("ArrowRight")
    page.get_by_text("does not load. Close it and open it again.").wait_for()
    page.keyboard.press("ArrowRight")
    assert not page.get_by_text("does not load").is_visible()
    page.faults.clear()  # the browser notes both itself


def test_pictures_that_were_made_open_with_their_uses(browser, studio):
    with signed_in(browser, studio, viewport=DESK) as page:
        page.goto(f"{studio.url}/studio/image/")
        for words in ("A blue whale under ice", "A yellow tram in the rain"):
            page.fill("#prompt", words)
            page.click("#generate")
            page.locator(f"a.shot[data-words*='{words}']").wait_for()
        page.locator("a.shot[data-words*=tram]").click()
        page.get_by_role("dialog", name="A yellow tram in the rain").wait_for()
        page.locator(".viewer__uses").get_by_text("First frame of a clip").wait_for()
        page.keyboard.press("ArrowRight")
        page.get_by_role("dialog", name="A blue whale under ice").wait_for()
        page.wait_for_function(
            "([where]) => document.querySelector(where).naturalWidth === 1024", arg=[".viewer__picture"]
        )
        with page.expect_download() as download:
            page.locator("[data-download]").click()
        assert Path(download.value.path()).stat().st_size > 10_000


class Fingers:
    """Touches as the browser's own protocol tells them."""

    def __init__(self, page) -> None:
        self.wire = page.context.new_cdp_session(page)

    def tell(self, kind: str, *points: tuple[float, float]) -> None:
        touches = [{"x": x, "y": y, "id": at} for at, (x, y) in enumerate(points)]
        self.wire.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": touches})

    def tap(self, x: float, y: float) -> None:
        self.tell("Start", (x, y))
        self.tell("End")

    def swipe(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self.tell("Start", start)
        for part in range(1, 5):
            self.tell("Move", tuple(a + (b - a) * part / 4 for a, b in zip(start, end, strict=True)))
        self.tell("End")


def test_on_a_phone_one_swipes_pinches_and_taps_twice(phone):
    open_(phone, "a")
    fingers = Fingers(phone)
    fingers.swipe((300, 300), (120, 310))
    phone.wait_for_function("() => document.querySelector('.viewer__count').textContent === '2 of 4'")
    fingers.swipe((120, 300), (300, 310))
    phone.wait_for_function("() => document.querySelector('.viewer__count').textContent === '1 of 4'")
    fit = box(phone)
    middle = (fit["x"] + fit["width"] / 2, fit["y"] + fit["height"] / 2)
    fingers.tell("Start", (middle[0] - 40, middle[1]))
    fingers.tell("Start", (middle[0] - 40, middle[1]), (middle[0] + 40, middle[1]))
    for apart in (60, 80, 120):
        fingers.tell("Move", (middle[0] - apart, middle[1]), (middle[0] + apart, middle[1]))
    fingers.tell("End")
    assert near(phone) == pytest.approx(3, abs=0.1)
    large = box(phone)
    assert large["x"] + large["width"] / 2 == pytest.approx(middle[0], abs=2)
    fingers.swipe((300, 300), (200, 300))
    assert count(phone) == "1 of 4", "a near picture is moved and not left"
    assert box(phone)["x"] == pytest.approx(large["x"] - 100, abs=2)
    for _ in range(2):
        fingers.tap(200, 300)
    assert near(phone) == 1
    for _ in range(2):
        fingers.tap(200, 300)
    assert box(phone)["width"] == pytest.approx(1200, abs=1)


def test_on_a_phone_what_it_is_good_for_is_folded_and_every_key_fits_a_thumb(phone):
    open_(phone, "a")
    assert not phone.get_by_text("Uses of a").is_visible()
    phone.get_by_text("About this picture").click()
    phone.get_by_text("Uses of a").wait_for()
    phone.locator("[data-act=compare]").click()
    keys = phone.locator("dialog :is(button, a, summary):visible")
    for key in keys.all():
        size = key.bounding_box()
        assert min(size["width"], size["height"]) >= 44, key.evaluate("e => e.outerHTML")
    frames = [box(phone, f".viewer__pane >> nth={at}") for at in (0, 1)]
    assert frames[1]["y"] > frames[0]["y"], "upright they stand one above the other"
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
