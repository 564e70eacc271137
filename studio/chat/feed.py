"""Conversations over the socket: messages drawn anew when they end, and their words while they grow."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.template.loader import render_to_string

from studio.chat import writing
from studio.chat.models import Conversation, ConversationQuerySet, Message
from studio.chat.present import Shown, show
from studio.chat.thread import for_thread
from studio.live import feeds
from studio.live.feeds import RowFeed
from studio.web.ids import as_uuid


def render_message(shown: Shown) -> str:
    message = shown.message
    conversation = message.conversation
    context = {"message": message, "shown": shown, "conversation": conversation, "slug": conversation.team.slug}
    return render_to_string("chat/_message.html", context)


def render_turns(shown: list[Shown]) -> list[str]:
    """The messages of a thread; where several models answered, and nothing follows yet, side by side."""
    return [render_comparison(one) if len(one.compared) > 1 else render_message(one) for one in shown]


def render_comparison(shown: Shown) -> str:
    turns = [render_message(one) for one in shown.compared]
    return render_to_string("chat/_comparison.html", {"turns": turns, "count": len(turns)})


def visible_conversations(user: Any) -> ConversationQuerySet:
    """A person's own, in the teams that they belong to at this moment."""
    return Conversation.objects.kept().filter(author=user, team__memberships__user=user)


def visible_talks(user: Any) -> ConversationQuerySet:
    return visible_conversations(user).with_asking().select_related("team")


def visible_messages(user: Any) -> QuerySet[Message]:
    mine = {"conversation__author": user, "conversation__team__memberships__user": user}
    rows: QuerySet[Message] = for_thread(Message.objects.filter(**mine, conversation__deleted_at=None))
    return rows


def render_talk(conversation: Conversation) -> str:
    return render_to_string("chat/_talk.html", {"conversation": conversation, "slug": conversation.team.slug})


class ConversationTopic:
    """`chat:<id>`: the words of the replies that are being written in it."""

    def may_follow(self, user: Any, name: str) -> bool:
        return visible_conversations(user).filter(public_id=as_uuid(name)).exists()

    def rest(self, user: Any, name: str, have: Any) -> list[str]:
        """`have`: by message the number of letters that the page has of its text, and of its thinking."""
        asked = {as_uuid(key): lengths for key, lengths in have.items()} if isinstance(have, dict) else {}
        if not asked:
            return []
        rows = visible_messages(user).filter(conversation__public_id=as_uuid(name), public_id__in=list(asked)[:20])
        return [told for row in rows if (told := rest_of(row.public_id, row, asked[row.public_id]))]


def rest_of(name: UUID, row: Message, lengths: Any) -> str:
    """What follows after so many letters: from who writes it here, else from its row."""
    try:
        text_at, thought_at = max(0, int(lengths[0])), max(0, int(lengths[1]))
    except (TypeError, ValueError, LookupError, OverflowError):
        return ""
    here = writing.find(name)
    text, thought = (here.text.whole(), here.thought.whole()) if here else (row.text, row.reasoning)
    if len(text) <= text_at and len(thought) <= thought_at:
        return ""
    return writing.delta(str(name), (text_at, text[text_at:]), (thought_at, thought[thought_at:]))


feeds.register(["message"], RowFeed(visible_messages, lambda row: render_message(show(row))))
feeds.register(["talk"], RowFeed(visible_talks, render_talk))
feeds.register_topic("chat", ConversationTopic())
