"""From a reply to an error, or to the relief that there is none.

MiniMax says no in two ways (official.md 2): `base_resp` inside HTTP 200, and real statuses with an `error`
object. `base_resp` is looked at first.
"""

import re
from collections.abc import Mapping
from typing import Any

from studio.minimax import faults
from studio.minimax.errors import Garbled, MiniMaxError
from studio.minimax.faults import Fault

SAID = 300
INVALID = 2013
NO_RECORD = "record not found"  # V2's words for an unknown task, with HTTP 500
LONGEST_WAIT = 3600.0
_CODE_IN_BRACKETS = re.compile(r"\((\d{4,5})\)\s*$")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def find_problem(
    body: Mapping[str, Any], status: int, headers: Mapping[str, str], is_lookup: bool = False
) -> MiniMaxError | None:
    """The error that this reply tells of, or None. Pure. `is_lookup`: the call named one task or file."""
    code, said, kind = read_refusal(body)
    if code == 0 and status < 300:
        return None
    fault = _fault(code, status, kind)
    if is_lookup and (code == INVALID or said.lower().endswith(NO_RECORD)):
        fault = faults.STATUSES[404]
    if fault is None:
        return None
    return build_error(
        fault,
        code=code or None,
        http_status=status,
        trace_id=trace_of(body, headers),
        said=said,
        retry_after=_wait(headers.get("retry-after", "")),
    )


def build_error(fault: Fault, **facts: Any) -> MiniMaxError:
    return fault.kind(fault.cause, fault.next_step, retryable=fault.retryable, **facts)


def problem_of_task(body: Mapping[str, Any], code: int | None = None, said: str = "") -> MiniMaxError:
    """Why a task failed: its `base_resp` (or V2's `error`) code, else that MiniMax does not say."""
    if code is None:
        code, said, _kind = read_refusal(body)
    return build_error(faults.CODES.get(code or 0, faults.FAILED_TASK), code=code or None, said=clean(said))


def read_refusal(body: Mapping[str, Any]) -> tuple[int | None, str, str]:
    """(code, MiniMax's words, error.type). Code 0 says success, None says nothing."""
    base = body.get("base_resp")
    if isinstance(base, dict):
        code = base.get("status_code")
        if isinstance(code, bool) or not isinstance(code, int) or not 0 <= code < 10**6:
            raise Garbled
        if code or not isinstance(body.get("error"), dict):
            return code, clean(base.get("status_msg")), ""
    error = body.get("error")
    if isinstance(error, str) and error:
        return None, clean(error), "error"
    if not isinstance(error, dict) or not error:
        return None, "", ""
    said = clean(error.get("message"))
    found = _CODE_IN_BRACKETS.search(said)
    return int(found[1]) if found else None, said, str(error.get("type") or "error")[:60]


def clean(said: object) -> str:
    """MiniMax's words as one short line without control or direction characters."""
    return _UNPRINTABLE.sub(" ", said).strip()[:SAID] if isinstance(said, str) else ""


def trace_of(body: Mapping[str, Any], headers: Mapping[str, str]) -> str:
    found = headers.get("trace-id") or body.get("trace_id") or body.get("request_id") or ""
    return found if isinstance(found, str) and re.fullmatch(r"[\w-]{1,128}", found) else ""


def _fault(code: int | None, status: int, kind: str) -> Fault | None:
    if code in faults.CODES:
        return faults.CODES[code]
    by_status = faults.find_fault_of_status(status, kind)
    return by_status or (faults.UNKNOWN_CODE if code or kind else None)


def _wait(value: str) -> float | None:
    """Retry-After in seconds, at most an hour. A date instead of a number is rare enough to ignore."""
    return min(float(value), LONGEST_WAIT) if value.isascii() and value.isdigit() and len(value) < 9 else None
