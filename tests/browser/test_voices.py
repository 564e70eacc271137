"""Voices on the screen: recorded and cloned, designed, counted down, kept, kept by themselves, lost and made again."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.browser.conftest import DESK, open_page, sign_in, signed_in
from tests.process import Studio, running_studio

pytestmark = pytest.mark.browser
CARD = "article.work"


@pytest.fixture(scope="module")
def voices(tmp_path_factory, begun) -> Iterator[Studio]:
    """A studio of its own, whose voices are aged from outside."""
    with running_studio(tmp_path_factory.mktemp("voices"), STUDIO_SANDBOX_SPEED="0.3") as studio:
        studio.begin_as(begun)
        studio.start()
        yield studio


@pytest.fixture
def desk(browser, voices):
    """A signed-in page of that studio."""
    with signed_in(browser, voices, viewport=DESK) as page:
        yield page


def design(page, studio: Studio, words: str) -> None:
    """One designed voice in the list."""
    page.goto(f"{studio.url}/studio/voices/design/")
    page.fill("#prompt", words)
    page.locator("label", has_text="1").first.click()
    page.click("#generate")
    page.locator(f"{CARD}[data-status=done]", has_text=words).locator("text=Choose this one").click()
    page.locator(".voice", has_text=words).first.wait_for()


def age(studio: Studio, words: str, hours: float) -> None:
    """Move the moment of its making so far back; its clock is moved on, seen from there."""
    made = datetime.now(UTC) - timedelta(hours=hours)
    studio.write(
        "update voices_voice set made_at = ?, rev = rev + 1 where name = ?",
        made.strftime("%Y-%m-%d %H:%M:%S.%f"),
        words,
    )


def sweep_again(studio: Studio, port: str) -> None:
    """Start anew: every sweep has its turn."""
    studio.stop()
    studio.write("delete from jobs_sweeprun")
    studio.start(port=port)


def test_a_voice_is_recorded_cloned_and_heard(microphone, studio):
    context = microphone.new_context(viewport={"width": 1280, "height": 900})
    page = open_page(context)
    sign_in(page, studio.url)
    page.goto(f"{studio.url}/studio/voices/clone/")
    well = page.locator("audio-well[data-slot=sample]")
    well.locator("[data-record]").click()
    page.wait_for_timeout(2500)
    well.locator("[data-record]").click()
    page.locator("#sample-error", has_text="at least 10 s").wait_for()
    well.locator("[data-record]").click()
    page.wait_for_function("() => document.querySelector('audio-well[data-slot=sample] meter').value > 0.02")
    page.wait_for_timeout(11_500)
    well.locator("[data-record]").click()
    well.locator(".player__time", has_text=re.compile("0:1[0-4]")).wait_for()
    assert page.locator("#sample-error").is_hidden()
    page.fill("#name", "Captain Ada")
    page.fill("#text", "Good morning, this is how I sound now.")
    page.click("#generate")
    page.locator("#consent-error").wait_for()
    assert page.locator(CARD).count() == 0, "nothing was sent without a consent"
    page.faults.clear()  # the browser notes the 422 itself
    page.check("input[name=consent][value=own]")
    page.click("#generate")
    card = page.locator(f"{CARD}[data-status=done]").first
    card.wait_for()
    assert page.input_value("#name") == "", "the next clone is of somebody else"
    assert page.locator("audio-well[data-slot=sample] .recording").count() == 0
    assert not page.is_checked("input[name=consent][value=own]")
    card.locator(".player__key").click()
    page.wait_for_function("() => studioSound.isPlaying && studioSound.audio.duration > 1")
    assert studio.rows("select by_name, statement from voices_consent") == [
        ("ada", "This is my own voice, and I agree that it is cloned.")
    ]
    assert page.faults == []
    context.close()


def test_of_several_candidates_one_is_chosen(desk, voices):
    desk.goto(f"{voices.url}/studio/voices/design/")
    desk.fill("#prompt", "An old sailor, deep and slow")
    desk.locator("label", has_text="3").first.click()
    price = desk.inner_text("#generate")
    desk.click("#generate")
    desk.locator(f"{CARD}[data-status=done] >> nth=2").wait_for()
    assert "$0.01" in price or "$0.009" in price
    desk.locator("text=Choose this one >> nth=1").click()
    desk.locator(".voice", has_text="An old sailor").wait_for()
    assert desk.locator(".voice").count() == 1


def test_a_temporary_voice_is_counted_down_and_kept(desk, voices):
    desk.clock.install()
    design(desk, voices, "A clear bell")
    voice = desk.locator(".voice", has_text="A clear bell")
    assert voice.locator(".count__left").inner_text() == "6 days 23 hr"
    desk.clock.fast_forward(145 * 3600 * 1000)
    assert voice.locator(".count__left").inner_text().startswith("22 hr")
    assert voice.get_attribute("data-state") == "soon"
    assert "$3.00006" in voice.locator("text=Keep").inner_text()
    voice.locator("text=Keep").click()
    desk.locator("[data-holds=permanent] .voice", has_text="A clear bell").wait_for()
    assert desk.locator("[data-holds~=temporary] .voice", has_text="A clear bell").count() == 0
    assert voices.rows("select amount from spend_entry where kind = 'settle' and amount > 1") == [(3.00006,)]


def test_an_open_list_gets_what_a_colleague_makes(desk, voices):
    other = desk.context.new_page()
    other.goto(f"{voices.url}/studio/voices/")
    other.evaluate("window.stillHere = true")
    other.fill("#q", "newcomer")
    other.locator(".voices__none").wait_for()
    design(desk, voices, "A newcomer from the north")
    other.locator("[data-holds~=temporary] .voice", has_text="A newcomer").wait_for()
    assert other.locator(".voices__none").is_hidden()
    assert other.evaluate("window.stillHere")


def test_voices_are_chosen_with_the_arrow_keys(desk, voices):
    desk.goto(f"{voices.url}/studio/speech/")
    desk.locator(".voicepick summary").click()
    desk.locator(".voicepick input[type=search]").fill("announcer")
    desk.locator("[data-voice]", has_text="播报男声").wait_for()
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "Enter"):
        desk.keyboard.press(key)
    desk.locator("[data-chosen]", has_text="播报男声").wait_for()
    assert desk.input_value("input[name=voice]") == "Chinese (Mandarin)_Male_Announcer"


def test_speaking_with_a_voice_makes_it_permanent_on_every_open_page(browser, desk, voices):
    design(desk, voices, "A quick child")
    other = desk.context.new_page()
    other.goto(f"{voices.url}/studio/speech/")
    other.locator(".voicepick summary").click()
    # However long the form takes to be drawn anew: the search that follows the last letter does not stand in its way.
    other.route("**/studio/speech/**", lambda route: (time.sleep(1), route.continue_()))
    other.locator("[data-voice]", has_text="A quick child").wait_for()
    other.locator(".voicepick input[type=search]").fill("quick")
    other.locator("[data-voice]", has_text="A quick child").click()
    other.locator(".field__note", has_text="first use").wait_for()
    other.unroute_all()
    other.fill("#text", "Here I am.")
    other.locator("#generate", has_text="$3.001").wait_for()
    other.click("#generate")
    desk.locator(".voice[data-state=permanent]", has_text="A quick child").wait_for()


def test_a_team_keeps_its_voices_by_itself_up_to_its_cap(desk, voices):
    port = voices.url.rsplit(":", 1)[1]
    for words in ("First to die", "Second to die"):
        design(desk, voices, words)
    desk.locator(".keeping summary").click()
    desk.locator(".keeping__form label", has_text="Keep voices").click()
    desk.fill("#cap", "4")
    desk.locator(".keeping__form button").click()
    desk.locator(".keeping summary", has_text="$4.00 a month").wait_for()
    age(voices, "First to die", 160)
    age(voices, "Second to die", 150)
    sweep_again(voices, port)
    desk.reload()
    desk.faults.clear()  # the browser notes that the studio was away
    desk.locator(".voice[data-state=permanent]", has_text="First to die").wait_for()
    assert desk.locator(".voice[data-state=soon]", has_text="Second to die").count() == 1
    desk.goto(f"{voices.url}/studio/notices/")
    told = desk.inner_text("#main")
    assert "The voice Second to die was not kept by itself" in told
    assert "The voice Second to die has less than 24 h left" in told


def test_an_expired_voice_says_so_and_is_made_again(desk, voices):
    design(desk, voices, "A late guest")
    age(voices, "A late guest", 169)
    desk.reload()
    voice = desk.locator(".voice[data-state=expired]", has_text="A late guest")
    voice.locator("text=Make it again").click()
    desk.locator(".voice[data-state=temporary]", has_text="A late guest").wait_for()
    ids = voices.rows("select voice_id from voices_voice where name = 'A late guest'")
    assert len(ids) == 1, "the row is the same"


def test_a_voice_is_heard_before_it_is_chosen_and_the_search_finds_only_what_fits(desk, voices):
    desk.goto(f"{voices.url}/studio/speech/")
    desk.locator(".voicepick summary").click()
    search = desk.locator(".voicepick input[type=search]")
    search.fill("qqqq")
    desk.locator(".voicepick__rows", has_text="No voice fits this.").wait_for()
    assert desk.locator("[data-voice]").count() == 0
    search.fill("graceful")
    desk.locator("[data-voice]", has_text="Graceful").first.wait_for()
    count = desk.locator("[data-voice]").count()
    assert count < 10
    desk.locator(".voicepick__row button[hx-post]").first.click()
    desk.locator(".voicepick__row .speaker__player").wait_for()
    assert desk.locator("[data-voice]").count() == count
    before = voices.rows("select count(*) from generations_generation")
    search.press("Enter")
    desk.locator("[data-chosen]", has_text="Graceful").wait_for()
    assert voices.rows("select count(*) from generations_generation") == before
