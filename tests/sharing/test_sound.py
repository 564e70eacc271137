"""Sound with its mark on: the same to hear, where it comes from said in the file, and nothing else that stood there."""

import av
import pytest
from asgiref.sync import async_to_sync

from studio.library import storage
from studio.library.examine import Unreadable
from studio.library.models import Asset
from studio.sharing.sound import copy_sound
from tests import make
from tests.library.stamping import FACTS, ORIGIN, played
from tests.sharing.conftest import to
from tests.tones import FORMATS, tone, write

WORD = "my street and my name"
TYPES = {
    "mp3": "audio/mpeg",
    "tagged mp3": "audio/mpeg",
    "wav": "audio/wav",
    "flac": "audio/flac",
    "ogg": "audio/ogg",
    "m4a": "audio/mp4",
    "webm": "audio/webm",
}
each_form = pytest.mark.parametrize("form", TYPES)


@async_to_sync
async def body(response) -> bytes:
    return b"".join([chunk async for chunk in response.streaming_content])


def tagged(folder, form: str):
    """A second of sound with words in all its tags."""
    plain = write(folder / f"plain.{form.split()[-1]}", tone(1, 48_000), form, 48_000)
    path = plain.with_stem("tagged")
    with av.open(str(plain)) as before, av.open(str(path), "w", format=FORMATS[form][2]) as after:
        after.metadata.update(dict.fromkeys(("title", "artist", "comment", "location"), WORD))
        stream = after.add_stream_from_template(before.streams.audio[0])
        stream.metadata["title"] = WORD
        for packet in before.demux():
            if packet.dts is not None:
                packet.stream = stream
                after.mux(packet)
    assert WORD.encode() in path.read_bytes()
    return path


def facts_of(path) -> dict[str, str]:
    with av.open(str(path), options={"export_xmp": "1"}) as container:
        found = dict(container.metadata) | dict(container.streams[0].metadata)
    return {name.lower(): text for name, text in found.items()}


@pytest.fixture
def song(team, tmp_path):
    def song(form: str, **fields) -> Asset:
        facts = {"kind": "music", "mime": TYPES[form], "duration_ms": 1000, "origin": "made", "sandbox": True}
        facts |= {"model": "music-2.0", "recipe": {"generation": "x"}}
        return make.asset(team, tagged(tmp_path, form).read_bytes(), **(facts | fields))

    return song


@each_form
def test_it_sounds_the_same_and_says_where_it_comes_from(tmp_path, form):
    source = tagged(tmp_path, form)
    target = source.with_stem("copy")
    copy_sound(str(source), str(target), TYPES[form], None, ORIGIN)
    assert played(source) == played(target)
    assert WORD.encode() not in target.read_bytes()
    found = facts_of(target)
    told = found.get("xmp", str(found))
    assert [fact for fact in FACTS.values() if fact not in told] == []
    with av.open(str(source)) as before, av.open(str(target)) as after:
        assert abs(before.duration - after.duration) < 50_000


@each_form
def test_what_a_person_brought_says_nothing(tmp_path, form):
    source = tagged(tmp_path, form)
    target = source.with_stem("copy")
    copy_sound(str(source), str(target), TYPES[form], None, None)
    assert played(source) == played(target)
    assert WORD.encode() not in target.read_bytes()
    assert b"trainedAlgorithmicMedia" not in target.read_bytes()


def test_bare_samples_become_a_wav(tmp_path):
    source, target = tmp_path / "in.pcm", tmp_path / "out.wav"
    source.write_bytes(tone(1, 24_000).tobytes())
    copy_sound(str(source), str(target), "audio/wav", 24_000, ORIGIN)
    assert b"".join(played(target)) == source.read_bytes()
    assert facts_of(target)["credit"] == FACTS["Credit"]


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"fLaC" + bytes(99), b"\xff\xfb\x90\x00" + bytes(9)])
def test_what_is_no_sound_is_unreadable_and_leaves_nothing(tmp_path, content):
    (tmp_path / "in").write_bytes(content)
    with pytest.raises(Unreadable):
        copy_sound(str(tmp_path / "in"), str(tmp_path / "out"), "audio/flac", None, None)
    assert [one.name for one in tmp_path.iterdir()] == ["in"]


# Under a link


def test_a_link_sends_the_copy_and_leaves_what_is_kept(stranger, show, song):
    kept = song("tagged mp3")
    share, path = show(kept), storage.path_of(kept.key)
    before = path.read_bytes()
    answer = stranger.get(to(share, kept, "sound"))
    sent = body(answer)
    assert (answer.headers["Content-Type"], WORD.encode() in sent) == ("audio/mpeg", False)
    assert b"trainedAlgorithmicMedia" in sent
    assert b"MiniMax sandbox" in sent
    assert path.read_bytes() == before
    assert {one.name for one in path.parent.iterdir()} == {path.name, f"shared.{kept.suffix}"}


def test_of_an_upload_it_sends_no_tag(stranger, show, song):
    kept = song("flac", origin="uploaded", model="", recipe={})
    sent = body(stranger.get(to(show(kept), kept, "sound")))
    assert (WORD.encode() in sent, b"trainedAlgorithmicMedia" in sent) == (False, False)
    assert sent.startswith(b"fLaC")


def test_without_a_mark_the_file_itself_is_sent(stranger, show, song):
    kept = song("flac")
    sent = body(stranger.get(to(show(kept, watermark=False), kept, "sound")))
    assert sent == storage.path_of(kept.key).read_bytes()


def test_what_cannot_be_copied_is_not_sent_as_it_is(stranger, show, team):
    kept = make.asset(team, b"no sound", kind="music", mime="audio/mpeg", origin="made")
    assert stranger.get(to(show(kept), kept, "sound")).status_code == 404
