"""Places where tests kill the process: `STUDIO_CRASH=<point>@<n>` dies at the n-th pass.

Honoured only with STUDIO_TEST_HOOKS=1; otherwise a pass costs one comparison.
"""

import asyncio
import os
import signal
from collections import Counter

from django.conf import settings

from studio import env

POINTS = (
    "before-mark",
    "after-mark",
    "during-submit",
    "answer-in-memory",
    "after-answer",
    "poll-success",
    "after-fetching",
    "mid-download",
    "file-in-place",
    "done",
)
_passes: Counter[str] = Counter()


def point_soon(name: str, seconds: float) -> None:
    """Pass the point a little later, in the middle of what is awaited next."""
    if settings.TEST_HOOKS:
        asyncio.get_running_loop().call_later(seconds, point, name)


def point(name: str) -> None:
    """Die here if the environment says so."""
    if not settings.TEST_HOOKS:
        return
    wanted, _, count = env.text("STUDIO_CRASH").partition("@")
    if wanted != name:
        return
    _passes[name] += 1
    if _passes[name] == int(count or 1):
        os.kill(os.getpid(), signal.SIGKILL)
