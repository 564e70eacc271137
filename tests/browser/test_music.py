"""Music on the screen: sung, played, with words by the model, in variants, and as a cover; heard and measured."""

import io

import av
import numpy as np
import pytest

from tests.browser.conftest import signed_in

pytestmark = pytest.mark.browser
CARD = "article.work"
LYRICS = "[Verse]\nThe train is late\nThe rain is light\n[Chorus]\nComing home tonight\n[Outro]"
# Where its sections begin: two lines, one line, and one that is only played and counts three.
PARTS = [("Verse", 0.0), ("Chorus", 0.3333), ("Outro", 0.5)]


def open_room(page, studio, query: str = "") -> None:
    page.goto(f"{studio.url}/studio/music/{query}")


def card_of(page, words: str):
    """The newest card with these words, once its song is there."""
    card = page.locator(f"{CARD}[data-status=done]", has_text=words).first
    card.wait_for(timeout=90_000)
    return card


def choose(page, selector: str) -> None:
    """Press a choice and wait for the form that it draws."""
    with page.expect_response("**/music/form/"):
        page.locator(f"label:has({selector})").click()
    page.locator(f"{selector}:checked").wait_for(state="attached")


def make_song(page, studio, words: str):
    """The card of one song with LYRICS; made once, then found again."""
    open_room(page, studio)
    if not page.locator(CARD, has_text=words).count():
        page.fill("#prompt", words)
        page.fill("#lyrics", LYRICS)
        page.click("#generate")
    return card_of(page, words)


def asset_of(card) -> str:
    return card.locator("[data-page]").get_attribute("data-page").split("/")[3]


class Heard:
    """A song's original, decoded: its container, its rate, and its samples between -1 and 1, a row each channel."""

    def __init__(self, page, studio, asset: str) -> None:
        answer = page.request.get(f"{studio.url}/studio/assets/{asset}/original")
        assert answer.ok
        with av.open(io.BytesIO(answer.body())) as container:
            self.form, self.rate = container.format.name, container.streams.audio[0].rate
            resampler = av.AudioResampler("fltp", rate=self.rate)
            frames = [part for frame in container.decode(audio=0) for part in resampler.resample(frame)]
        self.samples = np.concatenate([frame.to_ndarray() for frame in frames], axis=1)

    @property
    def seconds(self) -> float:
        return self.samples.shape[1] / self.rate

    @property
    def loudest(self) -> float:
        return float(np.abs(self.samples).max())

    def silent_seconds(self) -> int:
        """How many whole seconds of it have no sound, but for the last two, in which it fades."""
        whole = self.samples[0][: int(self.seconds) * self.rate].reshape(-1, self.rate)[:-2]
        return int((np.abs(whole).max(axis=1) < 0.01).sum())


def test_a_song_with_lyrics_is_sung_and_its_sections_lead_into_it(page, studio):
    open_room(page, studio)
    page.evaluate("window.stillHere = true")
    page.fill("#prompt", "A warm folk song on a platform")
    page.fill("#lyrics", LYRICS)
    page.click("#generate")
    card = card_of(page, "A warm folk song")
    assert page.evaluate("window.stillHere"), "the page was loaded again"
    heard = Heard(page, studio, asset_of(card))
    assert heard.seconds == pytest.approx(float(card.locator("audio-player").get_attribute("data-seconds")), abs=0.1)
    assert (heard.form, heard.loudest > 0.1, heard.silent_seconds()) == ("mp3", True, 0)
    keys = card.locator(".sections__one")
    assert [(key.inner_text(), float(key.get_attribute("data-at"))) for key in keys.all()] == PARTS
    for name, part in [PARTS[1], PARTS[2], PARTS[0]]:
        keys.get_by_text(name).click()
        page.wait_for_function("() => studioSound.isPlaying && studioSound.audio.readyState >= 2")
        now = page.evaluate("studioSound.audio.currentTime")
        assert now == pytest.approx(part * heard.seconds, abs=0.7), name
        page.wait_for_function(
            "([name]) => document.querySelector('.sections__one[aria-current]')?.textContent === name", arg=[name]
        )


def test_an_instrumental_is_played_in_the_quality_that_was_chosen(page, studio):
    open_room(page, studio)
    choose(page, "#mode-instrumental")
    assert page.locator("#lyrics").count() == 0
    page.fill("#prompt", "Slow strings over a frozen lake")
    page.locator("summary", has_text="Format and quality").click()
    choose(page, "#format-wav")
    assert page.locator("#bitrate").count() == 0
    page.select_option("#sample_rate", "24000")
    page.click("#generate")
    card = card_of(page, "Slow strings")
    assert "Instrumental" in card.inner_text()
    assert card.locator(".sections").count() == 0
    heard = Heard(page, studio, asset_of(card))
    assert (heard.form, heard.rate, heard.loudest > 0.1) == ("wav", 24_000, True)
    assert heard.seconds > 10


def test_lyrics_of_the_model_are_put_into_the_editor_without_leaving_the_page(page, studio):
    open_room(page, studio)
    page.evaluate("window.stillHere = true")
    page.fill("#prompt", "A shanty about a lighthouse keeper")
    page.fill("#mood", "hopeful")
    page.locator("summary", has_text="Let the model write").click()
    page.get_by_role("button", name="Write lyrics $0.01").click()
    card = page.locator(f"{CARD}[data-status=done]", has=page.get_by_role("link", name="Use these lyrics")).first
    card.wait_for()
    card.get_by_role("link", name="Use these lyrics").click()
    written = page.input_value("#lyrics")
    assert written.count("[") >= 2
    assert len(written.splitlines()) >= 6
    shown = card.locator(".work__text").inner_text()
    assert shown.split() == written.split()
    assert page.input_value("#prompt") == "A shanty about a lighthouse keeper"
    assert page.input_value("#mood") == "hopeful"
    page.fill("#lyrics_wish", "Add an outro")
    page.get_by_role("button", name="Change these $0.01").click()
    other = page.locator(f"{CARD}[data-status=done]", has_text="Lyrics, changed").first
    other.get_by_role("link", name="Use these lyrics").click()
    assert page.input_value("#lyrics") != written
    assert "[Outro]" in page.input_value("#lyrics")
    assert page.evaluate("window.stillHere"), "the page was loaded again"
    songs = "select count(*) from generations_generation where kind = 'music' and request like '%shanty%'"
    assert studio.rows(songs) == [(0,)]


def test_lyrics_that_the_form_does_not_show_lead_to_one_that_does(page, studio):
    open_room(page, studio)
    page.fill("#prompt", "A waltz of the ferrymen")
    page.locator("summary", has_text="Let the model write").click()
    page.get_by_role("button", name="Write lyrics").click()
    page.locator("#make #lyrics-told", has_text="They come into the results").wait_for()
    link = page.locator(CARD, has_text="A waltz of the ferrymen").first.get_by_role("link", name="Use these lyrics")
    link.wait_for()
    choose(page, "#mode-instrumental")
    link.click()
    page.wait_for_url("**/music/?lyrics_of=*")
    assert page.locator("#mode-song").is_checked()
    assert page.input_value("#lyrics").startswith("[")
    assert page.input_value("#prompt") == "A waltz of the ferrymen"


def test_two_variants_of_one_press_stand_side_by_side(page, studio):
    open_room(page, studio)
    page.fill("#prompt", "Bossa nova in the rain")
    page.fill("#lyrics", LYRICS)
    choose(page, "#variants-2")
    assert "$0.30" in page.inner_text("#generate")
    page.click("#generate")
    cards = page.locator(f"{CARD}[data-status=done]", has_text="Bossa nova in the rain")
    cards.nth(1).wait_for(timeout=90_000)
    assert cards.count() == 2
    boxes = [cards.nth(at).bounding_box() for at in range(2)]
    assert boxes[0]["y"] == boxes[1]["y"]
    assert abs(boxes[0]["x"] - boxes[1]["x"]) >= boxes[0]["width"]
    one, other = (Heard(page, studio, asset_of(cards.nth(at))).samples for at in range(2))
    size = min(one.shape[1], other.shape[1])
    assert np.abs(one[0][:size] - other[0][:size]).max() > 0.05, "each is made anew"


def test_an_unknown_tag_is_told_with_its_nearest(page, studio):
    open_room(page, studio)
    page.fill("#prompt", "A song that is not sent")
    page.fill("#lyrics", "[Verse]\nOne\n[Chorsu]\nTwo")
    page.click("#generate")
    page.locator("#lyrics-error", has_text="[Chorsu] is no section that MiniMax knows; perhaps [Chorus]?").wait_for()
    assert page.input_value("#lyrics") == "[Verse]\nOne\n[Chorsu]\nTwo"
    assert page.locator(CARD, has_text="A song that is not sent").count() == 0
    page.faults.clear()  # the browser notes the 422 itself


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("", "", "[Chorus]\n"),
        ("A first line", "", "A first line\n\n[Chorus]\n"),
        ("A first line\n", "\nA last line", "A first line\n\n[Chorus]\n\nA last line"),
    ],
)
def test_a_tag_key_puts_it_on_a_line_of_its_own(page, studio, before, after, wanted):
    open_room(page, studio)
    page.fill("#lyrics", before + after)
    page.locator("#lyrics").evaluate("(box, at) => box.setSelectionRange(at, at)", len(before))
    page.get_by_role("group", name="Sections").get_by_role("button", name="Chorus", exact=True).click()
    assert page.input_value("#lyrics") == wanted
    page.keyboard.type("La la")
    assert page.input_value("#lyrics").splitlines()[wanted.splitlines().index("[Chorus]") + 1] == "La la"


def test_a_song_of_the_library_is_covered(page, studio):
    card = make_song(page, studio, "A tune to be covered")
    source = asset_of(card)
    card.locator("summary", has_text="Use as").click()
    card.get_by_role("link", name="Cover it as a song").click()
    page.wait_for_url("**/music/?mode=cover*")
    assert page.input_value("[name=source]") == source
    page.locator("audio-well audio-player").wait_for()
    page.fill("#prompt", "As a brass band on a square")
    page.click("#generate")
    cover = card_of(page, "As a brass band")
    assert "Cover" in cover.inner_text()
    heard, before = Heard(page, studio, asset_of(cover)), Heard(page, studio, source)
    assert heard.seconds == pytest.approx(before.seconds, abs=1)
    assert heard.loudest > 0.1
    cover.get_by_role("link", name="Details").click()
    page.get_by_role("list", name="Made from").get_by_role("link").click()
    assert page.url.endswith(f"/assets/{source}/")
    page.get_by_role("list", name="Made of it").get_by_role("link").first.wait_for()


def test_on_a_phone_a_song_is_asked_for_from_its_sheet(browser, studio):
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    with signed_in(browser, studio, **phone) as page:
        open_room(page, studio)
        page.locator(".dock").get_by_role("link", name="New song").tap()
        page.locator("label:has(#mode-instrumental)").tap()
        page.locator("#lyrics").wait_for(state="detached")
        page.fill("#prompt", "A harp by a brook")
        page.tap("#generate")
        page.wait_for_url("**#results")
        card_of(page, "A harp by a brook")
        assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_without_javascript_a_song_is_made_and_can_be_heard(plain, studio):
    page = plain
    open_room(page, studio)
    page.fill("#prompt", "A carol without a script")
    page.fill("#lyrics", LYRICS)
    page.click("#generate")
    for _look in range(120):
        if page.locator(f"{CARD}[data-status=done]", has_text="A carol without").count():
            break
        page.wait_for_timeout(500)
        page.goto(page.url.split("#")[0])
    card = page.locator(f"{CARD}[data-status=done]", has_text="A carol without").first
    sound = card.locator("noscript audio[controls]")
    answer = page.request.get(f"{studio.url}{sound.get_attribute('src')}")
    assert answer.headers["content-type"] == "audio/mpeg"
    assert Heard(page, studio, asset_of(card)).silent_seconds() == 0
    assert card.locator(".sections__one").all_inner_texts() == [name for name, _part in PARTS]
