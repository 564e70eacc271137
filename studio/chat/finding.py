"""Search through all of a person's own conversations: their titles, what was said, and what stood beside it."""

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from studio.chat.lists import behind, talks_of
from studio.chat.models import Attachment, Conversation, ConversationQuerySet, Message
from studio.search.excerpts import Part, beginning, excerpt
from studio.search.index import matching
from studio.teams.access import team_view
from studio.teams.models import Team
from studio.web.fragments import fragment, wants_fragment
from studio.web.ids import as_uuid

TITLES, PAGE = 10, 20


class Hit(NamedTuple):
    """A message with the part of it that was looked for; `beside`: the name of the file that part is of."""

    message: Message
    parts: list[Part]
    beside: str = ""


@require_safe
@team_view()
def search(request: HttpRequest, team: Team) -> HttpResponse:
    """`?q=` words: titles and messages, the newest first; `?titles=` or `?before=` one: those that follow it."""
    words = request.GET.get("q", "").replace("\0", "")[:200]
    mine = Conversation.objects.of(team, request.user).kept()
    context: dict[str, Any] = {"q": words, "slug": team.slug, "room": "chat"}
    if "before" not in request.GET:
        context |= titles_with(mine, words, request.GET.get("titles", ""))
    if "titles" not in request.GET:
        context |= messages_with(mine, words, request.GET.get("before", ""))
    if wants_fragment(request):
        return fragment(request, "chat/_found.html", **context)
    return render(request, "chat/search.html", context | talks_of(request, team))


def titles_with(mine: ConversationQuerySet, words: str, after: str) -> dict[str, Any]:
    if not words.strip():
        return {}
    rows = mine.filter(title__icontains=words).order_by("-spoken_at", "-id")
    if last := mine.filter(public_id=as_uuid(after)).first():
        rows = behind(rows, last)
    found = list(rows[: TITLES + 1])
    named = [(one, excerpt(one.title, words) or beginning(one.title)) for one in found[:TITLES]]
    return {"named": named, "more_named": found[TITLES - 1] if len(found) > TITLES else None}


def messages_with(mine: ConversationQuerySet, words: str, before: str) -> dict[str, Any]:
    said = matching(Message.objects.filter(conversation__in=mine), "words", words)
    beside = matching(Attachment.objects.filter(message__conversation__in=mine), "words", words)
    # Two ways to a message, each by its own index: joined by OR, PostgreSQL would use neither.
    either = said.order_by().values("pk").union(beside.order_by().values("message"))
    rows = Message.objects.filter(pk__in=either).select_related("conversation").defer("html", "reasoning", "words")
    if last := Message.objects.filter(conversation__in=mine, public_id=as_uuid(before)).first():
        rows = rows.filter(pk__lt=last.pk)
    found = list(rows.order_by("-id")[: PAGE + 1])
    more = found[PAGE - 1] if len(found) > PAGE else None
    return {"found": hits_of(found[:PAGE], words), "more_found": more}


def hits_of(messages: list[Message], words: str) -> list[Hit]:
    """Of a message that was found by what stands beside it, that is shown."""
    shown = {row.pk: Hit(row, excerpt(row.text, words) or beginning(row.text)) for row in messages}
    said = matching(Message.objects.filter(pk__in=shown), "words", words).values_list("pk", flat=True)
    others = shown.keys() - set(said)
    beside = matching(Attachment.objects.filter(message__in=others), "words", words)
    for one in beside.order_by("-id") if others else ():
        parts = excerpt(one.text, words) or beginning(one.text)
        shown[one.message_id] = shown[one.message_id]._replace(parts=parts, beside=one.name)
    return list(shown.values())
