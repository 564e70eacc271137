"""Files that are dropped on a page: kept, refused in words, and never taken for kept."""

import pytest

from tests.browser.conftest import sign_in
from tests.browser.test_library import TILE, open_library

pytestmark = pytest.mark.browser
# A drop of files as a person's: the page sees their types while they hang over it, and the files when they fall.
DROP = """([files]) => {
  const bag = new DataTransfer();
  for (const [name, text] of files) bag.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt())], name));
  for (const kind of ["dragenter", "dragover", "drop"])
    document.getElementById("main").dispatchEvent(
      new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: bag }));
}"""

# A file hangs over a piece of the page; over a picture of the page hangs that picture itself.
HANG = """(tag) => {
  const under = document.createElement(tag);
  under.id = "under";
  document.getElementById("main").append(under);
  const bag = new DataTransfer();
  bag.items.add(new File(["a"], "a.png"));
  for (const kind of tag === "img" ? ["dragstart", "dragenter", "dragover"] : ["dragenter", "dragover"])
    under.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: bag }));
}"""


def sign_in_elsewhere(page, studio) -> None:
    """In another tab; it makes the token of every older page void."""
    page.context.clear_cookies(name="sessionid")
    with page.context.new_page() as other:
        sign_in(other, studio.url)


def test_files_dropped_anywhere_are_kept_and_what_is_wrong_is_said(page, studio):
    open_library(page, studio)
    before = page.locator(TILE).count()
    good, bad = "QSBib2F0IG9uIGEgcXVpZXQgbGFrZSwgYXQgZGF3bi4=", "AAECAwQFBgcICQ=="
    page.evaluate(DROP, [[["boat.txt", good], ["strange.bin", bad]]])
    page.locator(".drop[data-state=kept]", has_text="boat").wait_for()
    page.locator(".drop[data-state=failed]", has_text="none of them").wait_for()
    page.locator(TILE, has_text="quiet lake").wait_for()
    assert page.locator(TILE).count() == before + 1
    page.faults.clear()  # a refused file answers 422
    # On another page as well, unless a field wants the file.
    page.goto(f"{studio.url}/studio/voices/")
    page.evaluate(DROP, [[["lake.txt", good[:-4] + "MQ=="]]])
    page.locator(".drop[data-state=kept]").wait_for()


def test_nothing_lies_over_a_page_over_which_nothing_hangs(page, studio):
    open_library(page, studio)
    over = page.locator(".drops__over")
    assert not over.is_visible()
    # What it hung over goes, and the hand leaves the page without a word.
    page.evaluate(HANG, "div")
    over.wait_for(state="visible")
    page.evaluate("() => document.getElementById('under').remove()")
    over.wait_for(state="hidden")
    # A picture of the page itself comes with a file as well.
    page.evaluate(HANG, "img")
    assert not over.is_visible()


def test_a_name_that_is_too_long_for_any_request_is_shortened(page, studio):
    open_library(page, studio)
    page.evaluate(DROP, [[[f"{'long ' * 300}.txt", "QSB2ZXJ5IGxvbmcgbmFtZSBpbmRlZWQu"]]])
    page.locator(".drop[data-state=kept]", has_text="long").wait_for()


def test_what_is_sent_by_somebody_signed_out_is_not_kept_until_they_are_in_again(page, studio):
    open_library(page, studio)
    page.context.clear_cookies(name="sessionid")
    page.evaluate(DROP, [[["out.txt", "U2lnbmVkIG91dCBtZWFud2hpbGUu"]]])
    page.locator(".drop[data-state=failed]", has_text="You are signed out.").wait_for()
    sign_in_elsewhere(page, studio)
    page.click(".drop [data-act=again]")
    page.locator(".drop[data-state=kept]").wait_for()
    assert page.locator(".drops__said").inner_text() == "All uploads are through."


def test_what_is_being_sent_goes_on_on_the_next_page(page, studio):
    open_library(page, studio)
    held = []
    page.route("**/library/upload/", lambda route: held.append(route))
    page.evaluate(DROP, [[["onward.txt", "R29lcyBvbiBlbHNld2hlcmUu"]]])
    page.locator(".drop[data-state=sending]").wait_for()
    page.evaluate("() => studioMoves.go('/studio/voices/')")
    page.wait_for_url("**/voices/")
    page.locator(".drop[data-state=sending]", has_text="onward").wait_for()
    held[0].continue_()
    page.locator(".drop[data-state=kept]").wait_for()
    assert page.locator(".drops__said").inner_text() == "All uploads are through."


def test_a_page_that_is_older_than_the_session_sends_as_well(page, studio):
    open_library(page, studio)
    sign_in_elsewhere(page, studio)
    page.evaluate(DROP, [[["older.txt", "QW4gb2xkZXIgcGFnZSBzZW5kcy4="]]])
    page.locator(".drop[data-state=kept]").wait_for()
    page.faults.clear()  # the first answer is a 403


@pytest.mark.parametrize(("status", "said"), [
    (403, "You may not upload here any more."),
    (404, "You may not upload here any more."),
    (413, "It is larger than what stands before the studio lets through."),
    (507, "The studio's disk is almost full."),
    (502, "The studio does not answer."),
])  # fmt: skip
def test_what_is_not_kept_says_why(page, studio, status, said):
    open_library(page, studio)
    page.route("**/library/upload/", lambda route: route.fulfill(status=status, body="<h1>A page</h1>"))
    page.evaluate(DROP, [[["boat.txt", "QSBib2F0"]]])
    page.locator(".drop[data-state=failed]", has_text=said).wait_for()
    assert page.locator(".drop [data-act=again]").is_visible() is (status != 413)
    page.faults.clear()


@pytest.mark.parametrize(("answer", "said"), [
    ({"status": 200, "body": "<h1>Sign in</h1>"}, "It was not made: you are signed out"),
    ({"status": 403, "body": "<h1>A page</h1>"}, "It was not made: you are signed out"),
    ({"status": 502}, "The studio does not answer."),
    (None, "The studio does not answer."),
])  # fmt: skip
def test_a_project_that_is_not_made_says_why(page, studio, answer, said):
    page.goto(f"{studio.url}/studio/image/")
    page.route("**/projects/", lambda route: route.fulfill(**answer) if answer else route.abort())
    page.select_option("project-chip select", "new")
    page.fill("#where-name", "Herons")
    page.click(".where__new button")
    page.locator(".where__fault", has_text=said).wait_for()
    assert page.input_value("#where-name") == "Herons"
    page.faults.clear()
