"""A song under a clip on the screen: chosen, moved, heard together, saved, and the same without scripts."""

import subprocess
import sys

import numpy as np
import pytest

from tests.browser.conftest import signed_in
from tests.process import ROOT
from tests.soundtracks.films import film
from tests.tones import tone, write

pytestmark = pytest.mark.browser
PLAYS = """() => {
  const desk = document.querySelector('soundtrack-desk');
  return desk.film.currentTime > 0.6 && !desk.song.paused;
}"""
# The song is 7.5 s ahead, as far as one hears, and a quarter as loud with each second of the clip.
AS_CUT = """after => {
  const { film, song } = document.querySelector('soundtrack-desk');
  const [ahead, louder] = [song.currentTime - film.currentTime, song.volume - film.currentTime / 4];
  return film.currentTime > after && song.volume < 0.9 && Math.abs(ahead - 7.5) < 0.2 && Math.abs(louder) < 0.06;
}"""
NOW = """() => {
  const desk = document.querySelector('soundtrack-desk');
  return { clip: desk.film.currentTime, song: desk.song.currentTime, own: desk.film.volume };
}"""


@pytest.fixture(scope="module")
def kept(studio, tmp_path_factory) -> dict[str, str]:
    """Ids of a clip of 6 s, one with a sound, a song of 30 s, a jingle of 2 s."""
    folder = tmp_path_factory.mktemp("kept")
    both = np.stack([tone(30, 44_100, 0.5, pitch) for pitch in (440, 660)])
    files = [
        film(folder / "wandering-bar.mp4", 6),
        film(folder / "humming-bar.mp4", 6, own=0.3),
        write(folder / "two-tones.mp3", both, "mp3", 44_100, 128_000),
        write(folder / "jingle.wav", tone(2), "wav"),
    ]
    command = [sys.executable, "-m", "tests.soundtracks.seed", *map(str, files)]
    ids = subprocess.run(command, env=studio.env, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    return dict(zip(["clip", "humming", "song", "jingle"], ids, strict=True))


def desk(page, studio, **chosen) -> None:
    page.goto(f"{studio.url}/studio/soundtracks/new/?" + "&".join(f"{name}={one}" for name, one in chosen.items()))


def test_both_are_heard_together_as_they_are_cut(page, studio, kept):
    desk(page, studio, clip=kept["clip"], song=kept["song"])
    page.fill("#start", "7.5")
    page.fill("#fade_in", "4")
    page.click("[data-toggle]")
    page.wait_for_function(PLAYS)
    for after in (0.6, 1.6):
        page.wait_for_function(AS_CUT, arg=after)
    page.click("[data-toggle]")
    page.wait_for_function("() => document.querySelector('soundtrack-desk').song.paused")
    page.locator("[data-seek]").fill("500")
    now = page.evaluate(NOW)
    assert (now["clip"], now["song"]) == pytest.approx((3, 10.5), abs=0.1)


def test_it_ends_with_the_clip_and_begins_anew_by_the_keyboard(page, studio, kept):
    desk(page, studio, clip=kept["clip"], song=kept["song"])
    page.focus("video[data-film]")
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")
    page.wait_for_function("() => document.querySelector('video[data-film]').ended")
    page.wait_for_function("() => document.querySelector('audio[data-song]').paused")
    page.keyboard.press("Space")
    page.wait_for_function(PLAYS)
    assert page.evaluate(NOW)["clip"] < 3


def test_a_short_song_is_told_and_is_silent_or_heard_again(page, studio, kept):
    desk(page, studio, clip=kept["humming"], song=kept["jingle"])
    page.locator(".mix__after").wait_for()
    page.locator("[data-seek]").fill("600")
    page.click("[data-toggle]")
    page.wait_for_timeout(700)
    assert page.evaluate("document.querySelector('audio[data-song]').paused"), "silence follows"
    page.fill("#own_volume", "0.4")
    page.locator("label", has_text="The song again").click()
    page.wait_for_function(PLAYS)
    now = page.evaluate(NOW)
    assert now["own"] == pytest.approx(0.4)
    assert now["song"] == pytest.approx(now["clip"] % 2, abs=0.25)


def test_nothing_else_of_the_studio_sounds_with_it(page, studio, kept):
    desk(page, studio, clip=kept["clip"], song=kept["song"])
    page.evaluate(
        "src => studioSound.play({ name: 'x', src, title: 'x', seconds: 30 })", f"/studio/assets/{kept['song']}/sound"
    )
    page.wait_for_function("() => studioSound.isPlaying")
    page.click("[data-toggle]")
    page.wait_for_function(PLAYS)
    assert not page.evaluate("studioSound.isPlaying")
    page.evaluate("studioSound.toggle(studioSound.track)")
    page.wait_for_function("() => document.querySelector('video[data-film]').paused")
    page.wait_for_function("() => document.querySelector('audio[data-song]').paused && studioSound.isPlaying")


def test_the_window_is_drawn_along_the_song(page, studio, kept):
    desk(page, studio, clip=kept["clip"], song=kept["song"])
    box = page.locator("song-window").bounding_box()
    second, y = box["width"] / 30, box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 3 * second, y)
    page.mouse.down()
    page.mouse.move(box["x"] + 13 * second, y, steps=5)
    page.mouse.up()
    assert float(page.input_value("#start")) == pytest.approx(10, abs=0.15), "it keeps its place under the hand"
    drawn = page.locator("rect.strip__window")
    assert float(drawn.get_attribute("x")) == pytest.approx(80, abs=1.5)
    assert float(drawn.get_attribute("width")) == pytest.approx(48, abs=0.5)
    page.keyboard.press("ArrowRight")
    assert float(page.input_value("#start")) == pytest.approx(10.1, abs=0.15)
    page.mouse.click(box["x"] + 29.5 * second, y)
    assert page.input_value("#start") == "24", "it stays within the song"
    page.fill("#start", "27")
    page.locator(".mix__after").wait_for()


def test_it_is_saved_and_comes_by_itself(page, studio, kept):
    desk(page, studio, clip=kept["clip"], song=kept["song"])
    page.fill("#start", "5")
    page.dblclick("#save")
    page.locator("#work-list .work[data-status=done]", has_text="Wandering bar").wait_for()
    assert page.locator("#work-list .work").count() == 1, "two presses at once are one"
    (made,) = studio.rows("select public_id from library_asset where json_extract(recipe, '$.kind') = 'soundtrack'")
    row = page.locator("#work-list .work")
    row.locator(".film__play").click()
    page.wait_for_function("() => document.querySelector('.work video').currentTime > 0.2")
    row.locator("text=Details").click()
    page.wait_for_url("**/assets/**")
    assert page.url.replace("-", "").rstrip("/").endswith(made[0])


def test_a_refused_cut_keeps_what_was_typed_until_it_is_mended(page, studio, kept):
    desk(page, studio, clip=kept["clip"], song=kept["song"])
    page.fill("#start", "99")
    page.fill("#fade_in", "0.7")
    page.click("#save")
    page.locator("#start-error", has_text="lasts 0:30").wait_for()
    assert (page.input_value("#start"), page.input_value("#fade_in")) == ("99", "0.7")
    page.faults.clear()  # the browser notes the 422 itself
    before = page.locator("#work-list .work").count()
    page.fill("#start", "9")
    page.click("#save")
    page.locator(f"#work-list .work >> nth={before}").wait_for()
    assert page.locator("#start-error").is_hidden()
    page.click("[data-toggle]")
    page.wait_for_function(PLAYS)


def test_where_volumes_cannot_be_set_it_is_heard_through_gains(page, studio, kept):
    page.add_init_script("Object.defineProperty(HTMLMediaElement.prototype, 'volume', { get: () => 1, set() {} })")
    desk(page, studio, clip=kept["clip"], song=kept["song"])
    page.click("[data-toggle]")
    page.wait_for_function(PLAYS)


def test_a_phone_scrolls_only_down(browser, studio, kept):
    with signed_in(browser, studio, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True) as page:
        for chosen in ({}, {"clip": kept["clip"]}, {"clip": kept["humming"], "song": kept["jingle"]}):
            desk(page, studio, **chosen)
            assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_without_scripts_both_are_chosen_by_links_and_saved(plain, studio, kept):
    before = studio.rows("select count(*) from soundtracks_soundtrack")[0][0]
    plain.goto(f"{studio.url}/studio/soundtracks/new/")
    plain.locator("a", has_text="Humming bar").first.click()
    plain.locator("a", has_text="Two tones").click()
    assert plain.locator("audio[controls]").is_visible()
    assert plain.locator("video[controls]").first.is_visible()
    plain.fill("#start", "3")
    plain.click("#save")
    plain.wait_for_url("**#made")
    assert studio.rows("select count(*) from soundtracks_soundtrack")[0][0] == before + 1
    for _look in range(40):
        if studio.rows("select count(*) from soundtracks_soundtrack where state in ('waiting', 'making')")[0][0] == 0:
            break
        plain.wait_for_timeout(500)
    plain.reload()
    assert "Ready" in plain.locator("#work-list .work").first.inner_text()
