"""What a model is told: the branch that a reply belongs to, as MiniMax's messages."""

import json
import re
from collections.abc import Callable, Iterable, Iterator

from studio.catalogue.models import Model
from studio.chat.abilities import has_tools as takes_tools
from studio.chat.abilities import sees as takes_pictures
from studio.chat.models import Attachment, Conversation, Message
from studio.chat.models import ToolCall as CallRow
from studio.chat.tokens import OF_A_MESSAGE, OF_A_TOOL, Size, count_tokens, size_of
from studio.chat.tools.base import Tool
from studio.chat.tools.registry import tools_of
from studio.chat.tree import Tree
from studio.library import storage
from studio.library.models import Asset
from studio.minimax import Attachment as Sight
from studio.minimax import Message as Turn
from studio.minimax import Role, ToolCall

MANNER_OF_TOOLS = (
    "You work in a studio where you can make pictures, clips, songs and speech with tools. What they make is shown to "
    "the person by itself: do not write links to it. A person may have to say yes to what costs money."
)
LONGEST_NAME = 64
GONE = "[A picture was here that is gone.]"
GO_ON = "Go on exactly where your last message stopped. Do not repeat anything of it."
# For counting, a picture need not be read.
A_PICTURE = Sight()

Look = Callable[[Attachment | CallRow], Sight | None]


def messages_before(reply: Message) -> list[Message]:
    """Those that a reply answers, from the first on, with what belongs to each: at most four queries."""
    path = Tree(reply.conversation).path(reply.parent_id)
    # What a person has just said is at hand.
    last = [reply.parent] if reply.parent is not None and reply.parent.is_known_bare else []
    keys = path[: len(path) - len(last)]
    rows = Message.objects.filter(pk__in=keys).select_related("generation").defer("html", "words")
    by_pk = {row.pk: row for row in rows.prefetch_related("attachments__asset", "calls__asset")} if keys else {}
    return [*(by_pk[pk] for pk in keys if pk in by_pk), *last]


def messages_to_count(path: list[int]) -> list[Message]:
    """Of a branch as much as counting needs: from the last reply on that MiniMax counted. At most four queries."""
    counted = Message.objects.filter(pk__in=path, prompt_tokens__gt=0, completion_tokens__gt=0)
    last = counted.order_by("-id").values_list("pk", flat=True).first()
    rows = Message.objects.filter(pk__in=path[path.index(last) :] if last else path).order_by("id")
    return list(rows.defer("html", "words").prefetch_related("attachments__asset", "calls__asset"))


def build_turns(conversation: Conversation, before: list[Message], sees: bool, has_tools: bool = False) -> list[Turn]:
    """The conversation as MiniMax wants it. Blocking: it reads pictures.

    Thinking goes back only in the turn that uses tools, that is after the last thing that a person wrote (MiniMax's
    interleaved thinking); `sees`: does the model take pictures? To others they are named.
    """
    turns = _system_turns(conversation, has_tools)
    for told in _turns_of_each(before, sees, _read):
        turns += told
    if goes_on(before):
        turns.append(Turn(Role.USER, GO_ON))
    return turns


def goes_on(before: list[Message]) -> bool:
    """Is it the rest of a reply that is asked for?"""
    return bool(before) and before[-1].is_reply and not before[-1].calls.all()


def _system_turns(conversation: Conversation, has_tools: bool) -> list[Turn]:
    system = [conversation.system] if conversation.system.strip() else []
    if has_tools:
        system.append(MANNER_OF_TOOLS)
    return [Turn(Role.SYSTEM, "\n\n".join(system))] if system else []


def _turns_of_each(before: list[Message], sees: bool, look: Look) -> Iterator[list[Turn]]:
    asked = max((at for at, row in enumerate(before) if not row.is_reply), default=0)
    for at, row in enumerate(before):
        yield (
            _user_turns(row, sees, look)
            if not row.is_reply
            else _reply_turns(row, at > asked and bool(row.calls.all()), sees, look)
        )


def _user_turns(row: Message, sees: bool, look: Look) -> list[Turn]:
    texts, sights = [row.text], []
    for beside in row.attachments.all():
        if beside.asset is None:
            texts.append(file_text(beside.name, beside.text))
        elif sees and (sight := look(beside)):
            sights.append(sight)
        elif sees:
            texts.append(GONE)
        else:
            texts.append(f"[A picture is attached that this model cannot see: {beside.asset.headline[:200]}]")
    return [Turn(Role.USER, join(texts), attachments=tuple(sights))]


def join(texts: Iterable[str]) -> str:
    """What a person says at once, as one text."""
    return "\n\n".join(text for text in texts if text)


def file_text(name: str, text: str) -> str:
    return f"The file {name or 'without a name'}:\n\n{text}" if text else GONE


def _reply_turns(row: Message, thinks: bool, sees: bool, look: Look) -> list[Turn]:
    """A reply, then what its calls brought; pictures that it looked at are shown behind them, as a person would."""
    calls = list(row.calls.all())
    if not row.text and not calls:
        return []
    asked = tuple(as_sent(call) for call in calls)
    said = Turn(Role.ASSISTANT, row.text, tool_calls=asked, reasoning=row.reasoning if thinks else "")
    told = [Turn(Role.TOOL, call.result or "no result", tool_call_id=call.call_id) for call in calls]
    seen = tuple(sight for call in calls if sees and call.asset_id and (sight := look(call)))
    shown = [Turn(Role.USER, "The picture that you looked at.", attachments=seen)] if seen else []
    return [said, *told, *shown]


def as_sent(call: CallRow) -> ToolCall:
    """A call as it goes back. MiniMax refuses (2013) names and arguments that are none, which models do write."""
    try:
        is_object = isinstance(json.loads(call.arguments), dict)
    except (ValueError, RecursionError):
        is_object = False
    name = re.sub(r"[^A-Za-z0-9_-]", "_", call.name)[:LONGEST_NAME] or "unnamed"
    return ToolCall(call.call_id, name, call.arguments if is_object else "{}")


def _read(row: Attachment | CallRow) -> Sight | None:
    return read_picture(row.asset) if row.asset else None


def read_picture(asset: Asset) -> Sight | None:
    """None where its file is lost."""
    try:
        return Sight(content=storage.path_of(asset.key).read_bytes(), mime=asset.mime)
    except FileNotFoundError:
        return None


# About how many tokens all of it has


def count_request(
    conversation: Conversation,
    before: list[Message],
    model: Model | None,
    is_compared: bool = False,
    ahead: Size | None = None,
) -> int:
    """About how many tokens a model reads when it is asked for a reply to `before`, and to what is said `ahead`."""
    total = count_branch(conversation, before, model, is_compared)
    if ahead is not None:
        return total + OF_A_MESSAGE + ahead.tokens
    return total + (OF_A_MESSAGE + count_tokens(GO_ON) if goes_on(before) else 0)


def count_branch(
    conversation: Conversation, before: list[Message], model: Model | None, is_compared: bool = False
) -> int:
    """The same of what has been said, with the system prompt and the tools.

    A reply that MiniMax counted stands for all before it: `before` may begin there (`messages_to_count`).
    """
    tools = {} if is_compared or not takes_tools(model) else tools_of(conversation)
    at = max((at for at, row in enumerate(before) if row.prompt_tokens and row.completion_tokens), default=None)
    told = list(_turns_of_each(before[at or 0 :], takes_pictures(model), lambda _row: A_PICTURE))
    with_tools = count_turns(_system_turns(conversation, bool(tools))) + count_tools(conversation, tools)
    if at is None:
        return with_tools + sum(map(count_turns, told))
    counted, (reply, *since) = before[at], told
    total = (counted.prompt_tokens or 0) + (counted.completion_tokens or 0)
    # It holds what was sent beside the messages, unless that was less than now.
    if counted.prompt_tokens < with_tools / 2:  # type: ignore[operator]
        total += with_tools
    elif counted.comparison:
        total += with_tools - count_turns(_system_turns(conversation, False))
    return total + count_turns(reply[1:]) + sum(map(count_turns, since))


def count_tools(conversation: Conversation, tools: dict[str, Tool]) -> int:
    """What is sent of them with each request: name, description and schema."""
    sent = [{tool.name: [tool.description, tool.schema(conversation.team)]} for tool in tools.values()]
    return sum(OF_A_TOOL + count_tokens(json.dumps(one, ensure_ascii=False)) for one in sent)


def count_turns(turns: list[Turn]) -> int:
    return sum(count_turn(turn) for turn in turns)


def count_turn(turn: Turn) -> int:
    calls = [f"{call.id}{call.name}{call.arguments}" for call in turn.tool_calls]
    text = "".join([turn.content, turn.reasoning, turn.tool_call_id or "", *calls])
    return OF_A_MESSAGE + size_of(text, len(turn.attachments)).tokens


def size_said(text: str, files: Iterable[tuple[str, str]] = (), pictures: int = 0) -> Size:
    """Of a message that is not kept yet; `files`: names and texts."""
    return size_of(join([text, *(file_text(name, told) for name, told in files)]), pictures)
