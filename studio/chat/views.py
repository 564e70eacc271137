"""The pages of chat: a new conversation, one of one's own, and saying something in it."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget

from studio.chat import actions, desk
from studio.chat.actions import Turn, WentOn, Words, begin_with
from studio.chat.beside import Beside
from studio.chat.feed import render_message, render_turns
from studio.chat.forms import MOST_COMPARED, SayForm, SettingsForm, new_key
from studio.chat.history import messages_to_count
from studio.chat.lists import folders_of, talks_of
from studio.chat.models import Conversation, Message
from studio.chat.pages import (
    PROBLEMS,
    Deleted,
    first_form,
    get_conversation,
    get_message,
    head_context,
    page,
    price_of,
    render_say,
    say_context,
    settings_asked,
    settings_form,
    size_asked,
    tell_problem,
    thread_context,
    thread_of,
    tip_id,
)
from studio.chat.present import just_said
from studio.chat.present import show as show_one
from studio.chat.team_models import ChatSettings
from studio.chat.thread import Thread
from studio.chat.tree import Tree
from studio.library.projects import choose_project, chosen_project
from studio.teams.access import team_view
from studio.teams.models import Role, Team
from studio.web.fragments import fragment, wants_fragment
from studio.web.ids import as_uuid

EXAMPLES = [
    gettext_lazy("Break a storm scene into three shots, none longer than six seconds, as a table"),
    gettext_lazy("Write a haiku about a lighthouse, then explain it in one sentence"),
    gettext_lazy("What is 2,480 divided by 17.5, and how did you work it out?"),
]


@require_http_methods(["GET", "HEAD", "POST"])
@team_view()
def index(request: HttpRequest, team: Team) -> HttpResponse:
    """A new conversation; `?text=`, `?picture=` and `?document=` are in its form, POST begins it with what was said."""
    if request.method == "POST":
        return begin(request, slug=team.slug)
    usual = ChatSettings.of(team)
    initial = {"model": usual.model or actions.default_model(), "text": request.GET.get("text", "")}
    initial["project"] = chosen_project(request, team)
    form = SayForm(initial=initial | new_key(), team=team)
    named = ([as_uuid(one) for one in request.GET.getlist(name)] for name in ("picture", "document"))
    form.beside = Beside(team, *named)
    return new_page(request, form)


@team_view(Role.CREATOR)
def begin(request: HttpRequest, team: Team) -> HttpResponse:
    form = SayForm(request.POST, request.FILES, team=team, author=request.user)
    settings = SettingsForm(request.POST) if "max_tokens" in request.POST else None
    if settings and not settings.is_valid() and "model" not in form.errors:
        form.add_error(None, settings.problem)
    if not form.is_valid():
        return new_page(request, form, settings, status=422)
    folder = folders_of(request, team).filter(public_id=as_uuid(request.GET.get("folder", ""))).first()
    try:
        conversation = begin_with(
            team=team,
            author=request.user,  # type: ignore[arg-type]
            words=form.words,
            models=form.chosen_models,
            press=form.cleaned_data["client_key"],
            folder=folder,
            settings=settings.cleaned_data if settings else None,
        )
    except PROBLEMS as problem:
        form.add_error("text", tell_problem(problem))
        return new_page(request, form, settings, status=422)
    if "project" in form.data:
        desk.work_in(conversation=conversation, named=form.value("project"))
        choose_project(request, team, form.value("project"))
    there = reverse("conversation", args=[team.slug, conversation.public_id])
    there += f"?folder={folder.public_id}" if folder else ""
    return HttpResponseClientRedirect(there) if wants_fragment(request) else redirect(there)


def new_page(
    request: HttpRequest, form: SayForm, settings: SettingsForm | None = None, status: int = 200
) -> HttpResponse:
    """`settings`: how it was to be held, as sent. What is wrong is told alone, a page with scripts keeps its form."""
    gone = Conversation.objects.of(form.team, request.user).exclude(deleted_at=None)
    undo = gone.filter(public_id=as_uuid(request.GET.get("deleted", ""))).first()
    given = settings.cleaned_data if settings and settings.is_valid() else {}
    conversation = first_of(form.team, request.user, [form.chosen_model], **given)
    money = price_of(conversation, [], form.size, [form.chosen_model])
    context: dict[str, Any] = {"form": form, "examples": EXAMPLES, "room": "chat", "slug": form.team.slug, "undo": undo}
    context["settings"] = settings or settings_form(conversation)
    if wants_fragment(request):
        answer = tell_wrong(request, form)
        if settings and settings.errors:
            answer.write(render_to_string("chat/_new_settings.html", context | {"out_of_band": True}, request))
        return answer
    return render(request, "chat/new.html", context | {"price": money} | talks_of(request, form.team), status=status)


@require_safe
@team_view()
def show(request: HttpRequest, team: Team, conversation_id: UUID) -> HttpResponse:
    """A conversation with its last messages; `?before=` one: those before it; `?at=` one: those round it."""
    try:
        conversation = get_conversation(request, team, conversation_id)
    except Deleted:
        return redirect(f"{reverse('chat', args=[team.slug])}?deleted={conversation_id}")
    if wants_fragment(request) and "before" in request.GET:
        return fragment(request, "chat/_messages.html", **thread_context(Thread(conversation, request.GET["before"])))
    before, at = request.GET.get("before", ""), request.GET.get("at", "")
    return page(request, conversation, first_form(conversation), before=before, at=at)


@require_safe
@team_view()
def talks(request: HttpRequest, team: Team) -> HttpResponse:
    """The list beside a conversation as it is now; `?current=` is the one that is open (`talks_of`)."""
    rows = Conversation.objects.of(team, request.user)
    current = rows.filter(public_id=as_uuid(request.GET.get("current", ""))).first()
    context = talks_of(request, team, current) | {"slug": team.slug, "q": request.GET.get("q", "")}
    return fragment(request, "chat/_listed.html", **context)


@require_safe
@team_view()
def thread(request: HttpRequest, team: Team, conversation_id: UUID) -> HttpResponse:
    """The thread as it is now: what the socket tells of can also be fetched."""
    return thread_of(request, get_conversation(request, team, conversation_id))


@require_safe
@team_view()
def gauge(request: HttpRequest, team: Team, conversation_id: UUID) -> HttpResponse:
    """How full the context is and what the conversation cost, after a reply has ended."""
    conversation = get_conversation(request, team, conversation_id)
    return fragment(request, "chat/_gauge.html", **head_context(Thread(conversation)))


@require_safe
@team_view()
def message(request: HttpRequest, team: Team, conversation_id: UUID, message_id: UUID) -> HttpResponse:
    """One message as it is now."""
    return HttpResponse(render_message(show_one(get_message(request, team, conversation_id, message_id))))


@require_POST
@team_view(Role.CREATOR)
def say(request: HttpRequest, team: Team, conversation_id: UUID) -> HttpResponse:
    """Say something. With a fragment: it and the reply that begins, for the end of the thread."""
    try:
        conversation = get_conversation(request, team, conversation_id, with_tip=False)
    except Deleted:
        if not wants_fragment(request):
            return redirect("conversation", slug=team.slug, conversation_id=conversation_id)
        form = SayForm(request.POST, team=team)
        form.add_error(
            None, _("This conversation was deleted. Load the page again to undo that; your words stay here.")
        )
        return tell_wrong(request, form)
    return answer_saying(
        request,
        conversation,
        lambda form, words: actions.say(
            conversation=conversation,
            words=words,
            models=form.chosen_models,
            after=form.cleaned_data["after"],
            press=form.cleaned_data["client_key"],
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(Role.CREATOR)
def edit(request: HttpRequest, team: Team, conversation_id: UUID, message_id: UUID) -> HttpResponse:
    """Say an earlier message differently: GET puts it into the form, POST makes another branch of it."""
    row = get_message(request, team, conversation_id, message_id)
    if row.is_reply:
        return redirect("conversation", slug=team.slug, conversation_id=conversation_id)
    if request.method == "POST":
        return answer_saying(
            request,
            row.conversation,
            lambda form, words: actions.edit_message(
                message=row, words=words, models=form.chosen_models, press=form.cleaned_data["client_key"]
            ),
            editing=row,
        )
    form = first_form(row.conversation, text=row.text)
    if wants_fragment(request):
        return fragment(request, "chat/_say.html", **say_context(Thread(row.conversation), form, row))
    return page(request, row.conversation, form, editing=row)


Saying = Callable[[SayForm, Words], Turn]


def answer_saying(
    request: HttpRequest, conversation: Conversation, saying: Saying, editing: Message | None = None
) -> HttpResponse:
    form = SayForm(request.POST, request.FILES, team=conversation.team, author=request.user, conversation=conversation)
    stale = False
    if form.is_valid():
        if "project" in form.data:
            desk.work_in(conversation=conversation, named=form.value("project"))
        try:
            turn = saying(form, form.words)
        except PROBLEMS as problem:
            form.add_error("text", tell_problem(problem))
            stale = isinstance(problem, WentOn)
    if form.errors:
        return say_again(request, conversation, form, editing, stale)
    there = reverse("conversation", args=[conversation.team.slug, conversation.public_id])
    if not wants_fragment(request):
        return redirect(there)
    if editing:
        conversation = get_conversation(request, conversation.team, conversation.public_id)
        answer = thread_of(request, conversation)
        answer.write(render_say(request, conversation, first_form(conversation), out_of_band=True))
        return answer
    new = just_said(turn, form.models)
    after = new[-1].message.public_id
    return fragment(request, "chat/_said.html", turns=render_turns(new), after=after, **new_key())


def say_again(
    request: HttpRequest, conversation: Conversation, form: SayForm, editing: Message | None, stale: bool
) -> HttpResponse:
    """What is wrong. A page with scripts keeps its form as it is; one that was behind catches up."""
    if wants_fragment(request):
        answer = tell_wrong(request, form)
        if stale:
            answer["HX-Trigger"] = json.dumps({"thread-changed": True})
        return answer
    if stale:
        form.data = dict(form.data.items()) | {"after": str(tip_id(conversation) or "")}
    return page(request, conversation, form, editing=editing, status=422)


def tell_wrong(request: HttpRequest, form: SayForm) -> HttpResponse:
    """Beside what was written, for a page that keeps it."""
    answer = fragment(request, "chat/_say_error.html", status=422, form=form)
    return reswap(retarget(answer, "#say-error"), "outerHTML")


@require_safe
@team_view(Role.CREATOR)
def price_of_first(request: HttpRequest, team: Team) -> JsonResponse:
    """The same as `price` of the first message of a new conversation."""
    models = request.GET.getlist("model")[:MOST_COMPARED]
    conversation = first_of(team, request.user, models, **settings_asked(request.GET))
    return JsonResponse({"price": price_of(conversation, [], size_asked(request.GET), models)})


def first_of(team: Team, author: Any, models: list[str], **given: Any) -> Conversation:
    given |= {"model": models[0] if models else actions.default_model()}
    return actions.new_conversation(team=team, author=author, **given)


@require_safe
@team_view(Role.CREATOR)
def price(request: HttpRequest, team: Team, conversation_id: UUID) -> JsonResponse:
    """The most that the next reply costs: `?letters=` and so on count what is said (`size_asked`), `?model=` for each
    model; `?edit=` names the message in whose place it is said."""
    conversation = get_conversation(request, team, conversation_id)
    models = request.GET.getlist("model")[:MOST_COMPARED] or [conversation.model]
    edited = conversation.messages.filter(public_id=as_uuid(request.GET.get("edit", ""))).first()
    counted = [] if edited else messages_to_count(Tree(conversation).path(conversation.tip_id))
    told = price_of(conversation, counted, size_asked(request.GET), models, edited)
    return JsonResponse({"price": told})
