"""What a log line may not hold: keys, cookies, addresses of public links, and characters that forge another line."""

import logging
import re
from typing import Any

SECRETS = re.compile(
    r"(?i)(bearer\s+|x-api-key[\"':= ]+|cookie[\"':= ]+|key=)[^\s\"',;]+"
    r"|(?<=/share/)[^\s/?#\"'<>]+"
    r"|\bsk-[\w-]{6,}|\bsandbox-[\w-]{8,}|\bgAAAA[\w=-]{20,}"
)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def sieve(text: str) -> str:
    return CONTROL.sub(lambda c: f"\\x{ord(c[0]):02x}", SECRETS.sub("[hidden]", text))


class Discreet(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = sieve(record.getMessage()).replace("\n", "\\n"), ()
        return True


class Line(logging.Formatter):
    """A traceback quotes what it met: it passes the same sieve, indented, so that no line of it looks like ours."""

    def formatException(self, ei: Any) -> str:
        return sieve(super().formatException(ei)).replace("\n", "\n    ")
