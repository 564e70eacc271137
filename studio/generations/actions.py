"""What people do to generations: ask, cancel, ask again, decide about an unknown outcome, put away."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from studio import audit
from studio.accounts.models import User
from studio.generations import birth
from studio.generations.collect import WRITTEN_OFF
from studio.generations.models import Generation, Result, State
from studio.generations.recipes import get_recipe
from studio.generations.transition import move, touch, touch_all
from studio.jobs.runner import get_runner
from studio.library import actions as library
from studio.library.holding import hold
from studio.library.marks import Project
from studio.library.models import Asset
from studio.teams.models import Team
from studio.web.ids import as_uuid


class NothingOffered(Exception):
    """The catalogue has no model for a room, or none that can do anything of what it makes."""


def start_generation(
    *,
    team: Team,
    author: User,
    kind: str,
    request: dict[str, Any],
    client_key: uuid.UUID | None = None,
    press: dict[str, Any] | None = None,
    retry_of: Generation | None = None,
    batch: uuid.UUID | None = None,
    project: Project | None = None,
    prepared: Any = None,
) -> Generation:
    """Ask for something: the row and the money held for it, in one transaction.

    `prepared`: what its recipe would prepare, where that is at hand; then it may leave at once (`birth.py`).

    The same `client_key` with the same `press` (the request, unless named otherwise) is the same press twice:
    the second gets the first's generation. Another request under an old key (a page brought back by the
    browser) is another wish.
    """
    if client_key:
        client_key = uuid.uuid5(client_key, f"{kind} {json.dumps(press or request, sort_keys=True)}")
    if client_key and (first := Generation.objects.for_team(team).filter(client_key=client_key).first()):
        return first
    try:
        with transaction.atomic():
            return birth.create(
                team=team,
                author=author,
                kind=kind,
                request=request,
                client_key=client_key,
                retry_of=retry_of,
                batch=batch,
                project=project,
                prepared=prepared,
            )
    except IntegrityError:
        if client_key is None:
            raise
        return Generation.objects.get(team=team, client_key=client_key)


@dataclass(frozen=True)
class Wish:
    """One of those that a press asks for together. `press`: what makes it the same again (the request by itself)."""

    kind: str
    request: dict[str, Any]
    press: dict[str, Any] | None = None


def start_generations(
    *,
    team: Team,
    author: User,
    wishes: list[Wish],
    client_key: uuid.UUID | None = None,
    project: Project | None = None,
) -> list[Generation]:
    """Ask for several things with one press: all of them, or none. They share a `batch`, which names the press."""
    press = client_key or uuid.uuid4()
    whole = json.dumps([wish.press or wish.request for wish in wishes], sort_keys=True)
    batch = uuid.uuid5(press, whole) if len(wishes) > 1 else None
    with transaction.atomic():
        return [
            start_generation(
                team=team,
                author=author,
                kind=wish.kind,
                request=wish.request,
                client_key=uuid.uuid5(batch, str(place)) if batch else client_key,
                press=wish.press,
                batch=batch,
                project=project,
            )
            for place, wish in enumerate(wishes)
        ]


def cancel_generation(*, generation: Generation, who: User) -> bool:
    """Stop it. Free while it waits; once it was sent, MiniMax is asked and may refuse. False when it had ended.

    What cannot be stopped is paid for and kept in the trash (docs/decisions/0011).
    """
    by = f"user {who.pk}"
    if move(generation.pk, (State.QUEUED, State.ADMITTED), State.CANCELLED, by=by):
        return True
    generation.refresh_from_db()
    if generation.is_finished or generation.state == State.UNCERTAIN:
        return False
    if generation.cancel_requested_at is None:
        touch(generation.pk, cancel_requested_at=timezone.now())
        get_runner().poke(generation.pk)
    # It may have gone back into the queue meanwhile, where nobody would see the wish before it is paid for.
    move(generation.pk, (State.QUEUED, State.ADMITTED), State.CANCELLED, by=by)
    return True


def retry_generation(*, generation: Generation, who: User, client_key: uuid.UUID | None = None) -> Generation:
    """Ask for the same again: a new row; the old one stays for the record."""
    return start_generation(
        team=generation.team,
        author=who,
        kind=generation.kind,
        request=generation.request,
        client_key=client_key,
        retry_of=generation,
        batch=generation.batch,
        project=generation.project,
    )


def fetch_again(*, generation: Generation) -> bool:
    """Try now what a sweep tries every ten minutes: what MiniMax made and the studio could not fetch."""
    if generation.state != State.FETCHING:
        return False
    with transaction.atomic():
        get_runner().launch(generation.pk, generation.kind)
    get_runner().poke(generation.pk)
    return True


def ask_again(*, generation: Generation, who: User) -> bool:
    """Ask MiniMax once more about a task that it took and never told of; free. It ends unknown again, or made."""
    if not generation.upstream_id:
        return False
    with transaction.atomic():
        asked = move(
            generation.pk, State.UNCERTAIN, State.RUNNING, by=f"user {who.pk}", why=_("asked after by a person")
        )
        if asked:
            get_runner().launch(generation.pk, generation.kind)
    return asked


def send_again(*, generation: Generation, who: User) -> bool:
    """A person decides that an unknown outcome is sent once more, knowing that it may be billed twice."""
    with transaction.atomic():
        audit.record(who, "generation.sent_again", generation)
        return move(
            generation.pk,
            State.UNCERTAIN,
            State.QUEUED,
            by=f"user {who.pk}",
            why=_("sent again by a person"),
            note="",
            not_before=None,
            error=None,
            submit_token=None,
            upstream_id="",
            retry_count=0,
            cancel_requested_at=None,
        )


def write_off(*, generation: Generation, who: User) -> bool:
    """A person decides that an unknown outcome is given up; what was held goes back, whatever MiniMax bills."""
    with transaction.atomic():
        audit.record(who, "generation.written_off", generation)
        by = f"user {who.pk}"
        return move(generation.pk, State.UNCERTAIN, State.CANCELLED, by=by, why=_("written off"), note=WRITTEN_OFF)


def put_away(*, generation: Generation, who: User) -> bool:
    """Take a finished generation out of its room, its assets to the trash. Undo: `bring_back`."""
    if not generation.is_finished or generation.hidden_at is not None:
        return False
    with transaction.atomic():
        for asset in _assets(generation):
            library.trash_asset(asset=asset, who=who)
        return touch(generation.pk, hidden_at=timezone.now())


def bring_back(*, generation: Generation, who: User) -> bool:
    if generation.hidden_at is None:
        return False
    with transaction.atomic():
        for asset in _assets(generation):
            library.restore_asset(asset=asset, who=who)
        return touch(generation.pk, hidden_at=None)


def follow(assets: list[int]) -> None:
    """Results went to the trash or came back: a card goes with its last result, and comes back with its first."""
    kept = Result.objects.filter(generation=OuterRef("pk"), asset__isnull=False, asset__trashed_at=None)
    rows = Generation.objects.filter(results__asset__in=assets, finished_at__isnull=False).annotate(kept=Exists(kept))
    touch_all([gen.pk for gen in rows if gen.kept], hidden_at=None)
    touch_all([gen.pk for gen in rows if not gen.kept], hidden_at=timezone.now())


library.hear(follow)


def needed(assets: list[int]) -> list[int]:
    """What work that has not ended was asked to be made from."""
    teams = set(Asset.objects.filter(pk__in=assets).values_list("team_id", flat=True))
    rows = Generation.objects.unfinished().filter(team__in=teams).values_list("kind", "request")
    named = {as_uuid(name[:36]) for kind, asked in rows for name in get_recipe(kind).parents(asked).values()}
    return list(Asset.objects.filter(pk__in=assets, public_id__in=named).values_list("pk", flat=True))


hold(needed)


def _assets(generation: Generation) -> list[Any]:
    return [result.asset for result in generation.results.select_related("asset") if result.asset]
