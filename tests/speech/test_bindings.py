"""Binding a script: what is in the file, what an end without one means, and that nothing is built for ever."""

import asyncio
import zipfile

import av
import pytest
from django.urls import reverse

from studio.generations.models import Result
from studio.library import storage
from studio.library.models import Asset
from studio.speech import bindings, edit
from studio.speech.models import Binding, Line
from studio.speech.takes import make_all, restore, state_of, with_takes
from studio.voices.ask import find_voice
from tests import tones
from tests.speech.conftest import VOICE, end

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def spoken(script, ada, tmp_path):
    """Every line has a take that sounds for a second."""
    for take in make_all(script=script, who=ada):
        end(take)
        path = tones.write(tmp_path / "take.mp3", tones.tone(1.0), "mp3")
        asset = Result.objects.get(generation=take.generation).asset
        Asset.objects.filter(pk=asset.pk).update(key=asset.key.replace(".png", ".mp3"), duration_ms=1000)
        storage.path_of(asset.key.replace(".png", ".mp3")).write_bytes(path.read_bytes())
    return script


def bind(script, who, format: str) -> Binding:
    binding = bindings.begin_binding(script=script, who=who, format=format)
    asyncio.run(bindings.bind_next())
    binding.refresh_from_db()
    return binding


def test_a_sound_with_chapters_is_kept_in_the_library(spoken, ada):
    binding = bind(spoken, ada, "m4a")
    assert (binding.state, binding.problem) == ("done", "")
    asset = binding.asset
    assert (asset.title, asset.listed, asset.has_subtitles, asset.mime) == ("The bell", True, True, "audio/mp4")
    assert asset.duration_ms == pytest.approx(3800, abs=150)
    with av.open(str(storage.path_of(asset.key))) as container:
        assert [chapter["metadata"]["title"] for chapter in container.chapters()] == [
            "Ada: Did you hear the bell?",
            "Bo: Only the wind.",
            "Ada: There it is again.",
        ]
    assert "Bo: Only the wind." in storage.path_of(asset.sibling("subtitles.srt")).read_text()


def test_a_zip_holds_every_take_and_the_last_one_alone_stays(spoken, ada):
    first, second = bind(spoken, ada, "zip"), bind(spoken, ada, "zip")
    with zipfile.ZipFile(storage.path_of(second.key)) as archive:
        assert len(archive.namelist()) == 5
    assert not Binding.objects.filter(pk=first.pk).exists()
    assert not storage.path_of(first.key).exists()


def test_a_zip_is_sent_to_its_team_and_to_nobody_else(spoken, client, ada, vic, cleo):
    binding = bind(spoken, ada, "zip")
    theirs = cleo.memberships.get().team.slug
    for person, slug, status in ((vic, spoken.team.slug, 200), (cleo, spoken.team.slug, 404), (cleo, theirs, 404)):
        client.force_login(person)
        there = reverse("script-file", args=[slug, spoken.public_id, binding.public_id])
        assert client.get(there).status_code == status
    client.logout()
    assert client.get(there).status_code == 302


def test_asked_for_twice_at_once_it_is_built_once(spoken, ada):
    first = bindings.begin_binding(script=spoken, who=ada, format="mp3")
    assert bindings.begin_binding(script=spoken, who=ada, format="mp3") == first


def test_without_a_take_it_fails_in_words(script, ada):
    binding = bind(script, ada, "mp3")
    assert (binding.state, bool(binding.problem)) == ("failed", True)


def test_an_end_that_breaks_is_an_end(spoken, ada, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(bindings, "keep_draft", broken)
    assert bind(spoken, ada, "mp3").state == "failed"
    assert bindings.take_next() is None


def test_subtitles_say_what_was_spoken_and_not_what_is_written_now(spoken):
    line = with_takes(spoken)[1]
    edit.edit_line(line=line, text="Another text.", speaker="Bo", voice=find_voice(spoken.team, VOICE))
    assert "Bo: Only the wind." in bindings.srt_of(spoken)
    assert "Another text." not in bindings.srt_of(spoken)


def test_a_take_that_is_taken_back_heals_a_failed_line(spoken, ada):
    from studio.speech.takes import make_take

    line = with_takes(spoken)[0]
    end(make_take(line=line, script=spoken, who=ada), "failed")
    line = with_takes(spoken)[0]
    assert state_of(line, spoken) == "failed"
    assert restore(line=line, take=line.take)
    assert state_of(Line.objects.select_related("take", "making").get(pk=line.pk), spoken) == "made"
