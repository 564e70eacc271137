"""What is pressed in a conversation; each answers with its thread, or where a browser without scripts goes on."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from studio.catalogue import ask
from studio.chat import actions, desk, rounds
from studio.chat.actions import Busy, ContextFull, WentOn
from studio.chat.exports import FORMATS
from studio.chat.forms import SettingsForm
from studio.chat.models import Conversation, Message, ToolCall
from studio.chat.pages import get_conversation, get_message, render_model, tell_problem, thread_of
from studio.chat.rounds import PriceMoved
from studio.jobs.runner import get_runner
from studio.library.examine import Unreadable
from studio.library.intake import keep_text
from studio.teams.access import team_view
from studio.teams.models import Role, Team
from studio.web.fragments import fragment, wants_fragment

Act = Callable[[Message, HttpRequest], object]


def acts(act: Act, *, chooses: bool = False) -> Callable[..., HttpResponse]:
    """A view in which a person acts on one message of their own; `chooses`: and with it the model that answers next."""

    @require_POST
    @team_view(Role.CREATOR)
    def view(request: HttpRequest, team: Team, conversation_id: UUID, message_id: UUID) -> HttpResponse:
        message = get_message(request, team, conversation_id, message_id)
        problem = ""
        try:
            act(message, request)
        except (Busy, WentOn, ContextFull) as error:
            problem = tell_problem(error)
        conversation = get_conversation(request, team, conversation_id)
        told = answer(request, conversation, problem)
        if chooses and not problem and message.comparison and wants_fragment(request):
            told.write(render_model(conversation))
        return told

    return view


def chosen(request: HttpRequest) -> str:
    """The model that stands in the box of the page, if it is one."""
    name = request.POST.get("model", "")
    return name if name in {row.name for row in ask.models_of("chat")} else ""


stop = acts(lambda message, request: actions.stop_reply(message=message, who=request.user))  # type: ignore[arg-type]
again = acts(lambda message, request: actions.answer_again(message=message, model=chosen(request)))
go_on = acts(lambda message, request: actions.go_on(message=message))
choose = acts(lambda message, request: actions.choose_branch(message=message), chooses=True)


@require_POST
@team_view(Role.CREATOR)
def allow(request: HttpRequest, team: Team, conversation_id: UUID, call_id: UUID) -> HttpResponse:
    """Yes: the call is made, at the price that stood there."""
    call = get_call(request, team, conversation_id, call_id)
    try:
        if rounds.allow(call, as_price(request.POST.get("price", ""))):
            transaction.on_commit(partial(get_runner().run_soon, partial(rounds.go_on, call.message_id)))
    except PriceMoved:
        moved = _("It has another price by now. Nothing was made: say yes again if it still suits you.")
        return answer(request, call.message.conversation, moved)
    return answer(request, call.message.conversation)


def as_price(text: str) -> Decimal | None:
    """None: it costs nothing, or nobody knows how much."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


@require_POST
@team_view(Role.CREATOR)
def decline(request: HttpRequest, team: Team, conversation_id: UUID, call_id: UUID) -> HttpResponse:
    """No: the model is told, and goes on without."""
    call = get_call(request, team, conversation_id, call_id)
    rounds.decline(call)
    return answer(request, get_conversation(request, team, conversation_id))


def get_call(request: HttpRequest, team: Team, conversation_id: UUID, call_id: UUID) -> ToolCall:
    conversation = get_conversation(request, team, conversation_id)
    rows = ToolCall.objects.select_related("message").filter(message__conversation=conversation)
    call = get_object_or_404(rows, public_id=call_id)
    call.message.conversation = conversation
    return call


def answer(request: HttpRequest, conversation: Conversation, problem: str = "") -> HttpResponse:
    if wants_fragment(request):
        if problem:
            told = fragment(request, "web/_notice.html", status=409, happened=problem)
            return trigger_client_event(told, "thread-changed")
        return thread_of(request, conversation)
    if problem:
        messages.warning(request, problem)
    return redirect("conversation", slug=conversation.team.slug, conversation_id=conversation.public_id)


@require_POST
@team_view(Role.CREATOR)
def fork(request: HttpRequest, team: Team, conversation_id: UUID, message_id: UUID) -> HttpResponse:
    """A new conversation that begins with this one up to a message."""
    made = desk.fork(message=get_message(request, team, conversation_id, message_id))
    return go_to(request, reverse("conversation", args=[team.slug, made.public_id]))


@require_POST
@team_view(Role.CREATOR)
def settings(request: HttpRequest, team: Team, conversation_id: UUID) -> HttpResponse:
    """The model and how it is asked, for what is said from now on."""
    conversation = get_conversation(request, team, conversation_id)
    form = SettingsForm(request.POST)
    saved = form.is_valid()
    if saved:
        conversation.change(**form.cleaned_data)
    if wants_fragment(request):
        context = {"settings": form, "conversation": conversation, "slug": team.slug, "saved": saved}
        return fragment(request, "chat/_settings.html", status=200 if saved else 422, **context)
    if not saved:
        messages.warning(request, form.problem)
    return redirect("conversation", slug=team.slug, conversation_id=conversation_id)


@require_POST
@team_view(Role.CREATOR)
def rename(request: HttpRequest, team: Team, conversation_id: UUID) -> HttpResponse:
    conversation = get_conversation(request, team, conversation_id)
    desk.rename(conversation=conversation, title=request.POST.get("title", ""))
    return back(request, conversation)


@require_POST
@team_view(Role.CREATOR)
def pin(request: HttpRequest, team: Team, conversation_id: UUID) -> HttpResponse:
    """Above the others, or no longer."""
    conversation = get_conversation(request, team, conversation_id)
    desk.pin(conversation=conversation)
    return back(request, conversation)


@require_POST
@team_view(Role.CREATOR)
def folder(request: HttpRequest, team: Team, conversation_id: UUID) -> HttpResponse:
    """Into the folder named `folder`, which is made if need be; into none when it is empty."""
    conversation = get_conversation(request, team, conversation_id)
    desk.put_into(conversation=conversation, name=request.POST.get("folder", ""))
    return back(request, conversation)


@require_POST
@team_view(Role.CREATOR)
def delete(request: HttpRequest, team: Team, conversation_id: UUID) -> HttpResponse:
    """Away, with undo on the page that follows."""
    conversation = get_conversation(request, team, conversation_id)
    desk.delete(conversation=conversation, who=request.user)  # type: ignore[arg-type]
    return go_to(request, f"{reverse('chat', args=[team.slug])}?deleted={conversation.public_id}")


@require_POST
@team_view(Role.CREATOR)
def restore(request: HttpRequest, team: Team, conversation_id: UUID) -> HttpResponse:
    rows = Conversation.objects.of(team, request.user)
    conversation = get_object_or_404(rows, public_id=conversation_id)
    desk.restore(conversation=conversation, who=request.user)  # type: ignore[arg-type]
    return back(request, conversation)


@require_safe
@team_view()
def export(request: HttpRequest, team: Team, conversation_id: UUID, format: str) -> HttpResponse:
    """The conversation as a file: the branch that is shown as `md`, all of it as `json`."""
    if format not in FORMATS:
        raise Http404
    conversation = get_conversation(request, team, conversation_id)
    kind, write = FORMATS[format]
    response = HttpResponse(write(conversation), content_type=kind)
    name = f"{desk.file_name(conversation)}.{format}"
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


@require_POST
@team_view(Role.CREATOR)
def keep(request: HttpRequest, team: Team, conversation_id: UUID) -> HttpResponse:
    """The branch that is shown as a document of the library, which the whole team sees."""
    conversation = get_conversation(request, team, conversation_id)
    try:
        asset = keep_text(
            team=team,
            author=request.user,  # type: ignore[arg-type]
            text=FORMATS["md"][1](conversation),
            name=f"{desk.file_name(conversation)}.md",
            title=str(conversation),
            recipe={"kind": "chat", "model": conversation.model, "request": {"title": str(conversation)}},
            sandbox=bool(team.connection and team.connection.sandbox),
            project=conversation.project,
        )
    except Unreadable as error:
        messages.error(request, _(str(error)))
        return back(request, conversation)
    return go_to(request, reverse("asset", args=[team.slug, asset.public_id]))


def back(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    return go_to(request, reverse("conversation", args=[conversation.team.slug, conversation.public_id]))


def go_to(request: HttpRequest, there: str) -> HttpResponse:
    return HttpResponseClientRedirect(there) if wants_fragment(request) else redirect(there)
