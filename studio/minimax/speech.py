"""Speech: a text spoken at once, as a stream, over a socket, or as a long task.

Speaking is billed by the character and happens at most once per call. Limits (official.md 4, 12): less than 10,000
characters at once; 50,000 in a long task and 1,000,000 in its uploaded text (the reference takes them as text);
links to results live 24 hours, those of long tasks 9.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from studio.minimax.audio import AudioStream
from studio.minimax.errors import Garbled, MiniMaxError, NotFound, Unclear, gettext_noop
from studio.minimax.files import FilePurpose, Files
from studio.minimax.line import Line
from studio.minimax.terms import Source, TaskStatus, Unsaid

if TYPE_CHECKING:
    from studio.minimax.dialects import LiveTalk, SpeechTongue

LINK_LIVES = timedelta(hours=9)


@dataclass(frozen=True)
class TimbreWeight:
    """One voice of a mix of at most four; `weight` from 1 to 100."""

    voice: str
    weight: int


@dataclass(frozen=True)
class VoiceModify:
    """Each from -100 to 100. `sound_effects`: spacious_echo, auditorium_echo, lofi_telephone or robotic."""

    pitch: int | None = None
    intensity: int | None = None
    timbre: int | None = None
    sound_effects: str | None = None


@dataclass(frozen=True)
class SpeechRequest:
    """`speed` and `pitch` are factors from 0.5 to 2, `volume` from 0.1 to 10 (reference.md); None leaves it to
    MiniMax. A pitch of `2 ** (n / 12)` is n semitones. `pronunciation`: "word/replacement" each.
    `subtitles`: "sentence", "word" or "word_streaming". `output`: "hex" (the audio comes in the reply) or "url"; of
    `speak` only. Unsaid it is hex, but a link for WAV, PCM and FLAC, which may be larger than a reply can be.
    `text_file_id`: of an uploaded text, for long tasks only. `continuous_sound`: sockets and 2.8 only.
    """

    model: str
    text: str = ""
    voice: str = ""
    speed: float | None = None
    volume: float | None = None
    pitch: float | None = None
    audio_format: str | None = None
    sample_rate: int | None = None
    bitrate: int | None = None
    channels: int | None = None
    force_cbr: bool | None = None
    emotion: str | None = None
    language_boost: str | None = None
    pronunciation: tuple[str, ...] = ()
    timbre_weights: tuple[TimbreWeight, ...] = ()
    voice_modify: VoiceModify | None = None
    text_normalization: bool | None = None
    latex_read: bool | None = None
    subtitles: str | None = None
    output: str | None = None
    aigc_watermark: bool | None = None
    continuous_sound: bool | None = None
    text_file_id: str | None = None


@dataclass(frozen=True)
class Spoken:
    """`audio` or `url`, as asked for. `characters`: what MiniMax bills. What it did not say is None."""

    audio: bytes | None = field(default=None, repr=False)
    url: str | None = None
    seconds: float | None = None
    audio_format: str | None = None
    sample_rate: int | None = None
    channels: int | None = None
    bitrate: int | None = None
    size: int | None = None
    characters: int | None = None
    words: int | None = None
    subtitle_url: str | None = None
    trace_id: str = ""


@dataclass(frozen=True)
class SpeechTask:
    """A long task. `characters`: what MiniMax bills, told when it is created. `problem`: why it failed.
    `subtitle_url`: of the reference only, where subtitles lie beside the audio; the official service packs them."""

    task_id: str
    status: TaskStatus
    file_id: str | None = None
    characters: int | None = None
    reply: dict[str, Any] = field(default_factory=dict, repr=False)
    trace_id: str = ""
    problem: MiniMaxError | None = None
    subtitle_url: str | None = None


class LiveSpeech:
    """A voice on the line: `async for chunk in live.say(text)`, as often as wanted, one after the other."""

    def __init__(self, talk: LiveTalk) -> None:
        self._talk = talk
        self.spoken: Spoken | None = None

    async def say(self, text: str) -> AsyncIterator[bytes]:
        """The text's audio as it is made. Billed; afterwards `spoken` holds the facts of this text."""
        self.spoken = None
        async for part, is_last in self._talk.say(text):
            if part.audio:
                yield part.audio
            if is_last:
                self.spoken = replace(part, audio=None)
        if self.spoken is None:
            raise Unclear(*BROKEN_OFF)


BROKEN_OFF = (
    gettext_noop("The speech broke off before its end."),
    gettext_noop("What has arrived is kept. Speak the rest again; MiniMax may have billed the first part."),
)
NO_AUDIO = (
    gettext_noop("This task has no audio to download."),
    gettext_noop("Wait until it has succeeded, or speak the text again."),
)


class Speech:
    """`api.speech`."""

    def __init__(self, line: Line, tongue: SpeechTongue, files: Files) -> None:
        self._line, self._tongue, self._files = line, tongue, files

    async def speak(self, request: SpeechRequest) -> Spoken:
        """The whole speech: exactly one POST, billed."""
        speech = (await self._line.submit(self._tongue.create(request))).read(self._tongue.read)
        if speech.audio is None and speech.url is None:
            raise Garbled(trace_id=speech.trace_id)
        return speech

    @asynccontextmanager
    async def stream(self, request: SpeechRequest) -> AsyncIterator[AudioStream[Spoken]]:
        """The speech as it is made: exactly one POST, billed. Refusals are raised on entering."""
        async with self._line.submit_stream(self._tongue.create_stream(request)) as events:
            yield AudioStream(events, self._tongue.read_part, BROKEN_OFF)

    @asynccontextmanager
    async def live(self, request: SpeechRequest) -> AsyncIterator[LiveSpeech]:
        """A socket that speaks one text after the other with the request's settings; its `text` is not used."""
        async with self._tongue.talk(self._line, request) as talk:
            yield LiveSpeech(talk)

    async def prepare_long(self, request: SpeechRequest) -> SpeechRequest:
        """The request with a text beyond the dialect's limit uploaded. Free, repeatable."""
        if request.text_file_id or len(request.text) <= self._tongue.longest_text:
            return request
        content = request.text.encode("utf-8", "replace")
        file = await self._files.upload(
            name="text.txt", content=content, mime="text/plain", purpose=FilePurpose.SPEECH_TEXT
        )
        return replace(request, text="", text_file_id=file.file_id)

    async def create_long(self, request: SpeechRequest) -> SpeechTask:
        """Start a long speech: exactly one POST, billed. Output and stream have no meaning here."""
        return (await self._line.submit(self._tongue.create_long(request))).read(self._tongue.read_long)

    async def query_long(self, task_id: str) -> SpeechTask:
        """Where the task is. A failed task is an answer, with its `problem`, not an exception."""
        return (await self._line.ask(self._tongue.query_long(task_id))).read(self._tongue.read_long)

    async def source(self, task: SpeechTask) -> Source:
        """A fresh download address of a long task's result. Raises `NotFound` when there is none.

        The official service packs audio, subtitles and facts into a tar archive (official.md 4.3); the reference
        serves the audio itself. `read_bundle` reads both.
        """
        if not task.status.finished or not task.file_id:
            raise NotFound(*NO_AUDIO)
        file = await self._files.info(task.file_id)
        expires_at = datetime.now(UTC) + LINK_LIVES
        if file.download_url:
            return Source(file.download_url, expires_at)
        return Source(self._line.root + self._files.content_path(task.file_id), expires_at, self._line.headers)

    def unsaid(self, request: SpeechRequest) -> list[Unsaid]:
        """What this dialect drops or changes of the request. Pure."""
        return self._tongue.find_unsaid(request)
