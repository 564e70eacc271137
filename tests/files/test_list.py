"""The list: what lies at MiniMax, for what, how much, and what of it is needed here."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio.files.present import PAGE as ROWS
from studio.files.standing import find_standings
from studio.minimax import RemoteFile
from tests import make
from tests.files.building import MP3, PAGE, TEXT, ask, ended, text
from tests.voices.building import sample, voice

LIST = f"{PAGE}list/"
pytestmark = pytest.mark.django_db(transaction=True)


def test_it_comes_at_once_and_fetches_its_list(client, ada, silent):
    client.force_login(ada)
    page = client.get(f"{PAGE}?purpose=voice_clone").content.decode()
    assert 'hx-get="/salt-marsh/files/list/?purpose=voice_clone" hx-trigger="load"' in page
    assert '<noscript><p><a class="button" href="/salt-marsh/files/list/?purpose=voice_clone">' in page


def test_it_shows_every_file_with_its_purpose_size_and_id(account, ada):
    first = account.upload()
    second = account.upload("voice.mp3", MP3, "voice_clone")
    page = text(ask(ada, LIST))
    for told in (first, second, "tide.txt", "voice.mp3", "Text to be spoken", "Sample of a voice", "26 bytes"):
        assert told in page
    assert "t2a_async_input</code>" in page
    assert f"{len(TEXT) + len(MP3)} bytes</span>" in page
    assert "2 files" in page


def test_it_is_a_whole_page_for_a_browser_without_scripts(account, ada):
    account.upload()
    page = text(ask(ada, LIST, htmx=False))
    assert "<html" in page
    assert "tide.txt" in page
    assert 'hx-trigger="load"' not in page


def test_it_shows_one_purpose_and_still_sums_up_everything(account, ada):
    account.upload()
    account.upload("voice.mp3", MP3, "voice_clone")
    page = text(ask(ada, f"{LIST}?purpose=voice_clone"))
    assert "voice.mp3" in page
    assert "tide.txt" not in page
    assert "2 files" in page
    assert f"{len(TEXT) + len(MP3)} bytes</span>" in page


def test_it_teaches_when_nothing_is_there(account, ada):
    page = text(ask(ada, LIST))
    assert "Nothing lies at MiniMax." in page
    assert "0 bytes" in page


def test_it_goes_on_after_a_hundred(account, ada):
    for number in range(ROWS + 1):
        account.upload(f"tide-{number:03}.txt")
    first, second = text(ask(ada, LIST)), text(ask(ada, f"{LIST}?page=2"))
    assert "tide-100.txt" in first
    assert "tide-000.txt" not in first
    assert f"{PAGE}list/?page=2" in first
    assert "tide-000.txt" in second
    assert "101 files" in second


def test_it_says_what_happened_when_minimax_does_not_answer(silent, ada):
    page = text(ask(ada, LIST))
    assert "MiniMax could not be reached, so nothing was sent." in page
    assert "Try again in a moment." in page
    assert f'hx-get="{LIST}"' in page
    assert 'role="alert"' in page


def test_it_says_which_key_was_refused(account, ada, team):
    team.connection.set_key("nobody's")
    team.connection.save()
    page = text(ask(ada, LIST))
    assert "Try again in a moment." not in page
    assert "key" in page


def test_it_says_that_there_is_no_connection(client, ada, team):
    team.connections.all().delete()
    client.force_login(ada)
    assert "This team has no connection to MiniMax yet." in client.get(PAGE).content.decode()
    assert ask(ada, LIST).status_code == 409


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=9999", "?page=x", "?purpose=%00", "?show=all", "?purpose=" + "x" * 999]
)
def test_it_takes_any_address(account, ada, query):
    account.upload()
    assert ask(ada, LIST + query).status_code == 200


def test_it_never_shows_a_link_of_minimax(account, ada, sandbox_root):
    file_id = account.upload()
    for path in (LIST, f"{PAGE}{file_id}/info/"):
        assert sandbox_root not in text(ask(ada, path))


class TestInfo:
    def test_it_tells_everything(self, account, ada):
        file_id = account.upload("clip.mp4", b"\0\0\0\x20ftypisom" + bytes(400), "video_understanding")
        page = text(ask(ada, f"{PAGE}{file_id}/info/"))
        for told in (file_id, "clip.mp4", "Film for a chat model", "412 bytes", "Kept until"):
            assert told in page

    def test_it_says_how_long_a_link_lives_as_far_as_known(self, account, ada, team):
        made = account.upload("clip.mp4", b"\0\0\0\x20ftypisom" + bytes(400), "video_generation")
        given = account.upload()
        assert "asked for now, lives until" in text(ask(ada, f"{PAGE}{made}/info/"))
        assert "How long MiniMax's link to it lives is not told." in text(ask(ada, f"{PAGE}{given}/info/"))

    def test_what_is_not_there_is_not_found(self, account, ada):
        assert ask(ada, f"{PAGE}123456789012345/info/").status_code == 404
        assert ask(ada, f"{PAGE}{'1' * 200}/info/").status_code == 404


def test_it_says_what_uses_a_file(account, ada, team):
    kept = account.upload("kept.txt")
    ended(team, file_id=kept, asset=make.asset(team, title="Fog over the marsh"))
    account.upload("lost.txt")
    page = text(ask(ada, LIST))
    assert "Kept here too: <a" in page
    assert "Fog over the marsh" in page
    assert "Nothing in this studio uses it." in page


def test_its_queries_do_not_grow_with_the_files_and_the_voices(team):
    """The tables are asked as often for many as for few."""
    make.generation(team, state="running")

    def count(files):
        with CaptureQueriesContext(connection) as seen:
            find_standings(team, team.connection, files)
        return len(seen)

    samples = [RemoteFile(str(number), "a", number, timezone.now(), "voice_clone") for number in range(200)]
    add_voices(team, 1)
    few = count(samples[:2])
    add_voices(team, 10)
    assert count(samples) == few


def add_voices(team, count):
    """Temporary ones, each with a sample and a prompt."""
    for _ in range(count):
        recipe = {"prompt_audio": str(sample(team).public_id)}
        voice(team, sample=sample(team), recipe=recipe)
