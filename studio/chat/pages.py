"""What the pages of a conversation are drawn from, and the conversation that a request may see."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from studio.catalogue import ask
from studio.chat import actions
from studio.chat.actions import Busy, ContextFull, WentOn
from studio.chat.feed import render_turns
from studio.chat.forms import SayForm, SettingsForm, new_key
from studio.chat.lists import talks_of
from studio.chat.models import Conversation, Message
from studio.chat.present import Thread, for_thread, gauge_of, spent_in
from studio.chat.prices import at_most
from studio.teams.models import Team
from studio.web.fragments import fragment

PROBLEMS = (Busy, WentOn, ContextFull)


def price_of(last: Thread, text: str, models: list[str]) -> str:
    """The most that the next reply costs; `last`: the page that ends with what it answers."""
    return at_most(actions.price_ahead(last.conversation, last.messages, text, models))


def first_form(conversation: Conversation, **initial: Any) -> SayForm:
    values = {"model": conversation.model, "after": tip_id(conversation)} | new_key() | initial
    return SayForm(initial=values, team=conversation.team, conversation=conversation)


def settings_form(conversation: Conversation) -> SettingsForm:
    return SettingsForm(initial={name: getattr(conversation, name) for name in SettingsForm.base_fields})


def tip_id(conversation: Conversation) -> UUID | None:
    return conversation.tip.public_id if conversation.tip else None


def page(
    request: HttpRequest,
    conversation: Conversation,
    form: SayForm,
    editing: Message | None = None,
    status: int = 200,
    before: str = "",
) -> HttpResponse:
    last = Thread(conversation)
    part = Thread(conversation, before, last.tree) if before else last
    context = thread_context(part) | say_context(last, form, editing)
    context |= talks_of(request, conversation.team, conversation) | {"room": "chat"}
    return render(request, "chat/conversation.html", context, status=status)


def thread_context(part: Thread) -> dict[str, Any]:
    conversation = part.conversation
    return {
        "conversation": conversation,
        "slug": conversation.team.slug,
        "turns": render_turns(part.shown),
        "more": part.messages[0] if part.has_more and part.messages else None,
        "is_open": any(one.goes_on for one in part.shown),
        "gauge": gauge_of(conversation, part.messages, ask.find_model(conversation.model)),
        "spent": spent_in(conversation),
    }


def thread_of(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    return fragment(request, "chat/_thread.html", redrawn=True, **thread_context(Thread(conversation)))


def say_context(last: Thread, form: SayForm, editing: Message | None = None) -> dict[str, Any]:
    conversation = last.conversation
    money = price_of(last, form.text_value, [form.chosen_model])
    return {
        "conversation": conversation,
        "slug": conversation.team.slug,
        "form": form,
        "editing": editing,
        "price": money,
        "settings": settings_form(conversation),
    }


def render_say(
    request: HttpRequest,
    conversation: Conversation,
    form: SayForm,
    editing: Message | None = None,
    out_of_band: bool = False,
) -> str:
    context = say_context(Thread(conversation), form, editing) | {"out_of_band": out_of_band}
    return render_to_string("chat/_say.html", context, request)


def get_conversation(request: HttpRequest, team: Team, conversation_id: UUID) -> Conversation:
    """One's own; another's is as unknown as none."""
    rows = Conversation.objects.of(team, request.user).kept().select_related("team", "author", "tip__generation")
    return get_object_or_404(rows, public_id=conversation_id)


def get_message(request: HttpRequest, team: Team, conversation_id: UUID, message_id: UUID) -> Message:
    conversation = get_conversation(request, team, conversation_id)
    row: Message = get_object_or_404(for_thread(conversation.messages), public_id=message_id)
    row.conversation = conversation
    return row


def words_of(problem: Exception) -> str:
    if isinstance(problem, Busy):
        return _("A reply is still being written. Wait for it, or stop it; your words stay here.")
    if isinstance(problem, WentOn):
        return _("This conversation went on elsewhere; what is new stands above now. Send again if it still fits.")
    assert isinstance(problem, ContextFull)
    told = {"tokens": f"{problem.tokens:,}", "most": f"{problem.most:,}"}
    return (
        _(
            "With this the model would have to hold about %(tokens)s tokens; it holds %(most)s. "
            "Choose a model with a larger context, fewer tokens to write, or fork from an earlier message."
        )
        % told
    )
