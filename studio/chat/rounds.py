"""The rounds of a turn that uses tools: what a model may call, what came of its calls, and the next round.

Every step is a row: a call is noted in the transaction that ends the reply which wants it, is made at most once, and
when all calls of a reply are settled the next reply is asked for, once. What a crash cuts off, a sweep takes up.
"""

import logging
from decimal import Decimal
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from studio.chat import actions
from studio.chat.models import UNSETTLED, Conversation, Message, ToolCall
from studio.chat.team_models import Preference
from studio.chat.tools.base import Answer, Lookup, Maker, Seat, Tool, Trouble
from studio.chat.tools.own import OwnTool
from studio.chat.tools.registry import tools_of
from studio.generations.actions import start_generation
from studio.generations.birth import NoConnection
from studio.generations.models import Generation, State
from studio.generations.problems import Problem
from studio.jobs.db import db
from studio.minimax import ChatReply, Garbled
from studio.minimax.readers import read_object

log = logging.getLogger(__name__)
# Calls that this process makes at this moment.
under_way: set[int] = set()
MOST_CALLS = 16
TOO_MANY = "Not made: at most {most} calls at once."
NO_MORE_ROUNDS = "Not made: tools were used {rounds} times in this turn, which is the limit."
NO = "The person does not want this. Do not ask for it again; go on without it, or ask what they want instead."
BEGUN = (
    "It has begun, and the person sees it in the chat as it comes. Its id is {id}; look_at_result tells how far it is."
)
NOTHING_MADE = "The studio has no connection to MiniMax at the moment, so nothing was made."
FULL = _("With what the tools brought, this is more than the model can hold.")
IF_FULL = _("Choose a model with a larger context, or fork from an earlier message.")
UNCONNECTED = _("There is no connection to MiniMax any more.")
IF_UNCONNECTED = _("Ask an owner of the team for a key. What the tools brought is kept.")
NO_ROUND = _("The studio could not ask the model to go on; its log says why.")
NOBODY_KNOWS = "The studio stopped while this was under way. Nobody knows whether it was done."


class PriceMoved(Exception):
    """A yes was said to another price than the call has now."""


# Its calls


def note_calls(row: Message, reply: ChatReply) -> None:
    """Write down the calls of a reply, inside the transaction that ends it."""
    if not reply.tool_calls:
        return
    tools = tools_of(row.conversation)
    rounds = row.conversation.team_settings.rounds
    is_over = actions.rounds_before(row) >= rounds
    limit = limit_of(row.conversation)
    seat = seat_of(row.conversation)
    taken: set[str] = set()
    for at, wanted in enumerate(reply.tool_calls[: 4 * MOST_CALLS]):
        # Results are told by id: two calls with one would be told apart by nothing.
        call_id = wanted.id[:200]
        if not call_id or call_id in taken:
            call_id = f"call_{row.public_id.hex}_{at}"
        taken.add(call_id)
        call = ToolCall(
            message=row,
            index=at,
            call_id=call_id,
            name=wanted.name[:200],
            arguments=wanted.arguments.replace("\0", "")[:100_000],
        )
        if row.asked_to_stop:
            found = {"state": ToolCall.State.REFUSED, "result": actions.STOPPED_BY_PERSON, "settled_at": timezone.now()}
        elif is_over:
            found = failed(NO_MORE_ROUNDS.format(rounds=rounds))
        elif at >= MOST_CALLS:
            found = failed(TOO_MANY.format(most=MOST_CALLS))
        else:
            found = examine(call, tools.get(wanted.name), seat, limit)
        for name, value in found.items():
            setattr(call, name, value)
        call.save()
    if any(call.state == ToolCall.State.ASKING for call in row.calls.all()):
        row.conversation.change()  # the list of conversations shows that it waits


def examine(call: ToolCall, tool: Tool | None, seat: Seat, limit: Decimal) -> dict[str, Any]:
    """Can it be made, what does it cost, and does somebody have to say yes first? As columns."""
    try:
        arguments = read_arguments(call)
        if tool is None:
            raise Trouble(f"There is no tool named {call.name[:60]} here.")
        tool.check(seat.team, arguments)
        price = tool.price(seat, arguments)
    except Trouble as trouble:
        return failed(str(trouble))
    except Exception:
        # Whatever a model wrote, the reply that it belongs to is kept.
        log.exception("the arguments for %s broke", call.name)
        return failed("The arguments could not be read. Write them again, simpler.")
    asks = tool.asks or (price is not None and (price.amount is None or price.amount > limit))
    state = ToolCall.State.ASKING if asks else ToolCall.State.READY
    return {"state": state, "price": price.amount if price else None}


def failed(why: str) -> dict[str, Any]:
    return {"state": ToolCall.State.FAILED, "result": why, "settled_at": timezone.now()}


def read_arguments(call: ToolCall) -> dict[str, Any]:
    """Raises Trouble: models write broken JSON now and then."""
    if call.arguments.strip() in ("", "null"):
        return {}
    try:
        return read_object(call.arguments.encode())
    except Garbled:
        raise Trouble("The arguments are not one whole JSON object. Write them again.") from None


def limit_of(conversation: Conversation) -> Decimal:
    """What a call may cost without a yes: the lower of what the team and the person have set, nothing if neither."""
    team = conversation.team_settings.ask_above
    rows = Preference.objects.filter(team=conversation.team, user=conversation.author)
    limits = [one for one in (team, rows.values_list("ask_above", flat=True).first()) if one is not None]
    return min(limits, default=Decimal(0))


def seat_of(conversation: Conversation) -> Seat:
    return Seat(conversation.team, conversation.author, conversation)


# Making them


async def go_on(reply_pk: int) -> None:
    """Make the calls of a reply that need no yes, then see whether the next round can begin."""
    for call in await db(ready_calls, reply_pk):
        await make(call)
    await db(begin_next_round, reply_pk)


def ready_calls(reply_pk: int) -> list[ToolCall]:
    rows = ToolCall.objects.filter(message=reply_pk, state=ToolCall.State.READY, message__conversation__deleted_at=None)
    return list(rows.select_related("message__conversation__team", "message__conversation__author"))


async def make(call: ToolCall) -> None:
    """Once, whoever else tries."""
    under_way.add(call.pk)
    try:
        await _make(call)
    finally:
        under_way.discard(call.pk)


async def _make(call: ToolCall) -> None:
    tool = await db(take, call)
    if tool is None:
        return
    try:
        if isinstance(tool, OwnTool):
            await db(settle, call, ToolCall.State.DONE, await tool.call(call.parsed, str(call.public_id)))
        else:
            await db(make_here, call, tool)
    except Trouble as trouble:
        await db(settle, call, ToolCall.State.FAILED, Answer(str(trouble)))
    except NoConnection:
        await db(settle, call, ToolCall.State.FAILED, Answer(NOTHING_MADE))
    except Exception:
        log.exception("the tool %s broke", call.name)
        await db(settle, call, ToolCall.State.FAILED, Answer("The tool broke; the studio's log says why."))


def is_abandoned(call: ToolCall) -> bool:
    """Was it being made when the studio stopped? What makes something goes on as a generation."""
    return call.state == ToolCall.State.RUNNING and call.generation_id is None and call.pk not in under_way


def take(call: ToolCall) -> Tool | None:
    """The right to make it; None when somebody was first, or the tool is gone."""
    if not call.step([ToolCall.State.READY], ToolCall.State.RUNNING):
        return None
    tool = tools_of(call.message.conversation).get(call.name)
    if tool is None:
        settle(call, ToolCall.State.FAILED, Answer("This tool is no longer allowed here."))
    return tool


def make_here(call: ToolCall, tool: Tool) -> None:
    seat = seat_of(call.message.conversation)
    if isinstance(tool, Lookup):
        settle(call, ToolCall.State.DONE, tool.answer(seat, call.parsed))
    elif isinstance(tool, Maker):
        start(call, tool, seat)


def start(call: ToolCall, tool: Maker, seat: Seat) -> None:
    """Ask for what it makes: its row and the call's in one transaction."""
    wish = tool.wish(seat, call.parsed)
    with transaction.atomic():
        gen = start_generation(
            team=seat.team,
            author=seat.author,
            kind=wish.kind,
            request=wish.request,
            client_key=call.public_id,
            project=seat.conversation.project,
        )
        ToolCall.objects.filter(pk=call.pk).update(generation=gen)
        if tool.waits:
            call.message.change()
        else:
            settle(call, ToolCall.State.DONE, Answer(BEGUN.format(id=gen.public_id)))


def settle(call: ToolCall, state: str, answer: Answer) -> None:
    """What the model will be told. Again is harmless."""
    with transaction.atomic():
        if call.step(UNSETTLED, state, result=answer.text, asset=answer.asset):
            call.message.change()


# What people say to them


def allow(call: ToolCall, agreed: Decimal | None) -> bool:
    """Yes, at the price that was shown. False when it was answered before.

    Raises PriceMoved when it costs something else by now: then it asks again, with the price of now.
    """
    now = price_now(call)
    with transaction.atomic():
        if now == agreed:
            return call.step([ToolCall.State.ASKING], ToolCall.State.READY, price=now) and tell_answered(call)
        if not ToolCall.objects.filter(pk=call.pk, state=ToolCall.State.ASKING).update(price=now):
            return False
        call.message.change()
    raise PriceMoved


def price_now(call: ToolCall) -> Decimal | None:
    """What making it costs at this moment; what was noted, where it can no longer be made."""
    tool = tools_of(call.message.conversation).get(call.name)
    if tool is None:
        return call.price
    try:
        price = tool.price(seat_of(call.message.conversation), call.parsed)
    except Trouble:
        return call.price
    return price.amount if price else None


def decline(call: ToolCall) -> bool:
    with transaction.atomic():
        if not call.step([ToolCall.State.ASKING], ToolCall.State.REFUSED, result=NO):
            return False
        tell_answered(call)
        transaction.on_commit(lambda: begin_next_round(call.message_id))
    return True


def tell_answered(call: ToolCall) -> bool:
    """To the message, and to the list of conversations, which showed that it waits."""
    call.message.conversation.change()
    return call.message.change()


# What became of what they made


def follow_made(gen_id: int, to: str) -> None:
    """A generation ended that a call waits for: inside its transaction the model's answer, after it the next round."""
    rows = ToolCall.objects.select_related("message__conversation", "generation")
    for call in rows.filter(generation=gen_id, state=ToolCall.State.RUNNING):
        gen = call.generation
        assert gen is not None
        state = ToolCall.State.DONE if to == State.DONE else ToolCall.State.FAILED
        settle(call, state, Answer(tell_made(gen)))
        transaction.on_commit(lambda pk=call.message_id: begin_next_round(pk))  # type: ignore[misc]


def tell_made(gen: Generation) -> str:
    from studio.chat.tools.lookups import as_json, generation_facts
    from studio.generations.present import Card

    gen = Generation.objects.for_card().get(pk=gen.pk)
    return as_json(generation_facts(gen, Card(gen).assets))


# The next round


def begin_next_round(reply_pk: int) -> None:
    """When every call of a reply is settled: let the model go on, once. Tables that are busy leave it to a sweep."""
    try:
        if reply := Message.objects.select_related("conversation__team").filter(pk=reply_pk).first():
            _begin_next_round(reply)
    except (OperationalError, InterfaceError):
        log.exception("the next round behind message %s begins later, by a sweep", reply_pk)


def _begin_next_round(reply: Message) -> None:
    try:
        actions.answer_calls(reply)
    except (OperationalError, InterfaceError):
        raise
    except actions.ContextFull:
        break_off(reply, Problem(cause=FULL, next_step=IF_FULL, retryable=False))
    except NoConnection:
        break_off(reply, Problem(cause=UNCONNECTED, next_step=IF_UNCONNECTED, retryable=True))
    except Exception as error:
        log.exception("the next round of %s could not begin", reply.public_id)
        break_off(reply, Problem(cause=NO_ROUND, next_step="", retryable=True, detail=type(error).__name__))


def break_off(reply: Message, problem: Problem) -> None:
    """Nobody asked at this moment: its person finds the turn as it is, with the reason, and says what follows."""
    with transaction.atomic():
        if gen := reply.generation:
            told = {**(gen.upstream_reply or {}), "broke": problem.as_dict()}
            Generation.objects.filter(pk=gen.pk).update(upstream_reply=told)
        reply.change(note=Message.State.INTERRUPTED)
