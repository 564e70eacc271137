"""Speech."""

import asyncio
import tempfile
from decimal import Decimal
from pathlib import Path

from studio.conform.checks import Wrong, expect, expect_kind, expect_near, expect_told, mp3_seconds
from studio.conform.operations.kit import BITRATE, MILLION, SAID, SPEECH, VOICE, Kit, ended, operation
from studio.minimax import FilePurpose, MiniMax, SpeechRequest, SpeechTask, TaskStatus, read_bundle
from studio.spend.pricing import Measure

SPEAKING = Measure(SPEECH, Decimal(len(SAID)) / MILLION)


def speak(**fields: object) -> SpeechRequest:
    made = {"text": SAID, "voice": VOICE, "audio_format": "mp3", "sample_rate": 32_000, "bitrate": BITRATE, **fields}
    return SpeechRequest(SPEECH, **made)  # type: ignore[arg-type]


@operation("speech: at once", SPEAKING)
async def speech(api: MiniMax, kit: Kit) -> None:
    spoken = await api.speech.speak(speak(subtitles="sentence"))
    audio = expect_kind(spoken.audio, "mp3")
    expect_near(spoken.seconds, mp3_seconds(audio, BITRATE), 0.15, "audio_length")
    expect(spoken.size == len(audio), f"audio_size is {spoken.size}, {len(audio)} bytes came")
    expect(spoken.characters == len(SAID), f"usage_characters is {spoken.characters}, sent were {len(SAID)}")
    expect((spoken.sample_rate, spoken.audio_format) == (32_000, "mp3"), "rate or format is not the asked one")
    expect(spoken.subtitle_url, "no subtitle file came")


@operation("speech: faster, higher, as a link", SPEAKING)
async def speech_link(api: MiniMax, kit: Kit) -> None:
    plain = await api.speech.speak(speak(output="url", audio_format="wav"))
    quick = await api.speech.speak(speak(output="url", audio_format="wav", speed=1.5, pitch=2 ** (4 / 12), volume=2.0))
    expect_told(plain, "url", "seconds")
    expect_near(quick.seconds, (plain.seconds or 0) / 1.5, 0.15, "the length at 1.5 times the speed")
    expect_kind(await kit.download(plain.url or ""), "wav")


@operation("speech: stream", SPEAKING)
async def speech_stream(api: MiniMax, kit: Kit) -> None:
    async with api.speech.stream(speak()) as stream:
        chunks = [chunk async for chunk in stream]
    audio = expect_kind(b"".join(chunks), "mp3")
    if stream.facts is None:
        raise Wrong("the stream tells no facts at its end")
    expect_near(stream.facts.seconds, mp3_seconds(audio, BITRATE), 0.15, "audio_length")


@operation("speech: over a socket", SPEAKING)
async def speech_live(api: MiniMax, kit: Kit) -> None:
    async with api.speech.live(speak()) as live:
        for _ in range(2):
            chunks = [chunk async for chunk in live.say(SAID)]
            expect_kind(b"".join(chunks), "mp3")
            expect(live.spoken and live.spoken.characters, "usage_characters is not told at the end of a text")


LONG = Measure(SPEECH, Decimal(len(SAID) * 20) / MILLION)


@operation("speech: a long task", LONG)
async def speech_long(api: MiniMax, kit: Kit) -> None:
    task = await api.speech.create_long(speak(text="\n".join([SAID] * 20)))
    await long_result(api, kit, task)


@operation("speech: a long task from an uploaded text", LONG)
async def speech_long_file(api: MiniMax, kit: Kit) -> None:
    text = await api.files.upload(
        name="tide.txt", content=(SAID + "\n").encode() * 20, mime="text/plain", purpose=FilePurpose.SPEECH_TEXT
    )
    await long_result(api, kit, await api.speech.create_long(speak(text="", text_file_id=text.file_id)))


async def long_result(api: MiniMax, kit: Kit, task: SpeechTask) -> None:
    task = await ended(api.speech.query_long, task.task_id)
    expect(task.status is TaskStatus.SUCCESS, f"the task ended as {task.status}: {task.problem}")
    content = await kit.download(await api.speech.source(task))
    with tempfile.TemporaryDirectory(prefix="conform-") as folder:
        bundle = await asyncio.to_thread(unpack, Path(folder), content)
    expect_near(mp3_seconds(expect_kind(bundle, "mp3"), BITRATE), 20 * 2.2, 0.6, "the length of the speech")


def unpack(folder: Path, content: bytes) -> bytes:
    (folder / "result").write_bytes(content)
    return read_bundle(folder / "result", folder / "audio").audio.read_bytes()
