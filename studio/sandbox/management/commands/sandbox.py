"""Serve the sandbox alone: `manage.py sandbox --port 8400 --data var/sandbox`."""

import signal
import socket
import sys
from argparse import ArgumentParser
from typing import Any

import uvicorn
from django.core.management import call_command
from django.core.management.base import BaseCommand

from studio.sandbox import rendering
from studio.sandbox.asgi import build_application


class Server(uvicorn.Server):
    """Says where it is once it really listens, in one line that scripts may wait for."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if sockets and self.started:
            print(f"Sandbox ready on http://127.0.0.1:{sockets[0].getsockname()[1]}/sandbox", flush=True)


class Command(BaseCommand):
    help = "Serve MiniMax's offline twin alone, on this machine only."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8400, help="0 takes a free one")
        parser.add_argument("--data", default="var/sandbox", help="folder for its database and files")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: sys.exit(0))  # uvicorn raises the signal again when it is done
        listener = socket.create_server(("127.0.0.1", options["port"]))
        config = uvicorn.Config(
            build_application(),
            lifespan="off",
            access_log=False,
            log_level="warning",
            timeout_graceful_shutdown=1,
        )
        try:
            Server(config).run(sockets=[listener])
        finally:
            rendering.stop()
