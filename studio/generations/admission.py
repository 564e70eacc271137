"""Who may go next: concurrency and pace live in the table, so that neither a crash nor a restart bends them."""

from datetime import datetime, timedelta

from django.db import connection as database
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from studio.catalogue import ask
from studio.catalogue.models import Limit
from studio.generations.models import ACTIVE, SENDING, Generation, RateBucket, State
from studio.generations.transition import move
from studio.jobs.runner import get_runner
from studio.jobs.work import work
from studio.teams.models import Connection

# Nothing waits for longer, so a later moment is a clock that was put back.
LONGEST_WAIT = timedelta(hours=1)
BUSY = {"active": Count("id", filter=Q(state__in=ACTIVE)), "sending": Count("id", filter=Q(state__in=SENDING))}


def admit_all() -> int:
    """Admit whatever may go now, over all connections; return how many."""
    waiting = Generation.objects.filter(state=State.QUEUED).filter(_due(timezone.now()))
    pairs = list(waiting.filter(connection__paused_reason="").values_list("connection", "family").distinct())
    return sum(admit(connection_id, family) for connection_id, family in pairs)


work.admit = admit_all


def admit(connection_id: int, family: str) -> int:
    """Admit from one connection's queue until a limit is met: one transaction, so that two callers take turns."""
    admitted = 0
    with transaction.atomic():
        now = timezone.now()
        bucket = _lock_bucket(connection_id, family, now)
        if bucket.penalty_until and now < bucket.penalty_until <= now + LONGEST_WAIT:
            return 0
        # Further ahead it never runs, unless the clock was put back.
        bucket.tat = min(bucket.tat, now + timedelta(minutes=1))
        rows = Generation.objects.filter(connection_id=connection_id, family=family)
        plan = _plan(connection_id)
        limit, own = ask.limits_of(family, plan)
        busy = rows.aggregate(**BUSY)
        free = min(limit.concurrency - busy["active"], limit.submits - busy["sending"])
        while admitted < free and _has_pace(bucket, limit, now):
            chosen = _choose(rows.exclude(state=State.QUEUED, model__in=_full(rows, own, now)), now)
            if chosen is None or not _admit_one(chosen):
                break
            _take_pace(bucket, limit, now)
            admitted += 1
        if admitted:
            bucket.save(update_fields=["tat"])
    return admitted


def take_place(connection: Connection, family: str, model: str) -> bool:
    """Take a place for what is about to be created, inside its own transaction: when nobody waits before it, and no
    limit is met."""
    now = timezone.now()
    bucket = _lock_bucket(connection.pk, family, now)
    is_penalised = bucket.penalty_until and now < bucket.penalty_until <= now + LONGEST_WAIT
    limit, own = ask.limits_of(family, "sandbox" if connection.sandbox else "paid")
    if is_penalised or not _has_pace(bucket, limit, now):
        return False
    rows = Generation.objects.filter(connection=connection, family=family)
    busy = rows.aggregate(waiting=Count("id", filter=Q(state=State.QUEUED)), **BUSY)
    is_free = busy["active"] < limit.concurrency and busy["sending"] < limit.submits and not busy["waiting"]
    if not is_free or model in _full(rows, own, now):
        return False
    _take_pace(bucket, limit, now)
    bucket.save(update_fields=["tat"])
    return True


def penalise(connection_id: int, family: str, seconds: float) -> None:
    """MiniMax said that we are too quick: nothing more is sent until then."""
    until = timezone.now() + timedelta(seconds=seconds)
    RateBucket.objects.filter(connection_id=connection_id, family=family).update(penalty_until=until)


def _admit_one(gen: Generation) -> bool:
    if not move(gen.pk, State.QUEUED, State.ADMITTED, by="admission", not_before=None):
        return False
    get_runner().launch(gen.pk, gen.kind)
    return True


def _full(rows: "object", own: list[Limit], now: datetime) -> list[str]:
    """The models with a limit of their own (official.md 2.2: the free ones) that is met at this moment."""
    full = []
    for limit in own:
        of_model = rows.filter(model=limit.model)  # type: ignore[attr-defined]
        sent = Q(submit_started_at__gt=now - timedelta(minutes=1), submit_started_at__lte=now)
        this_minute = of_model.filter(sent | Q(state=State.ADMITTED)).count()
        if this_minute >= limit.rpm or of_model.filter(state__in=ACTIVE).count() >= limit.concurrency:
            full.append(limit.model)
    return full


def _choose(rows: "object", now: datetime) -> Generation | None:
    """By priority, then the person with the fewest at work, then age: one person's burst does not starve another.

    Who is behind another in a lane waits here, where it takes nobody's place.
    """
    before = {"lane": OuterRef("lane"), "id__lt": OuterRef("id"), "state__in": (State.QUEUED, *ACTIVE)}
    free_to_go = Q(lane="") | ~Exists(rows.filter(**before))  # type: ignore[attr-defined]
    queue = rows.filter(free_to_go, _due(now), state=State.QUEUED)  # type: ignore[attr-defined]
    top, heads = None, {}
    for priority, author_id, pk in queue.order_by("-priority", "-id").values_list("priority", "author_id", "id"):
        top = priority if top is None else top
        if priority < top:
            break
        heads[author_id] = pk
    if not heads:
        return None
    if len(heads) == 1:
        return Generation.objects.get(pk=next(iter(heads.values())))
    at_work = dict(
        rows.filter(state__in=ACTIVE, author_id__in=heads)  # type: ignore[attr-defined]
        .values_list("author_id")
        .annotate(count=Count("id"))
    )
    author_id = min(heads, key=lambda author: (at_work.get(author, 0), heads[author]))
    return Generation.objects.get(pk=heads[author_id])


def _due(now: datetime) -> Q:
    return Q(not_before=None) | Q(not_before__lte=now) | Q(not_before__gt=now + LONGEST_WAIT)


def _plan(connection_id: int) -> str:
    return "sandbox" if Connection.objects.filter(pk=connection_id, sandbox=True).exists() else "paid"


def _lock_bucket(connection_id: int, family: str, now: datetime) -> RateBucket:
    rows = RateBucket.objects.filter(connection_id=connection_id, family=family)
    if database.features.has_select_for_update:
        rows = rows.select_for_update()
    if bucket := rows.first():
        return bucket
    RateBucket.objects.get_or_create(connection_id=connection_id, family=family, defaults={"tat": now})
    return rows.get()


def _has_pace(bucket: RateBucket, limit: Limit, now: datetime) -> bool:
    """GCRA with a burst of a whole minute's requests: `tat` may run ahead of now by that minute."""
    return max(bucket.tat, now) - now <= timedelta(minutes=1) - _interval(limit)


def _take_pace(bucket: RateBucket, limit: Limit, now: datetime) -> None:
    bucket.tat = max(bucket.tat, now) + _interval(limit)


def _interval(limit: Limit) -> timedelta:
    return timedelta(minutes=1) / max(1, limit.rpm)
