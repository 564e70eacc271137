"""What a person does in a conversation: say, stop, edit, ask again, go on, choose a branch, fork."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db import connection as database
from django.utils import timezone

from studio.accounts.models import User
from studio.catalogue import ask
from studio.catalogue.models import Model
from studio.chat.abilities import most_tokens
from studio.chat.asking import ask_at_once
from studio.chat.history import count_request, messages_before
from studio.chat.models import UNSETTLED, Attachment, Conversation, Folder, Message, ToolCall
from studio.chat.prices import measure_tokens
from studio.chat.team_models import ChatSettings
from studio.chat.titles import title_of
from studio.chat.tokens import Size
from studio.chat.tree import Tree
from studio.generations.actions import cancel_generation, start_generation
from studio.library.models import Asset
from studio.search.words import split
from studio.spend.pricing import price
from studio.teams.models import Team
from studio.web.money import Money

STOPPED_BY_PERSON = "The person stopped this turn."


class Busy(Exception):
    """A reply is still being written, or its tools are under way: two at once would mix. `tip`: that reply."""

    def __init__(self, tip: Message) -> None:
        super().__init__()
        self.tip = tip


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


class Turn(NamedTuple):
    """What a person said, and the replies that begin."""

    said: Message
    replies: list[Message]


def new_conversation(*, team: Team, author: User, **given: Any) -> Conversation:
    """One that is not kept yet, as the team's settings say unless `given` says otherwise."""
    usual = ChatSettings.of(team)
    columns = {
        "model": usual.model or default_model(),
        "system": usual.system,
        "temperature": usual.temperature,
        "top_p": usual.top_p,
        "max_tokens": usual.max_tokens,
    }
    return Conversation(team=team, author=author, **columns | given)


def begin_conversation(**about: Any) -> Conversation:
    """The same, kept (`new_conversation`)."""
    conversation = new_conversation(**about)
    conversation.save()
    return conversation


def begin_with(
    *,
    team: Team,
    author: User,
    words: Words,
    models: Sequence[str],
    press: uuid.UUID | None = None,
    folder: Folder | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Conversation:
    """A new conversation in which this is said: both or neither. The same press again is the same one.

    `settings`: its columns in whose place the team's would stand. Raises ContextFull.
    """
    press = name_press(press, team, words, models)
    rows = Conversation.objects.of(team, author)
    if press and (known := rows.filter(press=press).first()):
        return known
    try:
        with transaction.atomic():
            columns = {**(settings or {}), "press": press, "model": models[0], "folder": folder}
            conversation = begin_conversation(team=team, author=author, **columns)
            say(conversation=conversation, words=words, models=models)
            return conversation
    except IntegrityError:
        if press is None:
            raise
        return rows.get(press=press)


def name_press(
    press: uuid.UUID | None, where: Team | Conversation, words: Words, models: Sequence[str], about: Any = None
) -> uuid.UUID | None:
    """What makes a press the same again: the form's key, and what was said where; `about`: the message that it stood
    behind, or that it edits. With other words, or elsewhere, it is another."""
    if press is None:
        return None
    pictures = [str(asset.public_id) for asset in words.pictures]
    said = [str(where.pk), str(about), words.text, pictures, [list(file) for file in words.files], list(models)]
    return uuid.uuid5(press, json.dumps(said))


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
) -> Turn:
    """Say something and have it answered, by each of `models` (the conversation's own, unless named).

    `after`: the last message that the page shows. Raises Busy, WentOn, ContextFull; then nothing is kept. The same
    `press` with the same words again is the turn that is there already.
    """
    press = name_press(press, conversation, words, models, after)
    with transaction.atomic():
        conversation = lock(conversation)
        if known := find_turn(conversation, press):
            return known
        tip = conversation.tip
        if tip is not None and is_busy(tip):
            raise Busy(tip)
        if (tip.public_id if tip else None) != after:
            raise WentOn
        return answer_words(conversation, tip, words, models, press)


def edit_message(*, message: Message, words: Words, models: Sequence[str] = (), press: uuid.UUID | None = None) -> Turn:
    """Say it differently: another branch, from the same place, with what stood beside it. Raises Busy, ContextFull."""
    press = name_press(press, message.conversation, words, models, message.public_id)
    with transaction.atomic():
        conversation = lock(message.conversation)
        if known := find_turn(conversation, press):
            return known
        if conversation.tip and is_busy(conversation.tip):
            raise Busy(conversation.tip)
        beside = message.attachments.select_related("asset")
        pictures = [*(one.asset for one in beside if one.asset), *words.pictures]
        files = [*((one.name, one.text) for one in beside if one.text), *words.files]
        return answer_words(conversation, message.parent, Words(words.text, pictures, files), models, press)


def find_turn(conversation: Conversation, press: uuid.UUID | None) -> Turn | None:
    """What this press began before."""
    said = conversation.messages.filter(press=press).first() if press else None
    if said is None:
        return None
    said.conversation = conversation
    replies = list(said.children.select_related("generation").order_by("id"))
    return Turn(said, [one for one in replies if one is replies[0] or one.comparison == replies[0].comparison])


def answer_words(
    conversation: Conversation, parent: Message | None, words: Words, models: Sequence[str], press: uuid.UUID | None
) -> Turn:
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
    if beside:
        Attachment.objects.bulk_create(beside)
    else:
        said.know_bare()
    if not conversation.title:
        conversation.title = title_of(words.text or next((one.name for one in beside), ""))
    return Turn(said, start_replies(conversation, said, models or (conversation.model,)))


def answer_again(*, message: Message, model: str = "") -> Message:
    """Another reply to the same words, by the conversation's model unless another is named: another branch.

    Raises Busy, ContextFull.
    """
    with transaction.atomic():
        conversation = lock(message.conversation)
        if conversation.tip and is_busy(conversation.tip):
            raise Busy(conversation.tip)
        while message.is_reply and message.parent is not None:
            message = message.parent
        return start_replies(conversation, message, (model or conversation.model,))[0]


def go_on(*, message: Message) -> Message:
    """The rest of a reply that ended too early, as a reply behind it. Raises Busy, ContextFull, WentOn."""
    with transaction.atomic():
        conversation = lock(message.conversation)
        if conversation.tip_id == message.pk and is_busy(message):
            raise Busy(message)
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
    reads = check_context(conversation, before, row, writes, comparison is not None)
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
        prepared=ask_at_once(reply, before, row),
    )
    reply.save()
    reply.know_bare()
    reply.announce()
    return reply


def check_context(
    conversation: Conversation, before: list[Message], model: Model | None, writes: int, is_compared: bool
) -> int:
    """About how many tokens the model will read. Raises ContextFull."""
    reads = count_request(conversation, before, model, is_compared)
    most = model.abilities.get("context") if model else None
    if most and reads + writes > most:
        raise ContextFull(reads + writes, most)
    return reads


def price_ahead(conversation: Conversation, before: list[Message], ahead: Size | None, models: Sequence[str]) -> Money:
    """The most that a reply costs: what is held when it is asked for.

    `ahead`: what is said then; None for the rest of a reply. `before`: all, or what `messages_to_count` gives.
    """
    each = []
    for name in models:
        row = ask.find_model(name)
        reads = count_request(conversation, before, row, len(models) > 1, ahead)
        each.append(price(measure_tokens(name, reads, min(conversation.max_tokens, most_tokens(row)))))
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
        message.conversation.change()
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
            raise Busy(conversation.tip)
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
