"""One text while it is being spoken, and its events on a stream (official.md 4.1)."""

import hashlib
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import asdict
from typing import Any

from . import files, rendering, utterances, voices
from .conversation import resp_of
from .crew import Broken, Unfit
from .door import Call, data_line
from .errors import base_resp
from .facts import LINK_SECONDS_RESULT
from .sound import work
from .sound.profile import Profile
from .sound.speech import Speech, Subtitle
from .sound.work import Chunk, Spoken
from .speech_request import SpeechRequest, count_facts

GOING_ON, FINISHED = 1, 2  # `data.status`


class Speaking:
    """A text on its way out of a worker; its first chunk is there. The figures are there after the last."""

    def __init__(self, call: Call, request: SpeechRequest, pieces: Any, first: Chunk) -> None:
        self.call, self.request = call, request
        self._pieces, self._first = pieces, first
        self._digest = hashlib.sha256()
        self.spoken: Spoken | None = None

    async def chunks(self) -> AsyncGenerator[Chunk, None]:
        """Until the end; a caller who leaves earlier stops the work."""
        async with aclosing(self._pieces) as pieces:
            self._digest.update(self._first.data)
            yield self._first
            async for piece in pieces:
                if isinstance(piece, Spoken):
                    self.spoken = piece
                    continue
                self._digest.update(piece.data)
                yield piece
        await self._remember()

    async def close(self) -> None:
        await self._pieces.aclose()

    @property
    def facts(self) -> dict[str, Any]:
        """extra_info."""
        assert self.spoken is not None
        return {**asdict(self.spoken.info), **count_facts(self.request.text)}

    async def subtitle_field(self) -> dict[str, str]:
        """`subtitle_file`, if asked for: a link to the JSON list of sentences or words."""
        if not self.request.subtitles or self.spoken is None:
            return {}
        items = [item for sentence in self.spoken.sentences for item in subtitles_of(sentence, self.request.subtitles)]
        content = json.dumps(items, ensure_ascii=False).encode()
        file = await files.keep_result(self.call, content, "subtitles.json", "application/json")
        return {"subtitle_file": files.link(self.call, file, LINK_SECONDS_RESULT)}

    async def _remember(self) -> None:
        assert self.spoken is not None
        said = [sentence.text for sentence in self.spoken.sentences]
        seconds = self.spoken.info.audio_length / 1000
        await utterances.remember(self.call.account, self._digest.hexdigest(), said, seconds, self.call.now)


async def begin(call: Call, request: SpeechRequest, whole: bool = False) -> Speaking:
    """Let the text be spoken. What is wrong with it is refused here, before a reply has begun."""
    profile, own = await voices.find_profile(call.account, request.voices, call.now)
    speaking = await begin_with(call, request, profile, whole)
    await voices.note_use(own, call.now)
    return speaking


async def begin_with(call: Call, request: SpeechRequest, profile: Profile, whole: bool = False) -> Speaking:
    """The same with a voice that has no id yet."""
    speech = Speech(text=request.text, profile=profile, **request.manner)
    pieces = rendering.SPEAKERS.run(work.speech, speech, request.audio, whole)
    return Speaking(call, request, pieces, await anext(pieces))


async def lines(speaking: Speaking) -> AsyncIterator[bytes]:
    """Events of status 1 with audio; then one of status 2 with the figures and, unless excluded, the whole audio."""
    whole, request = bytearray(), speaking.request
    starting: list[dict[str, Any]] = []
    try:
        async with aclosing(speaking.chunks()) as chunks:
            async for chunk in chunks:
                if chunk.sentence and request.subtitles == "word_streaming":
                    starting += subtitles_of(chunk.sentence, "word")
                if not chunk.data:
                    continue
                if request.aggregated:
                    whole += chunk.data
                if len(whole) > work.WHOLE_BYTES:
                    raise Unfit("stream_options: the whole audio is larger than 256 MB; exclude it")
                yield data_line(_event(speaking, chunk.data, GOING_ON, {"subtitle": starting} if starting else {}))
                starting = []
        last = _event(speaking, bytes(whole), FINISHED, await speaking.subtitle_field())
        yield data_line({**last, "extra_info": speaking.facts})
    except (Unfit, Broken) as problem:
        yield data_line({"data": None, "trace_id": speaking.call.trace, "base_resp": resp_of(problem)})


def subtitles_of(sentence: Subtitle, kind: str) -> list[dict[str, Any]]:
    """The sentence, or each of its words, as in MiniMax's subtitle file."""
    return [sentence.to_json()] if kind == "sentence" else [word.to_json() for word in sentence.words]


def _event(speaking: Speaking, audio: bytes, status: int, more: dict[str, Any]) -> dict[str, Any]:
    data = {"audio": audio.hex(), "status": status, **more}
    return {"data": data, "trace_id": speaking.call.trace, "base_resp": base_resp()}
