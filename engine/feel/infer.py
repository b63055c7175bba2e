"""Which type an expression gives, as far as that can be told without evaluating it; else Any."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

from engine.feel import nodes as n
from engine.feel.nodes import Type
from engine.feel.types import ANY, NULL, join, shape
from engine.feel.values import kind

Scope = Mapping[str, Type]
Resolve = Callable[[Type], Type]

_NUMBER, _STRING, _BOOLEAN = (Type(0, name) for name in ("number", "string", "boolean"))
_TRUTHS = (n.Compare, n.Logic, n.Between, n.In, n.InstanceOf, n.Quantified)
_CALLS = {
    "number": "number, string length, decimal, floor, ceiling, round up, round down, round half up, "
    "round half down, round half even, abs, modulo, sqrt, log, exp, count, sum, mean, median, stddev, "
    "product, day of year, week of year",
    "string": "string, substring, upper case, lower case, substring before, substring after, replace, trim, "
    "string join, day of week, month of year",
    "boolean": "not, is, all, any, contains, starts with, ends with, matches, list contains, odd, even, "
    "before, after, meets, met by, overlaps, overlaps before, overlaps after, finishes, finished by, "
    "includes, during, starts, started by, coincides",
    "date": "date, today",
    "time": "time",
    "date and time": "date and time, now",
    "years and months duration": "years and months duration",
    "context": "context, context put, context merge",
    "range": "range",
    "list": "append, concatenate, insert before, remove, reverse, union, distinct values, flatten, sort, "
    "sublist, split, index of, mode, list replace, get entries",
}
_RESULTS = {call: Type(0, name) for name, calls in _CALLS.items() for call in calls.split(", ")}


def infer(node: n.Node, scope: Scope, resolve: Resolve) -> Type:
    """The type of the expression where the names have the types of `scope`.

    resolve: completes a type that the text writes.
    """
    if isinstance(node, n.Literal):
        return NULL if node.value is None else Type(0, kind(node.value))
    if isinstance(node, n.Name):
        return scope.get(node.name, ANY)
    if isinstance(node, _TRUTHS):
        return _BOOLEAN
    rule = _RULES.get(type(node))
    return ANY if rule is None else rule(node, scope, resolve)


def _all(nodes: list[n.Node], scope: Scope, resolve: Resolve) -> Type:
    return reduce(join, (infer(node, scope, resolve) for node in nodes), NULL)


def _list(node: n.ListOf, scope: Scope, resolve: Resolve) -> Type:
    return Type(0, "list", [_all(node.items, scope, resolve)])


def _context(node: n.ContextOf, scope: Scope, resolve: Resolve) -> Type:
    entries: dict[str, Type] = {}
    for key, value in node.entries:
        entries[key] = infer(value, {**scope, **entries}, resolve)
    return Type(0, "context", entries=entries)


def _range(node: n.RangeOf, scope: Scope, resolve: Resolve) -> Type:
    return Type(0, "range", [_all([node.start, node.end], scope, resolve)])


def _test(node: n.Test, scope: Scope, resolve: Resolve) -> Type:
    return Type(0, "range", [infer(node.operand, scope, resolve)])


def _if(node: n.If, scope: Scope, resolve: Resolve) -> Type:
    return _all([node.then, node.otherwise], scope, resolve)


def _arithmetic(node: n.Arithmetic, scope: Scope, resolve: Resolve) -> Type:
    names = {
        infer(operand, scope, resolve).name for operand in [node.first, *(step[1] for step in node.rest)]
    }
    if names == {"number"}:
        return _NUMBER
    return _STRING if names == {"string"} and all(op == "+" for op, _, _ in node.rest) else ANY


def _negate(node: n.Negate, scope: Scope, resolve: Resolve) -> Type:
    return infer(node.operand, scope, resolve)


def _path(node: n.Path, scope: Scope, resolve: Resolve) -> Type:
    return shape(infer(node.base, scope, resolve)).entries.get(node.name, ANY)


def _for(node: n.For, scope: Scope, resolve: Resolve) -> Type:
    hidden = {iterator.name: ANY for iterator in node.iterators} | {"partial": ANY}
    return Type(0, "list", [infer(node.body, {**scope, **hidden}, resolve)])


def _function(node: n.FunctionOf, scope: Scope, resolve: Resolve) -> Type:
    params = {name: ANY if wanted is None else resolve(wanted) for name, wanted in node.params}
    result = ANY if node.external else infer(node.body, {**scope, **params}, resolve)
    return Type(0, "function", list(params.values()), result=result)


def _call(node: n.Call, scope: Scope, resolve: Resolve) -> Type:
    if isinstance(node.callee, n.Name) and node.callee.name not in scope:
        return _RESULTS.get(node.callee.name, ANY)
    return shape(infer(node.callee, scope, resolve)).result or ANY


_RULES: dict[type[n.Node], Callable[[Any, Scope, Resolve], Type]] = {
    n.ListOf: _list, n.ContextOf: _context, n.RangeOf: _range, n.Test: _test, n.If: _if,
    n.Arithmetic: _arithmetic, n.Negate: _negate, n.Path: _path, n.For: _for, n.FunctionOf: _function,
    n.Call: _call,
}  # fmt: skip
