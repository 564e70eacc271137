"""Going through the operations, and what came of each."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from asgiref.sync import sync_to_async

from studio.conform.checks import Wrong
from studio.conform.operations import OPERATIONS, Kit, Operation
from studio.minimax import Dialect, MiniMax, MiniMaxError, NotInDialect, Wires, open_wires
from studio.spend.pricing import price
from studio.web.safe_fetch import FetchFailed

log = logging.getLogger(__name__)
CHEAP = Decimal("0.01")
OK, WRONG, LEFT_OUT = "as expected", "not as expected", "left out"


@dataclass(frozen=True)
class Outcome:
    """`said`: how not, or why it was left out. `price` in words, empty for what is free."""

    operation: str
    dialect: str
    state: str
    said: str = ""
    price: str = ""
    seconds: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Plan:
    """What to run against which host. `live`: it costs money there; `costly`: do it all the same.

    `only`: part of the operations' names.
    """

    root: str
    key: str
    live: bool = False
    costly: bool = False
    only: str = ""
    dialects: tuple[Dialect, ...] = tuple(Dialect)

    def operations(self) -> list[Operation]:
        return [operation for operation in OPERATIONS if self.only.lower() in operation.name]


async def run(plan: Plan, tell: Callable[[Outcome], object]) -> list[Outcome]:
    """All outcomes; `tell` hears each as it comes, in the event loop."""
    prices = {operation.name: await sync_to_async(price_of)(operation) for operation in plan.operations()}
    wires = open_wires()
    try:
        kit = Kit(None if plan.live else plan.root)
        async with asyncio.TaskGroup() as group:
            both = [
                group.create_task(run_dialect(plan, dialect, wires, kit, prices, tell)) for dialect in plan.dialects
            ]
        return [outcome for one in both for outcome in one.result()]
    finally:
        await wires.close()


async def run_dialect(
    plan: Plan,
    dialect: Dialect,
    wires: Wires,
    kit: Kit,
    prices: dict[str, tuple[str, bool]],
    tell: Callable[[Outcome], object],
) -> list[Outcome]:
    api = MiniMax(root=plan.root, key=plan.key, dialect=dialect, wires=wires)
    outcomes = []
    for operation in plan.operations():
        words, is_costly = prices[operation.name]
        if plan.live and is_costly and not plan.costly:
            outcome = Outcome(operation.name, dialect.value, LEFT_OUT, "costly on a live host", words)
        else:
            outcome = await judge(operation, api, kit, words)
        outcomes.append(outcome)
        tell(outcome)
    return outcomes


async def judge(operation: Operation, api: MiniMax, kit: Kit, words: str) -> Outcome:
    began = time.monotonic()
    state, said = OK, ""
    try:
        await operation.run(api, kit)
    except NotInDialect as problem:
        state, said = LEFT_OUT, problem.cause
    except TimeoutError:
        state, said = WRONG, "it did not end in time"
    except Exception as problem:  # whatever an answer leads to is this row's, and the next row's turn comes
        if not isinstance(problem, Wrong | MiniMaxError | FetchFailed):
            log.exception("The check of %s failed.", operation.name)
        state, said = WRONG, f"{type(problem).__name__}: {problem}"
    return Outcome(operation.name, api.dialect.value, state, said[:500], words, round(time.monotonic() - began, 2))


def price_of(operation: Operation) -> tuple[str, bool]:
    """(the price at MiniMax in words, whether that is costly)."""
    if operation.measure is None:
        return "", False
    money = price(operation.measure)
    if money.amount is None:
        return "price unknown", True
    return str(money), money.amount > CHEAP
