"""Sums out of sentences: "what is 17 times 23", "15% of 80", "(3+4)*2", "the square root of 2", "3 加 4"."""

import math
import re
from fractions import Fraction
from typing import Any

WORDS = [
    (r"(\d)\s*,\s*(?=\d{3}\b)", r"\1"),
    (r"\bsquare root of\b|\bsqrt\b|√|的平方根", " sqrt "),
    (r"\b(?:percent|per cent)\b|％", "%"),
    (r"%\s*(?:of\b|的)", "/100*"),
    (r"(\d)\s*的\s*(?=\d{1,9}(?:\.\d{1,9})?\s*%)", r"\1*"),
    (r"\bplus\b|\badded to\b|加上?|＋", "+"),
    (r"\bminus\b|\bless\b|减去?|－|−", "-"),
    (r"\btimes\b|\bmultiplied by\b|乘以?|×|·", "*"),
    (r"\bdivided by\b|\bover\b|除以|÷", "/"),
    (r"\bto the power of\b|\braised to\b|\^|的次方", "**"),
    (r"\bsquared\b|的平方|²", "**2"),
    (r"\bcubed\b|的立方|³", "**3"),
    (r"\bmod(?:ulo)?\b", " mod "),
    (r"(?<=\d)\s*[x]\s*(?=\d)", "*"),
]
_EXPRESSION = re.compile(r"(?:sqrt|mod|\*\*|[-+*/%()!]|\d+(?:\.\d+)?|\.\d+|\s)+")
_TOKEN = re.compile(r"\s*(\d+(?:\.\d+)?|\.\d+|\*\*|sqrt|mod|[-+*/%()!])")
# A sum with functions that only a calculator knows.
_FUNCTION = re.compile(
    r"(?:(?:please\s+)?(?:calculate|compute|work out|evaluate|what(?:'s| is))\s+)?"
    r"((?=[^?]*\b(?:sin|cos|tan|asin|acos|atan|log|log2|log10|exp|gcd|hypot|floor|ceil)\()"
    r"(?:[a-z][a-z0-9]{0,9}\(|\bpi\b|\be\b|[-+*/%^().,\s\d])+)[?.!\s]*$",
    re.IGNORECASE,
)
LARGEST_POWER, LARGEST_BITS, LARGEST_FACTORIAL, DIGITS = 4000, 40_000, 1000, 6000


class TooLarge(Exception):
    pass


def find_sum(text: str) -> tuple[str, str] | None:
    """(the sum as it was understood, its result), or None when there is none."""
    for expression in _expressions(text):
        try:
            return pretty(expression), shown(Parser(expression).whole())
        except (ValueError, ZeroDivisionError) as problem:
            if isinstance(problem, ZeroDivisionError):
                return pretty(expression), "undefined, because it divides by zero"
        except (TooLarge, OverflowError):
            return pretty(expression), "a number too large to write down here"
    return None


def find_expression(text: str) -> str | None:
    """The sum alone, as a calculator takes it: 17.5 * 2480 / 100, sqrt(1764), sin(1) + 2."""
    if named := _FUNCTION.match(text.strip()):
        return named[1].strip()
    for expression in _expressions(text):
        try:
            Parser(expression).whole()
        except ValueError:
            continue
        except (ZeroDivisionError, TooLarge, OverflowError):
            pass
        return plain_sum(expression)
    return None


def plain_sum(expression: str) -> str:
    number = r"(\d+(?:\.\d+)?)"
    text = re.sub(rf"{number}\s*/100\*\s*{number}", r"\1*\2/100", expression)
    text = re.sub(r"%", "/100", text)
    text = re.sub(r"\bmod\b", "%", text)
    text = re.sub(rf"{number}!", r"factorial(\1)", text)
    text = re.sub(rf"sqrt\s*{number}", r"sqrt(\1)", text)
    text = re.sub(r"sqrt\s+\(", "sqrt(", text)
    text = re.sub(r"\s*(\*\*|[*/+%])\s*", r" \1 ", text)
    return re.sub(r"(?<=[\d)])\s*-\s*(?=[\d(s])", " - ", " ".join(text.split()))


def _expressions(text: str) -> list[str]:
    plain = text.lower()
    for pattern, sign in WORDS:
        plain = re.sub(pattern, sign, plain)
    found = [one.strip() for one in sorted(_EXPRESSION.findall(plain), key=len, reverse=True)]
    sums = [one for one in found if re.search(r"\d\s*\)*\s*(?:[-+*/%]|mod|!)|sqrt", one) and not _is_date(one)]
    return [one.rstrip("+-*/( ") for one in sums]


class Parser:
    """Recursive descent over exact fractions; roots become floats."""

    def __init__(self, expression: str) -> None:
        self.tokens: list[str] = []
        at = 0
        while at < len(expression.rstrip()):
            found = _TOKEN.match(expression, at)
            if not found:
                raise ValueError(expression)
            self.tokens.append(found[1])
            at = found.end()
        self.at = 0
        if len(self.tokens) > 400 or self.tokens.count("(") > 60:
            raise TooLarge

    def whole(self) -> Fraction | float:
        value = self.sum()
        if self.at != len(self.tokens) or len(self.tokens) < 2:
            raise ValueError("not a sum")
        return value

    def sum(self) -> Fraction | float:
        value = self.product()
        while (sign := self.peek()) in ("+", "-"):
            self.at += 1
            value = value + self.product() if sign == "+" else value - self.product()
        return value

    def product(self) -> Fraction | float:
        value = self.power()
        while (sign := self.peek()) in ("*", "/", "mod"):
            self.at += 1
            other = self.power()
            if _bits(value) + _bits(other) > 4 * LARGEST_BITS:
                raise TooLarge
            value = value * other if sign == "*" else value / other if sign == "/" else value % other
        return value

    def power(self) -> Fraction | float:
        base: Any = self.signed()
        if self.peek() != "**":
            return base
        self.at += 1
        exponent: Any = self.power()
        if abs(exponent) > LARGEST_POWER or _bits(base) * abs(exponent) > LARGEST_BITS:
            raise TooLarge
        value = base**exponent
        if isinstance(value, complex):
            raise ValueError("no real number")
        return value  # type: ignore[no-any-return]

    def signed(self) -> Fraction | float:
        if self.peek() in ("-", "+"):
            sign = self.take()
            return -self.signed() if sign == "-" else self.signed()
        return self.after(self.atom())

    def after(self, value: Fraction | float) -> Fraction | float:
        while self.peek() in ("%", "!"):
            value = value / 100 if self.take() == "%" else factorial(value)
        return value

    def atom(self) -> Fraction | float:
        part = self.take()
        if part == "(":
            value = self.sum()
            if self.take() != ")":
                raise ValueError("unclosed")
            return value
        if part == "sqrt":
            return root(self.signed())
        return Fraction(part)

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.at += 1
        return token


def factorial(value: Fraction | float) -> Fraction:
    if value != int(value) or not 0 <= value <= LARGEST_FACTORIAL:
        raise TooLarge
    return Fraction(math.factorial(int(value)))


def _bits(value: Fraction | float) -> int:
    return value.numerator.bit_length() + value.denominator.bit_length() if isinstance(value, Fraction) else 64


def root(value: Fraction | float) -> Fraction | float:
    if value < 0:
        raise ValueError("no real root")
    if isinstance(value, Fraction):
        over, under = math.isqrt(value.numerator), math.isqrt(value.denominator)
        if over * over == value.numerator and under * under == value.denominator:
            return Fraction(over, under)
    return math.sqrt(value)


def shown(value: Fraction | float) -> str:
    """Exact where decimals end soon, else to ten digits."""
    if isinstance(value, Fraction):
        if value.numerator.bit_length() > DIGITS * 4 or value.denominator.bit_length() > DIGITS * 4:
            raise TooLarge
        if value.denominator == 1:
            return f"{value.numerator:,}" if abs(value.numerator) < 10**15 else str(value.numerator)
        if (value * 10**6).denominator == 1:
            return f"{float(value):,.6f}".rstrip("0")
    return f"about {float(value):.10g}"


def pretty(expression: str) -> str:
    text = re.sub(r"\s*(\*\*|[*/+])\s*", r" \1 ", re.sub(r"\s+", " ", expression))
    text = re.sub(r"(?<=[\d)%!]) ?- ?(?=[\d(s])", " − ", text)
    return text.replace("**", "^").replace("*", "×").replace("/", "÷").replace("sqrt", "√").replace("√ ", "√").strip()


def _is_date(expression: str) -> bool:
    return bool(re.search(r"\b\d{4}-\d{1,2}-\d{1,2}\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b", expression))
