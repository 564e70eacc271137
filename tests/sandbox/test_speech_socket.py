"""Speech over sockets: MiniMax's events, and the reference's one request."""

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from studio.sandbox import speech_socket
from studio.sandbox.conversation import Conversation, conversation
from studio.sandbox.errors import Refused
from tests.sandbox.asking import Asker
from tests.sandbox.speaking import FEMALE, MODEL, native, reference, seconds, speak

EVENTS, PLAIN = "/ws/v1/t2a_v2", "/v1/tts/stream"
START = {"event": "task_start", "model": MODEL, "voice_setting": {"voice_id": FEMALE}}


@contextmanager
def socket(ask: Asker, path: str, token: bool = False, root: str = "", **headers: str) -> Iterator[ClientConnection]:
    key = ask.api.headers["authorization"].removeprefix("Bearer ")
    address = "ws" + (root or str(ask.api.base_url)).rstrip("/").removeprefix("http") + path
    more = {} if token else {"Authorization": f"Bearer {key}"}
    with connect(
        address + (f"?token={key}" if token else ""), additional_headers={**more, **headers}, proxy=None
    ) as line:
        yield line


def told(line: ClientConnection) -> dict[str, Any]:
    return json.loads(line.recv(timeout=10))


def tell(line: ClientConnection, **message: Any) -> None:
    line.send(json.dumps(message))


@contextmanager
def started(ask: Asker, headers: dict[str, str] | None = None, **settings: Any) -> Iterator[ClientConnection]:
    with socket(ask, EVENTS, **(headers or {})) as line:
        assert told(line)["event"] == "connected_success"
        tell(line, **{**START, **settings})
        assert told(line)["event"] == "task_started"
        yield line


def said(line: ClientConnection, text: str) -> tuple[bytes, dict[str, Any]]:
    """The text's audio and the last event."""
    tell(line, event="task_continue", text=text)
    audio = b""
    while True:
        event = told(line)
        assert event["event"] == "task_continued", event
        audio += bytes.fromhex(event["data"]["audio"])
        if event["is_final"]:
            return audio, event
        assert "extra_info" not in event


def closed_with(line: ClientConnection) -> int:
    with pytest.raises(ConnectionClosed):
        line.recv(timeout=10)
    assert line.close_code is not None
    return line.close_code


def test_it_speaks_text_after_text_and_says_when_it_is_done(ask: Asker) -> None:
    with started(ask) as line:
        first, end = said(line, "Good morning.")
        assert end["extra_info"]["usage_characters"] == 13
        assert end["extra_info"]["audio_size"] == len(first)
        second, end = said(line, "How are you?")
        tell(line, event="task_finish")
        last = told(line)
        assert (last["event"], last["base_resp"]["status_code"]) == ("task_finished", 0)
        assert closed_with(line) == 1000
    assert seconds(first + second) == pytest.approx(seconds(first) + seconds(second), abs=0.1)
    heard = ask.api.post("/v1/speech_to_text", data={"model": "asr-1.0"}, files={"file": ("a.mp3", first + second)})
    assert heard.json()["text"] == "Good morning. How are you?"


def test_texts_are_worked_off_in_their_order(ask: Asker) -> None:
    with started(ask) as line:
        for text in ("One.", "Two and a half.", "Three."):
            tell(line, event="task_continue", text=text)
        tell(line, event="task_finish")
        events = [told(line)]
        while events[-1]["event"] != "task_finished":
            events.append(told(line))
    counts = [event["extra_info"]["usage_characters"] for event in events if event.get("is_final")]
    assert counts == [4, 15, 6]


@pytest.mark.parametrize("format", ["wav", "pcmu_wav", "pcm"])
def test_a_session_is_one_file(ask: Asker, format: str) -> None:
    with started(ask, audio_setting={"format": format, "sample_rate": 16000}) as line:
        (first, end), (second, later) = said(line, "Hello."), said(line, "Hello.")
        assert (b"RIFF" in first, b"RIFF" in second) == (format != "pcm", False)
        assert end["extra_info"]["audio_format"] == later["extra_info"]["audio_format"] == format


def test_continuous_sound_leaves_out_the_rest_between_texts(ask: Asker) -> None:
    lengths = []
    for continuous in (False, True):
        with started(ask, continuous_sound=continuous) as line:
            lengths.append(said(line, "Good morning.")[1]["extra_info"]["audio_length"])
    assert lengths[0] - lengths[1] == pytest.approx(320, abs=5)


def test_empty_and_long_texts_are_skipped_and_the_line_lives_on(ask: Asker) -> None:
    with started(ask) as line:
        for text, code in (("", 2203), ("   ", 2203), ("a" * 10_000, 2204)):
            tell(line, event="task_continue", text=text)
            event = told(line)
            assert (event["event"], event["base_resp"]["status_code"]) == ("task_failed", code)
        assert said(line, "Still here.")[0]


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        ([{"event": "task_continue", "text": "too early"}], 2202),
        ([{"event": "task_finish"}], 2202),
        ([{"event": "sing"}], 2202),
        ([{}], 2202),
        ([START, START], 2202),
        ([{**START, "voice_setting": {"voice_id": "nobody"}}], 2054),
        ([{**START, "model": "x"}], 2013),
        ([{**START, "audio_setting": {"sample_rate": 1}}], 2013),
        ([START, {"event": "task_continue", "text": "Hello <#0#>"}], 2013),
        ([START, {"event": "task_continue", "text": "\u200b\u200bab"}], 1042),
        ([START, {"event": "task_continue", "text": "Hello sandbox:refuse"}], 1026),
        ([START, {"event": "task_continue", "text": "Hello sandbox:fail"}], 1027),
    ],
)
def test_an_error_ends_the_task(ask: Asker, messages: list[dict], code: int) -> None:
    with socket(ask, EVENTS) as line:
        told(line)
        for message in messages:
            tell(line, **message)
        event = told(line)
        if event["event"] == "task_started":
            event = told(line)
        assert (event["event"], event["base_resp"]["status_code"]) == ("task_failed", code)
        assert closed_with(line) == 1000


@pytest.mark.parametrize("raw", ["{", "[]", "7", b"\xff\xfe", '{"a":"\\ud800"}'])
def test_it_refuses_what_is_no_json_object(ask: Asker, raw: str | bytes) -> None:
    with socket(ask, EVENTS) as line:
        told(line)
        line.send(raw)
        assert told(line)["base_resp"]["status_code"] == 2013
    with socket(ask, PLAIN) as line:
        line.send(raw)
        assert told(line)["base_resp"]["status_code"] == 2013
        assert closed_with(line) == 1000


@pytest.mark.parametrize(("key", "code"), [("", 1004), ("hello", 1004), ("sk-api-abcdefgh12345678", 2049)])
@pytest.mark.parametrize("path", [EVENTS, PLAIN])
def test_a_bad_key_is_let_in_and_told(sandbox_root: str, path: str, key: str, code: int) -> None:
    with connect(
        "ws" + sandbox_root.removeprefix("http") + path, additional_headers={"Authorization": f"Bearer {key}"}
    ) as line:
        message = told(line)
        assert message["base_resp"]["status_code"] == code
        assert (message.get("event") == "task_failed") == (path == EVENTS)
        assert closed_with(line) == 1000


class Line:
    """The other end of a socket in this process: what it was sent, and what it says after the handshake."""

    def __init__(self, *says: dict[str, Any]) -> None:
        self.sent: list[dict[str, Any]] = []
        self._says = [{"type": "websocket.connect"}, *says]

    async def receive(self) -> dict[str, Any]:
        if not self._says:
            await asyncio.sleep(60)
        return self._says.pop(0)

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    async def hold(self, app: Any) -> None:
        scope = {"type": "websocket", "path": EVENTS, "query_string": b"", "headers": [(b"host", b"localhost")]}
        async with asyncio.timeout(2):
            await app(scope, self.receive, self.send)


@pytest.mark.django_db
async def test_it_waits_for_a_while_only() -> None:
    """In this process, for the running one has the patience of two minutes."""

    async def impatient(caller: Conversation) -> None:
        with pytest.raises(Refused) as refused:
            await caller.hear(0.01)
        await caller.say({"code": refused.value.code})

    line = Line()
    await line.hold(conversation(impatient))
    assert [message["type"] for message in line.sent] == ["websocket.accept", "websocket.send"]
    assert json.loads(line.sent[1]["text"]) == {"code": 2201}
    assert speech_socket.IDLE_SECONDS == 120


@pytest.mark.django_db
async def test_a_conversation_ends_when_the_caller_hangs_up() -> None:
    ended = []

    async def endless(caller: Conversation) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(True)

    await Line({"type": "websocket.disconnect", "code": 1001}).hold(conversation(endless))
    assert ended == [True]


def test_one_request_brings_binary_frames_and_a_last_word(ask: Asker, sandbox_root: str) -> None:
    for root in (sandbox_root, sandbox_root.removesuffix("/sandbox")):
        for token in (False, True):
            with socket(ask, PLAIN, token, root) as line:
                tell(line, **reference("Streaming speech example"), audio_format="mp3")
                *audio, last = line
                assert closed_with(line) == 1000
            facts = json.loads(last)
            assert all(isinstance(part, bytes) for part in audio)
            assert facts["base_resp"]["status_code"] == 0
            assert facts["extra_info"]["audio_size"] == len(b"".join(audio))
            assert seconds(b"".join(audio)) == pytest.approx(facts["extra_info"]["audio_length"] / 1000, abs=0.1)


@pytest.mark.parametrize(("fields", "code"), [({"voice": "nobody"}, 2054), ({"pitch": 3}, 2013), ({"text": ""}, 2013),
                                              ({"text": "x sandbox:balance"}, 1008)])  # fmt: skip
def test_one_request_is_refused_in_one_frame(ask: Asker, fields: dict, code: int) -> None:
    with socket(ask, PLAIN) as line:
        tell(line, **{**reference(), **fields})
        (last,) = line
    assert json.loads(last)["base_resp"]["status_code"] == code


def test_subtitles_are_linked_from_a_socket(ask: Asker) -> None:
    with started(ask, subtitle_enable=True) as line:
        _, end = said(line, "Good morning.")
    assert end["data"]["subtitle_file"].startswith(str(ask.api.base_url).rstrip("/") + "/downloads/")
    assert [row["text"] for row in httpx.get(end["data"]["subtitle_file"]).json()] == ["Good morning."]


def test_headers_order_trouble_and_move_the_clock(ask: Asker) -> None:
    with started(ask, {"Sandbox-Misfortune": "throttle"}) as line:
        tell(line, event="task_continue", text="Hello.")
        assert told(line)["base_resp"]["status_code"] == 1002
    with pytest.raises(InvalidStatus) as refused, socket(ask, EVENTS, **{"Sandbox-Misfortune": "503"}):
        pass
    assert refused.value.response.status_code == 503
    with socket(ask, EVENTS, **{"Sandbox-Clock": "tomorrow"}) as line:
        assert told(line)["base_resp"]["status_code"] == 2013
    with started(ask) as line:
        tell(line, event="task_continue", text=f"{native()['text']} sandbox:short")
        for _ in range(3):
            told(line)
        assert closed_with(line) == 1011


def test_a_caller_who_hangs_up_frees_the_worker(ask: Asker) -> None:
    began = time.monotonic()
    with started(ask) as line:
        said(line, "The quick brown fox jumps over the lazy dog. " * 200)
    whole = time.monotonic() - began
    for _ in range(4):
        with started(ask) as line:
            tell(line, event="task_continue", text="The quick brown fox jumps over the lazy dog. " * 200)
            told(line)
    began = time.monotonic()
    speak(ask, native("Hello."))
    assert time.monotonic() - began < whole / 2
