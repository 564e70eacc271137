"""Chat as reference.md asks for it: MiniMax's native path, thinking in `<think>` before the text."""

from studio.minimax.chat import ChatRequest
from studio.minimax.dialects.shared import chat as shared
from studio.minimax.dialects.shared.chat import build_message, build_official_fields, build_tools
from studio.minimax.line import Call, json_body
from studio.minimax.terms import Unsaid, find_changes

HOTTEST = 1.0
read = shared.read
read_delta = shared.read_delta


def create(request: ChatRequest, stream: bool) -> Call:
    fields = {
        "model": request.model,
        "messages": [build_message(message, reasoning_apart=False) for message in request.messages],
        "temperature": _temperature(request.temperature),
        "max_tokens": request.max_tokens,
        "stream": stream,
        "top_p": request.top_p,
        "tools": build_tools(request.tools),
        **build_official_fields(request),
    }
    return shared.call("/v1/text/chatcompletion_v2", json_body(fields), request, stream)


def find_unsaid(request: ChatRequest) -> list[Unsaid]:
    """The reference's temperature goes from 0 to 1."""
    return find_changes({"temperature": request.temperature}, {"temperature": _temperature(request.temperature)})


def _temperature(wish: float | None) -> float | None:
    return None if wish is None else min(max(wish, 0.0), HOTTEST)
