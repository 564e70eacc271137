"""A MiniMax that counts: for crash points, answer classes and benches, where the sandbox is too honest.

It bills at receipt, answers slowly if asked, and remembers every create by its prompt and by the token in
its callback address. Speaks the video calls of both dialects, and streams speech and chat.
"""

import asyncio
import io
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qs

import uvicorn


@dataclass
class Upstream:
    answer_after: float = 0.0
    made_after: float = 0.5
    slow_download: float = 0.0
    misbehave: Any = None
    speech: "Speech" = field(default_factory=lambda: Speech())
    chat: "Chat" = field(default_factory=lambda: Chat())
    root: str = ""
    creates: Counter[str] = field(default_factory=Counter)
    tokens: Counter[str] = field(default_factory=Counter)
    tasks: dict[str, float] = field(default_factory=dict)
    moments: list[float] = field(default_factory=list)
    open_tasks: int = 0
    most_open: int = 0
    polls: int = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        path, method = scope["path"], scope["method"]
        body = b""
        while method == "POST":
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        if method == "POST" and path.endswith("/video_generation"):
            await self.create(json.loads(body), send)
        elif method == "POST" and path.endswith(("/tts", "/t2a_v2")):
            await self.speak(json.loads(body)["text"], send)
        elif method == "POST" and path.endswith(("/chat/completions", "/chatcompletion_v2")):
            await self.write(json.loads(body), send)
        elif path.endswith(".mp4"):
            await self.download(send)
        elif "/files/retrieve" in path:
            await answer(send, {"file": {"file_id": 1, "download_url": f"{self.root}/a.mp4"}, **OK})
        else:
            query = parse_qs(scope["query_string"].decode())
            task_id = query.get("task_id", [path.rsplit("/", 1)[-1]])[0]
            await self.query(task_id, send)

    async def create(self, request: dict[str, Any], send: Any) -> None:
        prompt = request.get("prompt", "")
        self.creates[prompt] += 1
        self.tokens[request.get("callback_url", "")] += 1
        self.moments.append(time.monotonic())
        if self.misbehave and await self.misbehave(prompt, send):
            return
        task_id = str(100_000_000_000_000 + len(self.tasks))
        self.tasks[task_id] = time.monotonic() + self.answer_after + self.made_after
        self.most_open = max(self.most_open, self.count_open())
        await asyncio.sleep(self.answer_after)
        await answer(send, {"task_id": task_id, "status": "Processing", "created_at": "2026-01-01T00:00:00Z", **OK})

    async def speak(self, text: str, send: Any) -> None:
        """One text as a stream of events, piece by piece as `speech` says."""
        self.creates[text] += 1
        self.moments.append(time.monotonic())
        if self.misbehave and await self.misbehave(text, send):
            return
        kind = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": kind})
        for number, piece in enumerate(self.speech.pieces):
            await self.speech.wait(number)
            self.speech.first.setdefault(text, time.monotonic())
            await send(event({"data": {"audio": piece.hex(), "status": 1}, **OK}))
        if self.speech.breaks:
            raise ConnectionResetError
        facts = {"usage_characters": self.speech.counted or len(text)}
        await send(event({"data": {"audio": "", "status": 2}, "extra_info": facts, **OK}))
        await send({"type": "http.response.body", "body": b""})

    async def write(self, request: dict[str, Any], send: Any) -> None:
        """One reply as a stream of events, as `chat` says; counted by the last thing that a person wrote."""
        said = [turn["content"] for turn in request["messages"] if turn["role"] == "user"]
        self.creates[str(said[-1])] += 1
        self.chat.asked.append(request)
        if self.misbehave and await self.misbehave(str(said[-1]), send):
            return
        kind = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": kind})
        for number, delta in enumerate(self.chat.deltas):
            await self.chat.wait(number)
            await send(event({"choices": [{"index": 0, "delta": delta}]}))
        await self.chat.wait(len(self.chat.deltas))
        if self.chat.breaks:
            raise ConnectionResetError
        await send(event({"choices": [{"index": 0, "delta": {}, "finish_reason": self.chat.finish}]}))
        await send(event({"choices": [], "usage": self.chat.usage, **OK}))
        await send({"type": "http.response.body", "body": b""})

    def count_open(self) -> int:
        now = time.monotonic()
        return sum(1 for end in self.tasks.values() if end > now)

    async def query(self, task_id: str, send: Any) -> None:
        self.polls += 1
        if task_id not in self.tasks:
            await answer(send, {"base_resp": {"status_code": 2013, "status_msg": "no such task"}}, 404)
        elif time.monotonic() < self.tasks[task_id]:
            await answer(send, {"task_id": task_id, "status": "Processing", **OK})
        else:
            done = {
                "status": "Success",
                "file_id": "1",
                "video_url": f"{self.root}/a.mp4",
                "width": 64,
                "height": 64,
            }
            await answer(send, {"task_id": task_id, **done, **OK})

    async def download(self, send: Any) -> None:
        film = tiny_film()
        headers = [(b"content-type", b"video/mp4"), (b"content-length", str(len(film)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for at in range(0, len(film), 1024):
            await send({"type": "http.response.body", "body": film[at : at + 1024], "more_body": True})
            await asyncio.sleep(self.slow_download)
        await send({"type": "http.response.body", "body": b""})


@dataclass
class Paced:
    """What comes piece by piece: `pause` seconds between them, the ones from `held_from` on only when `go` is set;
    `breaks` off before its end."""

    pause: float = 0.0
    held_from: int | None = None
    go: threading.Event = field(default_factory=threading.Event)
    breaks: bool = False

    async def wait(self, number: int) -> None:
        await asyncio.sleep(self.pause if number else 0)
        while self.held_from is not None and number >= self.held_from and not self.go.is_set():
            await asyncio.sleep(0.005)


@dataclass
class Speech(Paced):
    """How every text is spoken: in these pieces; it says that it `counted` so many characters. `first`: when each text
    was first heard, by the clock that all processes of a machine share."""

    pieces: list[bytes] = field(default_factory=lambda: tiny_sound())
    counted: int | None = None
    first: dict[str, float] = field(default_factory=dict)


@dataclass
class Chat(Paced):
    """How every reply is written: the deltas of its events, its finish reason and usage. `asked`: all requests."""

    deltas: list[dict[str, Any]] = field(
        default_factory=lambda: [{"content": word} for word in ("Storm ", "at ", "sea.")]
    )
    finish: str = "stop"
    usage: dict[str, Any] | None = field(
        default_factory=lambda: {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}
    )
    asked: list[dict[str, Any]] = field(default_factory=list)


OK = {"base_resp": {"status_code": 0, "status_msg": "success"}}


async def answer(send: Any, body: dict[str, Any], status: int = 200) -> None:
    content = json.dumps(body).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


def event(body: dict[str, Any]) -> dict[str, Any]:
    return {"type": "http.response.body", "body": b"data: " + json.dumps(body).encode() + b"\n\n", "more_body": True}


@contextmanager
def running_upstream(upstream: Upstream, port: int = 0) -> Iterator[Upstream]:
    """Serve it in a thread on a free port; `upstream.root` is its host root."""
    config = uvicorn.Config(upstream, host="127.0.0.1", port=port, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    upstream.root = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/sandbox"
    try:
        yield upstream
    finally:
        server.should_exit = True
        thread.join(10)


@cache
def tiny_film() -> bytes:
    """One second of 320 by 180, a few kilobytes, that opens."""
    import av
    import numpy as np

    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=12)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for number in range(12):
            picture = np.full((180, 320, 3), 20 * number, dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture)))
        container.mux(stream.encode())
    return file.getvalue()


@cache
def tiny_sound(codec: str = "libmp3lame", muxer: str = "mp3", seconds: int = 2, pieces: int = 8) -> list[bytes]:
    """A tone in so many pieces, cut anywhere; joined they open. Bare frames without a tag, as MiniMax's."""
    import av
    import numpy as np

    file, rate = io.BytesIO(), 32_000
    untagged = {"write_xing": "0", "id3v2_version": "0"} if muxer == "mp3" else {}
    with av.open(file, "w", format=muxer, options=untagged) as container:
        stream: Any = container.add_stream(codec, rate=rate, layout="mono")
        wave = 0.3 * np.sin(np.arange(seconds * rate) * 2 * np.pi * 220 / rate)
        samples = (wave * 32767).astype(np.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(samples, "s16", "mono")
        frame.sample_rate, frame.pts = rate, 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    whole = file.getvalue()
    size = -(-len(whole) // pieces)
    return [whole[at : at + size] for at in range(0, len(whole), size)]
