"""How a generation comes into being: its row, the money held for it, and how far it goes in that same transaction.

Most begin `queued`. What somebody waits for, and nothing stands before, is admitted with it; and where all that is to
be sent is at hand and this very process drives, it is marked with it too (`submit.py`), so that it leaves as soon as
the transaction is through: no table is asked in between.
"""

import uuid
from copy import copy
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from studio.accounts.models import User
from studio.generations import written
from studio.generations.admission import take_place
from studio.generations.models import Generation, GenerationEvent, State
from studio.generations.recipes import Recipe, WrittenRecipe, get_recipe
from studio.generations.submit import ME
from studio.generations.transition import announce
from studio.jobs.crash import point
from studio.jobs.runner import get_runner
from studio.library.marks import Project
from studio.spend import actions as spend
from studio.spend.pricing import price
from studio.teams.models import Connection, Team


class NoConnection(Exception):
    """The team has no way to MiniMax yet. Raised in a view, it becomes an answer (`middleware.py`)."""


def create(
    *,
    team: Team,
    author: User,
    kind: str,
    request: dict[str, Any],
    client_key: uuid.UUID | None,
    retry_of: Generation | None,
    batch: uuid.UUID | None,
    project: Project | None,
    prepared: Any,
) -> Generation:
    """Inside a transaction. `prepared`: what the recipe's `prepare` would give, where that is at hand already."""
    recipe = get_recipe(kind)
    measure = recipe.measure(team, request)
    money = price(measure)
    connection = team.connection
    if connection is None:
        raise NoConnection
    steps = steps_at_birth(recipe, connection, measure.model, prepared)
    marked = State.SUBMITTING in steps
    mark = {"epoch": 1, "driver": ME, "submit_token": uuid.uuid4(), "submit_started_at": timezone.now()}
    gen = Generation.objects.create(
        team=team,
        author=author,
        connection=connection,
        kind=kind,
        family=recipe.family,
        model=measure.model,
        request=request,
        client_key=client_key,
        lane=recipe.lane(request),
        batch=batch,
        retry_of=retry_of,
        project=project,
        price=money.amount,
        currency=money.currency,
        state=list(steps)[-1],
        **(mark if marked else {}),
    )
    # Before what else follows the commit: nothing may keep from leaving what is marked.
    if marked:
        transaction.on_commit(partial(written.hand_over, copy_for_driver(gen), prepared))
    if State.ADMITTED in steps:
        get_runner().launch(gen.pk, kind, marked=marked)
    spend.reserve(team=team, author=author, generation=gen.public_id, price=money, sandbox=connection.sandbox)
    GenerationEvent.objects.bulk_create(events_of(gen, steps, author))
    transaction.on_commit(lambda: announce(kind, team.pk, gen.public_id, 0, gen.state))
    return gen


def steps_at_birth(recipe: Recipe, connection: Connection, model: str, prepared: Any) -> dict[str, str]:
    """The states that it reaches in the transaction that makes it, each with who took it there."""
    steps: dict[str, str] = {State.QUEUED: ""}
    if recipe.hurries and not connection.paused_reason and take_place(connection, recipe.family, model):
        steps[State.ADMITTED] = "admission"
        if prepared is not None and isinstance(recipe, WrittenRecipe) and get_runner().takes_on:
            point("before-mark")
            steps[State.SUBMITTING] = "driver"
    return steps


def events_of(gen: Generation, steps: dict[str, str], author: User) -> list[GenerationEvent]:
    froms = ["", *steps]
    return [
        GenerationEvent(generation=gen, frm=frm, to=to, by=by or f"user {author.pk}")
        for frm, (to, by) in zip(froms, steps.items(), strict=False)
    ]


def copy_for_driver(gen: Generation) -> Generation:
    """Its own, since a page is drawn from the other meanwhile; without the author, who may hold on to a whole request
    for as long as the driver drives."""
    own = copy(gen)
    own._state.fields_cache.pop("author", None)
    return own
