"""When a task is where. Nothing is written while it runs: the plan and the time say the status.

Preparing, Queueing, Processing, then Success once the film is really there, or Fail. Templates do not
queue (MiniMax's video agent page).
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from . import store
from .models import StoredFile, Task

PREPARING, QUEUEING, LEAST, SLOW = 0.7, 1.4, 3.0, 60.0


@dataclass(frozen=True)
class State:
    """`status` in MiniMax's words; `code` is the `base_resp` reason of a Fail, else 0."""

    status: str
    code: int = 0

    @property
    def done(self) -> bool:
        return self.status == "Success"


def build_plan(what: str, queues: bool, fast: bool = False) -> dict[str, Any]:
    """Seconds after creation: `preparing` and `queueing` end there, and it ends at `least` or later. `fast`: the
    prompt is prepared in half the time."""
    speed = float(getattr(settings, "SANDBOX_SPEED", 1.0))
    return {
        "preparing": (PREPARING / 2 if fast else PREPARING) * speed,
        "queueing": (QUEUEING if queues else PREPARING) * speed,
        "least": SLOW if what == "slow" else LEAST * speed,
        "ends": 1027 if what == "fail" else 0,
        "misfortune": what,
    }


def state_of(task: Task, file_id: int | None, now: float) -> State:
    """The task's state at `now`. `file_id` is None when the owner has deleted the film."""
    age, plan = now - task.created_at, task.plan
    if age >= plan.get("cancelled", age + 1):
        return State("Cancelled")
    if age < plan["preparing"]:
        return State("Preparing")
    if age < plan["queueing"]:
        return State("Queueing")
    if age < plan["least"]:
        return State("Processing")
    if plan["ends"]:
        return State("Fail", plan["ends"])
    if file_id is None or store.find_size(file_id) is not None:
        return State("Success")
    return State("Fail", 1013) if store.failure_path(file_id).exists() else State("Processing")


def until_next_step(plan: dict[str, Any], age: float) -> float:
    """Seconds from this age to the plan's next step; after its last one, a little: only the renderer is awaited."""
    steps = (plan["preparing"], plan["queueing"], plan["least"])
    return min((step - age for step in steps if step > age), default=min(0.1 + age / 20, 2.0))


def needs_rendering(task: Task, file: StoredFile) -> bool:
    missing = store.find_size(file.id) is None and not store.failure_path(file.id).exists()
    return missing and not task.plan["ends"] and "cancelled" not in task.plan
