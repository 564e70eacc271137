"""Every operation of the client, with what its answer must be.

An operation is an async function of the client and the run's `Kit`; it raises `Wrong` or a `MiniMaxError`. Its
measure is what it costs at MiniMax; `free` ones have none.
"""

import asyncio
import io
import secrets
import tempfile
import wave
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from math import pi, sin
from pathlib import Path
from typing import Protocol, TypeVar

from studio.conform.checks import Wrong, expect, expect_kind, expect_near, expect_told, mp3_seconds
from studio.minimax import (
    Attachment,
    ChatReply,
    ChatRequest,
    CloneRequest,
    DesignRequest,
    EmbeddingKind,
    FilePurpose,
    ImageRequest,
    LyricsRequest,
    Message,
    MiniMax,
    MusicRequest,
    NotFound,
    Picture,
    Recording,
    Role,
    Source,
    SpeechRequest,
    SpeechTask,
    TaskStatus,
    TemplateRequest,
    Tool,
    VideoRequest,
    VideoTask,
    VoiceKind,
    read_bundle,
)
from studio.spend.pricing import Measure
from studio.web.safe_fetch import fetch_bytes

CHAT, SPEECH, IMAGE, MUSIC, VIDEO = "MiniMax-M2.1", "speech-2.6-turbo", "image-01", "music-2.0", "MiniMax-Hailuo-02"
VOICE = "female-shaonv"
SAID = "The tide comes in twice a day."
BITRATE = 128_000
PATIENCE, PAUSE = 900.0, 1.0
DOWNLOAD_BYTES = 512 * 1024 * 1024
TEMPLATE = "393881433990066176"
MILLION = Decimal(1_000_000)
WEATHER = Tool(
    "get_weather",
    "Get the current weather of a city",
    {"type": "object", "properties": {"location": {"type": "string"}}, "required": ["location"]},
)


@dataclass
class Kit:
    """What the operations of one run share. `origin`: the one host that may be on this machine, the sandbox."""

    origin: str | None = None
    mark: str = field(default_factory=lambda: secrets.token_hex(4))

    async def download(self, source: Source | str) -> bytes:
        """What a link of MiniMax leads to. Raises `FetchFailed`."""
        url, headers = (source, {}) if isinstance(source, str) else (source.url, dict(source.headers))
        return await fetch_bytes(url, limit=DOWNLOAD_BYTES, allow_origin=self.origin, headers=headers)


Run = Callable[[MiniMax, Kit], Awaitable[None]]


@dataclass(frozen=True)
class Operation:
    name: str
    run: Run
    measure: Measure | None = None


OPERATIONS: list[Operation] = []


def operation(name: str, measure: Measure | None = None) -> Callable[[Run], Run]:
    def add(run: Run) -> Run:
        OPERATIONS.append(Operation(name, run, measure))
        return run

    return add


def tokens(count: int) -> Measure:
    return Measure(CHAT, Decimal(count) / MILLION, {"tokens": "output"})


SPEAKING = Measure(SPEECH, Decimal(len(SAID)) / MILLION)


# Files and models


@operation("files: upload, look up, list, read, delete")
async def files(api: MiniMax, kit: Kit) -> None:
    text = f"The tide, {kit.mark}.\n".encode() * 40
    kept = await api.files.upload(name="tide.txt", content=text, mime="text/plain", purpose=FilePurpose.SPEECH_TEXT)
    expect(kept.size == len(text), f"size is {kept.size}, sent were {len(text)} bytes")
    expect(kept.name == "tide.txt", f"name is {kept.name!r}")
    found = await api.files.info(kept.file_id)
    expect(found.file_id == kept.file_id, "another file is looked up")
    listed = await api.files.list(purpose=FilePurpose.SPEECH_TEXT)
    expect(kept.file_id in [file.file_id for file in listed], "the list does not show the file")
    async with api.files.content(kept.file_id) as content:
        read = b"".join([chunk async for chunk in content.chunks])
    expect(read == text, "other bytes are read than were written")
    await api.files.delete(kept.file_id, purpose=FilePurpose.SPEECH_TEXT)
    try:
        await api.files.info(kept.file_id)
    except NotFound:
        return
    raise Wrong("the file is still there after deleting")


@operation("models: list")
async def models(api: MiniMax, kit: Kit) -> None:
    listed = await api.models.list()
    expect(any(model.model_id.startswith("MiniMax-") for model in listed), "no model of MiniMax is listed")


@operation("embeddings: create", Measure("embo-01"))
async def embeddings(api: MiniMax, kit: Kit) -> None:
    made = await api.embeddings.create(["the tide", "the tides", "a ledger"], EmbeddingKind.DB)
    expect({len(vector) for vector in made.vectors} == {1536}, "a vector has not 1,536 numbers")
    expect(made.total_tokens, "total_tokens is not told")


# Chat


def ask(text: str, **fields: object) -> ChatRequest:
    return ChatRequest(CHAT, (Message(Role.USER, text),), max_tokens=2000, **fields)  # type: ignore[arg-type]


def check_reply(reply: ChatReply) -> None:
    expect_told(reply, "id", "model", "usage", "text")
    expect(reply.finish_reason == "stop", f"finish_reason is {reply.finish_reason!r}")
    usage = reply.usage
    expect(usage and usage.total == usage.prompt + usage.completion > 0, "usage does not add up")
    expect("<think>" not in reply.text, "the thinking stands in the answer")


@operation("chat: completion", tokens(500))
async def chat(api: MiniMax, kit: Kit) -> None:
    reply = await api.chat.complete(ask("What is 12 times 12? Answer with the number."))
    check_reply(reply)
    expect("144" in reply.text, f"the answer is {reply.text[:60]!r}")


@operation("chat: reasoning", tokens(500))
async def reasoning(api: MiniMax, kit: Kit) -> None:
    reply = await api.chat.complete(ask("What is 12 times 12? Answer with the number."))
    expect(reply.reasoning, "a model that thinks shows no reasoning")


@operation("chat: stream", tokens(500))
async def chat_stream(api: MiniMax, kit: Kit) -> None:
    async with api.chat.stream(ask("Tell a story about the tide in three sentences.")) as stream:
        pieces = [piece async for piece in stream]
    expect(len(pieces) > 2, f"only {len(pieces)} pieces came")
    if stream.reply is None:
        raise Wrong("the stream has no end")
    check_reply(stream.reply)
    expect("".join(piece.text for piece in pieces) == stream.reply.text, "the pieces are not the whole")


@operation("chat: tools and their answers", tokens(1000))
async def tools(api: MiniMax, kit: Kit) -> None:
    question = Message(Role.USER, "What's the weather in Oslo? Use the tool.")
    first = await api.chat.complete(ChatRequest(CHAT, (question,), tools=(WEATHER,)))
    expect(first.finish_reason == "tool_calls", f"finish_reason is {first.finish_reason!r}")
    expect([call.name for call in first.tool_calls] == ["get_weather"], "the tool is not called")
    call = first.tool_calls[0]
    expect("Oslo" in str(call.parsed().get("location")), f"the arguments are {call.arguments}")
    said = Message(Role.ASSISTANT, first.text, tool_calls=first.tool_calls, reasoning=first.reasoning)
    answered = Message(Role.TOOL, '{"sky": "overcast"}', tool_call_id=call.id)
    second = await api.chat.complete(ChatRequest(CHAT, (question, said, answered), tools=(WEATHER,)))
    expect(second.text, "the tool's answer is not put into words")


@operation(
    "chat: a picture", Measure("MiniMax-M3", Decimal(1000) / MILLION, {"tokens": "output", "input": "up to 512k"})
)
async def chat_picture(api: MiniMax, kit: Kit) -> None:
    seen = Message(Role.USER, "What colours does this picture have?", (Attachment(content=sketch().content),))
    reply = await api.chat.complete(ChatRequest("MiniMax-M3", (seen,), max_tokens=2000))
    expect(reply.text, "nothing is said about the picture")


# Speech and voices


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


@operation("voices: list")
async def voices(api: MiniMax, kit: Kit) -> None:
    listed = await api.voices.list([VoiceKind.SYSTEM])
    expect(len(listed) > 100, f"only {len(listed)} system voices are listed")
    expect(VOICE in [voice.voice_id for voice in listed], f"{VOICE} is not listed")
    expect(all(voice.name for voice in listed), "a system voice has no name")


@operation("voices: clone, speak, list, delete", Measure("voice-clone"))
async def clone(api: MiniMax, kit: Kit) -> None:
    voice_id = f"Tide{kit.mark}{api.dialect.value}"
    request = CloneRequest(voice_id, Recording(content=tone(11.0), name="sample.wav"))
    await api.voices.clone(await api.voices.prepare(request))
    expect_kind((await api.speech.speak(speak(voice=voice_id))).audio, "mp3")
    listed = await api.voices.list([VoiceKind.CLONED])
    expect(voice_id in [voice.voice_id for voice in listed], "the used clone is not listed")
    await api.voices.delete(voice_id, VoiceKind.CLONED)
    listed = await api.voices.list([VoiceKind.CLONED])
    expect(voice_id not in [voice.voice_id for voice in listed], "the deleted clone is still listed")


@operation("voices: clone with a prompt and a preview", Measure("voice-clone"))
async def clone_prompted(api: MiniMax, kit: Kit) -> None:
    prompt = await api.speech.speak(speak(audio_format="wav", output="hex"))
    request = CloneRequest(
        f"Ebb{kit.mark}{api.dialect.value}",
        Recording(content=tone(11.0), name="sample.wav"),
        Recording(content=prompt.audio, name="prompt.wav"),
        SAID,
        text=SAID,
        model=SPEECH,
        need_volume_normalization=True,
    )
    made = await api.voices.clone(await api.voices.prepare(request))
    expect_told(made, "demo_url")
    await kit.download(made.demo_url or "")


@operation("voices: design", Measure("voice-design"))
async def design(api: MiniMax, kit: Kit) -> None:
    made = await api.voices.design(DesignRequest("An old fisherman, deep and slow", preview_text=SAID))
    expect_told(made, "voice_id")
    expect_kind(made.trial_audio, "mp3")


# Images and music


@operation("images: two, as links", Measure(IMAGE, Decimal(2)))
async def images(api: MiniMax, kit: Kit) -> None:
    made = await api.images.create(ImageRequest(IMAGE, "A pier at low tide", size="1024x1024", count=2, output="url"))
    expect(len(made.urls) == made.succeeded == 2, f"{len(made.urls)} links came, success_count is {made.succeeded}")
    for url in made.urls:
        expect(
            picture_size(expect_kind(await kit.download(url), "picture")) == (1024, 1024),
            "the size is not the asked one",
        )


@operation("images: from a reference, in the reply", Measure(IMAGE))
async def image_reference(api: MiniMax, kit: Kit) -> None:
    asked = ImageRequest(IMAGE, "She looks out at the sea", ratio="16:9", reference=sketch(), seed=7, output="base64")
    made = await api.images.create(await api.images.prepare(asked))
    expect(len(made.contents) == 1, f"{len(made.contents)} pictures came")
    expect(picture_size(expect_kind(made.contents[0], "picture")) == (1280, 720), "the ratio is not the asked one")


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


# Video


async def film(api: MiniMax, kit: Kit, task: VideoTask, query: Callable[[str], Awaitable[VideoTask]]) -> None:
    task = await ended(query, task.task_id)
    expect(task.status is TaskStatus.SUCCESS, f"the task ended as {task.status}: {task.problem}")
    expect_kind(await kit.download(await api.video.source(task)), "film")


CLIP = Measure(VIDEO, facts={"resolution": "768P", "duration": 6})
SMALL_CLIP = Measure(VIDEO, facts={"resolution": "512P", "duration": 6})


@operation("video: from words", CLIP)
async def video(api: MiniMax, kit: Kit) -> None:
    task = await api.video.create(VideoRequest(VIDEO, "The tide comes in [Push in]", duration=6, resolution="768P"))
    await film(api, kit, task, api.video.query)


@operation("video: from a first frame", SMALL_CLIP)
async def video_frame(api: MiniMax, kit: Kit) -> None:
    asked = VideoRequest(VIDEO, "The tide comes in", first_frame=sketch(), duration=6, resolution="512P")
    task = await api.video.create(await api.video.prepare(asked))
    await film(api, kit, task, api.video.query)


@operation("video: between two frames", CLIP)
async def video_frames(api: MiniMax, kit: Kit) -> None:
    asked = VideoRequest(VIDEO, "Day to night", sketch(), sketch("navy"), duration=6, resolution="768P")
    await film(api, kit, await api.video.create(await api.video.prepare(asked)), api.video.query)


@operation("video: of a subject", Measure("S2V-01", facts={"resolution": "720P", "duration": 6}))
async def video_subject(api: MiniMax, kit: Kit) -> None:
    asked = VideoRequest("S2V-01", "She waves", subject=sketch())
    await film(api, kit, await api.video.create(await api.video.prepare(asked)), api.video.query)


@operation("video: list of the second version")
async def video_list(api: MiniMax, kit: Kit) -> None:
    await api.video.list()


@operation("video: from a template", Measure("video-template", facts={"template_id": TEMPLATE}))
async def template(api: MiniMax, kit: Kit) -> None:
    task = await api.video.create_from_template(await api.video.prepare(TemplateRequest(TEMPLATE, (sketch(),))))
    await film(api, kit, task, api.video.query_template)


class Ending(Protocol):
    @property
    def status(self) -> TaskStatus: ...


T = TypeVar("T", bound=Ending)


async def ended(query: Callable[[str], Awaitable[T]], task_id: str) -> T:
    """The task once it has ended. Raises TimeoutError after a quarter of an hour."""
    async with asyncio.timeout(PATIENCE):
        while True:
            task = await query(task_id)
            if task.status.finished:
                return task
            await asyncio.sleep(PAUSE)


# What is sent


@cache
def tone(seconds: float) -> bytes:
    """A WAV of a voice-like hum, loud enough to be cloned."""
    rate, file = 16_000, io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(rate)
        cycle = [sum(sin(2 * pi * n * at / 100) / n for n in range(1, 8)) for at in range(100)]  # 160 Hz
        loud = b"".join(round(9000 * value).to_bytes(2, "little", signed=True) for value in cycle)
        writer.writeframes(loud * round(seconds * rate / 100))
    return file.getvalue()


@cache
def sketch(ground: str = "lightslategrey") -> Picture:
    from PIL import Image, ImageDraw

    image, file = Image.new("RGB", (640, 640), ground), io.BytesIO()
    pen = ImageDraw.Draw(image)
    pen.ellipse((220, 160, 420, 400), fill=(224, 190, 160))
    pen.rectangle((180, 400, 460, 640), fill=(60, 80, 120))
    image.save(file, "PNG")
    return Picture(content=file.getvalue(), mime="image/png", name="sketch.png")


def picture_size(content: bytes) -> tuple[int, int]:
    from PIL import Image

    with Image.open(io.BytesIO(content)) as image:
        return image.size
