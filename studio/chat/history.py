"""What a model is told: the branch that a reply belongs to, as MiniMax's messages."""

import json
import re

from studio.chat.models import Attachment, Conversation, Message
from studio.chat.models import ToolCall as CallRow
from studio.chat.tokens import OF_A_MESSAGE, OF_A_PICTURE, count_tokens
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


def messages_before(reply: Message) -> list[Message]:
    """Those that a reply answers, from the first on, with what belongs to each: four queries."""
    path = Tree(reply.conversation).path(reply.parent_id)
    rows = Message.objects.filter(pk__in=path).select_related("generation").defer("html", "words")
    by_pk = {row.pk: row for row in rows.prefetch_related("attachments__asset", "calls__asset")}
    return [by_pk[pk] for pk in path if pk in by_pk]


def build_turns(conversation: Conversation, before: list[Message], sees: bool, has_tools: bool = False) -> list[Turn]:
    """The conversation as MiniMax wants it. Blocking: it reads pictures.

    Thinking goes back only in the turn that uses tools, that is after the last thing that a person wrote (MiniMax's
    interleaved thinking); `sees`: does the model take pictures? To others they are named.
    """
    system = [conversation.system] if conversation.system.strip() else []
    if has_tools:
        system.append(MANNER_OF_TOOLS)
    turns = [Turn(Role.SYSTEM, "\n\n".join(system))] if system else []
    asked = max((at for at, row in enumerate(before) if not row.is_reply), default=0)
    for at, row in enumerate(before):
        turns += (
            _user_turns(row, sees)
            if not row.is_reply
            else _reply_turns(row, at > asked and bool(row.calls.all()), sees)
        )
    if before and before[-1].is_reply and not before[-1].calls.all():
        turns.append(Turn(Role.USER, GO_ON))
    return turns


def _user_turns(row: Message, sees: bool) -> list[Turn]:
    texts, sights = [row.text], []
    for beside in row.attachments.all():
        if beside.asset is None:
            texts.append(_file_text(beside))
        elif sees and (sight := read_picture(beside.asset)):
            sights.append(sight)
        elif sees:
            texts.append(GONE)
        else:
            texts.append(f"[A picture is attached that this model cannot see: {beside.asset.headline[:200]}]")
    return [Turn(Role.USER, "\n\n".join(text for text in texts if text), attachments=tuple(sights))]


def _file_text(beside: Attachment) -> str:
    return f"The file {beside.name or 'without a name'}:\n\n{beside.text}" if beside.text else GONE


def _reply_turns(row: Message, thinks: bool, sees: bool) -> list[Turn]:
    """A reply, then what its calls brought; pictures that it looked at are shown behind them, as a person would."""
    calls = list(row.calls.all())
    if not row.text and not calls:
        return []
    asked = tuple(as_sent(call) for call in calls)
    said = Turn(Role.ASSISTANT, row.text, tool_calls=asked, reasoning=row.reasoning if thinks else "")
    told = [Turn(Role.TOOL, call.result or "no result", tool_call_id=call.call_id) for call in calls]
    seen = tuple(sight for call in calls if sees and call.asset and (sight := read_picture(call.asset)))
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


def read_picture(asset: Asset) -> Sight | None:
    """None where its file is lost."""
    try:
        return Sight(content=storage.path_of(asset.key).read_bytes(), mime=asset.mime)
    except FileNotFoundError:
        return None


def count_before(conversation: Conversation, before: list[Message]) -> int:
    """About how many tokens the model will read. What MiniMax counted of an earlier reply is taken from there."""
    total = count_tokens(conversation.system)
    for row in before:
        if row.is_reply and row.prompt_tokens and row.completion_tokens:
            total = row.prompt_tokens + row.completion_tokens
        else:
            total += count_message(row)
    return total


def count_message(row: Message) -> int:
    beside = row.attachments.all() if row.pk else []
    pictures = sum(OF_A_PICTURE for one in beside if one.asset_id)
    files = sum(count_tokens(one.text) for one in beside)
    calls = sum(count_tokens(call.arguments + call.result) for call in row.calls.all()) if row.pk else 0
    return OF_A_MESSAGE + count_tokens(row.text) + pictures + files + calls
