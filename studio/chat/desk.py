"""What a person does with whole conversations: name, pin, put into a folder, fork, delete, take back."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from studio import audit
from studio.accounts.models import User
from studio.chat.actions import stop_all
from studio.chat.models import LONGEST_TITLE, Attachment, Conversation, Folder, Message, ToolCall
from studio.chat.tree import Tree

COPIED = ["role", "text", "html", "words", "reasoning", "reasoning_ms", "model", "finish"]
COPIED += ["prompt_tokens", "completion_tokens", "created_at"]


def rename(*, conversation: Conversation, title: str) -> None:
    """An empty title changes nothing."""
    words = " ".join(title.replace("\0", "").split())[:LONGEST_TITLE]
    if words:
        conversation.change(title=words, named=Conversation.Named.BY_PERSON)


def pin(*, conversation: Conversation) -> None:
    conversation.change(pinned_at=None if conversation.pinned_at else timezone.now())


def put_into(*, conversation: Conversation, name: str) -> None:
    """A folder goes when its last conversation leaves it."""
    words = " ".join(name.replace("\0", "").split())[:60]
    mine: dict[str, Any] = {"team": conversation.team, "author": conversation.author}
    with transaction.atomic():
        folder = Folder.objects.get_or_create(**mine, name=words)[0] if words else None
        conversation.change(folder=folder)
        Folder.objects.filter(**mine, conversations=None).delete()


def delete(*, conversation: Conversation, who: User) -> None:
    """Undo: `restore`, for as many days as the trash keeps things. What it was still making is stopped."""
    with transaction.atomic():
        stop_all(conversation=conversation, who=who)
        if conversation.change(deleted_at=timezone.now()):
            audit.record(who, "conversation.deleted", conversation)


def restore(*, conversation: Conversation, who: User) -> None:
    with transaction.atomic():
        if conversation.change(deleted_at=None):
            audit.record(who, "conversation.restored", conversation)


def fork(*, message: Message) -> Conversation:
    """A new conversation with copies of all messages up to this one. What they cost stays with the old one."""
    old = message.conversation
    with transaction.atomic():
        new = Conversation.objects.create(
            team=old.team,
            author=old.author,
            title=old.title,
            named=old.named,
            folder=old.folder,
            model=old.model,
            system=old.system,
            temperature=old.temperature,
            top_p=old.top_p,
            max_tokens=old.max_tokens,
            has_tools=old.has_tools,
            forked_from=old,
        )
        path = Tree(old).path(message.pk)
        rows = Message.objects.select_related("generation").prefetch_related("attachments", "calls").in_bulk(path)
        parent = None
        for pk in path:
            parent = copy_message(rows[pk], new, parent)
        new.tip = parent
        new.save(update_fields=["tip"])
    return new


def copy_message(old: Message, conversation: Conversation, parent: Message | None) -> Message:
    copied = {name: getattr(old, name) for name in COPIED}
    note = "" if old.state == Message.State.DONE or not old.is_reply else Message.State.STOPPED
    new = Message.objects.create(conversation=conversation, parent=parent, note=note, **copied)
    Attachment.objects.bulk_create(
        [Attachment(message=new, asset_id=one.asset_id, name=one.name, text=one.text) for one in old.attachments.all()]
    )
    ToolCall.objects.bulk_create([copy_call(one, new) for one in old.calls.all()])
    return new


def copy_call(old: ToolCall, message: Message) -> ToolCall:
    state = old.state if old.is_settled else ToolCall.State.FAILED
    told = {name: getattr(old, name) for name in ("index", "call_id", "name", "arguments", "result", "asset_id")}
    return ToolCall(message=message, state=state, settled_at=timezone.now(), **told)


def file_name(conversation: Conversation) -> str:
    return slugify(str(conversation), allow_unicode=True)[:60] or "conversation"
