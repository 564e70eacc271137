"""What the pages of a conversation are drawn from, and the conversation that a request may see."""

import math
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from studio.catalogue import ask
from studio.chat import actions
from studio.chat.actions import Busy, ContextFull, WentOn
from studio.chat.beside import MOST_BESIDE
from studio.chat.feed import render_turns
from studio.chat.forms import SayForm, SettingsForm, new_key
from studio.chat.history import file_text, messages_to_count, size_said
from studio.chat.lists import talks_of
from studio.chat.models import LONGEST_TEXT, Conversation, Message, ToolCall
from studio.chat.prices import at_most
from studio.chat.team_models import LONGEST_SYSTEM
from studio.chat.thread import Thread, for_thread, gauge_of, spent_in
from studio.chat.tokens import Size
from studio.chat.tree import Tree
from studio.teams.models import Team
from studio.web.fragments import fragment

PROBLEMS = (Busy, WentOn, ContextFull)
# Documents are packed, a Chinese one by half: a byte seldom holds more than a token.
TOKENS_A_BYTE = 1.2
OF_A_FILE = len(f"\n\n{file_text(' ', ' ')}") - 2
MOST_LETTERS = 10_000_000


def price_of(
    conversation: Conversation, counted: list[Message], size: Size, models: list[str], editing: Message | None = None
) -> str:
    """The most that saying so much costs, behind `counted`; in place of `editing`, with what stands beside that."""
    if editing:
        counted = messages_to_count(Tree(conversation).path(editing.parent_id))
        size += size_beside(editing)
    return at_most(actions.price_ahead(conversation, counted, size, models))


def size_beside(message: Message) -> Size:
    beside = list(message.attachments.all())
    files = [(one.name, one.text) for one in beside if one.text]
    return size_said("", files, sum(one.asset_id is not None for one in beside))


def size_asked(asked: QueryDict) -> Size:
    """What stands in the form, as its page counted it, so that a long text need not be sent to be priced.

    `?letters=&wide=&pictures=&files=`, the letters of text files and their names among them; `document=` for each file
    whose text only the studio can take: its bytes, of which it holds at most so much text.
    """
    letters, wide, pictures, files = (whole(asked.get(name, "")) for name in ("letters", "wide", "pictures", "files"))
    documents = sum(
        min(LONGEST_TEXT, math.ceil(TOKENS_A_BYTE * whole(one))) for one in asked.getlist("document")[:MOST_BESIDE]
    )
    return Size(letters + OF_A_FILE * min(files, MOST_BESIDE), wide + documents, min(pictures, MOST_BESIDE))


def settings_asked(asked: QueryDict) -> dict[str, Any]:
    """How a conversation that begins with this would be held, for its price.

    `?max_tokens=`, `has_tools=`, and how long its system prompt is, `system_letters=` and `system_wide=`: any text of
    that size costs the same.
    """
    if "max_tokens" not in asked:
        return {}
    letters, wide = (min(whole(asked.get(f"system_{name}", "")), LONGEST_SYSTEM) for name in ("letters", "wide"))
    text = "a" * letters + "\u4e00" * wide
    return {"max_tokens": whole(asked.get("max_tokens", "")), "has_tools": "has_tools" in asked, "system": text}


def whole(text: str) -> int:
    return min(int(text), MOST_LETTERS) if text.isdecimal() and len(text) < 9 else 0


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
    at: str = "",
) -> HttpResponse:
    last = Thread(conversation)
    part = Thread(conversation, before, last.tree, at) if before or at else last
    context = thread_context(part) | head_context(last) | say_context(last, form, editing)
    context |= talks_of(request, conversation.team, conversation) | {"room": "chat"}
    return render(request, "chat/conversation.html", context, status=status)


def thread_context(part: Thread) -> dict[str, Any]:
    """The messages of a page of it."""
    conversation = part.conversation
    return {
        "conversation": conversation,
        "slug": conversation.team.slug,
        "turns": render_turns(part.shown),
        "more": part.messages[0] if part.has_more and part.messages else None,
        "is_open": any(one.goes_on for one in part.shown),
        "newer": part.newer,
        "elsewhere": part.messages[-1] if part.is_elsewhere and part.messages else None,
    }


def head_context(thread: Thread) -> dict[str, Any]:
    """How full the context is and what the conversation cost: of all of it, on whichever page."""
    conversation = thread.conversation
    return {"gauge": gauge_of(thread, ask.find_model(conversation.model)), "spent": spent_in(conversation)}


def thread_of(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    last = Thread(conversation)
    return fragment(request, "chat/_thread.html", redrawn=True, **thread_context(last), **head_context(last))


def say_context(last: Thread, form: SayForm, editing: Message | None = None) -> dict[str, Any]:
    conversation = last.conversation
    return {
        "conversation": conversation,
        "slug": conversation.team.slug,
        "form": form,
        "editing": editing,
        "price": price_of(conversation, last.counted, form.size, [form.chosen_model], editing),
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


def render_model(conversation: Conversation) -> str:
    """The choice of who answers, as it is for this conversation now, for a page that stands."""
    context = {"models": ask.models_of("chat"), "chosen": conversation.model, "out_of_band": True}
    return render_to_string("chat/_say_model.html", context)


class Deleted(Http404):
    """It is there no more, but can be taken back."""


def get_conversation(request: HttpRequest, team: Team, conversation_id: UUID, *, with_tip: bool = True) -> Conversation:
    """One's own; another's is as unknown as none. Its tip is not needed where it is locked, and read, next.

    Raises Deleted.
    """
    rows = Conversation.objects.of(team, request.user)
    rows = rows.select_related("project", *(["tip__generation"] if with_tip else []))
    conversation: Conversation = get_object_or_404(rows, public_id=conversation_id)
    if conversation.deleted_at:
        raise Deleted
    conversation.team, conversation.author = team, request.user  # type: ignore[assignment]
    return conversation


def get_message(request: HttpRequest, team: Team, conversation_id: UUID, message_id: UUID) -> Message:
    conversation = get_conversation(request, team, conversation_id)
    row: Message = get_object_or_404(for_thread(conversation.messages), public_id=message_id)
    row.conversation = conversation
    return row


def tell_problem(problem: Exception) -> str:
    if isinstance(problem, Busy) and any(call.state == ToolCall.State.ASKING for call in problem.tip.calls.all()):
        return _("A question above waits for a yes or a no. Answer it first; your words stay here.")
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
