"""Works dragged onto a field: of this page, of another one that opens meanwhile, of another window."""

import json
from typing import Any

import pytest

from tests import make

pytestmark = pytest.mark.browser
WELL = "image-well"
WRONG = "A picture belongs here."


def a_picture(page, studio) -> str:
    """The id of a picture that the team has kept."""
    page.goto(f"{studio.url}/studio/video/?mode=image")
    file = {"name": "a.png", "mimeType": "image/png", "buffer": make.png()}
    page.set_input_files("#file-first_frame", file)
    page.wait_for_function("() => document.querySelector('[name=first_frame]').value.length > 30")
    asset = page.input_value("[name=first_frame]")
    page.get_by_role("button", name="Take out").click()
    return asset


def a_made_picture(page, studio) -> str:
    """The id of a picture that the sandbox has made; its card stands on the page of images."""
    page.goto(f"{studio.url}/studio/image/")
    if not page.locator("a.shot").count():
        page.fill("#prompt", "A red lighthouse at dusk")
        page.click("#generate")
    shown = page.locator("article.work[data-status=done] a.shot").first
    shown.locator("img").evaluate("picture => picture.decode()")
    return shown.get_attribute("data-asset")


def put_card(page, asset: str, kind: str, team: str = "studio") -> None:
    """A card at the top of the page that can be dragged; with a field inside that keeps its own moves."""
    page.evaluate(
        """([drag, href]) => {
            const card = document.createElement("div");
            card.id = "card";
            card.dataset.drag = drag;
            card.innerHTML = `<p class="words">A calm sea</p><a href="${href}">its page</a><input type="range">`;
            document.getElementById("main").prepend(card);
        }""",
        [json.dumps({"id": asset, "kind": kind}), f"/{team}/assets/{asset}/"],
    )


def lift(page, where: str = "#card .words") -> None:
    """Take it up and carry it a little."""
    page.locator(where).hover()
    page.mouse.down()
    page.mouse.move(640, 300, steps=3)
    page.wait_for_function("() => document.body.dataset.drags")


def carry(page, where: Any) -> None:
    """Over it; a driven browser tells that it is there only when it moves there once more."""
    where.hover()
    where.hover(position={"x": 20, "y": 20})


def lay(page, where: str) -> None:
    carry(page, page.locator(where))
    page.mouse.up()


def on_video(page, studio, kind: str, wells: str = "") -> str:
    """A picture's id; the page with its field and a card that says to be of that kind."""
    asset = a_picture(page, studio)
    page.evaluate(f"document.querySelector('{WELL}').dataset.wrong = '{WRONG}'; {wells}")
    put_card(page, asset, kind)
    return asset


def test_a_picture_is_dropped_onto_a_field_that_lights_up(page, studio):
    asset = on_video(page, studio, "image")
    border = f"getComputedStyle(document.querySelector('{WELL} .well__frame')).boxShadow"
    assert page.evaluate(border) == "none"
    lift(page)
    assert page.get_attribute("body", "data-drags") == "image"
    assert page.evaluate(border) != "none"
    lay(page, WELL)
    assert page.input_value("[name=first_frame]") == asset
    page.wait_for_function("() => document.querySelector('.well__picture').naturalWidth > 0")
    assert page.get_attribute("body", "data-drags") is None


def test_it_carries_its_kind_its_words_and_the_address_of_its_page(page, studio):
    asset = on_video(page, studio, "image")
    told: list[Any] = []
    page.expose_function("tell", lambda data: told.append(data))
    page.evaluate(
        """() => document.addEventListener("drop", (event) => {
            const data = event.dataTransfer;
            tell([data.getData("application/x-studio-asset"), data.getData("text/uri-list")]);
        }, true)"""
    )
    lift(page)
    lay(page, WELL)
    page.wait_for_function("() => document.querySelector('[name=first_frame]').value")
    [[data, address]] = told
    home = f"/studio/assets/{asset}/"
    assert json.loads(data) == {"id": asset, "kind": "image", "src": f"{home}poster", "words": "A calm sea"}
    assert address == studio.url + home


def test_of_a_film_its_last_frame_is_taken_where_the_field_has_a_use_for_it(page, studio):
    asset = on_video(page, studio, "video")
    page.evaluate(f"document.querySelector('{WELL}').toggleAttribute('data-last', false)")
    lift(page)
    lay(page, WELL)
    page.locator("#first_frame-error", has_text=WRONG).wait_for()
    assert page.input_value("[name=first_frame]") == ""
    page.evaluate(f"document.querySelector('{WELL}').toggleAttribute('data-last', true)")
    lift(page)
    lay(page, WELL)
    assert page.input_value("[name=first_frame]") == f"{asset}#last"
    assert page.get_attribute(".well__picture", "src") == f"/studio/assets/{asset}/last"
    assert page.locator("#first_frame-error").is_hidden()
    page.wait_for_timeout(300)
    page.faults.clear()  # a picture has no last frame, and the browser notes it


def test_a_field_takes_nothing_of_another_team(page, studio):
    asset = on_video(page, studio, "image")
    page.evaluate(
        "document.getElementById('card').dataset.drag = JSON.stringify("
        f"{{ id: '{asset}', kind: 'image', src: '/elsewhere/assets/{asset}/poster' }})"
    )
    lift(page)
    lay(page, WELL)
    page.locator("#first_frame-error", has_text=WRONG).wait_for()
    assert page.input_value("[name=first_frame]") == ""


def test_a_link_that_one_rests_on_opens_its_page_and_the_work_is_dropped_there(page, studio):
    asset = a_picture(page, studio)
    page.goto(f"{studio.url}/studio/library/")
    page.evaluate("window.stillHere = true")
    put_card(page, asset, "image")
    link = page.locator(".rail__link", has_text="Video")
    link.evaluate("link => { link.dataset.spring = link.getAttribute('href') + '?mode=image'; }")
    lift(page)
    carry(page, link)
    page.locator(".rail__link[data-springs]", has_text="Video").wait_for()
    page.wait_for_url("**/video/?mode=image")
    page.wait_for_function("() => customElements.get('image-well')")
    assert page.get_attribute("body", "data-drags") == "image", "it is still in the air"
    lay(page, WELL)
    assert page.input_value("[name=first_frame]") == asset
    assert page.evaluate("window.stillHere"), "the page was loaded again"
    page.mouse.move(600, 400)
    assert page.get_attribute("body", "data-drags") is None


def test_a_picture_that_was_made_goes_through_the_rail_and_the_form_into_a_clip(page, studio):
    asset = a_made_picture(page, studio)
    lift(page, "a.shot >> nth=0")
    assert page.get_attribute("body", "data-drags") == "image"
    carry(page, page.locator(".rail__link", has_text="Video"))
    page.wait_for_url("**/studio/video/")
    carry(page, page.locator("label:has(#mode-image)"))
    page.locator(WELL).wait_for()
    lay(page, WELL)
    assert page.input_value("[name=first_frame]") == asset
    page.wait_for_function("() => document.querySelector('.well__picture').naturalWidth > 0")


def test_who_only_passes_over_a_link_stays(page, studio):
    asset = a_picture(page, studio)
    page.goto(f"{studio.url}/studio/library/")
    put_card(page, asset, "image")
    lift(page)
    carry(page, page.locator(".rail__link", has_text="Video"))
    page.locator("[data-springs]").wait_for()
    page.mouse.move(640, 300, steps=2)
    assert page.locator("[data-springs]").count() == 0
    carry(page, page.locator(".rail__link", has_text="Library"))
    page.wait_for_timeout(900)
    page.mouse.up()
    assert page.url == f"{studio.url}/studio/library/"


def test_what_one_moves_inside_a_card_stays_with_itself(page, studio):
    asset = a_picture(page, studio)
    put_card(page, asset, "image")
    slide = page.locator("#card input")
    before = slide.input_value()
    slide.hover()
    page.mouse.down()
    page.mouse.move(900, 300, steps=3)
    page.mouse.up()
    assert slide.input_value() != before
    assert page.get_attribute("body", "data-drags") is None


def test_a_recording_field_without_a_player_says_what_it_wants(page, studio):
    asset = a_picture(page, studio)
    page.goto(f"{studio.url}/studio/voices/clone/")
    page.evaluate(f"document.querySelector('audio-well').dataset.wrong = '{WRONG}'")
    put_card(page, asset, "audio")
    lift(page)
    lay(page, "audio-well >> nth=0")
    page.locator("audio-well >> nth=0").locator(".field__error", has_text=WRONG).wait_for()


def test_a_recording_field_with_a_player_takes_a_song(page, studio):
    asset = a_picture(page, studio)
    page.goto(f"{studio.url}/studio/voices/clone/")
    page.route(
        "**/heard/*", lambda route: route.fulfill(content_type="text/html", body=f"<p data-kept='{asset}'>La la</p>")
    )
    page.evaluate("document.querySelector('audio-well').dataset.heard = '/studio/heard/'")
    put_card(page, asset, "audio")
    lift(page)
    with page.expect_request(f"**/heard/?asset={asset}"):
        lay(page, "audio-well >> nth=0")
    page.get_by_text("La la").wait_for()
    assert page.locator("audio-well >> nth=0").locator("input[type=hidden]").input_value() == asset


def test_a_work_of_another_window_is_taken_too(page, studio):
    """Chromium here drags within one window; the other one's data come as the browser hands them over."""
    asset = on_video(page, studio, "image")
    page.evaluate(
        """([where, asset]) => {
            const data = new DataTransfer();
            const src = `/studio/assets/${asset}/poster`;
            data.setData("application/x-studio-asset", JSON.stringify({ id: asset, kind: "image", src, words: "" }));
            data.setData("application/x-studio-kind-image", "");
            const tell = (name, target) => {
                const event = new DragEvent(name, { dataTransfer: data, bubbles: true, cancelable: true });
                return target.dispatchEvent(event);
            };
            window.beside = tell("dragover", document.getElementById("main"));
            window.lit = document.body.dataset.drags;
            tell("drop", document.querySelector(where));
        }""",
        [WELL, asset],
    )
    assert page.evaluate("window.lit") == "image"
    assert page.evaluate("window.beside") is False, "dropped beside the field its link would open"
    assert page.input_value("[name=first_frame]") == asset
