"""Refusals, and the two ways in which MiniMax says them.

Official paths answer HTTP 200 with `base_resp`; the paths that only the reference knows answer with the
HTTP status and the same body. Texts follow the live service where it was seen.
"""

from typing import Any

from django.http import HttpResponse, JsonResponse

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
    1033: "system error",
    1039: "token limit exceeded (TPM)",
    1041: "connection limit",
    1042: "invisible character ratio limit",
    2013: "invalid params",
    2038: "no cloning permission",
    2049: "invalid api key",
    2056: "usage limit exceeded",
    2061: "model not supported by the current plan",
}
STATUSES = {
    400: {1026, 1027, 1042, 1043, 1044, 2013, 20132, 2037, 2039, 2048, 2054},
    401: {1004, 2049},
    402: {1008},
    403: {2038, 2042, 2061},
    429: {1002, 1039, 1041, 2045, 2056},
    503: {1001},
}
RETRY_AFTER = "3"


class Refused(Exception):
    """The call ends here. `status` is the HTTP status on reference-only paths."""

    def __init__(self, code: int, text: str = "", status: int = 0) -> None:
        self.code = code
        self.text = text or TEXTS.get(code, f"error {code}")
        self.status = status or next((s for s, codes in STATUSES.items() if code in codes), 500)
        super().__init__(self.text)


class InvalidParams(Refused):
    """2013, saying which field and why."""

    def __init__(self, text: str) -> None:
        super().__init__(2013, f"invalid params, {text}")


class NotFound(Refused):
    """An id that does not exist for this key: 2013 natively, 404 on reference-only paths."""

    def __init__(self, text: str) -> None:
        super().__init__(2013, f"invalid params, {text}", status=404)


def base_resp(code: int = 0, text: str = "success") -> dict[str, Any]:
    return {"status_code": code, "status_msg": text}


def refusal(problem: Refused, native: bool, force_status: int = 0) -> HttpResponse:
    """The reply for a refusal in this path's style; `force_status` wins over both styles."""
    status = force_status or (200 if native else problem.status)
    reply = JsonResponse({"base_resp": base_resp(problem.code, problem.text)}, status=status)
    if status == 429:
        reply["Retry-After"] = RETRY_AFTER
    return reply
