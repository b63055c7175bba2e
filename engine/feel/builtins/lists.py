"""The list functions. A list is never changed, always made anew."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cmp_to_key, reduce
from typing import Any

from engine.feel.builtins.numbers import finite
from engine.feel.builtins.registry import Null, builtin
from engine.feel.env import MAX_DEPTH, Env
from engine.feel.errors import FeelLimitError
from engine.feel.operators import arithmetic, compare, same
from engine.feel.values import CONTEXT, Function, kind, number, scalar


def numbers_of(items: Iterable[Any]) -> list[Decimal]:
    """The items as numbers, or null if one is none."""
    found = []
    for item in items:
        value = number(item)
        if value is None:
            raise Null("The list holds {kind} where numbers are needed.", kind=kind(item))
        found.append(value)
    return found


def _several(name: str, target: Any) -> None:
    """Register for a list, and for the items as arguments."""
    builtin(name, "list: only list", env=True)(lambda env, items: target(env, items))
    builtin(name, "list*: any", env=True)(lambda env, *items: target(env, items) if items else None)


def _sum(env: Env, items: Iterable[Any]) -> Any:
    values = list(items)
    if values and kind(values[0]).endswith("duration"):
        return reduce(lambda a, b: _checked(arithmetic("+", a, b, env.root)), values)
    numbers = numbers_of(values)
    return finite(reduce(CONTEXT.add, numbers)) if numbers else None


def _checked(value: Any) -> Any:
    if value is None:
        raise Null("The list holds values that cannot be added.")
    return value


def _product(env: Env, items: Iterable[Any]) -> Any:
    numbers = numbers_of(items)
    return finite(reduce(CONTEXT.multiply, numbers)) if numbers else None


def _mean(env: Env, items: Iterable[Any]) -> Any:
    numbers = numbers_of(items)
    return finite(CONTEXT.divide(reduce(CONTEXT.add, numbers), Decimal(len(numbers)))) if numbers else None


def _median(env: Env, items: Iterable[Any]) -> Any:
    numbers = sorted(numbers_of(items))
    if not numbers:
        return None
    half = len(numbers) // 2
    if len(numbers) % 2:
        return numbers[half]
    return finite(CONTEXT.divide(CONTEXT.add(numbers[half - 1], numbers[half]), Decimal(2)))


def _stddev(env: Env, items: Iterable[Any]) -> Any:
    numbers = numbers_of(items)
    if len(numbers) < 2:
        raise Null("stddev() needs two numbers or more.")
    mean = CONTEXT.divide(reduce(CONTEXT.add, numbers), Decimal(len(numbers)))
    squares = [CONTEXT.power(CONTEXT.subtract(x, mean), Decimal(2)) for x in numbers]
    return finite(CONTEXT.sqrt(CONTEXT.divide(reduce(CONTEXT.add, squares), Decimal(len(numbers) - 1))))


def _mode(env: Env, items: Iterable[Any]) -> Any:
    numbers = numbers_of(items)
    counts: dict[Decimal, int] = {}
    for value in numbers:
        counts[value] = counts.get(value, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(value for value, count in counts.items() if count == most)


def _extreme(sign: int) -> Any:
    def function(env: Env, items: Iterable[Any]) -> Any:
        best: Any = None
        for i, raw in enumerate(items):
            item = scalar(raw)
            order = compare(item, item if i == 0 else best)
            if order is None:
                raise Null("The list holds values without an order.")
            if i == 0 or order * sign > 0:
                best = item
        return best

    return function


def _all(env: Env, items: Iterable[Any]) -> bool | None:
    found = list(items)
    if any(item is False for item in found):
        return False
    return True if all(item is True for item in found) else None


def _any(env: Env, items: Iterable[Any]) -> bool | None:
    found = list(items)
    if any(item is True for item in found):
        return True
    return False if all(item is False for item in found) else None


for _name, _target in (
    ("sum", _sum), ("product", _product), ("mean", _mean), ("median", _median), ("stddev", _stddev),
    ("mode", _mode), ("min", _extreme(-1)), ("max", _extreme(1)), ("all", _all), ("any", _any),
    ("and", _all), ("or", _any),
):  # fmt: skip
    _several(_name, _target)


@builtin("count", "list: list")
def count(items: list[Any]) -> Decimal:
    """How many items."""
    return Decimal(len(items))


@builtin("list contains", "list: list, element: any", env=True)
def list_contains(env: Env, items: list[Any], element: Any) -> bool:
    """Whether an item equals the element."""
    env.root.spend(len(items))
    return any(same(item, element, env.root) for item in items)


@builtin("sublist", "list: list, start position: number, length?: number")
def sublist(items: list[Any], start: Decimal, length: Decimal | None = None) -> list[Any]:
    """From the position (negative: from the end), so many items or all."""
    begin = _position(items, start)
    if length is None:
        return list(items[begin:])
    if length < 0 or length > len(items) - begin:
        raise Null("The list has not so many items.")
    return list(items[begin : begin + int(length)])


def _position(items: list[Any], position: Decimal) -> int:
    if not 1 <= abs(position) <= len(items):
        raise Null("The list has no item {position}.", position=str(position))
    index = int(position)
    return index - 1 if index > 0 else len(items) + index


def _kept(env: Env, items: list[Any]) -> list[Any]:
    env.root.spend(1 + (len(items) >> 4))
    return items


@builtin("append", "list: list, item*: any", env=True)
def append(env: Env, items: list[Any], *more: Any) -> list[Any]:
    """The list with the items at its end."""
    return _kept(env, [*items, *more])


@builtin("concatenate", "list*: list", env=True)
def concatenate(env: Env, *lists: list[Any]) -> list[Any]:
    """The lists, one after the other."""
    return _kept(env, [item for items in lists for item in items])


@builtin("insert before", "list: list, position: number, newItem: any", env=True)
def insert_before(env: Env, items: list[Any], position: Decimal, item: Any) -> list[Any]:
    """The list with the item before the position."""
    at = _position(items, position)
    return _kept(env, [*items[:at], item, *items[at:]])


@builtin("remove", "list: list, position: number", env=True)
def remove(env: Env, items: list[Any], position: Decimal) -> list[Any]:
    """The list without the item at the position."""
    at = _position(items, position)
    return _kept(env, [*items[:at], *items[at + 1 :]])


@builtin("list replace", "list: list, position: number, newItem: any", env=True)
def list_replace(env: Env, items: list[Any], position: Decimal, item: Any) -> list[Any]:
    """The list with another item at the position."""
    at = _position(items, position)
    return _kept(env, [*items[:at], item, *items[at + 1 :]])


@builtin("list replace", "list: list, match: function, newItem: any", env=True)
def list_replace_matching(env: Env, items: list[Any], match: Function, new: Any) -> list[Any]:
    """The list with another item wherever match(item, new item) is true."""
    replaced = []
    for item in items:
        found = match.call([scalar(item), new], None, env)
        if not isinstance(found, bool):
            raise Null("The function of list replace() must give true or false.")
        replaced.append(new if found else item)
    return _kept(env, replaced)


@builtin("reverse", "list: list", env=True)
def reverse(env: Env, items: list[Any]) -> list[Any]:
    """The list from its end."""
    return _kept(env, list(items)[::-1])


@builtin("index of", "list: list, match: any", env=True)
def index_of(env: Env, items: list[Any], match: Any) -> list[Decimal]:
    """All positions of items that equal the match."""
    env.root.spend(len(items))
    return [Decimal(i) for i, item in enumerate(items, start=1) if same(item, match, env.root)]


@builtin("union", "list*: list", env=True)
def union(env: Env, *lists: list[Any]) -> list[Any]:
    """The items of all lists, each once."""
    return _distinct(env, [item for items in lists for item in items])


@builtin("distinct values", "list: list", env=True)
def distinct_values(env: Env, items: list[Any]) -> list[Any]:
    """The items, each once."""
    return _distinct(env, items)


def _distinct(env: Env, items: list[Any]) -> list[Any]:
    kept: list[Any] = []
    seen: set[Any] = set()
    for item in items:
        simple = scalar(item)
        if isinstance(simple, (str, Decimal, bool)):
            key = (kind(simple), simple)
            if key in seen:
                continue
            seen.add(key)
        else:
            env.root.spend(len(kept))
            if any(same(item, other, env.root) for other in kept):
                continue
        kept.append(item)
    return _kept(env, kept)


@builtin("duplicate values", "list: list", env=True)
def duplicate_values(env: Env, items: list[Any]) -> list[Any]:
    """The items that occur more than once, each once."""
    env.root.spend(len(items) * len(items) >> 3)
    more = [
        x for i, x in enumerate(items) if any(same(x, y, env.root) for j, y in enumerate(items) if i != j)
    ]
    return _distinct(env, more)


@builtin("flatten", "list: list", env=True)
def flatten(env: Env, items: list[Any]) -> list[Any]:
    """The items of lists in lists, in one list."""
    flat: list[Any] = []
    _flatten(env, items, flat, 0)
    return flat


def _flatten(env: Env, items: list[Any], flat: list[Any], depth: int) -> None:
    if depth > MAX_DEPTH:
        raise FeelLimitError("A value is nested deeper than {limit} levels.", limit=MAX_DEPTH)
    env.root.spend(len(items))
    for item in items:
        if isinstance(item, (list, tuple)):
            _flatten(env, list(item), flat, depth + 1)
        else:
            flat.append(item)


@builtin("sort", "list: list, precedes: function", env=True)
def sort(env: Env, items: list[Any], precedes: Function) -> list[Any]:
    """Sorted by a function that says whether its first argument comes before the second."""

    def order(a: Any, b: Any) -> int:
        if precedes.call([a, b], None, env) is True:
            return -1
        return 1 if precedes.call([b, a], None, env) is True else 0

    return sorted(map(scalar, items), key=cmp_to_key(order))


@builtin("sort", "list: list", env=True)
def sort_plain(env: Env, items: list[Any]) -> list[Any]:
    """Sorted by the order of its values."""

    def order(a: Any, b: Any) -> int:
        found = compare(a, b)
        if found is None:
            raise Null("The list holds values without an order.")
        return found

    env.root.spend(len(items))
    return sorted(map(scalar, items), key=cmp_to_key(order))


@builtin("partition", "list: list, size: number", env=True)
def partition(env: Env, items: list[Any], size: Decimal) -> list[list[Any]]:
    """The list cut into lists of the size."""
    if size < 1 or size != size.to_integral_value():
        raise Null("The size must be a whole number from 1.")
    step = int(min(size, Decimal(len(items) or 1)))
    return [_kept(env, list(items[i : i + step])) for i in range(0, len(items), step)]


@builtin("is empty", "list: list")
def is_empty(items: list[Any]) -> bool:
    """Whether there is no item."""
    return not items
