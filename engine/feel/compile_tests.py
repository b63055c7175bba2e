"""Compiles what asks whether a value lies or is somewhere: between, in, ranges and instance of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.feel import nodes as n
from engine.feel import operators as ops
from engine.feel.compile_basic import equal_or_note
from engine.feel.compiler import Code, Compiler, part
from engine.feel.env import Env
from engine.feel.names import uses
from engine.feel.types import instance_of
from engine.feel.values import Range, kind

Matcher = Callable[[Any, Env], bool | None]


@part(n.Between)
def _between(node: n.Between, c: Compiler) -> Code:
    value, low, high = c.code(node.value), c.code(node.low), c.code(node.high)
    at = node.at

    def between(env: Env) -> Any:
        x, a, b = value(env), low(env), high(env)
        above, below = ops.relation(">=", x, a), ops.relation("<=", x, b)
        if above is None or below is None:
            return env.fail(
                at, "{kind} cannot be between {low} and {high}.", kind=kind(x), low=kind(a), high=kind(b)
            )
        return above and below

    return between


@part(n.Test)
def _test(node: n.Test, c: Compiler) -> Code:
    """A comparison without a left side, as a value: the range that it accepts."""
    operand, op, at = c.code(node.operand), node.op, node.at

    def interval(env: Env) -> Any:
        value = operand(env)
        if kind(value) not in ops.ORDERED:
            return env.fail(at, "A value of type {kind} bounds no range.", kind=kind(value))
        if op[0] == "<":
            return Range(None, value, False, op == "<=")
        return Range(value, None, op == ">=", False)

    return interval


@part(n.RangeOf)
def _range(node: n.RangeOf, c: Compiler) -> Code:
    start, end, at = c.code(node.start), c.code(node.end), node.at
    start_included, end_included = node.start_included, node.end_included

    def interval(env: Env) -> Any:
        a, b = start(env), end(env)
        if (
            (a is None and (start_included or b is None))
            or (b is None and end_included)
            or (kind(a if b is None else b) not in ops.ORDERED)
            or (a is not None and b is not None and (kind(a) != kind(b) or ops.compare(a, b) is None))
        ):
            return env.fail(at, "There is no range from {start} to {end}.", start=kind(a), end=kind(b))
        return Range(a, b, start_included, end_included)

    return interval


@part(n.In)
def _in(node: n.In, c: Compiler) -> Code:
    value, at = c.code(node.value), node.at
    tests = [matcher(test, c) for test in node.tests]

    def contained(env: Env) -> Any:
        x = value(env)
        result: bool | None = False
        for test in tests:
            matched = test(x, env)
            if matched is True:
                return True
            if matched is None:
                result = None
        if result is None:
            env.fail(at, "A value of type {kind} cannot be compared with what follows 'in'.", kind=kind(x))
        return result

    return contained


def matcher(node: n.Node, c: Compiler) -> Matcher:
    """A test of a value: `< 5`, a range, a list, a value to equal, or a condition on `?`."""
    if isinstance(node, n.Test):
        operand, op = c.code(node.operand), node.op
        if op in ("=", "!="):
            return lambda x, env: equal_or_note(x, operand(env), op == "=", env, node.at)
        return lambda x, env: ops.relation(op, x, operand(env))
    if uses(node, "?"):
        condition = c.inner(node)

        def holds(x: Any, env: Env) -> bool | None:
            found = condition(Env({"?": x}, env))
            # a condition without a value holds for nothing, not for null either
            return found if found is None or isinstance(found, bool) else _matches(x, found, env)

        return holds
    code = c.code(node)
    if isinstance(node, n.RangeOf):

        def inside(x: Any, env: Env) -> bool | None:
            interval = code(env)
            return None if interval is None else _matches(x, interval, env)

        return inside
    return lambda x, env: _matches(x, code(env), env)


def _matches(x: Any, wanted: Any, env: Env) -> bool | None:
    if isinstance(wanted, (list, tuple)):
        if isinstance(x, (list, tuple)) and ops.equal(x, wanted, env.root):
            return True
        env.root.spend(len(wanted))
        return any(_matches_item(x, item, env) for item in wanted)
    return _matches_item(x, wanted, env)


def _matches_item(x: Any, wanted: Any, env: Env) -> bool | None:
    if not isinstance(wanted, Range):
        return ops.equal(x, wanted, env.root)
    return True if kind(x) == "range" and ops.equal(x, wanted, env.root) else ops.contains(wanted, x)


@part(n.InstanceOf)
def _instance(node: n.InstanceOf, c: Compiler) -> Code:
    value, wanted, at = c.code(node.value), c.type(node.type), node.at

    def instance(env: Env) -> Any:
        found = instance_of(value(env), wanted, env)
        if found is None:
            env.fail(at, "There is no type '{name}'.", name=wanted.name)
        return found

    return instance
