"""Image replies (official.md 6)."""

import base64
import binascii

from studio.minimax import readers
from studio.minimax.bodies import REPLY_BYTES
from studio.minimax.errors import Garbled
from studio.minimax.faults import CODES
from studio.minimax.images import MadeImages
from studio.minimax.line import Reply
from studio.minimax.verdict import build_error

MOST = 32
ALL_SENSITIVE = 1027  # what no image at all means when some have failed


def read(reply: Reply) -> MadeImages:
    """The counters are text in MiniMax's sample and numbers in its schema."""
    data = readers.find_object(reply.body, "data") or {}
    counts = readers.find_object(reply.body, "metadata") or {}
    urls, contents = _texts(data, "image_urls"), _texts(data, "image_base64")
    failed = readers.fact(readers.find_whole, counts, "failed_count", MOST) or 0
    if not urls and not contents:
        raise build_error(CODES[ALL_SENSITIVE], trace_id=reply.trace_id) if failed else Garbled()
    kept = {**reply.body, "data": {"image_urls": urls}}
    return MadeImages(
        id=readers.find_text(reply.body, "id", 128) or "",
        urls=tuple(readers.find_url({"url": url}, "url") or "" for url in urls),
        contents=tuple(_decoded(content) for content in contents),
        succeeded=readers.fact(readers.find_whole, counts, "success_count", MOST) or len(urls) or len(contents),
        failed=failed,
        trace_id=reply.trace_id,
        reply=kept,
    )


def _texts(data: dict[str, object], name: str) -> list[str]:
    value = data.get(name) or []
    if not isinstance(value, list) or len(value) > MOST:
        raise Garbled
    if not all(isinstance(item, str) and 0 < len(item) <= REPLY_BYTES for item in value):
        raise Garbled
    return value


def _decoded(content: str) -> bytes:
    try:
        return base64.b64decode(content.partition(";base64,")[2] or content, validate=True)
    except (binascii.Error, ValueError):
        raise Garbled from None
