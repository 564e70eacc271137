"""Typed readers: nothing of a reply is believed before it passed one of these.

Each takes the object and a field's name and returns a bounded value, or None where the field may be
missing. What has the wrong type or size raises `Garbled`.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from studio.minimax.errors import Garbled

T = TypeVar("T")
DEPTH = 24
TEXT = 4096
URL = 8192
_ID = re.compile(r"[\w-]{1,128}", re.ASCII)
_SURROGATE_OR_NUL = re.compile("[\x00\ud800-\udfff]")


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(text)
    return number


_decoder = json.JSONDecoder(parse_constant=_no_constant, parse_float=_finite)


def read_object(raw: bytes) -> dict[str, Any]:
    """The body as a JSON object: at most 24 levels, finite numbers, and texts that any database can keep."""
    try:
        body = _decoder.decode(raw.decode())
    except (ValueError, RecursionError):
        raise Garbled from None
    if not isinstance(body, dict) or (raw.count(b"{") + raw.count(b"[") > DEPTH and _is_deep(body)):
        raise Garbled
    return _storable(body) if b"\\u" in raw else body


def _is_deep(body: object) -> bool:
    level = [body]
    for _ in range(DEPTH):
        level = [child for value in level for child in _children(value)]
    return bool(level)


def _children(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _storable(value: Any) -> Any:
    """Without NUL and lone surrogates: PostgreSQL keeps neither, and a paid reply must be kept."""
    if isinstance(value, str):
        return _SURROGATE_OR_NUL.sub("", value)
    if isinstance(value, dict):
        return {_storable(key): _storable(child) for key, child in value.items()}
    return [_storable(child) for child in value] if isinstance(value, list) else value


def read_id(body: Mapping[str, Any], name: str) -> str:
    r"""An id as text, `[\w-]{1,128}`; MiniMax writes the same id as a number here and as a text there."""
    found = find_id(body, name)
    if found is None:
        raise Garbled
    return found


def find_id(body: Mapping[str, Any], name: str) -> str | None:
    """The id, or None when it is missing, null, empty or 0 (MiniMax's way of saying: not yet)."""
    value = body.get(name)
    if isinstance(value, bool):
        raise Garbled
    if value in (None, "", 0, "0"):
        return None
    if isinstance(value, int) and value < 2**63:
        value = str(value)
    return check_id(value)


def check_id(value: object) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise Garbled
    return value


def find_text(body: Mapping[str, Any], name: str, limit: int = TEXT) -> str | None:
    value = body.get(name)
    if value in (None, ""):
        return None
    if not isinstance(value, str) or len(value) > limit:
        raise Garbled
    return value


def find_url(body: Mapping[str, Any], name: str) -> str | None:
    """An http or https address; whether it may be fetched is `safe_fetch`'s to say."""
    value = find_text(body, name, URL)
    if value is not None and not value.lower().startswith(("https://", "http://")):
        raise Garbled
    return value


def find_whole(body: Mapping[str, Any], name: str, most: int = 2**53) -> int | None:
    """A whole number from 0 to `most`; digits in a text count, since MiniMax mixes both."""
    value = body.get(name)
    if value in (None, ""):
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise Garbled
    return value


def find_number(body: Mapping[str, Any], name: str, most: float = 1e9) -> float | None:
    value = body.get(name)
    if value in (None, ""):
        return None
    if isinstance(value, str) and re.fullmatch(r"\d{1,15}(\.\d{1,15})?", value, re.ASCII):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise Garbled
    return float(value)


def find_moment(body: Mapping[str, Any], name: str) -> datetime | None:
    """A moment in UTC from seconds since 1970 or ISO 8601."""
    value = body.get(name)
    if isinstance(value, str) and not value.isdigit():
        try:
            moment = datetime.fromisoformat(value) if value else None
            return moment and moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
        except (ValueError, OverflowError):
            raise Garbled from None
    seconds = find_whole(body, name, most=2**33)
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def find_object(body: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, dict):
        raise Garbled
    return value


def read_objects(body: Mapping[str, Any], name: str, most: int = 10_000) -> list[dict[str, Any]]:
    """A list of objects; null counts as empty."""
    value = body.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > most or not all(isinstance(item, dict) for item in value):
        raise Garbled
    return value


def read_hex(value: str) -> bytes:
    try:
        return bytes.fromhex(value)
    except ValueError:
        raise Garbled from None


def fact(find: Callable[..., T | None], body: Mapping[str, Any], name: str, *bounds: Any) -> T | None:
    """What `find` makes of a field that is only told beside a result: an odd one counts as unknown, for a result that
    was paid for is not given up because of its figures."""
    try:
        return find(body, name, *bounds)
    except Garbled:
        return None
