"""What is still needed: bytes go with the last that refers to them, not before."""

from collections.abc import Callable, Iterable

# Rooms above that refer to assets: of these keys, those that something there still needs.
_holders: list[Callable[[list[int]], Iterable[int]]] = []


def hold(holder: Callable[[list[int]], Iterable[int]]) -> None:
    """Register who knows what is still needed. Asked before anything is deleted for good."""
    _holders.append(holder)


def held_among(keys: list[int]) -> set[int]:
    return {key for holder in _holders for key in holder(keys)} if keys else set()
