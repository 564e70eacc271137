"""The time of a request: now, moved by its `Sandbox-Clock: +3600` header (seconds, at most a year)."""

import re
import time
from datetime import UTC, datetime

from django.http import HttpRequest

from .errors import InvalidParams

YEAR = 366 * 24 * 3600


def moment(request: HttpRequest) -> float:
    """Seconds since 1970 by this request's clock."""
    return moved_by(request.headers.get("Sandbox-Clock", ""))


def moved_by(header: str) -> float:
    """Now, moved by the header's seconds."""
    moved = header.strip()
    if not moved:
        return time.time()
    if not re.fullmatch(r"[+-]?\d{1,9}(\.\d{1,3})?", moved) or abs(float(moved)) > YEAR:
        raise InvalidParams("Sandbox-Clock must be seconds between -31622400 and +31622400")
    return time.time() + float(moved)


def iso(when: float) -> str:
    return datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
