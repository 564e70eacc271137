"""What a person does in a conversation: say, stop, edit, ask again, go on, choose a branch, fork."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db import connection as database
from django.utils import timezone

from studio.accounts.models import User
from studio.catalogue import ask
from studio.catalogue.models import Model
from studio.chat.abilities import most_tokens
from studio.chat.asking import Handing
from studio.chat.history import count_before, count_message, messages_before
from studio.chat.models import UNSETTLED, Attachment, ChatSettings, Conversation, Message, ToolCall
from studio.chat.prices import measure_tokens
from studio.chat.titles import title_of
from studio.chat.tree import Tree
from studio.generations.actions import cancel_generation, start_generation
from studio.library.models import Asset
from studio.search.words import split
from studio.spend.pricing import price
from studio.teams.models import Team
from studio.web.money import Money

STOPPED_BY_PERSON = "The person stopped this turn."


class Busy(Exception):
    """A reply is still being written, or its tools are under way: two at once would mix."""


class WentOn(Exception):
    """The page shows an older state of the conversation than there is."""


class ContextFull(Exception):
    """More than the model can read. `tokens`: about what it would read and write; `most`: what it can."""

    def __init__(self, tokens: int, most: int) -> None:
        super().__init__()
        self.tokens, self.most = tokens, most


@dataclass
class Words:
    """What a person says: a text, pictures of the library, texts of files as (name, text)."""

    text: str
    pictures: Sequence[Asset] = field(default_factory=list)
    files: Sequence[tuple[str, str]] = field(default_factory=list)


def begin_conversation(*, team: Team, author: User, press: uuid.UUID | None = None, **given: Any) -> Conversation:
    """A new one, as the team's settings say unless `given` says otherwise. The same press again is the same one."""
    if press and (known := Conversation.objects.of(team, author).filter(press=press).first()):
        return known
    usual = ChatSettings.of(team)
    columns = {
        "model": usual.model or default_model(),
        "system": usual.system,
        "temperature": usual.temperature,
        "top_p": usual.top_p,
        "max_tokens": usual.max_tokens,
    }
    try:
        with transaction.atomic():
            return Conversation.objects.create(team=team, author=author, press=press, **columns | given)
    except IntegrityError:
        if press is None:
            raise
        return Conversation.objects.of(team, author).get(press=press)


def default_model() -> str:
    """The one that sees pictures and uses tools, if there is such a one."""
    offered = ask.models_of("chat")
    seeing = [row for row in offered if row.abilities.get("sees") and row.abilities.get("tools")]
    return (seeing or offered)[0].name if offered else ""


def say(
    *,
    conversation: Conversation,
    words: Words,
    models: Sequence[str] = (),
    after: uuid.UUID | None = None,
    press: uuid.UUID | None = None,
) -> Message:
    """Say something and have it answered, by each of `models` (the conversation's own, unless named).

    `after`: the last message that the page shows. Raises Busy, WentOn, ContextFull; then nothing is kept. The same
    `press` again is the message that is there already.
    """
    with transaction.atomic():
        conversation = lock(conversation)
        if press and (known := conversation.messages.filter(press=press).first()):
            return known
        tip = conversation.tip
        if tip is not None and is_busy(tip):
            raise Busy
        if (tip.public_id if tip else None) != after:
            raise WentOn
        return answer_words(conversation, tip, words, models, press)


def edit_message(
    *, message: Message, words: Words, models: Sequence[str] = (), press: uuid.UUID | None = None
) -> Message:
    """Say it differently: another branch, from the same place, with what stood beside it. Raises Busy, ContextFull."""
    with transaction.atomic():
        conversation = lock(message.conversation)
        if press and (known := conversation.messages.filter(press=press).first()):
            return known
        if conversation.tip and is_busy(conversation.tip):
            raise Busy
        beside = message.attachments.select_related("asset")
        pictures = [*(one.asset for one in beside if one.asset), *words.pictures]
        files = [*((one.name, one.text) for one in beside if one.text), *words.files]
        return answer_words(conversation, message.parent, Words(words.text, pictures, files), models, press)


def answer_words(
    conversation: Conversation, parent: Message | None, words: Words, models: Sequence[str], press: uuid.UUID | None
) -> Message:
    said = Message.objects.create(
        conversation=conversation,
        parent=parent,
        role=Message.Role.USER,
        text=words.text,
        words=split(words.text),
        press=press,
    )
    beside = [Attachment(message=said, asset=asset, name=asset.headline[:255]) for asset in words.pictures]
    beside += [Attachment(message=said, name=name[:255], text=text) for name, text in words.files]
    Attachment.objects.bulk_create(beside)
    if not conversation.title:
        conversation.title = title_of(words.text or next((one.name for one in beside), ""))
    start_replies(conversation, said, models or (conversation.model,))
    return said


def answer_again(*, message: Message) -> Message:
    """Another reply to the same words: another branch. Raises Busy, ContextFull."""
    with transaction.atomic():
        conversation = lock(message.conversation)
        if conversation.tip and is_busy(conversation.tip):
            raise Busy
        while message.is_reply and message.parent is not None:
            message = message.parent
        return start_replies(conversation, message, (conversation.model,))[0]


def go_on(*, message: Message) -> Message:
    """The rest of a reply that ended too early, as a reply behind it. Raises Busy, ContextFull, WentOn."""
    with transaction.atomic():
        conversation = lock(message.conversation)
        if conversation.tip_id == message.pk and is_busy(message):
            raise Busy
        if conversation.tip_id != message.pk or not message.can_go_on:
            raise WentOn
        return start_replies(conversation, message, (message.model,))[0]


def answer_calls(reply: Message) -> Message | None:
    """The next round, when all calls of a reply are settled and nothing follows it yet; None otherwise.

    A turn that had its rounds ends here. Raises ContextFull.
    """
    with transaction.atomic():
        conversation = lock(reply.conversation)
        fresh = conversation.messages.prefetch_related("calls").select_related("generation").get(pk=reply.pk)
        calls = list(fresh.calls.all())
        is_whole = calls and all(call.is_settled for call in calls) and not fresh.is_open
        if not is_whole or fresh.note or conversation.tip_id != fresh.pk or conversation.deleted_at:
            return None
        if rounds_before(fresh) >= conversation.team_settings.rounds:
            return None
        return start_replies(conversation, fresh, (fresh.model,))[0]


def rounds_before(reply: Message) -> int:
    """How many replies of its turn before it have called tools."""
    count, parent = 0, reply.parent
    while parent is not None and parent.is_reply:
        count += parent.calls.exists()
        parent = parent.parent
    return count


def start_replies(conversation: Conversation, parent: Message, models: Sequence[str]) -> list[Message]:
    """Replies to one message, which share a comparison when there are several; the first is the tip."""
    comparison = uuid.uuid4() if len(models) > 1 else None
    replies = [start_reply(conversation, parent, model, comparison) for model in models]
    # Pages hear of the replies; of the conversation itself they show nothing that changes with them.
    shown = {"tip": replies[0], "spoken_at": timezone.now(), "title": conversation.title, "model": models[0]}
    Conversation.objects.filter(pk=conversation.pk).update(**shown)
    return replies


def start_reply(
    conversation: Conversation, parent: Message, model: str, comparison: uuid.UUID | None = None
) -> Message:
    reply = Message(
        conversation=conversation,
        parent=parent,
        role=Message.Role.ASSISTANT,
        model=model,
        comparison=comparison,
    )
    before = messages_before(reply)
    row = ask.find_model(model)
    writes = min(conversation.max_tokens, most_tokens(row))
    reads = check_context(conversation, before, row, writes)
    handing = Handing()
    reply.generation = start_generation(
        team=conversation.team,
        author=conversation.author,
        kind="chat_reply",
        request={
            "message": str(reply.public_id),
            "model": model,
            "prompt_tokens": reads,
            "max_tokens": writes,
        },
    )
    reply.save()
    handing.put(reply, before)
    reply.announce()
    return reply


def check_context(conversation: Conversation, before: list[Message], model: Model | None, writes: int) -> int:
    """About how many tokens the model will read. Raises ContextFull."""
    reads = count_before(conversation, before)
    most = model.abilities.get("context") if model else None
    if most and reads + writes > most:
        raise ContextFull(reads + writes, most)
    return reads


def price_ahead(conversation: Conversation, before: list[Message], text: str, models: Sequence[str]) -> Money:
    """The most that it will cost to say this: what is held when it is sent."""
    reads = count_before(conversation, before) + count_message(Message(text=text))
    rows = {row.name: row for row in ask.models_of("chat")}
    writes = {name: min(conversation.max_tokens, most_tokens(rows.get(name))) for name in models}
    each = [price(measure_tokens(name, reads, writes[name])) for name in models]
    if not each or any(money.amount is None for money in each):
        return Money(None)
    return Money(sum(money.amount for money in each), each[0].currency)  # type: ignore[arg-type, misc]


def stop_reply(*, message: Message, who: User) -> bool:
    """What has come stays; calls that wait for a yes are not made, and no round follows. False when there was nothing
    to stop."""
    gen = message.generation
    if message.is_open and gen is not None and cancel_generation(generation=gen, who=who):
        return True
    with transaction.atomic():
        lock(message.conversation)
        refused = [
            call.step(UNSETTLED, ToolCall.State.REFUSED, result=STOPPED_BY_PERSON) for call in message.calls.all()
        ]
        if not any(refused):
            return False
        return message.change(note=Message.State.STOPPED)


def stop_all(*, conversation: Conversation, who: User) -> None:
    """Stop whatever is being written, or made by tools, at its end."""
    tip = conversation.tip
    beside = conversation.messages.filter(comparison=tip.comparison) if tip and tip.comparison else [tip]
    for reply in beside:
        if reply is not None and reply.is_reply:
            stop_reply(message=reply, who=who)


def choose_branch(*, message: Message) -> None:
    """Show the branch that this message is on, to its end. Raises Busy."""
    with transaction.atomic():
        conversation = lock(message.conversation)
        if conversation.tip and is_busy(conversation.tip):
            raise Busy
        model: dict[str, Any] = {"model": message.model} if message.comparison else {}
        conversation.change(tip_id=Tree(conversation).end(message.pk), **model)


def is_busy(tip: Message) -> bool:
    """Is more of this turn to come by itself?"""
    if not tip.note and any(not call.is_settled for call in tip.calls.all()):
        return True
    beside = Message.objects.filter(comparison=tip.comparison).select_related("generation") if tip.comparison else [tip]
    return any(one.is_open for one in beside)


def lock(conversation: Conversation) -> Conversation:
    """The row as it is now, nobody else's until the transaction ends."""
    rows = Conversation.objects.select_related("tip__generation")
    if database.features.has_select_for_update:
        rows = rows.select_for_update(of=("self",))
    fresh = rows.get(pk=conversation.pk)
    fresh.team, fresh.author = conversation.team, conversation.author
    return fresh
