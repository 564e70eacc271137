"""Bytes that come with a request: from a data URL, a file id, `mm_file://` and a file id, or a link of our own.

The sandbox never opens a connection, so other addresses are refused.
"""

import asyncio
import base64
import binascii
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from . import store
from .downloads import find_linked
from .errors import InvalidParams
from .files import find_file, read_id
from .models import Account, new_id

_DATA = re.compile(r"data:([a-z]+)/([\w.+-]+);base64,", re.IGNORECASE)
MM_FILE = "mm_file://"


async def read_bytes(
    value: object, field: str, account: Account, now: float, *, kinds: dict[str, str], most: int
) -> bytes:
    """What is behind the value, at most one byte more than `most`. `kinds`: the data URLs allowed, as a main type
    and a pattern of subtypes: `{"image": "jpe?g|png|webp"}`."""
    if isinstance(value, str) and value[:5].lower() == "data:":
        return await asyncio.to_thread(_decoded, value, field, kinds, most)
    if isinstance(value, str) and value[:4].lower() == "http":
        file = await find_linked(value, account, now)
        if file is None:
            raise InvalidParams(f"{field}: the sandbox fetches nothing; send a data URL, a file id or its own link")
    else:
        bare = value.removeprefix(MM_FILE) if isinstance(value, str) else value
        file = await find_file(account, read_id(bare, field))
    return await asyncio.to_thread(_read, file.pk, most)


@asynccontextmanager
async def lent(data: bytes) -> AsyncIterator[str]:
    """The bytes as a file in the inputs folder, for a worker: its name there. Gone afterwards."""
    path = store.folder("inputs") / f"{new_id()}.lent"
    try:
        await asyncio.to_thread(path.write_bytes, data)
        yield path.name
    finally:
        path.unlink(missing_ok=True)


def _decoded(value: str, field: str, kinds: dict[str, str], most: int) -> bytes:
    head = _DATA.match(value)
    subtypes = kinds.get(head[1].lower()) if head else None
    if head is None or subtypes is None or not re.fullmatch(subtypes, head[2], re.IGNORECASE):
        known = " or ".join(f"data:{main}/..." for main in kinds)
        raise InvalidParams(f"{field}: a data URL must begin with {known};base64, and be of a kind that is taken here")
    if (len(value) - head.end()) * 3 // 4 > most + 2:
        raise InvalidParams(f"{field} must be smaller than {most // 1_000_000} MB")
    try:
        return base64.b64decode(value[head.end() :], validate=True)
    except (binascii.Error, ValueError):
        raise InvalidParams(f"{field} is not valid base64") from None


def _read(file_id: int, most: int) -> bytes:
    with store.file_path(file_id).open("rb") as file:
        return file.read(most + 1)
