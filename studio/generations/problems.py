"""What went wrong, as the row keeps it and people read it: happened, why, what to do, does again help."""

import errno
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from studio.generations.recipes import TaskFailed
from studio.minimax import BalanceSpent, InvalidKey, MiniMaxError, NoPermission, Throttled
from studio.web.safe_fetch import FetchFailed

UNWRITABLE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM}


@dataclass(frozen=True)
class Problem:
    """`account`: the next request would meet it too. `throttled`: slow down before trying again."""

    cause: str
    next_step: str
    retryable: bool
    code: int | None = None
    http_status: int | None = None
    trace_id: str = ""
    detail: str = ""
    account: bool = False
    throttled: bool = False

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> "Problem":
        known = {name: value for name, value in kept.items() if name in cls.__dataclass_fields__}
        return cls(**known)

    @property
    def cause_here(self) -> str:
        """The cause in the reader's language."""
        return _(self.cause) if self.cause else ""

    @property
    def next_step_here(self) -> str:
        return _(self.next_step) if self.next_step else ""


def is_of_account(error: MiniMaxError) -> bool:
    """Would the next request meet it too? A right that only one model or voice lacks would not (official.md 2.1)."""
    if isinstance(error, NoPermission):
        return error.code is None
    return isinstance(error, InvalidKey | BalanceSpent)


def problem_of(error: Exception) -> Problem:
    """A problem from whatever stopped a generation."""
    if isinstance(error, TaskFailed):
        return problem_of(error.why)
    if isinstance(error, MiniMaxError):
        return _of_minimax(error)
    if isinstance(error, FetchFailed):
        return Problem(
            cause=error.cause,
            next_step=error.next_step,
            retryable=error.retryable,
            http_status=error.http_status,
            detail=error.detail,
        )
    if isinstance(error, OSError):
        return _of_disk(error)
    return Problem(
        cause=str(error),
        next_step=gettext_noop("Try again. If something that you chose for it is meant, choose another."),
        retryable=True,
    )


def _of_minimax(error: MiniMaxError) -> Problem:
    return Problem(
        cause=error.cause,
        next_step=error.next_step,
        retryable=error.retryable,
        code=error.code,
        http_status=error.http_status,
        trace_id=error.trace_id or "",
        detail=error.said,
        account=is_of_account(error),
        throttled=isinstance(error, Throttled),
    )


def _of_disk(error: OSError) -> Problem:
    cause = gettext_noop("The studio could not write the file.")
    next_step = gettext_noop("It is tried again; its log says more.")
    if error.errno in UNWRITABLE:
        cause = gettext_noop("The studio's disk is full or cannot be written.")
        next_step = gettext_noop("Its administrator has to make room.")
    return Problem(cause=cause, next_step=next_step, retryable=True, detail=str(error))
