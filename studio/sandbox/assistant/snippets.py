"""Functions that the assistant can hand out: their own source is what it shows."""

import inspect
from collections.abc import Callable

from .wording import stem


def fibonacci(n: int) -> int:
    before, now = 0, 1
    for _ in range(n):
        before, now = now, before + now
    return before


def factorial(n: int) -> int:
    result = 1
    for number in range(2, n + 1):
        result *= number
    return result


def is_prime(n: int) -> bool:
    return n > 1 and all(n % divisor for divisor in range(2, int(n**0.5) + 1))


def reverse(text: str) -> str:
    return text[::-1]


def is_palindrome(text: str) -> bool:
    letters = [letter.lower() for letter in text if letter.isalnum()]
    return letters == letters[::-1]


def quicksort(values: list[int]) -> list[int]:
    if len(values) < 2:
        return values
    middle, *rest = values
    low = [value for value in rest if value < middle]
    high = [value for value in rest if value >= middle]
    return [*quicksort(low), middle, *quicksort(high)]


def count_words(text: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for word in text.lower().split():
        counts[word] = counts.get(word, 0) + 1
    return counts


def mean(numbers: list[float]) -> float:
    return sum(numbers) / len(numbers)


# By the word that asks for it.
KNOWN: dict[str, Callable[..., object]] = {
    "fibonacci": fibonacci,
    "factorial": factorial,
    "prime": is_prime,
    "palindrome": is_palindrome,
    "reverse": reverse,
    "sort": quicksort,
    "count": count_words,
    "average": mean,
    "mean": mean,
}


def find(said: set[str]) -> str | None:
    """The source of the function that these stems ask for."""
    wanted = next((known for word, known in KNOWN.items() if stem(word) in said), None)
    return inspect.getsource(wanted) if wanted else None
