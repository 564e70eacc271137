"""What all kinds of tasks share: being started, found, and asked after."""

import hashlib
import json
from typing import Any

from asgiref.sync import sync_to_async
from django.db import transaction
from django.http.response import HttpResponseBase

from . import clock, misfortune, rendering
from .door import Call
from .errors import NotFound, Refused, Style, base_resp, refusal
from .files import read_id
from .models import Account, StoredFile, Task, new_id
from .pictures import Picture
from .plans import State, build_plan, state_of


async def start(call: Call, kind: str, film: dict[str, Any], pictures: list[Picture], what: str) -> Task:
    """Keep the task and its film's row, then let it be rendered."""
    now = clock.moment(call.request)  # reading pictures and a challenge may have taken seconds
    return await sync_to_async(_start)(call.account, now, kind, film, pictures, what)


def _start(account: Account, now: float, kind: str, film: dict, pictures: list[Picture], what: str) -> Task:
    task = Task(id=new_id(), account=account, kind=kind, created_at=now)
    task.likeness = _likeness(film, pictures)
    # Asked twice for the same, MiniMax makes two different films: the second one gets another seed.
    earlier = Task.objects.filter(account=account, likeness=task.likeness).count()
    names = [picture.keep(f"{task.pk}-{number}") for number, picture in enumerate(pictures)]
    task.film = {**film, "pictures": names, "seed": str(earlier + 1) if earlier else ""}
    task.plan = build_plan(what, queues=kind != "video_template", fast=bool(film.get("fast")))
    file = StoredFile(id=new_id(), account=account, task=task, purpose="video_generation", mime="video/mp4")
    file.filename, file.created_at = f"{task.pk}.mp4", now
    with transaction.atomic():
        task.save(force_insert=True)
        file.save(force_insert=True)
    rendering.render_later(task, file)
    return task


async def find(call: Call, given: object, kinds: tuple[str, ...]) -> tuple[Task, StoredFile | None, State]:
    """The account's task, its film (None when deleted) and where it is now."""
    task_id = read_id(given, "task_id")
    task = await Task.objects.filter(pk=task_id, account=call.account, kind__in=kinds).afirst()
    if task is None:
        raise NotFound(f"task_id {task_id} does not exist")
    return task, *await sync_to_async(look)(task, call.now)


def look(task: Task, now: float) -> tuple[StoredFile | None, State]:
    """The task's film (None when deleted) and where it is; a film that the renderer has lost is asked for again."""
    file = StoredFile.objects.filter(task=task).first()
    state = state_of(task, file.pk if file else None, now)
    if file and state.status == "Processing":
        rendering.render_later(task, file)
    return file, state


def poll_trouble(task: Task, call: Call) -> HttpResponseBase | None:
    """The misfortunes of a task's first seconds of being asked after."""
    what = task.plan["misfortune"]
    if what not in ("poll-500", "poll-half") or call.now - task.created_at > misfortune.POLL_SECONDS:
        return None
    if what == "poll-500":
        return lost(Refused(1000))
    return misfortune.half({"task_id": str(task.pk), "status": "Processing", "base_resp": base_resp()})


def lost(problem: Refused) -> HttpResponseBase:
    return refusal(problem, Style.REFERENCE, force_status=500)


def with_reason(body: dict[str, Any], state: State) -> dict[str, Any]:
    """The query's body; a failed task carries its reason in `base_resp`, as MiniMax's query page lists."""
    return {**body, "base_resp": base_resp(state.code, Refused(state.code).text) if state.code else base_resp()}


def _likeness(film: dict, pictures: list[Picture]) -> str:
    digest = hashlib.sha256(json.dumps(film, sort_keys=True).encode())
    for picture in pictures:
        digest.update(hashlib.sha256(picture.data).digest())
    return digest.hexdigest()
