"""Refusals, and the four ways in which they are said.

MiniMax's own paths answer HTTP 200 with `base_resp`; the paths that only the reference knows answer with the
HTTP status and the same body; the surfaces made for other vendors' clients answer with a real status and an
`error` object (official.md 2, mapping.md 12). Texts follow the live service where it was seen.
"""

import secrets
from enum import StrEnum
from typing import Any

from django.http import HttpResponse, JsonResponse


class Style(StrEnum):
    """How a path says no. OPENAI holds for `/v1/chat/completions`, `/v2/*` and `/v1/speech_to_text`."""

    NATIVE = "native"
    REFERENCE = "reference"
    OPENAI = "openai"
    ANTHROPIC = "anthropic"


TEXTS = {
    1000: "unknown error",
    1001: "request timeout",
    1002: "rate limit exceeded (RPM)",
    1004: "login fail: Please carry the API secret key in the 'Authorization' field of the request header (1004)",
    1008: "insufficient balance",
    1013: "internal service error",
    1024: "internal error",
    1026: "input new_sensitive",
    1027: "output new_sensitive",
    1028: "plan quota used up",
    1030: "plan quota used up",
    1033: "system error",
    1039: "token limit exceeded (TPM)",
    1041: "connection limit",
    1042: "invisible character ratio limit",
    1043: "asr similarity with text_validation too low",
    1044: "clone prompt audio and prompt text do not match",
    2013: "invalid params",
    20132: "invalid sample or voice_id",
    2037: "voice sample duration too short or too long",
    2038: "no cloning permission",
    2039: "voice_id already exists",
    2042: "no access to this voice_id",
    2045: "rate growth limit",
    2048: "prompt audio too long",
    2049: "invalid api key",
    2054: "voice id not exist",
    2056: "usage limit exceeded",
    2061: "model not supported by the current plan",
    2201: "connection closed after an idle timeout",
    2202: "event not allowed now",
    2203: "empty text skipped",
    2204: "text too long, skipped",
    2205: "request limit",
}
STATUSES = {
    400: {1026, 1027, 1042, 1043, 1044, 2013, 20132, 2037, 2039, 2048, 2054},
    401: {1004, 2049},
    402: {1008},
    403: {1028, 1030, 2038, 2042, 2061},
    429: {1002, 1039, 1041, 2045, 2056, 2205},
    503: {1001},
}
# Where the vendors' surfaces use another status than the reference (official.md 2).
VENDOR_STATUSES = {1026: 422, 1027: 422, 1028: 429, 1030: 429, 1001: 529}
OPENAI_TYPES = {
    400: "bad_request_error",
    401: "authorized_error",
    402: "insufficient_balance_error",
    413: "invalid_request_error",
    422: "unprocessable_entity_error",
    429: "rate_limit_error",
    529: "overloaded_error",
}
ANTHROPIC_TYPES = {
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    529: "overloaded_error",
}
RETRY_AFTER = 3


class Refused(Exception):
    """The call ends here. `status` is the HTTP status on paths that use statuses; `retry_after` in seconds."""

    def __init__(self, code: int, text: str = "", status: int = 0, retry_after: int = RETRY_AFTER) -> None:
        self.code = code
        self.text = text or TEXTS.get(code, f"error {code}")
        self.given_status = status
        self.retry_after = retry_after
        super().__init__(self.text)

    def status(self, style: Style) -> int:
        if self.given_status:
            return self.given_status
        if style in (Style.OPENAI, Style.ANTHROPIC) and self.code in VENDOR_STATUSES:
            return VENDOR_STATUSES[self.code]
        return next((status for status, codes in STATUSES.items() if self.code in codes), 500)


class InvalidParams(Refused):
    """2013, saying which field and why."""

    def __init__(self, text: str) -> None:
        super().__init__(2013, f"invalid params, {text}")


def unknown(field: str, value: object) -> InvalidParams:
    """A name that MiniMax does not have, or none at all."""
    if value in (None, ""):
        return InvalidParams(f"{field} is required")
    return InvalidParams(f"unknown {field} '{str(value)[:60]}'")


class NotFound(Refused):
    """An id that does not exist for this key: 2013 natively, 404 where statuses speak."""

    def __init__(self, text: str) -> None:
        super().__init__(2013, f"invalid params, {text}", status=404)


def base_resp(code: int = 0, text: str = "success") -> dict[str, Any]:
    return {"status_code": code, "status_msg": text}


def refusal(problem: Refused, style: Style, force_status: int = 0) -> HttpResponse:
    """The reply for a refusal in this path's style; `force_status` wins over every style."""
    status = force_status or (200 if style is Style.NATIVE else problem.status(style))
    reply = JsonResponse(refusal_body(problem, style, status), status=status)
    if status == 429 or problem.code in STATUSES[429]:
        reply["Retry-After"] = str(problem.retry_after)
    return reply


def refusal_body(problem: Refused, style: Style, status: int) -> dict[str, Any]:
    if style in (Style.NATIVE, Style.REFERENCE):
        return {"base_resp": base_resp(problem.code, problem.text)}
    text = problem.text if problem.text.endswith(f"({problem.code})") else f"{problem.text} ({problem.code})"
    if style is Style.OPENAI:
        fallback = "server_error" if status >= 500 else "bad_request_error"
        error = {"type": OPENAI_TYPES.get(status, fallback), "message": text, "http_code": str(status)}
    else:
        fallback = "api_error" if status >= 500 else "invalid_request_error"
        error = {"type": ANTHROPIC_TYPES.get(status, fallback), "message": text}
    return {"type": "error", "error": error, "request_id": secrets.token_hex(16)}
