"""Speech over a socket: MiniMax's `t2a_v2` with its events, and the reference's `tts/stream` (official.md 4.2)."""

import hashlib
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from . import misfortune, utterances, voices
from .conversation import LOST, Conversation, HungUp, conversation, resp_of
from .crew import Broken, Unfit
from .errors import Refused, base_resp
from .sound.work import Chunk
from .speech_request import (
    NATIVE_LIVE,
    REFERENCE_LIVE,
    SpeechRequest,
    count_facts,
    read_request,
    read_settings,
    read_text,
)
from .speech_stream import FINISHED, GOING_ON, Speaking, begin

IDLE_SECONDS = 120.0
REST = 0.32  # seconds of silence after each text, at speed 1, unless `continuous_sound` asks for none
BARE = {"wav": "pcm", "pcmu_wav": "pcmu_raw"}  # what continues a file that has its header already


class Session:
    """One `task_start` and the texts that follow; together their audio is one file."""

    def __init__(self, caller: Conversation) -> None:
        self.caller = caller
        self.request: SpeechRequest | None = None
        self._digest = hashlib.sha256()
        self._said: list[str] = []
        self._milliseconds = 0

    async def open(self) -> None:
        await self.caller.enter()
        await self.tell("connected_success")

    async def turn(self) -> bool:
        """Hear one message and do what it says; False when it was the last one."""
        message = await self.caller.hear(IDLE_SECONDS)
        event = message.get("event")
        if event == "task_start" and self.request is None:
            self.request = read_settings(message, NATIVE_LIVE)
            await check_voices(self.caller, self.request)
            await self.tell("task_started")
        elif event == "task_continue" and self.request is not None:
            await self.speak(self.request, message.get("text"))
        elif event == "task_finish" and self.request is not None:
            await self._remember()
            await self.tell("task_finished")
            return False
        else:
            raise Refused(2202, f"event not allowed now: '{str(event)[:40]}'")
        return True

    async def speak(self, settings: SpeechRequest, text: object) -> None:
        """The text's audio in pieces, then its figures. What is empty or too long is skipped, and said so."""
        if not isinstance(text, str) or not text.strip():
            await self.tell("task_failed", Refused(2203))
            return
        if len(text) > NATIVE_LIVE.longest:
            await self.tell("task_failed", Refused(2204))
            return
        request = replace(settings, text=read_text(text, NATIVE_LIVE.longest))
        what = await self.caller.trouble(text)
        speaking = await begin(self.caller.call, self._following(request))
        async with aclosing(cut(speaking, what, self.caller)) as chunks:
            async for chunk in chunks:
                self._digest.update(chunk.data)
                data: dict[str, Any] = {"audio": chunk.data.hex(), "status": GOING_ON}
                await self.tell("task_continued", data=data, is_final=False)
        facts = {**speaking.facts, **count_facts(request.text), "audio_format": request.audio.format}
        data = {"audio": "", "status": FINISHED, **await speaking.subtitle_field()}
        self._note(speaking)
        await self.tell("task_continued", data=data, is_final=True, extra_info=facts)

    async def tell(self, event: str, problem: Refused | Unfit | Broken | None = None, **more: Any) -> None:
        ids = {"session_id": self.caller.trace, "event": event, "trace_id": self.caller.trace}
        await self.caller.say({**ids, **more, "base_resp": resp_of(problem) if problem else base_resp()})

    def _following(self, request: SpeechRequest) -> SpeechRequest:
        """The text with the rest after it; from the second on without the header of its format."""
        if not request.manner["continuous"]:
            request = replace(request, text=f"{request.text}<#{REST / request.manner['speed']:.2f}#>")
        if self._said:
            bare = BARE.get(request.audio.format, request.audio.format)
            request = replace(request, audio=replace(request.audio, format=bare))
        return request

    def _note(self, speaking: Speaking) -> None:
        assert speaking.spoken is not None
        self._said += [sentence.text for sentence in speaking.spoken.sentences]
        self._milliseconds += speaking.spoken.info.audio_length

    async def _remember(self) -> None:
        call = self.caller.call
        if self._said:
            seconds = self._milliseconds / 1000
            await utterances.remember(call.account, self._digest.hexdigest(), self._said, seconds, call.now)


@conversation
async def native(caller: Conversation) -> None:
    """A conversation of events; an error ends it with `task_failed`."""
    session = Session(caller)
    try:
        await session.open()
        while await session.turn():
            pass
    except (Refused, Unfit, Broken) as problem:
        await session.tell("task_failed", problem)
    await caller.end()


@conversation
async def reference(caller: Conversation) -> None:
    """One request in; the audio in binary frames, then the figures or what went wrong in a JSON frame."""
    try:
        await caller.enter()
        body = await caller.hear(IDLE_SECONDS)
        request = read_request(body, REFERENCE_LIVE)
        what = await caller.trouble(body["text"])
        speaking = await begin(caller.call, request)
        async with aclosing(cut(speaking, what, caller)) as chunks:
            async for chunk in chunks:
                await caller.play(chunk.data)
        data = {"status": FINISHED, **await speaking.subtitle_field()}
        last = {"data": data, "extra_info": speaking.facts, "trace_id": caller.trace, "base_resp": base_resp()}
    except (Refused, Unfit, Broken) as problem:
        last = {"trace_id": caller.trace, "base_resp": resp_of(problem)}
    await caller.say(last)
    await caller.end()


async def check_voices(caller: Conversation, request: SpeechRequest) -> None:
    """Refuse a voice that does not exist before a text comes."""
    await voices.find_profile(caller.call.account, request.voices, caller.call.now)


async def cut(speaking: Speaking, what: str, caller: Conversation) -> AsyncGenerator[Chunk, None]:
    """The chunks that hold audio; `short` breaks the connection after three of them."""
    count = 0
    async with aclosing(speaking.chunks()) as chunks:
        async for chunk in chunks:
            if what == "short" and count == misfortune.PIECES_BEFORE_CUT:
                await caller.end(LOST)
                raise HungUp
            if chunk.data:
                count += 1
                yield chunk
