"""What each code and status of MiniMax means, in words for people.

Sources: official.md 2.1 (`CODES`), reference.md "Error Codes" and official.md 2 (`STATUSES`, `TYPES`).
"""

from dataclasses import dataclass

from studio.minimax import errors
from studio.minimax.errors import MiniMaxError, gettext_noop


@dataclass(frozen=True)
class Fault:
    """`retryable` None: as its class says."""

    kind: type[MiniMaxError]
    cause: str
    next_step: str
    retryable: bool | None = None


CODES: dict[int, Fault] = {
    1000: Fault(
        errors.Unavailable,
        gettext_noop("MiniMax met an error that it does not explain."),
        gettext_noop("Look whether the work arrived, then try again in a few minutes."),
    ),
    1001: Fault(
        errors.Unavailable,
        gettext_noop("MiniMax ran out of time on its side."),
        gettext_noop("Look whether the work arrived, then try again; a shorter request is quicker."),
    ),
    1002: Fault(
        errors.Throttled,
        gettext_noop("This key has used up its requests for this minute."),
        gettext_noop("Wait a minute; the studio tries again by itself."),
    ),
    1004: Fault(
        errors.InvalidKey,
        gettext_noop("MiniMax does not accept this key: it is missing, wrong, or belongs to another region."),
        gettext_noop("Check the key of this connection, and that its host is of the key's region."),
    ),
    1008: Fault(
        errors.BalanceSpent,
        gettext_noop("The balance of the MiniMax account is too low."),
        gettext_noop("Top up the account at MiniMax, then start this again."),
    ),
    1013: Fault(
        errors.Unavailable,
        gettext_noop("A service inside MiniMax failed."),
        gettext_noop("Look whether the work arrived, then try again in a few minutes."),
    ),
    1024: Fault(
        errors.Unavailable,
        gettext_noop("MiniMax had an internal error."),
        gettext_noop("Look whether the work arrived, then try again in a few minutes."),
    ),
    1026: Fault(
        errors.ContentRefused,
        gettext_noop("MiniMax judged the text or the picture to be sensitive."),
        gettext_noop("Reword the prompt or take another picture."),
    ),
    1027: Fault(
        errors.ContentRefused,
        gettext_noop("MiniMax judged the result to be sensitive and keeps it back."),
        gettext_noop("Reword the prompt so that it leads elsewhere."),
    ),
    1028: Fault(
        errors.PlanSpent,
        gettext_noop("The quota of the MiniMax plan is used up."),
        gettext_noop("Move to a larger plan at MiniMax, or use a pay-as-you-go key."),
    ),
    1030: Fault(
        errors.PlanSpent,
        gettext_noop("The MiniMax plan has no quota left for this kind of work."),
        gettext_noop("Move to a larger plan at MiniMax, or use a pay-as-you-go key."),
    ),
    1033: Fault(
        errors.Unavailable,
        gettext_noop("A system that MiniMax depends on failed."),
        gettext_noop("Look whether the work arrived, then try again in a few minutes."),
    ),
    1039: Fault(
        errors.Throttled,
        gettext_noop("This key has used up its tokens for this minute."),
        gettext_noop("Wait a minute; shorter texts use fewer tokens."),
    ),
    1041: Fault(
        errors.Throttled,
        gettext_noop("Too many connections to MiniMax are open with this key."),
        gettext_noop("Let running work end first; if it stays, ask MiniMax for a higher limit."),
    ),
    1042: Fault(
        errors.InvalidRequest,
        gettext_noop("More than a tenth of the text is invisible or illegal characters."),
        gettext_noop("Paste the text as plain text and remove odd characters."),
    ),
    1043: Fault(
        errors.VoiceProblem,
        gettext_noop("What is spoken in the sample differs too much from the text given for checking."),
        gettext_noop("Record the sample again, or correct the text."),
    ),
    1044: Fault(
        errors.VoiceProblem,
        gettext_noop("The prompt audio and its text do not match."),
        gettext_noop("Write down exactly what is spoken in the prompt audio."),
    ),
    2013: Fault(
        errors.InvalidRequest,
        gettext_noop("MiniMax finds a value of this request not allowed."),
        gettext_noop("Read MiniMax's own words below, change that value and try again."),
    ),
    20132: Fault(
        errors.VoiceProblem,
        gettext_noop("MiniMax does not know this sample or this voice id."),
        gettext_noop("Upload the sample again and choose the voice anew."),
    ),
    2037: Fault(
        errors.VoiceProblem,
        gettext_noop("The voice sample is too short or too long."),
        gettext_noop("Use a sample of 10 seconds to 5 minutes."),
    ),
    2038: Fault(
        errors.NoPermission,
        gettext_noop("The MiniMax account may not clone voices, because it is not verified."),
        gettext_noop("Verify the account at MiniMax, then try again."),
    ),
    2039: Fault(
        errors.VoiceProblem,
        gettext_noop("A voice with this id exists already."),
        gettext_noop("Choose another voice id."),
    ),
    2042: Fault(
        errors.NoPermission,
        gettext_noop("This voice belongs to another MiniMax account."),
        gettext_noop("Choose a voice of your own or a system voice."),
    ),
    2045: Fault(
        errors.Throttled,
        gettext_noop("Requests with this key grew too fast."),
        gettext_noop("Wait a minute; the studio then sends them more evenly."),
    ),
    2048: Fault(
        errors.VoiceProblem,
        gettext_noop("The prompt audio is 8 seconds or longer."),
        gettext_noop("Cut the prompt audio to less than 8 seconds."),
    ),
    2049: Fault(
        errors.InvalidKey,
        gettext_noop("MiniMax does not know this key."),
        gettext_noop("Copy the key again from MiniMax into the connection; it may have been revoked."),
    ),
    2054: Fault(
        errors.VoiceProblem,
        gettext_noop("MiniMax has no voice with this id; an unused voice is deleted after 7 days."),
        gettext_noop("Choose another voice, or clone it again."),
    ),
    2056: Fault(
        errors.PlanSpent,
        gettext_noop("The MiniMax plan's limit for the current window of five hours is reached."),
        gettext_noop("Wait until the window ends, or use a pay-as-you-go key."),
    ),
    2061: Fault(
        errors.NoPermission,
        gettext_noop("The MiniMax plan does not include this model."),
        gettext_noop("Choose another model, or change the plan at MiniMax."),
    ),
    2201: Fault(
        errors.Unclear,
        gettext_noop("MiniMax closed the voice connection because nothing was said for a while."),
        gettext_noop("Start speaking again; a new connection opens by itself."),
    ),
    2202: Fault(
        errors.InvalidRequest,
        gettext_noop("MiniMax did not expect this message at this moment."),
        gettext_noop("Start the live speech again."),
    ),
    2203: Fault(
        errors.InvalidRequest,
        gettext_noop("A piece of text was empty, so MiniMax skipped it."),
        gettext_noop("Nothing to do; the next piece is spoken."),
    ),
    2204: Fault(
        errors.InvalidRequest,
        gettext_noop("A piece of text was too long, so MiniMax skipped it."),
        gettext_noop("Send it in pieces of less than 10,000 characters."),
    ),
    2205: Fault(
        errors.Throttled,
        gettext_noop("Too many live speech requests run with this key."),
        gettext_noop("Wait until one of them has ended."),
    ),
}

STATUSES: dict[int, Fault] = {
    400: Fault(
        errors.InvalidRequest,
        gettext_noop("MiniMax cannot work with the values of this request."),
        gettext_noop("Read MiniMax's own words below and correct the request."),
    ),
    401: Fault(
        errors.InvalidKey,
        gettext_noop("MiniMax did not let this key in."),
        gettext_noop("Check the key of this connection, and that its host is of the key's region."),
    ),
    402: Fault(
        errors.BalanceSpent,
        gettext_noop("The MiniMax account has not enough money for this."),
        gettext_noop("Top up the account at MiniMax, then start this again."),
    ),
    403: Fault(
        errors.NoPermission,
        gettext_noop("This key may not do this."),
        gettext_noop("Use a key with this right, or change the plan at MiniMax."),
    ),
    404: Fault(
        errors.NotFound,
        gettext_noop("MiniMax has nothing at this address: the task or file is gone, or the host is another one."),
        gettext_noop("Check the connection's host and dialect; files and tasks live for some days only."),
    ),
    413: Fault(
        errors.InvalidRequest,
        gettext_noop("The request is larger than MiniMax takes."),
        gettext_noop("Use smaller pictures or files."),
    ),
    422: Fault(
        errors.ContentRefused,
        gettext_noop("MiniMax judged the content to be sensitive."),
        gettext_noop("Reword the prompt or take another picture."),
    ),
    429: Fault(
        errors.Throttled,
        gettext_noop("MiniMax received too many requests with this key."),
        gettext_noop("Wait a little; the studio tries again by itself."),
    ),
    500: Fault(
        errors.Unavailable,
        gettext_noop("MiniMax failed while handling the request."),
        gettext_noop("Look whether the work arrived, then try again in a few minutes."),
    ),
    503: Fault(
        errors.Unavailable,
        gettext_noop("MiniMax is not available at the moment."),
        gettext_noop("Look whether the work arrived, then try again in some minutes."),
    ),
    529: Fault(
        errors.Unavailable,
        gettext_noop("MiniMax is overloaded."),
        gettext_noop("Look whether the work arrived, then try again when it is quieter."),
    ),
}

# `error.type` of the surfaces with real HTTP statuses; looked at when the status itself says nothing.
TYPES: dict[str, int] = {
    "authorized_error": 401,
    "authentication_error": 401,
    "bad_request_error": 400,
    "insufficient_balance_error": 402,
    "invalid_request_error": 413,
    "unprocessable_entity_error": 422,
    "rate_limit_error": 429,
    "server_error": 500,
    "overloaded_error": 529,
}

MOVED = Fault(
    errors.NotFound,
    gettext_noop("The host sends the studio to another address, which it does not follow."),
    gettext_noop("Enter the final host in the connection."),
)
UNKNOWN_CODE = Fault(
    errors.Unclear,
    gettext_noop("MiniMax answered with a code that this studio does not know."),
    gettext_noop("Read MiniMax's own words below and look whether the work arrived."),
)
FAILED_TASK = Fault(
    errors.Refused,
    gettext_noop("MiniMax could not make this and does not say why."),
    gettext_noop("Start it again, perhaps with a simpler prompt."),
    retryable=True,
)


def find_fault_of_status(status: int, kind: str = "") -> Fault | None:
    """The fault of an HTTP status, with `error.type` for statuses that are not listed. None for 2xx."""
    if 200 <= status < 300:
        return None
    if status in STATUSES or kind in TYPES:
        return STATUSES.get(status) or STATUSES[TYPES[kind]]
    if 300 <= status < 400:
        return MOVED
    # 408: the server grew tired of waiting for the rest; what it did with the first part is its secret.
    return STATUSES[400] if 400 <= status < 500 and status != 408 else STATUSES[500]
