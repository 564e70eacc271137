"""How a model answers: one request for each reply, priced by what it reads and may write."""

from contextlib import AbstractAsyncContextManager
from typing import Any, ClassVar

from django.utils.translation import gettext_noop as _

from studio.chat import asking, rounds, titles
from studio.chat.asking import Asked
from studio.chat.models import Message
from studio.chat.prices import TalkRecipe
from studio.chat.tokens import count_tokens
from studio.chat.writing import Writing, finish
from studio.generations.models import Generation
from studio.jobs.db import look
from studio.library.examine import Unreadable
from studio.minimax import ChatReply, MiniMax

GONE = _("The message that this was to answer is gone.")


class ReplyRecipe(TalkRecipe):
    """A reply in a conversation."""

    kind: ClassVar[str] = "chat_reply"

    async def prepare(self, api: MiniMax, gen: Generation) -> Asked:
        return await look(put_together, gen)

    def stream(self, api: MiniMax, prepared: Asked) -> AbstractAsyncContextManager[Any]:
        return super().stream(api, prepared.take_request())

    def open(self, gen: Generation, prepared: Asked) -> Writing:
        return Writing(prepared.take_reply())

    def has_begun(self, gen: Generation) -> bool:
        reply = find_reply(gen)
        return reply is not None and bool(reply.text or reply.reasoning)

    def count_written(self, gen: Generation) -> int:
        reply = find_reply(gen)
        return count_tokens(reply.text) + count_tokens(reply.reasoning) if reply else 0

    def end(self, gen: Generation, reply: ChatReply | None) -> None:
        """The row is whole; the calls that it wants made stand beside it; a first reply is given a title."""
        row = find_reply(gen)
        if row is None:
            return
        changes: dict[str, Any] = {} if row.html or not row.text else finish(row.text)
        if reply is not None:
            changes |= {"finish": reply.finish_reason}
            changes |= tokens_of(reply)
            rounds.note_calls(row, reply)
            if reply.tool_calls and row.asked_to_stop:
                changes["note"] = Message.State.STOPPED
        row.change(**changes)
        titles.ask_for_title(row)

    async def go_on(self, gen: Generation, reply: ChatReply | None) -> None:
        if reply is not None and reply.tool_calls and (row := await look(find_reply, gen)):
            await rounds.go_on(row.pk)


def tokens_of(reply: ChatReply) -> dict[str, int]:
    usage = reply.usage
    return {"prompt_tokens": usage.prompt, "completion_tokens": usage.completion} if usage and usage.completion else {}


def put_together(gen: Generation) -> Asked:
    """Raises Unreadable when there is nothing to answer any more."""
    reply = find_reply(gen)
    if reply is None:
        raise Unreadable(GONE)
    return asking.put_together(reply)


def find_reply(gen: Generation) -> Message | None:
    """Its row; None when an administrator has deleted that, or its conversation, or its author."""
    rows = Message.objects.select_related("conversation__team", "conversation__author", "generation", "parent")
    return rows.filter(generation=gen).first()
