"""What came of the calls of a turn: read from the tools' answers, whichever shape they have."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .conversation import Asked, Turn
from .deeds import UUID, deed_of

MAKERS = {"image", "video", "song", "speech"}
_REFUSED = re.compile(
    r"\b(?:does not want|do not want|declined|refused by the (?:person|user)|denied|rejected)\b|不想要|拒绝了?",
    re.IGNORECASE,
)
_BEGUN = re.compile(
    r"\b(?:has begun|has started|queued|under way|in progress|processing|pending)\b|已(?:经)?开始|正在", re.IGNORECASE
)
_STOPPED = re.compile(r"\b(?:stopped|cancell?ed|aborted|interrupted)\b|已?取消|停止", re.IGNORECASE)
_FAILED = re.compile(
    r"^(?:error|not made|there is no|this cannot|cannot|could not|the arguments are not|the tool (?:broke|could not)"
    r"|this tool|no model|nobody knows|failed|invalid|unknown|\$[.:])"
    r"|\b(?:failed|broke|not allowed|could not be|cannot be)\b|失败|错误",
    re.IGNORECASE,
)
_WAITING = re.compile(
    r"queu|wait|ready|send|run|being|fetch|almost|process|pending|progress|等|正在|准备|即将", re.IGNORECASE
)
_PICTURE_URL = re.compile(r"https?://[^\s\"'<>)]+\.(?:png|jpe?g|webp)\b[^\s\"'<>)]*", re.IGNORECASE)
DEEPEST, MOST = 5, 60


@dataclass(frozen=True)
class Outcome:
    """`state`: made, begun, refused, stopped or failed; of tools that make nothing: told. `value`: of its JSON."""

    call: Asked
    text: str
    value: Any
    state: str

    @property
    def deed(self) -> str:
        return deed_of(self.call.name)

    @property
    def things(self) -> list[dict[str, Any]]:
        """The facts of each thing that it made or found."""
        given = self.value
        for name in ("results", "images", "items", "data", "voices", "assets"):
            if isinstance(given, dict) and isinstance(given.get(name), list):
                given = given[name]
        found: list[Any] = given if isinstance(given, list) else [given]
        return [one for one in found if isinstance(one, dict)][:MOST]

    @property
    def problem(self) -> str:
        """What was wrong, in the tool's words."""
        given = self.value if isinstance(self.value, dict) else {}
        said = next((given[name] for name in ("problem", "error", "message", "detail") if given.get(name)), "")
        said = said.get("message", "") if isinstance(said, dict) else said
        return str(said or ("" if self.value is not None else self.text)).strip()[:600]

    @property
    def pictures(self) -> list[str]:
        """The ids, or addresses, of its pictures, for other tools."""
        if self.state not in ("made", "told"):
            return []
        found = [str(one) for thing in _dicts(self.value) for one in _picture_names(thing, self.deed == "image")]
        if not found and self.deed == "image":
            found = _PICTURE_URL.findall(self.text) or re.findall(UUID, self.text, re.IGNORECASE)
        return list(dict.fromkeys(found))


def outcomes_of(turns: list[Turn], since: int = 0) -> list[Outcome]:
    """What came of every call that was answered in these turns, in the order of the answers."""
    asked = {call.id: call for turn in turns for call in turn.calls}
    return [
        _read(asked.get(turn.call_id, Asked(turn.call_id, "the tool", "{}")), turn.text)
        for turn in turns[since:]
        if turn.role == "tool"
    ]


def arguments_of(call: Asked) -> dict[str, Any]:
    found = parse(call.arguments)
    return found if isinstance(found, dict) else {}


def parse(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _read(call: Asked, text: str) -> Outcome:
    value = parse(text) if text.strip()[:1] in ("{", "[") else None
    state = _state_of_words(text, deed_of(call.name) in MAKERS) if value is None else _state_of_facts(value, call)
    return Outcome(call, text.strip(), value, state)


def _state_of_words(text: str, is_maker: bool) -> str:
    if _REFUSED.search(text[:300]):
        return "refused"
    if is_maker and _BEGUN.search(text) and not _FAILED.search(text):
        return "begun"
    if is_maker and _STOPPED.search(text):
        return "stopped"
    if _FAILED.search(text[:300]):
        return "failed"
    if is_maker:
        return "made" if _PICTURE_URL.search(text) or re.search(UUID, text, re.IGNORECASE) or not text else "failed"
    return "told"


def _state_of_facts(value: Any, call: Asked) -> str:
    given = value if isinstance(value, dict) else {}
    state = str(given.get("state") or given.get("status") or "")
    if given.get("problem") or (given.get("error") and not given.get("results")):
        return "failed"
    if deed_of(call.name) not in MAKERS:
        return "told"
    if given.get("results") or (
        value and "results" not in given and not _WAITING.search(state) and not _STOPPED.search(state)
    ):
        return "made"
    return "stopped" if _STOPPED.search(state) else "begun" if _WAITING.search(state) else "failed"


def _dicts(value: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Every object in it, the inner ones first: what was made stands inside the task that made it."""
    if depth > DEEPEST:
        return
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    for one in list(inner)[:MOST]:
        yield from _dicts(one, depth + 1)
    if isinstance(value, dict):
        yield value


def _picture_names(thing: Mapping[str, Any], is_picture: bool) -> list[Any]:
    kind = str(thing.get("kind") or thing.get("type") or "").lower()
    if kind and kind not in ("image", "picture", "photo"):
        return []
    if kind or (is_picture and "results" not in thing):
        return [
            thing[name] for name in ("id", "image_id", "asset_id", "file_id", "image_url", "url") if thing.get(name)
        ][:1]
    return [thing[name] for name in ("image_id", "image_url") if thing.get(name)][:1]
