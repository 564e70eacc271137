"""Working out a sum that a model wrote: numbers and nothing else, and never for long."""

import ast
import math
import operator
from collections.abc import Callable
from typing import Any

from simpleeval import SimpleEval

from studio.chat.tools.base import Trouble

LONGEST_SUM, MOST_PARTS = 300, 150
# Of a whole number: some four thousand digits, which is as many as Python writes out.
MOST_BITS = 14_000
MOST_FACTORIAL = 500
PARTS = (
    ast.Expression,
    ast.BinOp,
    ast.Compare,
    ast.cmpop,
    ast.UnaryOp,
    ast.Call,
    ast.Constant,
    ast.Name,
    ast.Load,
    ast.operator,
    ast.unaryop,
)
SIGNS = {"^": "**", "×": "*", "÷": "/", "−": "-", ",": ","}


class TooMuch(ValueError):
    """The result would be beyond all use."""


def work_out(text: str) -> Any:
    """Raises Trouble where it is no sum, or too large a one."""
    for sign, ours in SIGNS.items():
        text = text.replace(sign, ours)
    try:
        tree = ast.parse(text.strip(), mode="eval")
        check(tree)
        return SimpleEval(operators=OPERATORS, functions=FUNCTIONS, names={"pi": math.pi, "e": math.e}).eval(
            text.strip()
        )
    except Exception as error:
        raise Trouble(f"This cannot be worked out: {error}"[:300]) from None


def check(tree: ast.AST) -> None:
    nodes = list(ast.walk(tree))
    if len(nodes) > MOST_PARTS:
        raise TooMuch("too many parts")
    for node in nodes:
        is_number = not isinstance(node, ast.Constant) or type(node.value) in (int, float)
        is_plain_call = not isinstance(node, ast.Call) or (isinstance(node.func, ast.Name) and not node.keywords)
        if not (isinstance(node, PARTS) and is_number and is_plain_call):
            raise TooMuch("only numbers, + - * / // % ** and functions")


def bounded(bits: Callable[[int, int], int], work: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """`work` on two numbers, when the result of whole ones has not too many bits."""

    def worked(one: Any, other: Any) -> Any:
        whole = isinstance(one, int) and isinstance(other, int)
        if whole and bits(one, other) > MOST_BITS:
            raise TooMuch("the number would be too large")
        return work(one, other)

    return worked


def factorial(number: int) -> int:
    if number > MOST_FACTORIAL:
        raise TooMuch(f"a factorial of at most {MOST_FACTORIAL}")
    return math.factorial(number)


def rounded(number: float, places: int = 0) -> float:
    return round(number, max(-50, min(50, places))) if places else round(number)


OPERATORS: dict[Any, Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: bounded(lambda a, b: a.bit_length() + b.bit_length(), operator.mul),
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: bounded(lambda a, b: a.bit_length() * abs(b), operator.pow),
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
NAMED = ["sqrt", "log", "log2", "log10", "exp", "sin", "cos", "tan", "asin", "acos", "atan", "floor", "ceil", "hypot"]
NAMED += ["degrees", "radians", "gcd", "fabs"]
FUNCTIONS: dict[str, Callable[..., Any]] = {name: getattr(math, name) for name in NAMED}
FUNCTIONS |= {"abs": abs, "min": min, "max": max, "round": rounded, "factorial": factorial}
