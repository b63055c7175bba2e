"""Compiles literals, names, paths, operators, logic, if and tests."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from engine.feel import nodes as n
from engine.feel import operators as ops
from engine.feel.compiler import Code, Compiler, part
from engine.feel.env import Env
from engine.feel.functions import outer_function
from engine.feel.properties import MISSING, property_of
from engine.feel.types import instance_of
from engine.feel.values import CONTEXT, Range, kind, number, scalar

_DIRECT: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@part(n.Literal)
def _literal(node: n.Literal, c: Compiler) -> Code:
    value = node.value
    return lambda env: value


@part(n.Name)
def _name(node: n.Name, c: Compiler) -> Code:
    name, at = node.name, node.at
    if c.nested:

        def search(env: Env) -> Any:
            scope: Env | None = env
            while scope is not None:
                try:
                    value = scope.vars[name]
                except KeyError:
                    scope = scope.parent
                    continue
                cls = type(value)
                return number(value) if cls is int or cls is float else value
            return unbound(env, name, at)

        return search

    def load(env: Env) -> Any:
        try:
            value = env.vars[name]
        except KeyError:
            return unbound(env, name, at)
        cls = type(value)
        return number(value) if cls is int or cls is float else value

    return load


def unbound(env: Env, name: str, at: int) -> Any:
    """A name that is no variable: a built-in function as a value, or null."""
    found = outer_function(name, env)
    if found is None:
        return env.fail(at, "There is no variable '{name}'.", name=name)
    return found


@part(n.Path)
def _path(node: n.Path, c: Compiler) -> Code:
    base, name, at = c.code(node.base), node.name, node.at

    def path(env: Env) -> Any:
        return step(base(env), name, env, at)

    return path


def step(value: Any, name: str, env: Env, at: int) -> Any:
    """`value.name`: the entry of a context, the property of a value, each item's for a list."""
    if type(value) is dict or isinstance(value, Mapping):
        if name in value:
            return scalar(value[name])
        return env.fail(at, "The context has no entry '{name}'.", name=name)
    if isinstance(value, (list, tuple)):
        env.root.spend(len(value))
        return [step(item, name, env, at) for item in value]
    found = property_of(value, name)
    if found is MISSING:
        return env.fail(at, "A value of type {kind} has no '{name}'.", name=name, kind=kind(value))
    return found


@part(n.Negate)
def _negate(node: n.Negate, c: Compiler) -> Code:
    operand, at = c.code(node.operand), node.at
    if isinstance(node.operand, n.Literal) and type(node.operand.value) is Decimal:
        constant = CONTEXT.minus(node.operand.value)
        return lambda env: constant

    def negate(env: Env) -> Any:
        value = operand(env)
        plain = number(value)
        if plain is not None:
            return CONTEXT.minus(plain)
        if kind(value).endswith("duration"):
            return ops.arithmetic("*", value, Decimal(-1), env.root)
        return env.fail(at, "'-' needs a number or a duration, not {kind}.", kind=kind(value))

    return negate


@part(n.Arithmetic)
def _arithmetic(node: n.Arithmetic, c: Compiler) -> Code:
    first = c.code(node.first)
    rest = [(op, c.code(operand), at) for op, operand, at in node.rest]

    def chain(env: Env) -> Any:
        value = first(env)
        for op, operand, at in rest:
            right = operand(env)
            if type(value) is Decimal and type(right) is Decimal:
                if op == "+":
                    result = CONTEXT.add(value, right)
                elif op == "-":
                    result = CONTEXT.subtract(value, right)
                elif op == "*":
                    result = CONTEXT.multiply(value, right)
                else:
                    result = ops.arithmetic(op, value, right, env.root)
                if result is not None and result.is_finite():
                    value = result
                    continue
            else:
                result = ops.arithmetic(op, value, right, env.root)
                if result is not None:
                    value = result
                    continue
            env.fail(at, "No result for {left} {op} {right}.", left=kind(value), op=op, right=kind(right))
            return None
        return value

    return chain


@part(n.Compare)
def _compare(node: n.Compare, c: Compiler) -> Code:
    left, right, op, at = c.code(node.left), c.code(node.right), node.op, node.at
    if op in ("=", "!="):
        return _equality(left, right, op == "=", node, at)
    direct = _DIRECT[op]

    def compare(env: Env) -> Any:
        a, b = left(env), right(env)
        if type(a) is Decimal and type(b) is Decimal:
            return direct(a, b)
        result = ops.relation(op, a, b)
        if result is None:
            env.fail(at, "{left} and {right} have no order.", left=kind(a), right=kind(b))
        return result

    return compare


def _equality(left: Code, right: Code, wanted: bool, node: n.Compare, at: int) -> Code:
    if isinstance(node.right, n.Literal) and type(node.right.value) in (str, Decimal, bool):
        constant = node.right.value
        cls = type(constant)

        def against_constant(env: Env) -> Any:
            value = left(env)
            if type(value) is cls:
                return (value == constant) is wanted
            return _equal(value, constant, wanted, env, at)

        return against_constant

    def equality(env: Env) -> Any:
        return _equal(left(env), right(env), wanted, env, at)

    return equality


def _equal(a: Any, b: Any, wanted: bool, env: Env, at: int) -> bool | None:
    result = ops.equal(a, b, env.root)
    if result is None:
        env.fail(at, "{left} and {right} cannot be equal.", left=kind(a), right=kind(b))
        return None
    return result is wanted


@part(n.Logic)
def _logic(node: n.Logic, c: Compiler) -> Code:
    operands = [c.code(operand) for operand in node.operands]
    decides = node.op == "or"
    if len(operands) == 2:
        first, second = operands

        def both(env: Env) -> Any:
            a = first(env)
            if a is decides:
                return decides
            b = second(env)
            if b is decides:
                return decides
            return (not decides) if type(a) is bool and type(b) is bool else None

        return both

    def logic(env: Env) -> Any:
        known = True
        for operand in operands:
            value = operand(env)
            if value is decides:
                return decides
            known = known and type(value) is bool
        return (not decides) if known else None

    return logic


@part(n.If)
def _if(node: n.If, c: Compiler) -> Code:
    condition, then, otherwise = c.code(node.condition), c.code(node.then), c.code(node.otherwise)
    at = node.at

    def choose(env: Env) -> Any:
        value = condition(env)
        if value is True:
            return then(env)
        if value is not False:
            env.fail(at, "The condition of 'if' is {kind}, not true or false.", kind=kind(value))
        return otherwise(env)

    return choose


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
    operand, op = c.code(node.operand), node.op

    def interval(env: Env) -> Any:
        value = operand(env)
        if value is None or op in ("=", "!="):
            return value if op == "=" else None
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
        if a is not None and b is not None and ops.compare(a, b) is None:
            return env.fail(at, "There is no range from {start} to {end}.", start=kind(a), end=kind(b))
        return Range(a, b, start_included and a is not None, end_included and b is not None)

    return interval


@part(n.In)
def _in(node: n.In, c: Compiler) -> Code:
    value = c.code(node.value)
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
        return result

    return contained


def matcher(node: n.Node, c: Compiler) -> Callable[[Any, Env], bool | None]:
    """A test of a value: `< 5`, a range, a list, a value to equal, or an expression in `?`."""
    if isinstance(node, n.Test):
        operand, op = c.code(node.operand), node.op
        if op in ("=", "!="):
            return lambda x, env: _equal(x, operand(env), op == "=", env, node.at)
        return lambda x, env: ops.relation(op, x, operand(env))
    code = c.code(node)
    return lambda x, env: _matches(x, code(env), env)


def _matches(x: Any, wanted: Any, env: Env) -> bool | None:
    if isinstance(wanted, Range):
        return True if kind(x) == "range" and ops.equal(x, wanted, env.root) else ops.contains(wanted, x)
    if isinstance(wanted, (list, tuple)):
        if isinstance(x, (list, tuple)) and ops.equal(x, wanted, env.root):
            return True
        env.root.spend(len(wanted))
        results = [_matches_item(x, item, env) for item in wanted]
        return True in results
    return ops.equal(x, wanted, env.root)


def _matches_item(x: Any, item: Any, env: Env) -> bool | None:
    return ops.contains(item, x) if isinstance(item, Range) else ops.equal(x, item, env.root)


@part(n.InstanceOf)
def _instance(node: n.InstanceOf, c: Compiler) -> Code:
    value, wanted = c.code(node.value), c.type(node.type)
    return lambda env: instance_of(value(env), wanted, env)
