"""Music and lyrics."""

from studio.conform.checks import expect, expect_kind, expect_near, expect_told, mp3_seconds
from studio.conform.operations.kit import BITRATE, Kit, operation, tone
from studio.minimax import LyricsRequest, MiniMax, MusicRequest
from studio.spend.pricing import Measure

MUSIC = "music-2.0"


@operation("music: a song", Measure(MUSIC))
async def music(api: MiniMax, kit: Kit) -> None:
    asked = MusicRequest(
        MUSIC, "A slow song of the sea", "Verse 1: The tide comes in\nChorus: And goes again", 12, audio_format="mp3",
        sample_rate=32_000, bitrate=BITRATE,
    )  # fmt: skip
    song = await api.music.create(asked)
    audio = expect_kind(song.audio, "mp3")
    expect_near(song.seconds, mp3_seconds(audio, BITRATE), 0.15, "music_duration")
    expect(song.size == len(audio), f"music_size is {song.size}, {len(audio)} bytes came")
    expect(song.sample_rate == 32_000, f"music_sample_rate is {song.sample_rate}")


@operation("music: stream", Measure(MUSIC))
async def music_stream(api: MiniMax, kit: Kit) -> None:
    lyrics = "[Verse]\nThe tide comes in"
    async with api.music.stream(MusicRequest(MUSIC, "A slow song of the sea", lyrics, 12)) as stream:
        chunks = [chunk async for chunk in stream]
    expect_kind(b"".join(chunks), "mp3")
    expect(len(chunks) > 1, "the song came in one piece")


@operation("music: lyrics", Measure("lyrics"))
async def lyrics(api: MiniMax, kit: Kit) -> None:
    written = await api.music.write_lyrics(LyricsRequest("A slow song of the sea"))
    expect_told(written, "title", "style_tags")
    expect("[" in written.text, "the lyrics have no sections")


@operation("music: lyrics changed", Measure("lyrics"))
async def lyrics_changed(api: MiniMax, kit: Kit) -> None:
    before = "[Verse]\nThe tide comes in\n[Chorus]\nAnd goes again"
    changed = await api.music.write_lyrics(LyricsRequest("add a bridge", "edit", before, "The tide"))
    expect(changed.text and changed.text != before, "the lyrics are what they were")


@operation("music: a cover", Measure("music-cover"))
async def cover(api: MiniMax, kit: Kit) -> None:
    asked = MusicRequest("music-cover", "A slow jazz ballad", duration=8, cover=tone(11.0), audio_format="mp3")
    expect_kind((await api.music.create(asked)).audio, "mp3")
