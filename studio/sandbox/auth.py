"""Keys. `sandbox` and `sandbox-<8 to 64 characters>` are good; each is an account of its own."""

import math
import re
import time
from collections import deque

from django.conf import settings

from .errors import Refused
from .models import Account

_OWN = re.compile(r"sandbox-[A-Za-z0-9_-]{8,64}")
_LIKE_A_KEY = re.compile(r"(sk-|eyJ|sandbox-)[A-Za-z0-9._-]{4,}")
_calls: dict[str, deque[float]] = {}
REMEMBERED = 1000
WINDOW = 60.0


def bearer(header: str) -> str:
    """The key of an `Authorization: Bearer <key>` header, or ""."""
    scheme, _, key = header.partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


async def find_account(key: str) -> Account:
    """The account of a key. Refuses with 1004 (missing, invented) or 2049 (well-formed, wrong)."""
    if not key:
        raise Refused(1004)
    if key != getattr(settings, "SANDBOX_KEY", "sandbox") and not _OWN.fullmatch(key):
        raise Refused(2049 if _LIKE_A_KEY.fullmatch(key) else 1004)
    _count(key)
    return (await Account.objects.aget_or_create(key=key))[0]


def _count(key: str) -> None:
    """Refuse with 1002 when the key called more often in the last minute than its limit."""
    now = time.monotonic()
    calls = _calls.pop(key, deque())
    _calls[key] = calls  # the keys lie in the order of their last call
    if len(_calls) > REMEMBERED:
        del _calls[next(iter(_calls))]
    while calls and calls[0] < now - WINDOW:
        calls.popleft()
    if len(calls) >= int(getattr(settings, "SANDBOX_RPM", 600)):
        raise Refused(1002, retry_after=max(1, math.ceil(calls[0] + WINDOW - now)))
    calls.append(now)
