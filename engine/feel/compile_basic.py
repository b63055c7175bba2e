"""Compiles literals, names, paths, operators, logic and if."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from engine.feel import nodes as n
from engine.feel import operators as ops
from engine.feel.compiler import Code, Compiler, part
from engine.feel.env import MAX_DEPTH, Env
from engine.feel.errors import FeelLimitError
from engine.feel.functions import outer_function
from engine.feel.properties import MISSING, property_of
from engine.feel.values import CONTEXT, kind, number, scalar

_DIRECT: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@part(n.Literal)
def _literal(node: n.Literal, c: Compiler) -> Code:
    value, at, fault = node.value, node.at, node.fault
    if fault:
        return lambda env: env.fail(at, "'{text}' is no {what}.", text=fault[0], what=fault[1])
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
                return number(value) if cls is int or cls is float or cls is Decimal else value
            return unbound(env, name, at)

        return search

    def load(env: Env) -> Any:
        try:
            value = env.vars[name]
        except KeyError:
            return unbound(env, name, at)
        cls = type(value)
        return number(value) if cls is int or cls is float or cls is Decimal else value

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


@part(n.Descent)
def _descent(node: n.Descent, c: Compiler) -> Code:
    base, name = c.code(node.base), node.name

    def descend(env: Env) -> Any:
        found: list[Any] = []
        _collect(base(env), name, found, env, 0)
        return found

    return descend


def _collect(value: Any, name: str, found: list[Any], env: Env, depth: int) -> None:
    """The entries of that name in contexts and lists at any depth, in order; null is none."""
    if depth > MAX_DEPTH:
        raise FeelLimitError("A value is nested deeper than {limit} levels.", limit=MAX_DEPTH)
    if isinstance(value, Mapping):
        env.root.spend(1 + len(value))
        for key, entry in value.items():
            if key == name and entry is not None:
                found.append(scalar(entry))
            _collect(entry, name, found, env, depth + 1)
    elif isinstance(value, (list, tuple)):
        env.root.spend(1 + len(value))
        for item in value:
            _collect(item, name, found, env, depth + 1)


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
        if type(a) is str:
            env.root.spend(len(a) >> 10)
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
            return equal_or_note(value, constant, wanted, env, at)

        return against_constant

    def equality(env: Env) -> Any:
        return equal_or_note(left(env), right(env), wanted, env, at)

    return equality


def equal_or_note(a: Any, b: Any, wanted: bool, env: Env, at: int) -> bool | None:
    """Whether `a = b` is as wanted; null with a warning where the two cannot be equal."""
    result = ops.equal(a, b, env.root)
    if result is None:
        env.fail(at, "{left} and {right} cannot be equal.", left=kind(a), right=kind(b))
        return None
    return result is wanted


@part(n.Logic)
def _logic(node: n.Logic, c: Compiler) -> Code:
    operands = [c.code(operand) for operand in node.operands]
    op, at = node.op, node.at
    decides = op == "or"
    if len(operands) == 2:
        first, second = operands

        def both(env: Env) -> Any:
            a = first(env)
            if a is decides:
                return decides
            b = second(env)
            if b is decides:
                return decides
            if type(a) is bool and type(b) is bool:
                return not decides
            return _no_truth(b if type(a) is bool else a, op, env, at)

        return both

    def logic(env: Env) -> Any:
        odd: list[Any] = []
        for operand in operands:
            value = operand(env)
            if value is decides:
                return decides
            if type(value) is not bool:
                odd.append(value)
        return _no_truth(odd[0], op, env, at) if odd else not decides

    return logic


def _no_truth(value: Any, op: str, env: Env, at: int) -> None:
    env.fail(at, "'{op}' needs true or false, not {kind}.", op=op, kind=kind(value))


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
