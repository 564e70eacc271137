"""How long a model usually takes for this team: said beside the elapsed time, never as a percentage."""

from dataclasses import dataclass
from statistics import median, quantiles

from django.core.cache import cache

from studio.catalogue import ask
from studio.generations.models import Generation, State

LATEST = 20
ENOUGH = 4


@dataclass(frozen=True)
class Usual:
    """Seconds: the middle half of what was seen, and its median."""

    low: float
    high: float
    middle: float


def get_usual(team_id: int, kind: str, model: str, *, sandbox: bool) -> Usual:
    """From the team's last 20 finished ones of the kind and model; with too few of them, from the catalogue."""
    name = f"usual:{team_id}:{kind}:{model}:{sandbox}"
    known: Usual | None = cache.get(name)
    if known is None:
        known = _measure(team_id, kind, model, sandbox)
        cache.set(name, known, 20)
    return known


def _measure(team_id: int, kind: str, model: str, sandbox: bool) -> Usual:
    rows = Generation.objects.filter(team_id=team_id, kind=kind, model=model, state=State.DONE)
    rows = rows.filter(connection__sandbox=sandbox, accepted_at__isnull=False)
    times = rows.order_by("-id").values_list("accepted_at", "finished_at")[:LATEST]
    seconds = [(end - start).total_seconds() for start, end in times if start and end]
    if len(seconds) >= ENOUGH:
        low, _, high = quantiles(seconds, n=4)
        return Usual(max(1, low), max(high, low + 1), median(seconds))
    row = ask.find_model(model)
    low, high = row.get_usual(sandbox=sandbox) if row else (60, 180)
    return Usual(low, high, (low + high) / 2)
