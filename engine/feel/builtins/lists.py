"""The functions that search, cut, join and sort lists. A list is never changed, always made anew."""

from __future__ import annotations

from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from engine.feel.builtins.registry import Null, builtin
from engine.feel.env import MAX_DEPTH, Env
from engine.feel.errors import FeelLimitError
from engine.feel.operators import compare, same
from engine.feel.values import Function, kind, scalar


@builtin("list contains", "list: list, element: any", env=True)
def list_contains(env: Env, items: list[Any], element: Any) -> bool:
    """Whether an item equals the element."""
    env.root.spend(len(items))
    return any(same(item, element, env.root) for item in items)


@builtin("sublist", "list: list, start position: number, length?: number", env=True)
def sublist(env: Env, items: list[Any], start: Decimal, length: Decimal | None = None) -> list[Any]:
    """From the position (negative: from the end), so many items or all."""
    begin = _position(items, start)
    rest = list(items[begin:])
    if length is None:
        return _kept(env, rest)
    if not 0 <= length <= len(rest):
        raise Null("The list has not so many items.")
    return _kept(env, rest[: _whole(length)])


def _position(items: list[Any], position: Decimal) -> int:
    """The offset of the item at a position from 1, or from -1 backwards; null if there is none."""
    if not 1 <= abs(position) <= len(items):
        raise Null("The list has no item {position}.", position=str(position))
    index = _whole(position)
    return index - 1 if index > 0 else len(items) + index


def _whole(value: Decimal) -> int:
    if value != value.to_integral_value():
        raise Null("{number} is no whole number.", number=str(value))
    return int(value)


def _says(env: Env, name: str, test: Function, *args: Any) -> bool:
    """What a function given to list function `name` says of the arguments; null unless true or false."""
    found = test.call([scalar(arg) for arg in args], None, env)
    if not isinstance(found, bool):
        raise Null("The function of {name} must give true or false.", name=f"{name}()")
    return found


def _kept(env: Env, items: list[Any]) -> list[Any]:
    env.root.spend(1 + (len(items) >> 4))
    return items


@builtin("append", "list: list, item*: any", env=True)
def append(env: Env, items: list[Any], *more: Any) -> list[Any]:
    """The list with the items at its end."""
    return _kept(env, [*items, *more])


@builtin("concatenate", "list: list, more*: list", env=True)
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
    return _kept(env, [new if _says(env, "list replace", match, item, new) else item for item in items])


@builtin("reverse", "list: list", env=True)
def reverse(env: Env, items: list[Any]) -> list[Any]:
    """The list from its end."""
    return _kept(env, list(items)[::-1])


@builtin("index of", "list: list, match: any", env=True)
def index_of(env: Env, items: list[Any], match: Any) -> list[Decimal]:
    """All positions of items that equal the match."""
    env.root.spend(len(items))
    return [Decimal(i) for i, item in enumerate(items, start=1) if same(item, match, env.root)]


@builtin("union", "list: list, more*: list", env=True)
def union(env: Env, *lists: list[Any]) -> list[Any]:
    """The items of all lists, each once."""
    return _distinct(env, [item for items in lists for item in items])


@builtin("distinct values", "list: list", env=True)
def distinct_values(env: Env, items: list[Any]) -> list[Any]:
    """The items, each once."""
    return _distinct(env, items)


def _distinct(env: Env, items: list[Any]) -> list[Any]:
    env.root.spend(len(items))
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
        if _says(env, "sort", precedes, a, b):
            return -1
        return 1 if _says(env, "sort", precedes, b, a) else 0

    return _kept(env, sorted(items, key=cmp_to_key(order)))


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
