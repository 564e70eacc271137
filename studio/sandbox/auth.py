"""Keys. `sandbox` and `sandbox-<8 to 64 characters>` are good; each is an account of its own."""

import re
import time
from collections import deque

from django.conf import settings
from django.http import HttpRequest

from .errors import Refused
from .models import Account

_OWN = re.compile(r"sandbox-[A-Za-z0-9_-]{8,64}")
_LIKE_A_KEY = re.compile(r"(sk-|eyJ|sandbox-)[A-Za-z0-9._-]{4,}")
_calls: dict[str, deque[float]] = {}
REMEMBERED = 1000


async def find_account(request: HttpRequest) -> Account:
    """The account of the bearer key. Refuses with 1004 (missing, invented) or 2049 (well-formed, wrong)."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    key = key.strip()
    if scheme.lower() != "bearer" or not key:
        raise Refused(1004)
    if key != getattr(settings, "SANDBOX_KEY", "sandbox") and not _OWN.fullmatch(key):
        raise Refused(2049 if _LIKE_A_KEY.fullmatch(key) else 1004)
    _count(key)
    return (await Account.objects.aget_or_create(key=key))[0]


def _count(key: str) -> None:
    """Refuse with 1002 when the key called more often in the last minute than its limit."""
    now = time.monotonic()
    if len(_calls) > REMEMBERED:
        _calls.clear()
    calls = _calls.setdefault(key, deque())
    while calls and calls[0] < now - 60:
        calls.popleft()
    if len(calls) >= int(getattr(settings, "SANDBOX_RPM", 600)):
        raise Refused(1002)
    calls.append(now)
