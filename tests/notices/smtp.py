"""A mail server of a few lines, for tests: keeps what it is sent, and refuses whom it is told to refuse."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Conversation(socketserver.StreamRequestHandler):
    server: "MailServer"

    def handle(self) -> None:
        self.server.lines += 1
        self.say("220 here")
        while words := self.rfile.readline().decode().strip():
            verb = words[:4].upper()
            if verb == "RCPT" and any(name in words for name in self.server.refused):
                self.say("550 nobody of that name")
            elif verb == "DATA":
                self.say("354 go on")
                self.server.kept.append("".join(iter(lambda: self.rfile.readline().decode(), ".\r\n")))
                self.say("250 kept")
            else:
                self.say("221 bye" if verb == "QUIT" else "250 fine")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.kept: list[str] = []
        self.refused: set[str] = set()
        self.lines = 0


@contextmanager
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()
