"""A conversation's title: its first words, then a model's, unless a person gave one."""

import re
from typing import Any, ClassVar

from django.db.models import Q

from studio.catalogue import ask
from studio.chat.models import Conversation, Message
from studio.chat.prices import TalkRecipe
from studio.chat.tokens import count_tokens
from studio.generations.actions import start_generation
from studio.generations.birth import NoConnection
from studio.generations.models import Generation
from studio.jobs.db import look
from studio.minimax import ChatPiece, ChatReply, ChatRequest, MiniMax, Role
from studio.minimax import Message as Turn

ASKED = (
    "Give a title of at most six words to the conversation that begins like this, in its language. "
    "Answer with the title alone.\n\n{words}"
)
# Models that cannot be kept from thinking think about a title too.
TOKENS, READ = 1024, 2000
MARKS = re.compile(r"^[\s\"'“”„«»「『#*]+|[\s\"'“”«»」』.。*]+$")


def title_of(text: str) -> str:
    """The first line, cut at a word."""
    line = " ".join(text.strip().split("\n", 1)[0].split())
    if len(line) <= 60:
        return line
    return line[:60].rsplit(" ", 1)[0] + "…"


def ask_for_title(reply: Message) -> None:
    """After a first reply, of words or of calls, let its model find a title: once, and only where nobody gave one."""
    conversation, first = reply.conversation, reply.parent
    is_first = first is not None and first.parent_id is None
    if not is_first or conversation.titling_id or conversation.named != Conversation.Named.BY_WORDS:
        return
    if not conversation.team_settings.titles or not (reply.text or reply.calls.exists()):
        return
    request = {
        "conversation": str(conversation.public_id),
        "model": reply.model,
        "prompt_tokens": count_tokens(words_of(first)) + 60,  # type: ignore[arg-type]
        "max_tokens": TOKENS,
    }
    try:
        gen = start_generation(team=conversation.team, author=conversation.author, kind="chat_title", request=request)
    except NoConnection:
        return
    Conversation.objects.filter(pk=conversation.pk).update(titling=gen)


def words_of(first: Message) -> str:
    return first.text[:READ]


class TitlePaper:
    """A title is short: it is read when it is whole."""

    def write(self, piece: ChatPiece) -> None:
        pass

    async def close(self) -> None:
        pass


class TitleRecipe(TalkRecipe):
    """A title for a conversation."""

    kind: ClassVar[str] = "chat_title"

    async def prepare(self, api: MiniMax, gen: Generation) -> ChatRequest:
        words, thinks = await look(read_beginning, gen)
        turn = Turn(Role.USER, ASKED.format(words=words))
        return ChatRequest(gen.model, (turn,), max_tokens=TOKENS, thinking=False if thinks == "switch" else None)

    def open(self, gen: Generation, prepared: ChatRequest) -> TitlePaper:
        return TitlePaper()

    def has_begun(self, gen: Generation) -> bool:
        return False

    def end(self, gen: Generation, reply: ChatReply | None) -> None:
        title = clean_title(reply.text if reply else "")
        # A person may name it at this moment: theirs stays.
        still = Q(named=Conversation.Named.BY_WORDS)
        for conversation in Conversation.objects.filter(still, titling=gen) if title else ():
            conversation.change(guard=still, title=title, named=Conversation.Named.BY_MODEL)


def read_beginning(gen: Generation) -> tuple[str, Any]:
    first = Message.objects.filter(conversation__titling=gen, parent=None).order_by("id").first()
    model = ask.find_model(gen.model)
    return words_of(first) if first else "", model.abilities.get("thinking") if model else None


def clean_title(text: str) -> str:
    """One line without the marks that models like to put round it."""
    line = next((one for one in text.split("\n") if one.strip()), "")
    return title_of(MARKS.sub("", " ".join(line.split())))
