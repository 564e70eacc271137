"""One family for everything that can go wrong between the studio and MiniMax.

    MiniMaxError
    ├── NotConnected        nothing was written: name, refusal, TLS, connect or pool time-out   NOT_ACCEPTED
    ├── Throttled           MiniMax asks for patience; `retry_after` when it says for how long  NOT_ACCEPTED
    ├── Unclear             time-out, reset: nobody can say whether it was taken                UNKNOWN
    │   ├── Unavailable     MiniMax failed on its side (5xx and its own internal codes)
    │   └── Garbled         a reply that cannot be read
    └── Refused             MiniMax said no; asking again unchanged changes nothing             REFUSED
        ├── InvalidKey
        ├── NoPermission
        ├── BalanceSpent
        │   └── PlanSpent   the plan's quota, not money
        ├── InvalidRequest
        ├── ContentRefused
        ├── VoiceProblem    the sample, the prompt audio or the voice id
        ├── NotFound
        └── NotSent         this client said no before anything left
            ├── NotInDialect
            ├── OutOfRange
            └── Unprepared

`cause` (what happened and why) and `next_step` (what to do) are sentences for people, marked for
translation; `said` is MiniMax's own text. No text or repr holds a key.
"""

from enum import StrEnum


class Acceptance(StrEnum):
    """What a failed submit means for money (engine.md section 6).

    NOT_ACCEPTED: certainly not taken, may be sent again. REFUSED: certainly not taken, and sending it again
    would be refused again. UNKNOWN: it may have been taken and billed; never send it again unasked.
    """

    NOT_ACCEPTED = "not_accepted"
    REFUSED = "refused"
    UNKNOWN = "unknown"


def gettext_noop(text: str) -> str:
    """Mark a text for makemessages; whoever shows it translates it."""
    return text


class MiniMaxError(Exception):
    """`code`: `base_resp.status_code` or None. `http_status`: None when no reply came.
    `retryable`: the same request may well succeed within minutes."""

    acceptance = Acceptance.UNKNOWN
    cause = gettext_noop("Something went wrong between the studio and MiniMax.")
    next_step = gettext_noop("Try again in a few minutes.")
    retryable = False

    def __init__(
        self,
        cause: str = "",
        next_step: str = "",
        *,
        retryable: bool | None = None,
        code: int | None = None,
        http_status: int | None = None,
        trace_id: str = "",
        said: str = "",
        retry_after: float | None = None,
    ) -> None:
        self.cause = cause or self.cause
        self.next_step = next_step or self.next_step
        self.retryable = self.retryable if retryable is None else retryable
        self.code, self.http_status, self.trace_id = code, http_status, trace_id
        self.said, self.retry_after = said, retry_after
        super().__init__(self.cause)

    def __str__(self) -> str:
        facts = {"code": self.code, "http": self.http_status, "said": self.said, "trace": self.trace_id}
        known = ", ".join(f"{name} {value}" for name, value in facts.items() if value not in (None, ""))
        return f"{self.cause} ({known})" if known else self.cause


class NotConnected(MiniMaxError):
    """Nothing was written."""

    acceptance = Acceptance.NOT_ACCEPTED
    cause = gettext_noop("MiniMax could not be reached, so nothing was sent.")
    next_step = gettext_noop("Check the network and the connection's host; the studio tries again by itself.")
    retryable = True


class Throttled(MiniMaxError):
    """Too much at once. `retry_after` in seconds, None when MiniMax did not say."""

    acceptance = Acceptance.NOT_ACCEPTED
    cause = gettext_noop("MiniMax takes no more requests from this key for the moment.")
    next_step = gettext_noop("Wait a little; the studio tries again by itself.")
    retryable = True


class Unclear(MiniMaxError):
    """Sent, or partly sent, and no answer that says what became of it."""

    cause = gettext_noop("The line broke before MiniMax's answer arrived.")
    next_step = gettext_noop("Look whether MiniMax has the work before sending it again; it may be billed.")
    retryable = True


class Unavailable(Unclear):
    """MiniMax failed on its side."""


class Garbled(Unclear):
    """A reply that is not what MiniMax's pages promise."""

    cause = gettext_noop("MiniMax's answer could not be read.")
    next_step = gettext_noop("Look whether MiniMax has the work; if this repeats, check the host and the dialect.")


class Refused(MiniMaxError):
    acceptance = Acceptance.REFUSED
    cause = gettext_noop("MiniMax refused the request.")
    next_step = gettext_noop("Change the request and try again.")


class InvalidKey(Refused):
    pass


class NoPermission(Refused):
    pass


class BalanceSpent(Refused):
    pass


class PlanSpent(BalanceSpent):
    pass


class InvalidRequest(Refused):
    pass


class ContentRefused(Refused):
    pass


class VoiceProblem(Refused):
    pass


class NotFound(Refused):
    pass


class NotSent(Refused):
    """Refused by this client; nothing left the studio."""


class NotInDialect(NotSent):
    cause = gettext_noop("The connection's dialect has no such call.")
    next_step = gettext_noop("Use a connection with the official dialect for this.")


class OutOfRange(NotSent):
    """`said` names the field."""

    cause = gettext_noop("A value of this request is none that MiniMax could be asked for.")
    next_step = gettext_noop("Correct the field that is named below.")


class Unprepared(NotSent):
    cause = gettext_noop("A picture of this request is not in the form that the connection's dialect needs.")
    next_step = gettext_noop("Prepare the request first, or give the picture itself.")
