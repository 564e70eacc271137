"""The pages of scripts: whose they are, what they ask of the database, and what their presses do."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from studio.generations.models import Generation
from studio.speech.bindings import srt_of
from studio.speech.edit import edit_line
from studio.speech.models import Line, Script
from studio.speech.takes import make_all, with_takes
from studio.teams.models import Connection
from studio.voices.ask import of_own
from tests.speech.conftest import end, own_voice

HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(client, ada):
    client.force_login(ada)
    return client


def address(script, name: str = "script", **more) -> str:
    return reverse(name, kwargs={"slug": script.team.slug, "script_id": script.public_id, **more})


def test_a_script_begins_with_a_post_and_opens(desk, team):
    sent = {"title": "The bell", "text": "Ada: Hear?\n\nBo: No."}
    answer = desk.post(f"/{team.slug}/speech/scripts/", sent)
    script = Script.objects.get()
    assert answer.url == address(script)
    page = desk.get(answer.url).content.decode()
    assert "Make 2 lines" in page
    assert page.count('<li class="line"') == 2


@pytest.mark.parametrize(("field", "sent"), [("title", {"text": "x"}), ("text", {"title": "x"})])
def test_a_script_without_its_parts_is_told(desk, team, field, sent):
    answer = desk.post(f"/{team.slug}/speech/scripts/", sent)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.content.decode()


def test_a_file_becomes_a_script_without_scripts_too(desk, team):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("night.txt", b"One paragraph.\n\nAnother.")
    desk.post(f"/{team.slug}/speech/scripts/", {"title": "", "document": file})
    assert Script.objects.get().lines.count() == 2


def test_an_edit_answers_with_its_line_alone(desk, script):
    line = with_takes(script)[0]
    sent = {"text": "Another text.", "speaker": "Ada", "voice": line.voice}
    answer = desk.post(address(script, "line", line_id=line.public_id), sent, headers=HTMX)
    assert answer.content.decode().count("<li") == 1
    assert "Another text." in answer.content.decode()
    assert "lines-changed" in answer.headers["HX-Trigger"]


def test_a_faulty_edit_keeps_what_was_typed(desk, script):
    line = with_takes(script)[0]
    sent = {"text": "a <#0#> b", "speaker": "Ada", "voice": line.voice}
    answer = desk.post(address(script, "line", line_id=line.public_id), sent, headers=HTMX)
    assert answer.status_code == 422
    assert "a &lt;#0#&gt; b" in answer.content.decode()
    assert Line.objects.get(pk=line.pk).text == line.text


def test_a_line_below_keeps_what_is_written_in_this_one(desk, script):
    first = with_takes(script)[0]
    sent = {"text": "Another text.", "speaker": "Ada", "voice": first.voice}
    answer = desk.post(address(script, "line-add", line_id=first.public_id), sent, headers=HTMX)
    page = answer.content.decode()
    assert with_takes(script)[0].text == "Another text."
    assert (page.count("<li "), page.count("line--open")) == (2, 1)
    assert page.index("Another text.") < page.index("line--open")
    assert with_takes(script)[1].text == ""


@pytest.mark.parametrize("press", ["line-add", "line-lock"])
def test_no_press_in_a_line_loses_a_faulty_text(desk, script, press):
    first = with_takes(script)[0]
    sent = {"text": "a <#0#> b", "speaker": "Ada", "voice": first.voice, "on": "1"}
    answer = desk.post(address(script, press, line_id=first.public_id), sent, headers=HTMX)
    assert (answer.status_code, "a &lt;#0#&gt; b" in answer.content.decode()) == (422, True)
    first.refresh_from_db()
    assert (script.lines.count(), first.is_locked) == (3, False)


def test_a_lock_keeps_what_is_written(desk, script):
    first = with_takes(script)[0]
    sent = {"text": "Another text.", "speaker": "Ada", "voice": first.voice, "on": "1"}
    desk.post(address(script, "line-lock", line_id=first.public_id), sent, headers=HTMX)
    first.refresh_from_db()
    assert (first.text, first.is_locked) == ("Another text.", True)


def test_a_press_makes_all_and_a_second_makes_nothing(desk, script):
    for _press in range(2):
        desk.post(address(script, "script-make"))
    assert Generation.objects.count() == 3


def test_the_page_asks_the_same_however_long_it_is(desk, script):
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(address(script)).status_code == 200
        return len(asked)

    desk.get(address(script))
    few = count()
    first = with_takes(script)[0]
    Line.objects.bulk_create(
        Line(script=script, position=5000.0 + at, text="More.", voice=first.voice) for at in range(300)
    )
    assert count() == few


def test_a_long_script_scrolls_on_behind_the_last_line(desk, script):
    first = with_takes(script)[0]
    Line.objects.bulk_create(
        Line(script=script, position=5000.0 + at, text=f"Number {at}.", voice=first.voice) for at in range(200)
    )
    page, seen = desk.get(address(script)).content.decode(), 0
    while 'hx-get="' + address(script) + "?after=" in page:
        seen += page.count('<li class="line"')
        after = page.split("?after=")[1].split('"')[0]
        page = desk.get(f"{address(script)}?after={after}", headers=HTMX).content.decode()
    assert seen + page.count('<li class="line"') == 203


def test_subtitles_follow_the_takes(script, ada):
    for take in make_all(script=script, who=ada):
        end(take)
    assert srt_of(script).startswith("1\n00:00:00,000 --> 00:00:01,000\nAda: Did you hear the bell?\n")
    assert "00:00:01,400 --> 00:00:02,400\nBo: Only the wind." in srt_of(script)


@pytest.mark.parametrize("name", ["script", "script-total", "script-srt"])
def test_another_teams_script_is_not_there(client, cleo, script, name):
    client.force_login(cleo)
    mine = cleo.memberships.get().team.slug
    for slug in (script.team.slug, mine):
        there = reverse(name, kwargs={"slug": slug, "script_id": script.public_id})
        assert client.get(there).status_code == 404


def test_another_scripts_line_is_not_there(desk, script, team, ada):
    line, other = with_takes(script)[0], Script.objects.create(team=team, author=ada, title="Other", settings={})
    assert desk.get(address(other, "line", line_id=line.public_id)).status_code == 404


def test_a_viewer_reads_and_presses_nothing(client, vic, script):
    client.force_login(vic)
    assert client.get(address(script)).status_code == 200
    for name in ("script-make", "script-voice", "script-manner", "script-delete", "script-bind"):
        assert client.post(address(script, name), {"format": "mp3"}).status_code == 403
    assert Generation.objects.count() == 0


def test_a_deleted_script_comes_back(desk, script):
    desk.post(address(script, "script-delete"))
    assert desk.get(address(script)).status_code == 404
    desk.post(address(script, "script-restore"))
    assert desk.get(address(script)).status_code == 200


def test_a_voice_of_the_teams_own_costs_no_query_a_line(desk, script, team):
    script.lines.update(voice=own_voice(team).ref)
    desk.get(address(script))  # what is remembered of the catalogue is read
    counts = []
    for more in (0, 40):
        for _line in range(more):
            Line.objects.create(script=script, position=9e6, voice=script.lines.first().voice, text="And on.")
        with CaptureQueriesContext(connection) as queries:
            desk.get(address(script))
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("press", ["line-lock", "line-add"])
def test_a_line_whose_voice_is_gone_is_still_locked_and_followed(desk, script, team, press):
    voice = own_voice(team)
    line = with_takes(script)[0]
    edit_line(line=line, text=line.text, speaker=line.speaker, voice=of_own(voice))
    voice.change(deleted_at=timezone.now())
    sent = {"text": line.text, "speaker": line.speaker, "voice": line.voice, "on": "1"}
    assert desk.post(address(script, press, line_id=line.public_id), sent, headers=HTMX).status_code == 200
    line.refresh_from_db()
    assert (line.voice, line.is_locked) == (voice.ref, press == "line-lock")


def test_nothing_made_is_nothing_to_put_together(desk, script):
    answer = desk.post(address(script, "script-bind"), {"format": "m4a"}, headers=HTMX)
    assert (answer.status_code, script.bindings.count()) == (409, 0)


@pytest.mark.parametrize("headers", [HTMX, {}])
@pytest.mark.parametrize("press", ["line-make", "script-make"])
def test_without_a_connection_nothing_is_made_and_it_says_so(desk, script, press, headers):
    Connection.objects.update(in_use=False)
    line = {"line_id": with_takes(script)[0].public_id} if press == "line-make" else {}
    answer = desk.post(address(script, press, **line), headers=headers)
    assert (answer.status_code, "no connection" in answer.content.decode()) == (409, True)
    assert not Generation.objects.exists()
