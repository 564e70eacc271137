"""Speaking on the screen: heard within the page, moved on with, long across a restart, live, and as a script."""

import re
from typing import Any

import pytest

from tests.browser.conftest import open_page, sign_in

pytestmark = pytest.mark.browser
CARD = "article.work"
LONG = "It was a dark night, and the harbour lay still. Nobody spoke. "


def sounds(page) -> bool:
    return page.evaluate("studioSound.isPlaying && studioSound.audio.currentTime > 0.05")


def speak(page, studio, words: str) -> None:
    page.goto(f"{studio.url}/studio/speech/")
    page.fill("#text", words)
    page.click("#generate")


def test_a_text_is_heard_within_the_page_while_it_is_made(page, studio):
    page.on("request", lambda request: heard.append(request.url) if request.url.endswith("/audio") else None)
    heard: list[str] = []
    speak(page, studio, "Good evening. Somewhere out there a bell is ringing, and nobody knows for whom.")
    page.wait_for_function("() => studioSound.isPlaying && studioSound.audio.currentTime > 0.3")
    card = page.locator(f"{CARD}[data-status=done]", has_text="Good evening").first
    card.wait_for()
    assert len(heard) == 1, "the finished sound was asked for again"
    assert page.evaluate("studioSound.track.name") == card.get_attribute("data-g")
    page.wait_for_function("() => studioSound.audio.ended")
    assert page.evaluate("studioSound.audio.currentTime") > 3


def test_the_price_follows_the_text(page, studio):
    page.goto(f"{studio.url}/studio/speech/")
    page.fill("#text", "x" * 1000)
    page.locator("#generate", has_text="$0.10").wait_for()
    page.select_option("#model", "speech-2.6-turbo")
    page.locator("#generate", has_text="$0.06").wait_for()
    assert page.input_value("#text") == "x" * 1000


def test_it_plays_on_while_one_moves_through_the_studio(page, studio):
    speak(page, studio, LONG * 4)
    page.wait_for_function("() => studioSound.isPlaying && studioSound.audio.currentTime > 0.2")
    page.evaluate("window.stillHere = true")
    for name in ("Library", "Voices", "Home", "Video"):
        before = page.evaluate("studioSound.audio.currentTime")
        page.locator(".rail__link", has_text=name).click()
        page.locator(".rail__link[aria-current=page]", has_text=name).wait_for()
        assert page.evaluate("studioSound.isPlaying"), name
        page.wait_for_function("at => studioSound.audio.currentTime > at", arg=before)
    assert page.evaluate("window.stillHere"), "the page was loaded again"
    assert page.locator(".prompt__text").count() == 1, "the video room has its form"
    page.fill("#prompt", "the elements of the new page are alive")
    assert page.inner_text(".prompt__used") == "38"
    page.locator(".rail__link", has_text="Speech").click()
    page.locator(".rail__link[aria-current=page]", has_text="Speech").wait_for()
    assert page.evaluate("[...new FormData(document.getElementById('make')).getAll('voice')].length") == 1
    page.go_back()
    page.locator(".rail__link[aria-current=page]", has_text="Video").wait_for()
    page.go_back()
    page.locator(".rail__link[aria-current=page]", has_text="Home").wait_for()
    assert page.evaluate("studioSound.isPlaying")
    page.keyboard.press("Space")
    assert not page.evaluate("studioSound.isPlaying")


def test_a_room_that_one_moves_to_searches_its_own_prompts(page, studio):
    speak(page, studio, LONG * 4)
    page.wait_for_function("() => studioSound.isPlaying && studioSound.audio.currentTime > 0.2")
    page.locator(".rail__link", has_text="Images").click()
    page.locator("#recall-words[hx-get$='/prompts/image/']").wait_for(state="attached")
    held: list[Any] = []
    page.route("**/image/form/", lambda route: held.append(route))
    page.locator("label:has(#count-2)").click()
    page.locator(".rail__link", has_text="Music").click()
    page.locator("#recall-words[hx-get$='/prompts/music/']").wait_for(state="attached")
    assert len(held) == 1
    page.unroute("**/image/form/")
    page.wait_for_load_state("networkidle")
    assert page.locator("#recall").count() == 1, "a form of the page before took it"
    assert page.evaluate("studioSound.isPlaying")


def test_the_waveform_is_a_place_to_seek_in(page, studio):
    speak(page, studio, LONG)
    card = page.locator(f"{CARD}[data-status=done]", has_text="dark night").first
    card.wait_for()
    drawn = card.locator(".wave__rest path").get_attribute("d")
    assert drawn.count("M") == 120
    assert card.locator(".wave__past path").get_attribute("d") == drawn
    page.evaluate("studioSound.close()")
    card.locator(".player__seek").evaluate(
        "bar => { bar.value = 500; bar.dispatchEvent(new Event('input', {bubbles: true})); }"
    )
    page.wait_for_function("() => studioSound.isPlaying && studioSound.audio.currentTime > 1")
    bar = page.locator("sound-dock .player__seek")
    bar.focus()
    at = page.evaluate("studioSound.audio.currentTime")
    bar.press("Home")
    page.wait_for_function("at => studioSound.audio.currentTime < at", arg=at)
    page.select_option("sound-dock .player__rate", "2")
    assert page.evaluate("studioSound.audio.playbackRate") == 2


def test_live_says_each_sentence_one_after_the_other(page, studio):
    page.goto(f"{studio.url}/studio/speech/?mode=live")
    for words in ("The first of three.", "The second follows it.", "And the third."):
        page.fill("#text", words)
        page.press("#text", "Enter")
        page.wait_for_function("() => document.querySelector('#text').value === ''")
        page.locator(CARD, has_text=words).first.wait_for()
        page.wait_for_timeout(1100)
    for words in ("The first of three.", "The second follows it.", "And the third."):
        page.locator(f"{CARD}[data-status=done]", has_text=words).first.wait_for()
    page.wait_for_function(
        "() => studioSound.track && studioSound.track.title === 'And the third.' && studioSound.audio.ended"
    )


def live(page, studio):
    page.goto(f"{studio.url}/studio/speech/?mode=live&plain")
    page.wait_for_selector("speech-form[data-mode=live]")

    def say(words: str, key: str = "Enter") -> None:
        page.fill("#text", words)
        page.press("#text", key)

    return say


def test_live_puts_back_what_was_refused_and_all_that_waited_behind_it(page, studio):
    say = live(page, studio)
    held: list = []
    page.route("**/studio/speech/", lambda route: held.append(route))
    for words in ("A bad <#x#> one.", "One behind it.", "And another behind that."):
        say(words)
    page.keyboard.type("Typed on")
    held[0].continue_()
    page.locator("#text-error", has_text="no pause").wait_for()
    page.unroute("**/studio/speech/")
    page.keyboard.type(".")
    assert page.input_value("#text") == "A bad <#x#> one.\nOne behind it.\nAnd another behind that.\nTyped on."
    assert page.locator("#text-error").is_visible()
    assert page.locator(CARD, has_text="One behind it").count() == 0
    page.faults.clear()  # the browser notes the 422 itself


def test_live_says_a_sentence_once_with_ctrl_enter_and_with_the_button(page, studio):
    say = live(page, studio)
    say("With two keys.", "Control+Enter")
    page.locator(f"{CARD}[data-status=done]", has_text="With two keys.").wait_for()
    page.fill("#text", "With the button.")
    page.click("#generate")
    page.locator(f"{CARD}[data-status=done]", has_text="With the button.").wait_for()
    assert page.input_value("#text") == ""
    assert page.locator(CARD, has_text="With two keys.").count() == 1


def test_live_loses_nothing_when_the_studio_does_not_answer(page, studio):
    say = live(page, studio)
    page.route("**/studio/speech/", lambda route: route.abort())
    say("Nobody hears this.")
    page.locator("#text-error", has_text="did not answer").wait_for()
    assert page.input_value("#text") == "Nobody hears this."
    page.unroute("**/studio/speech/")
    page.press("#text", "Enter")
    page.locator(f"{CARD}[data-status=done]", has_text="Nobody hears this.").wait_for()
    page.faults.clear()  # the browser notes the broken line itself


def test_a_sentence_that_fails_does_not_silence_those_behind_it(page, studio):
    say = live(page, studio)
    for words in ("A first one, spoken.", "sandbox:fail", "A third one, spoken."):
        say(words)
    page.wait_for_function(
        "() => studioSound.track && studioSound.track.title === 'A third one, spoken.' && studioSound.audio.ended"
    )
    page.faults.clear()  # the browser notes the sound that never was


def test_a_very_long_script_is_scrolled_to_its_end(page, studio):
    page.goto(f"{studio.url}/studio/speech/scripts/")
    page.fill("#title", "Very long")
    page.fill("#text", "\n\n".join(f"Paragraph number {number}." for number in range(700)))
    page.click("text=Begin the script")
    page.evaluate("window.stillHere = true")
    while page.locator(".line").count() < 700:
        count = page.locator(".line").count()
        page.locator("#line-list > .more").scroll_into_view_if_needed()
        page.wait_for_function("count => document.querySelectorAll('.line').length > count", arg=count)
    page.wait_for_timeout(1500)
    assert page.evaluate("window.stillHere"), "the page was loaded again"
    assert page.locator(".line", has_text="Paragraph number 699.").count() == 1


def test_an_impossible_text_is_told_at_its_field_and_kept(page, studio):
    page.goto(f"{studio.url}/studio/speech/")
    page.fill("#text", "Hello <#200#> there")
    page.click("#generate")
    page.locator("#text-error", has_text="<#200#>").wait_for()
    assert page.input_value("#text") == "Hello <#200#> there"
    assert all("422" in fault for fault in page.faults)
    page.faults.clear()


def test_without_scripts_a_text_is_spoken_and_can_be_heard(plain, studio):
    plain.goto(f"{studio.url}/studio/speech/")
    plain.fill("#text", "Without any script at all.")
    plain.click("#generate")
    for _try in range(40):
        if plain.locator(f"{CARD}[data-status=done]", has_text="Without any script").count():
            break
        plain.wait_for_timeout(250)
        plain.reload()
    sound = plain.locator(f"{CARD}[data-status=done] noscript audio[controls]").first
    assert plain.request.get(f"{studio.url}{sound.get_attribute('src')}").headers["content-type"] == "audio/mpeg"


def test_a_script_is_made_mended_and_bound(page, studio):
    page.goto(f"{studio.url}/studio/speech/scripts/")
    page.fill("#title", "The bell")
    page.fill("#text", "Ada: Did you hear the bell?\n\nBo: Only the wind.\n\nAda: There it is again.")
    page.click("text=Begin the script")
    page.locator(".total .button--next", has_text="Make 3 lines").click()
    page.locator(".line[data-state=made] >> nth=2").wait_for()
    assert page.locator(".cast__name").all_inner_texts() == ["Ada 2 lines", "Bo 1 line"]
    page.locator(".line >> nth=1").locator("text=Edit").click()
    page.fill(".line--open textarea", "Only the wind, I think.")
    page.locator(".line--open >> text=Save").click()
    page.locator(".line[data-state=stale]", has_text="I think").wait_for()
    page.locator(".total .button--next", has_text="Make 1 line").click()
    page.locator(".line[data-state=made]", has_text="I think").wait_for()
    page.locator(".line >> nth=1").locator("text=Edit").click()
    page.locator(".takes__one >> nth=1").wait_for()
    page.locator("text=Use this one").click()
    page.locator(".line[data-state=made] .line__text", has_text=re.compile("^Only the wind.$")).wait_for()
    page.locator(".bindings__ask >> text=M4A").click()
    page.locator(".binding .state[data-status=done]").wait_for(timeout=60_000)
    with page.expect_download() as download:
        page.locator(".binding >> text=Download").click()
    assert download.value.suggested_filename == "The-bell.m4a"


def test_a_long_text_goes_on_across_a_restart(browser, tmp_path_factory, begun):
    from tests.process import running_studio

    with running_studio(tmp_path_factory.mktemp("long"), STUDIO_SANDBOX_SPEED="1") as studio:
        studio.begin_as(begun)
        studio.start()
        port = studio.url.rsplit(":", 1)[1]
        context = browser.new_context()
        page = open_page(context)
        sign_in(page, studio.url)
        page.goto(f"{studio.url}/studio/speech/?mode=long")
        page.fill("#title", "The harbour")
        page.fill("#text", LONG * 60)
        page.click("#generate")
        page.locator(f"{CARD}[data-status=running]", has_text="The harbour").wait_for()
        studio.stop()
        studio.start(port=port)
        card = page.locator(f"{CARD}[data-status=done]", has_text="The harbour").first
        card.wait_for(timeout=60_000)
        assert studio.rows("select count(*) from spend_entry where kind = 'settle'") == [(1,)]
        with page.expect_download() as download:
            card.locator("text=SRT").click()
        assert "00:00:00,000 --> " in download.value.path().read_text(encoding="utf-8")
        context.close()


def test_without_scripts_a_script_gets_its_voices_by_their_ids(plain, studio):
    plain.goto(f"{studio.url}/studio/speech/scripts/")
    plain.fill("#title", "The bell")
    plain.fill("#text", "Ada: Hear?\n\nBo: No.")
    plain.fill("#ref-make", "Arnold")
    plain.locator("button", has_text="Begin the script").click()
    assert plain.locator(".line", has_text="Arnold").count() == 2
    plain.fill("#ref-cast-2", "English_Aussie_Bloke")
    plain.locator("button", has_text="Give this voice").nth(1).click()
    assert plain.locator(".line", has_text="Aussie Bloke").count() == 1
    plain.locator(".line a", has_text="Edit").first.click()
    plain.locator("noscript input[name=voice]").fill("English_Aussie_Bloke")
    plain.locator("button", has_text="Save").click()
    assert plain.locator(".line", has_text="Aussie Bloke").count() == 2
