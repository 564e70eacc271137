"""What a person does with whole conversations: name, pin, put into a folder, fork, delete, take back."""

import re
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from studio import audit
from studio.accounts.models import User
from studio.chat.actions import stop_all
from studio.chat.models import LONGEST_TITLE, Attachment, Conversation, Folder, Message, ToolCall
from studio.chat.tree import Tree
from studio.library.projects import find_project
from studio.teams.models import Team

LONGEST_FOLDER = 60
COPIED = ["role", "text", "html", "words", "reasoning", "reasoning_ms", "model", "finish"]
COPIED += ["prompt_tokens", "completion_tokens", "created_at"]


def rename(*, conversation: Conversation, title: str) -> None:
    """An empty title changes nothing."""
    words = " ".join(title.replace("\0", "").split())[:LONGEST_TITLE]
    if words:
        conversation.change(title=words, named=Conversation.Named.BY_PERSON)


def pin(*, conversation: Conversation) -> None:
    conversation.change(pinned_at=None if conversation.pinned_at else timezone.now())


def work_in(*, conversation: Conversation, named: str) -> None:
    """What its tools make from now on goes into the project of that id; into none for no id, or a strange one."""
    own = conversation.project
    if named == (str(own.public_id) if own else ""):
        return
    conversation.project = find_project(conversation.team, named)
    Conversation.objects.filter(pk=conversation.pk).update(project=conversation.project)


def put_into(*, conversation: Conversation, name: str) -> None:
    """Into the person's folder of that name, which is made if need be; into none when it is empty."""
    with transaction.atomic():
        conversation.change(folder=make_folder(team=conversation.team, author=conversation.author, name=name))


def make_folder(*, team: Team, author: Any, name: str) -> Folder | None:
    """The person's folder of that name; None for no name."""
    words = folder_name(name)
    return Folder.objects.get_or_create(team=team, author=author, name=words)[0] if words else None


def rename_folder(*, folder: Folder, name: str) -> bool:
    """False when there is another of that name. An empty one changes nothing."""
    words = folder_name(name)
    try:
        with transaction.atomic():
            Folder.objects.filter(pk=folder.pk).update(name=words or folder.name)
    except IntegrityError:
        return False
    return True


def folder_name(name: str) -> str:
    return " ".join(name.replace("\0", "").split())[:LONGEST_FOLDER]


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


def title_of_fork(old: Conversation) -> str:
    """The same with the next number: "Tides", "Tides (2)", "Tides (3)"."""
    first = old.forked_from or old
    title = re.sub(r" \(\d+\)$", "", old.title)
    return f"{title[: LONGEST_TITLE - 6]} ({first.forks.count() + 2})" if title else ""


def fork(*, message: Message) -> Conversation:
    """A new conversation with copies of all messages up to this one. What they cost stays with the old one."""
    old = message.conversation
    with transaction.atomic():
        new = Conversation.objects.create(
            team=old.team,
            author=old.author,
            title=title_of_fork(old),
            named=old.named,
            folder=old.folder,
            model=old.model,
            system=old.system,
            temperature=old.temperature,
            top_p=old.top_p,
            max_tokens=old.max_tokens,
            has_tools=old.has_tools,
            forked_from=old.forked_from or old,
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
