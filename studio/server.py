"""The embedded process: web server, supervisor and sockets in one event loop.

Order at start: recover, supervise, then accept. Order at the end: stop admitting, await the paid requests
that are out, drop polls, close sockets with 1012, leave. A second signal leaves at once.
"""

import asyncio
import gc
import socket
import sys
import warnings
from collections.abc import Callable, Coroutine
from types import FrameType
from typing import Any

import uvicorn
from django.conf import settings

from studio.generations.wires import close_wires
from studio.jobs.runner import set_runner
from studio.jobs.supervisor import Supervisor
from studio.library import pool
from studio.live.notify import bind

SOCKET_BYTES = 65536
# The loop and the threads of the database take turns; at Python's own 5 ms each query waits for as long as that while
# much is streamed.
SWITCH_SECONDS = 0.0005
# After how many new objects the collector looks at the young ones, and after how many such looks at the older ones.
# Python's own 700 are made by a part of a page.
GARBAGE = (5000, 10, 20)


class Server(uvicorn.Server):
    """uvicorn with one thing more: draining begins before its own shutdown."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self.on_ready = on_ready
        self.supervisor: Supervisor | None = None
        self.draining: asyncio.Task[None] | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The first signal drains and leaves with 0; the second leaves at once."""
        if self.draining is not None or self.supervisor is None:
            self.should_exit = self.force_exit = True
            return
        loop = self.supervisor.loop
        loop.call_soon_threadsafe(lambda: setattr(self, "draining", loop.create_task(self.leave())))

    async def leave(self) -> None:
        assert self.supervisor is not None
        await self.supervisor.drain()
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        # What is loaded by now is never garbage.
        gc.collect()
        gc.freeze()
        if self.started:
            self.on_ready()


# WhiteNoise sends files of some kilobytes by a sync iterator; Django says so once per start.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")


def run(main: Coroutine[Any, Any, None]) -> None:
    """Run it in uvloop where there is one (not on Windows)."""
    try:
        import uvloop
    except ImportError:
        asyncio.run(main)
        return
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main)


async def serve(sockets: list[socket.socket], on_ready: Callable[[], None]) -> None:
    """Run until a signal says stop."""
    loop = asyncio.get_running_loop()
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.set_threshold(*GARBAGE)
    bind(loop)
    supervisor = Supervisor(loop)
    set_runner(supervisor)
    config = uvicorn.Config(
        "studio.asgi:application",
        lifespan="off",
        ws="auto",
        ws_max_size=SOCKET_BYTES,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=30,
        proxy_headers=False,
        server_header=False,
        log_config=None,
        access_log=False,
    )
    server = Server(config, on_ready)
    server.supervisor = supervisor
    await supervisor.start()
    try:
        await server.serve(sockets)
    finally:
        if not server.force_exit:
            await supervisor.drain()
        await close_wires()
        pool.close()
        if settings.SANDBOX:
            from studio.sandbox import rendering

            rendering.stop()
