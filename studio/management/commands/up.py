"""`manage.py up`: lock, prepare, recover, serve, and print how to sign in."""

import socket
import sys
import webbrowser
from contextlib import AbstractContextManager, suppress
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError

from studio import env, lock

TAKEN, LOCKED = 2, 3


class Command(BaseCommand):
    help = "Start the studio: one process, everything in it."
    requires_system_checks = "__all__"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="where to listen (default: %(default)s)")
        parser.add_argument("--port", type=int, default=settings.PORT, help="0: a free one (default: %(default)s)")
        parser.add_argument("--open", action="store_true", help="open the browser")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            held = lock.take(settings.DATA)
        except lock.Locked:
            self.stderr.write(f"A studio is already running on {settings.DATA}. Stop it first, or set STUDIO_DATA.")
            sys.exit(LOCKED)
        with held, self.hold_database(), self.listen(options["host"], options["port"]) as listener:
            self.serve(listener, options["open"])

    def hold_database(self) -> AbstractContextManager[Any]:
        try:
            return lock.take_database()
        except lock.Locked:
            self.stderr.write("A studio is already running on this database. Stop it first, or set DATABASE_URL.")
        except OperationalError as error:
            self.stderr.write(f"The database of DATABASE_URL cannot be reached: {error}")
        sys.exit(LOCKED)

    def listen(self, host: str, port: int) -> socket.socket:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except (OSError, OverflowError) as error:
            why = getattr(error, "strerror", None) or error
            self.stderr.write(f"Cannot listen on {host}:{port} ({why}). Choose another with --port.")
            sys.exit(TAKEN)
        return listener

    def serve(self, listener: socket.socket, open_browser: bool) -> None:
        from studio.prepare import owner_link, prepare, receive_on_disk
        from studio.server import run, serve

        port = listener.getsockname()[1]
        if not env.text("STUDIO_SANDBOX_URL"):
            settings.SANDBOX_URL = f"http://127.0.0.1:{port}/sandbox"
        prepare()
        receive_on_disk()
        token = owner_link()
        address = settings.PUBLIC_URL or f"http://localhost:{port}"
        (settings.DATA / "address").write_text(address)
        link = f"{address}/accounts/link/{token}/" if token else f"{address}/"

        def ready() -> None:
            self.stdout.write(f"Studio is ready on {address}/")
            if token:
                self.stdout.write(f"Sign in as the owner (this link works once, for a day): {link}")
            self.stdout.flush()
            if open_browser:
                webbrowser.open(link)

        with suppress(KeyboardInterrupt):
            run(serve([listener], ready))
        self.stdout.write("Stopped.")
