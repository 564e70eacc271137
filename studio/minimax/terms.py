"""Words that several families of calls share: pictures and recordings given, tasks, wishes unsaid, sources."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path


class TaskStatus(StrEnum):
    PREPARING = "preparing"
    QUEUEING = "queueing"
    PROCESSING = "processing"
    SUCCESS = "success"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"

    @property
    def finished(self) -> bool:
        return self not in (TaskStatus.PREPARING, TaskStatus.QUEUEING, TaskStatus.PROCESSING)


@dataclass(frozen=True)
class Picture:
    """A picture by its bytes, by MiniMax's file id, or by a public address; bytes need `mime`."""

    content: bytes | None = field(default=None, repr=False)
    mime: str = "image/png"
    name: str = "picture.png"
    file_id: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Recording:
    """Audio, or a text to be spoken: by its bytes or where they lie, or by MiniMax's file id once uploaded."""

    content: bytes | Path | None = field(default=None, repr=False)
    mime: str = "audio/wav"
    name: str = "recording.wav"
    file_id: str | None = None


@dataclass(frozen=True)
class Unsaid:
    """A wish that the dialect changes or cannot utter. `sent` is what MiniMax gets, None for nothing."""

    field: str
    value: object
    sent: object = None


@dataclass(frozen=True)
class Source:
    """Where to download a result until `expires_at`. `headers` hold the key: send them to this address only,
    follow no redirect with them, write them nowhere."""

    url: str
    expires_at: datetime
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def authorized(self) -> bool:
        return bool(self.headers)


def find_changes(wished: Mapping[str, object], sent: Mapping[str, object]) -> list[Unsaid]:
    """The wishes that are not sent as they are; a wish of None is none."""
    return [
        Unsaid(name, wish, sent.get(name))
        for name, wish in wished.items()
        if wish is not None and wish != sent.get(name)
    ]
