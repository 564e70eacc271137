"""How a model answers: one request for each reply, priced by what it reads and may write."""

from typing import Any, ClassVar

from studio.catalogue import ask
from studio.chat import rounds, titles
from studio.chat.history import build_turns, messages_before
from studio.chat.models import Message
from studio.chat.prices import TalkRecipe
from studio.chat.tokens import count_tokens
from studio.chat.writing import Writing, finish
from studio.generations.models import Generation
from studio.jobs.db import look
from studio.minimax import ChatReply, ChatRequest, MiniMax


class ReplyRecipe(TalkRecipe):
    """A reply in a conversation."""

    kind: ClassVar[str] = "chat_reply"

    async def prepare(self, api: MiniMax, gen: Generation) -> ChatRequest:
        gen.written = await look(find_reply, gen)  # type: ignore[attr-defined]
        return await look(build_request, gen.written)  # type: ignore[attr-defined]

    def open(self, gen: Generation) -> Writing:
        return Writing(gen.written)  # type: ignore[attr-defined]

    def has_begun(self, gen: Generation) -> bool:
        reply = find_reply(gen)
        return bool(reply.text or reply.reasoning)

    def count_written(self, gen: Generation) -> int:
        reply = find_reply(gen)
        return count_tokens(reply.text) + count_tokens(reply.reasoning)

    def end(self, gen: Generation, reply: ChatReply | None) -> None:
        """The row is whole; the calls that it wants made stand beside it; a first reply is given a title."""
        row = find_reply(gen)
        changes: dict[str, Any] = {} if row.html or not row.text else finish(row.text)
        if reply is not None:
            changes |= {"finish": reply.finish_reason}
            changes |= tokens_of(reply)
            rounds.note_calls(row, reply)
        row.change(**changes)
        titles.ask_for_title(row)

    async def go_on(self, gen: Generation, reply: ChatReply | None) -> None:
        if reply is not None and reply.tool_calls:
            await rounds.go_on(gen.written.pk)  # type: ignore[attr-defined]


def tokens_of(reply: ChatReply) -> dict[str, int]:
    usage = reply.usage
    return {"prompt_tokens": usage.prompt, "completion_tokens": usage.completion} if usage and usage.completion else {}


def find_reply(gen: Generation) -> Message:
    rows = Message.objects.select_related("conversation__team", "conversation__author", "generation", "parent")
    return rows.get(generation=gen)


def build_request(reply: Message) -> ChatRequest:
    """What is sent for a reply; it reads the pictures that the model is to see."""
    conversation = reply.conversation
    model = ask.find_model(reply.model)
    sees = model is not None and "image" in model.abilities.get("sees", [])
    before = messages_before(reply)
    tools = rounds.tools_for(reply) if model is not None and model.abilities.get("tools") else ()
    return ChatRequest(
        model=reply.model,
        messages=tuple(build_turns(conversation, before, sees, bool(tools))),
        temperature=conversation.temperature,
        top_p=conversation.top_p,
        max_tokens=conversation.max_tokens,
        tools=tools,
        tool_choice=rounds.choice_for(before, conversation.team_settings.rounds) if tools else None,
    )
