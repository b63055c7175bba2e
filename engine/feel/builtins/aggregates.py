"""The functions that make one value of a list, or of their arguments: sum, min, mean, all and their kin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import reduce
from typing import Any

from engine.feel.builtins.numbers import finite
from engine.feel.builtins.registry import Null, builtin
from engine.feel.env import Env
from engine.feel.operators import arithmetic, compare
from engine.feel.values import CONTEXT, kind, number, scalar

Aggregate = Callable[[Env, Sequence[Any]], Any]


def _aggregate(name: str) -> Callable[[Aggregate], Aggregate]:
    """Register for a list, and for the items as arguments."""

    def keep(target: Aggregate) -> Aggregate:
        def of_items(env: Env, *items: Any) -> Any:
            return of_list(env, items)

        def of_list(env: Env, items: Sequence[Any]) -> Any:
            env.root.spend(1 + len(items))
            return target(env, items)

        builtin(name, "list: list", env=True)(of_list)
        builtin(name, "list: any, more*: any", env=True)(of_items)
        return target

    return keep


def numbers_of(items: Sequence[Any]) -> list[Decimal]:
    """The items as numbers, or null if one is none."""
    found = []
    for item in items:
        value = number(item)
        if value is None:
            raise Null("The list holds {kind} where numbers are needed.", kind=kind(item))
        found.append(value)
    return found


def _total(numbers: list[Decimal]) -> Decimal:
    return reduce(CONTEXT.add, numbers)


def _mean_of(numbers: list[Decimal]) -> Decimal:
    return CONTEXT.divide(_total(numbers), Decimal(len(numbers)))


@builtin("count", "list: list")
def count(items: list[Any]) -> Decimal:
    """How many items."""
    return Decimal(len(items))


@_aggregate("sum")
def sum_of(env: Env, items: Sequence[Any]) -> Any:
    """The sum of numbers, or of durations; null of an empty list."""
    if items and kind(items[0]).endswith("duration"):
        return reduce(lambda a, b: _added(env, a, b), items)
    numbers = numbers_of(items)
    return finite(_total(numbers)) if numbers else None


def _added(env: Env, a: Any, b: Any) -> Any:
    total = arithmetic("+", a, b, env.root)
    if kind(total) != kind(a):
        raise Null("The list holds values that cannot be added.")
    return total


@_aggregate("product")
def product(env: Env, items: Sequence[Any]) -> Any:
    """The product; null of an empty list."""
    numbers = numbers_of(items)
    return finite(reduce(CONTEXT.multiply, numbers)) if numbers else None


@_aggregate("mean")
def mean(env: Env, items: Sequence[Any]) -> Any:
    """The arithmetic mean; null of an empty list."""
    numbers = numbers_of(items)
    return finite(_mean_of(numbers)) if numbers else None


@_aggregate("median")
def median(env: Env, items: Sequence[Any]) -> Any:
    """The middle one by size, or the mean of the two in the middle; null of an empty list."""
    numbers = sorted(numbers_of(items))
    if not numbers:
        return None
    half = len(numbers) // 2
    return numbers[half] if len(numbers) % 2 else finite(_mean_of(numbers[half - 1 : half + 1]))


@_aggregate("stddev")
def stddev(env: Env, items: Sequence[Any]) -> Any:
    """The standard deviation of a sample of two numbers or more."""
    numbers = numbers_of(items)
    if len(numbers) < 2:
        raise Null("stddev() needs two numbers or more.")
    middle = _mean_of(numbers)
    squares = [CONTEXT.power(CONTEXT.subtract(value, middle), Decimal(2)) for value in numbers]
    return finite(CONTEXT.sqrt(CONTEXT.divide(_total(squares), Decimal(len(numbers) - 1))))


@_aggregate("mode")
def mode(env: Env, items: Sequence[Any]) -> list[Decimal]:
    """The numbers that occur most often, ascending."""
    counts: dict[Decimal, int] = {}
    for value in numbers_of(items):
        counts[value] = counts.get(value, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(value for value, times in counts.items() if times == most)


@_aggregate("min")
def smallest(env: Env, items: Sequence[Any]) -> Any:
    """The smallest item; null of an empty list."""
    return _extreme(items, -1)


@_aggregate("max")
def largest(env: Env, items: Sequence[Any]) -> Any:
    """The largest item; null of an empty list."""
    return _extreme(items, 1)


def _extreme(items: Sequence[Any], sign: int) -> Any:
    best: Any = None
    for i, raw in enumerate(items):
        item = scalar(raw)
        order = compare(item, item if i == 0 else best)
        if order is None:
            raise Null("The list holds values without an order.")
        if i == 0 or order * sign > 0:
            best = item
    return best


@_aggregate("and")
@_aggregate("all")
def all_true(env: Env, items: Sequence[Any]) -> bool | None:
    """False if an item is false, true if all are true, else null."""
    if any(item is False for item in items):
        return False
    return True if all(item is True for item in items) else None


@_aggregate("or")
@_aggregate("any")
def any_true(env: Env, items: Sequence[Any]) -> bool | None:
    """True if an item is true, false if all are false, else null."""
    if any(item is True for item in items):
        return True
    return False if all(item is False for item in items) else None
