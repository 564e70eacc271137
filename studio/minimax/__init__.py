"""The typed client of MiniMax: requests in, results or one family of errors out.

It knows MiniMax and its two dialects. It knows no Django, no table, no team, and keeps nothing: connections
live in `Wires`, one per process and event loop, and a `MiniMax` is built from them wherever a key is at hand.
"""

from studio.minimax.audio import AudioStream
from studio.minimax.bundle import SpeechBundle, read_bundle
from studio.minimax.chat import (
    Attachment,
    Chat,
    ChatPiece,
    ChatReply,
    ChatRequest,
    ChatStream,
    Effort,
    Message,
    Role,
    Tool,
    ToolCall,
    Usage,
)
from studio.minimax.client import MiniMax
from studio.minimax.dialects import Dialect
from studio.minimax.embeddings import Embedded, EmbeddingKind, Embeddings
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
    OutOfRange,
    PlanSpent,
    Refused,
    Throttled,
    Unavailable,
    Unclear,
    Unprepared,
    VoiceProblem,
)
from studio.minimax.files import Content, FilePurpose, Files, RemoteFile
from studio.minimax.images import ImageRequest, Images, MadeImages
from studio.minimax.line import SUBMIT_SECONDS
from studio.minimax.models import ListedModel, Models
from studio.minimax.music import Lyrics, LyricsRequest, Music, MusicRequest, Song
from studio.minimax.speech import LiveSpeech, Speech, SpeechRequest, SpeechTask, Spoken, TimbreWeight, VoiceModify
from studio.minimax.terms import Picture, Recording, Source, TaskStatus, Unsaid
from studio.minimax.video import Surface, TemplateRequest, Video, VideoRequest, VideoTask
from studio.minimax.voices import ClonedVoice, CloneRequest, DesignedVoice, DesignRequest, Voice, VoiceKind, Voices
from studio.minimax.wires import Wires, open_wires

__all__ = [
    "SUBMIT_SECONDS",
    "Acceptance",
    "Attachment",
    "AudioStream",
    "BalanceSpent",
    "Chat",
    "ChatPiece",
    "ChatReply",
    "ChatRequest",
    "ChatStream",
    "CloneRequest",
    "ClonedVoice",
    "Content",
    "ContentRefused",
    "DesignRequest",
    "DesignedVoice",
    "Dialect",
    "Effort",
    "Embedded",
    "EmbeddingKind",
    "Embeddings",
    "FilePurpose",
    "Files",
    "Garbled",
    "ImageRequest",
    "Images",
    "InvalidKey",
    "InvalidRequest",
    "ListedModel",
    "LiveSpeech",
    "Lyrics",
    "LyricsRequest",
    "MadeImages",
    "Message",
    "MiniMax",
    "MiniMaxError",
    "Models",
    "Music",
    "MusicRequest",
    "NoPermission",
    "NotConnected",
    "NotFound",
    "NotInDialect",
    "NotSent",
    "OutOfRange",
    "Picture",
    "PlanSpent",
    "Recording",
    "Refused",
    "RemoteFile",
    "Role",
    "Song",
    "Source",
    "Speech",
    "SpeechBundle",
    "SpeechRequest",
    "SpeechTask",
    "Spoken",
    "Surface",
    "TaskStatus",
    "TemplateRequest",
    "Throttled",
    "TimbreWeight",
    "Tool",
    "ToolCall",
    "Unavailable",
    "Unclear",
    "Unprepared",
    "Unsaid",
    "Usage",
    "Video",
    "VideoRequest",
    "VideoTask",
    "Voice",
    "VoiceKind",
    "VoiceModify",
    "VoiceProblem",
    "Voices",
    "Wires",
    "open_wires",
    "read_bundle",
]
