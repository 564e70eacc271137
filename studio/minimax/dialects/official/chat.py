"""Chat on MiniMax's OpenAI-compatible surface, the one that its newer models are documented for (official.md 3.3)."""

from studio.minimax.chat import ChatRequest
from studio.minimax.dialects.shared import chat as shared
from studio.minimax.dialects.shared.chat import build_message, build_official_fields, build_tools
from studio.minimax.line import Call, json_body
from studio.minimax.terms import Unsaid, find_changes

# The reference's name of the fast variant is the older one (mapping.md 3).
RENAMED = {"MiniMax-M2.1-lightning": "MiniMax-M2.1-highspeed"}
HOT_MODELS, HOTTEST = ("MiniMax-M3",), 2.0
COLDEST_OLDER, HOTTEST_OLDER = 0.01, 1.0
read = shared.read
read_delta = shared.read_delta


def create(request: ChatRequest, stream: bool) -> Call:
    """Reasoning is asked for in a field of its own, so that no tag has to be looked for."""
    fields = {
        "model": RENAMED.get(request.model, request.model),
        "messages": [build_message(message, reasoning_apart=True) for message in request.messages],
        "temperature": _temperature(request),
        "top_p": request.top_p,
        "max_completion_tokens": request.max_tokens,
        "tools": build_tools(request.tools),
        **build_official_fields(request),
        "reasoning_split": True,
        "stream": stream,
        "stream_options": {"include_usage": True} if stream else None,
    }
    return shared.call("/v1/chat/completions", json_body(fields), request, stream)


def find_unsaid(request: ChatRequest) -> list[Unsaid]:
    return find_changes({"temperature": request.temperature}, {"temperature": _temperature(request)})


def _temperature(request: ChatRequest) -> float | None:
    """The nearest that the model takes: 0 to 2 for M3 and newer, above 0 to 1 for older ones (mapping.md 3)."""
    if request.temperature is None:
        return None
    if request.model.startswith(HOT_MODELS):
        return min(max(request.temperature, 0.0), HOTTEST)
    return min(max(request.temperature, COLDEST_OLDER), HOTTEST_OLDER)
