"""The typed client of MiniMax: requests in, results or one family of errors out.

It knows MiniMax and its two dialects. It knows no Django, no table, no team, and keeps nothing: connections
live in `Wires`, one per process and event loop, and a `MiniMax` is built from them wherever a key is at hand.
"""

from studio.minimax.client import MiniMax
from studio.minimax.dialects import Dialect
from studio.minimax.errors import (
    Acceptance,
    BalanceSpent,
    ContentRefused,
    Garbled,
    InvalidKey,
    InvalidRequest,
    MiniMaxError,
    NoPermission,
    NotConnected,
    NotFound,
    NotInDialect,
    NotSent,
    PlanSpent,
    Refused,
    Throttled,
    Unavailable,
    Unclear,
    Unprepared,
    VoiceProblem,
)
from studio.minimax.files import Content, FilePurpose, Files, RemoteFile
from studio.minimax.line import SUBMIT_SECONDS
from studio.minimax.video import (
    Picture,
    Source,
    Surface,
    TaskStatus,
    TemplateRequest,
    Unsaid,
    Video,
    VideoRequest,
    VideoTask,
)
from studio.minimax.wires import Wires, open_wires

__all__ = [
    "SUBMIT_SECONDS",
    "Acceptance",
    "BalanceSpent",
    "Content",
    "ContentRefused",
    "Dialect",
    "FilePurpose",
    "Files",
    "Garbled",
    "InvalidKey",
    "InvalidRequest",
    "MiniMax",
    "MiniMaxError",
    "NoPermission",
    "NotConnected",
    "NotFound",
    "NotInDialect",
    "NotSent",
    "Picture",
    "PlanSpent",
    "Refused",
    "RemoteFile",
    "Source",
    "Surface",
    "TaskStatus",
    "TemplateRequest",
    "Throttled",
    "Unavailable",
    "Unclear",
    "Unprepared",
    "Unsaid",
    "Video",
    "VideoRequest",
    "VideoTask",
    "VoiceProblem",
    "Wires",
    "open_wires",
]
