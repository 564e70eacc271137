"""Making songs and lyrics with the sandbox, in both dialects."""

import io
import wave

import av
import httpx
import pytest

from studio.minimax import (
    Acceptance,
    ContentRefused,
    Dialect,
    InvalidRequest,
    LyricsRequest,
    MusicRequest,
    Throttled,
    Unclear,
)

LYRICS = "Verse 1: Rain on the window\nAll night long\n\nChorus: Sing along with me"


def request(**fields) -> MusicRequest:
    asked = {"model": "music-2.0", "prompt": "Calm piano, rainy night", "lyrics": LYRICS, "sample_rate": 16_000}
    return MusicRequest(**{**asked, "bitrate": 32_000, **fields})


def seconds_of(data: bytes) -> float:
    with av.open(io.BytesIO(data)) as container:
        return sum(frame.samples / frame.rate for frame in container.decode(audio=0))


def source(seconds: int = 7) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setparams((1, 2, 16_000, 0, "NONE", ""))
        writer.writeframes(bytes(range(256)) * (125 * seconds))
    return file.getvalue()


async def test_it_makes_a_song(api):
    song = await api.music.create(request(duration=3))
    assert (song.url, song.sample_rate, song.channels, song.bitrate) == (None, 16_000, 2, 32_000)
    assert song.size == len(song.audio)
    assert abs(seconds_of(song.audio) - song.seconds) < 0.2
    assert song.trace_id
    assert (song.seconds == 3) == (api.dialect is Dialect.REFERENCE)


async def test_it_makes_a_song_behind_a_link(api):
    song = await api.music.create(request(duration=1, output="url", audio_format="wav"))
    async with httpx.AsyncClient() as client:
        data = (await client.get(song.url)).content
    assert song.audio is None
    assert (data[:4], len(data)) == (b"RIFF", song.size)


async def test_it_streams_a_song(api):
    async with api.music.stream(request(duration=8)) as stream:
        chunks = [chunk async for chunk in stream]
    audio = b"".join(chunks)
    assert len(chunks) > 1
    assert stream.facts.size == len(audio)
    assert abs(seconds_of(audio) - stream.facts.seconds) < 0.2


@pytest.mark.parametrize("fields", [
    {"model": "music-2.6", "lyrics": None},
    {"model": "music-3.0", "lyrics": None, "lyrics_optimizer": True},
])  # fmt: skip
async def test_it_makes_a_song_without_lyrics(api, fields):
    if api.dialect is Dialect.REFERENCE and not fields.get("lyrics_optimizer"):
        fields = {**fields, "is_instrumental": True}
    assert (await api.music.create(request(duration=1, aigc_watermark=True, **fields))).audio


async def test_it_covers_a_song(api):
    song = await api.music.create(request(model="music-cover", cover=source(), lyrics=None))
    assert song.seconds == pytest.approx(7, abs=0.1)


async def test_it_says_what_a_dialect_drops(api):
    unsaid = [change.field for change in api.music.unsaid(request(duration=9))]
    assert unsaid == ([] if api.dialect is Dialect.REFERENCE else ["duration"])


async def test_it_writes_and_edits_lyrics(api):
    written = await api.music.write_lyrics(LyricsRequest(prompt="a lighthouse in the north", title="Northern Light"))
    assert written.title == "Northern Light"
    assert "[Chorus]" in written.text
    assert written.style_tags
    assert written.trace_id
    edited = await api.music.write_lyrics(LyricsRequest("replace Northern Light with Home", "edit", written.text))
    assert "Northern Light" not in edited.text
    assert "Home" in edited.text


async def test_its_refusal_names_the_field(api):
    for refused in (api.music.create(request(bitrate=1)), api.music.write_lyrics(LyricsRequest(mode="edit"))):
        with pytest.raises(InvalidRequest) as caught:
            await refused
        assert caught.value.acceptance is Acceptance.REFUSED
    with pytest.raises(InvalidRequest) as caught:
        async with api.music.stream(request(prompt="x")):
            pass
    assert "prompt" in caught.value.said


@pytest.mark.parametrize(
    ("misfortune", "kind", "acceptance"),
    [
        ("fail", ContentRefused, Acceptance.REFUSED),
        ("throttle", Throttled, Acceptance.NOT_ACCEPTED),
        ("reset", Unclear, Acceptance.UNKNOWN),
    ],
)
async def test_it_sorts_trouble(api, misfortune, kind, acceptance):
    asked = request(prompt=f"a calm song sandbox:{misfortune}")
    with pytest.raises(kind) as caught:
        await api.music.create(asked)
    assert caught.value.acceptance is acceptance
    with pytest.raises(kind):
        async with api.music.stream(asked):
            pass
    with pytest.raises(kind):
        await api.music.write_lyrics(LyricsRequest(prompt=asked.prompt))


async def test_it_says_that_a_stream_broke_off(api):
    with pytest.raises(Unclear):
        async with api.music.stream(request(prompt="a long song sandbox:short", lyrics=LYRICS * 8)) as stream:
            assert [chunk async for chunk in stream]
