"""Compiles lists, contexts, filters, for, some and every."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from engine.feel import nodes as n
from engine.feel.compiler import Code, Compiler, part
from engine.feel.env import Env
from engine.feel.moments import date_of_ordinal
from engine.feel.names import uses
from engine.feel.values import Range, as_list, kind, number, scalar


@part(n.ListOf)
def _list(node: n.ListOf, c: Compiler) -> Code:
    values = [item.value for item in node.items if isinstance(item, n.Literal) and item.fault is None]
    if len(values) == len(node.items):
        return lambda env: values
    items = [c.code(item) for item in node.items]

    def build(env: Env) -> Any:
        env.root.spend()
        return [item(env) for item in items]

    return build


@part(n.ContextOf)
def _context(node: n.ContextOf, c: Compiler) -> Code:
    entries = [(key, c.inner(value)) for key, value in node.entries]
    keys = [key for key, _ in entries]

    def build(env: Env) -> Any:
        made: dict[str, Any] = {}
        if len(set(keys)) != len(keys):
            return env.fail(node.at, "A context has the same entry twice.")
        env.root.spend(1 + len(keys))
        scope = Env(made, env)
        for key, value in entries:
            made[key] = value(scope)
        return made

    return build


@part(n.Filter)
def _filter(node: n.Filter, c: Compiler) -> Code:
    base, condition, at = c.code(node.base), c.inner(node.condition), node.at

    def choose(env: Env) -> Any:
        value = base(env)
        items = as_list(value)
        if items is None:
            items = [] if value is None else [value]
        index = constant_index(node.condition)
        if index is not None:
            return item_at(items, index, env, at)
        kept = []
        env.root.spend(1 + len(items))
        for item in items:
            item = scalar(item)
            scope = Env({"item": item}, env)
            if isinstance(item, Mapping):
                scope = Env(item, scope)
            found = condition(scope)
            if found is True:
                kept.append(item)
            elif found is not False and found is not None:
                position = number(found)
                if position is None:
                    env.fail(at, "A filter gives {kind}, not true or false.", kind=kind(found))
                    return None
                return item_at(items, position, env, at)
        if not items:
            position = number(condition(Env({"item": None}, env)))
            return None if position is not None else kept
        return kept

    return choose


def constant_index(node: n.Node) -> Decimal | None:
    """The number that a literal such as 1 or -1 is, else None."""
    if isinstance(node, n.Negate):
        inner = constant_index(node.operand)
        return None if inner is None else -inner
    return node.value if isinstance(node, n.Literal) and type(node.value) is Decimal else None


def item_at(items: list[Any], position: Decimal, env: Env, at: int) -> Any:
    """The item at the position from 1, or from the end for a negative one."""
    if abs(position) > len(items) or position != position.to_integral_value() or not position:
        return env.fail(at, "The list has no item {position}.", position=str(position))
    index = int(position)
    return scalar(items[index - 1 if index > 0 else index])


def _domain(iterator: n.Iterator, c: Compiler) -> Code:
    start = c.code(iterator.domain)
    if iterator.end is None:
        return start
    end = c.code(iterator.end)

    def interval(env: Env) -> Any:
        a, b = start(env), end(env)
        return Range(a, b) if a is not None and b is not None else None

    return interval


def items_of(domain: Any, env: Env, at: int) -> Iterator[Any] | None:
    """What a loop runs over, item by item; None when it cannot."""
    items = as_list(domain)
    if items is not None:
        return map(scalar, items)
    if isinstance(domain, Range):
        return _between(domain, env)
    if domain is None:
        return None
    return iter([domain])


def _between(interval: Range, env: Env) -> Iterator[Any] | None:
    a, b = interval.start, interval.end
    first, last = number(a), number(b)
    if first is not None and last is not None:
        if first != first.to_integral_value() or last != last.to_integral_value():
            return None
        if first.adjusted() > 30 or last.adjusted() > 30:
            return None
        return map(Decimal, _inside(interval, int(first), int(last)))
    if kind(a) == kind(b) == "date":
        return _days(_inside(interval, a.toordinal(), b.toordinal()), env)
    return None


def _days(ordinals: Iterator[int], env: Env) -> Iterator[Any]:
    for ordinal in ordinals:
        env.root.spend(2)  # a date takes longer to make than a number
        yield date_of_ordinal(ordinal)


def _inside(interval: Range, first: int, last: int) -> Iterator[int]:
    step = 1 if first <= last else -1
    if not interval.start_included:
        first += step
    if interval.end_included:
        last += step
    while (last - first) * step > 0:
        yield first
        first += step


def _walk(iterators: list[tuple[str, Code, int]], env: Env, depth: int = 0) -> Iterator[Env | None]:
    """The scopes of all combinations; None once when a domain cannot be walked."""
    name, domain, at = iterators[depth]
    value = domain(env)
    items = items_of(value, env, at)
    if items is None:
        env.fail(at, "Cannot iterate over {kind}.", kind=kind(value))
        yield None
        return
    for item in items:
        env.root.spend()
        scope = Env({name: item}, env)
        if depth + 1 < len(iterators):
            for inner in _walk(iterators, scope, depth + 1):
                yield inner
                if inner is None:
                    return
        else:
            yield scope


def _iterators(nodes: list[n.Iterator], c: Compiler) -> list[tuple[str, Code, int]]:
    """Each with its domain, compiled inside the scopes of those before it."""
    found = []
    for i, node in enumerate(nodes):
        c.nested += i > 0
        found.append((node.name, _domain(node, c), node.domain.at))
        c.nested -= i > 0
    return found


@part(n.For)
def _for(node: n.For, c: Compiler) -> Code:
    iterators, body = _iterators(node.iterators, c), c.inner(node.body)
    partial = uses(node.body, "partial")

    def loop(env: Env) -> Any:
        results: list[Any] = []
        for scope in _walk(iterators, env):
            if scope is None:
                return None
            if partial:
                env.root.spend(len(results) >> 4)
                scope = Env({"partial": list(results)}, scope)
            results.append(body(scope))
        return results

    return loop


@part(n.Quantified)
def _quantified(node: n.Quantified, c: Compiler) -> Code:
    iterators, body, decides = _iterators(node.iterators, c), c.inner(node.body), not node.every
    at = node.body.at

    def quantified(env: Env) -> Any:
        odd: tuple[Any, ...] = ()
        for scope in _walk(iterators, env):
            if scope is None:
                return None
            value = body(scope)
            if value is decides:
                return decides
            if type(value) is not bool:
                odd = odd or (value,)
        if odd:
            env.fail(at, "'{op}' needs true or false, not {kind}.", op="satisfies", kind=kind(odd[0]))
            return None
        return not decides

    return quantified
