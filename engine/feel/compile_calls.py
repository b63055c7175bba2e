"""Compiles function definitions and calls."""

from __future__ import annotations

from typing import Any

from engine.feel import nodes as n
from engine.feel.compiler import Code, Compiler, part
from engine.feel.env import Env
from engine.feel.external import external
from engine.feel.functions import UserFunction, resolve
from engine.feel.infer import infer
from engine.feel.types import ANY
from engine.feel.values import Function, kind


@part(n.FunctionOf)
def _function(node: n.FunctionOf, c: Compiler) -> Code:
    params = [(name, None if wanted is None else c.type(wanted)) for name, wanted in node.params]
    if node.external:
        mapping, names = c.inner(node.body), [name for name, _ in params]
        return lambda env: external(mapping(env), names, env)
    body = c.inner(node.body)
    result = infer(node.body, {name: wanted or ANY for name, wanted in params}, c.type)
    return lambda env: UserFunction(params, body, env, result)


@part(n.Call)
def _call(node: n.Call, c: Compiler) -> Code:
    args = [c.code(arg) for arg in node.args]
    named = None if node.named is None else {key: c.code(arg) for key, arg in node.named.items()}
    at = node.at
    if isinstance(node.callee, n.Name):
        name = node.callee.name

        def by_name(env: Env) -> Any:
            function = resolve(name, env)
            if function is None:
                return _no_function(name, env, at)
            values = [arg(env) for arg in args]
            keywords = None if named is None else {key: arg(env) for key, arg in named.items()}
            return _invoke(function, values, keywords, env, at)

        return by_name
    callee = c.code(node.callee)

    def by_value(env: Env) -> Any:
        function = callee(env)
        if not isinstance(function, Function):
            return env.fail(at, "A value of type {kind} cannot be called.", kind=kind(function))
        values = [arg(env) for arg in args]
        keywords = None if named is None else {key: arg(env) for key, arg in named.items()}
        return _invoke(function, values, keywords, env, at)

    return by_value


def _no_function(name: str, env: Env, at: int) -> None:
    scope: Env | None = env
    while scope is not None:
        if scope.vars.get(name) is not None:
            return env.fail(at, "A value of type {kind} cannot be called.", kind=kind(scope.vars[name]))
        scope = scope.parent
    return env.fail(at, "There is no function '{name}'.", name=name)


def _invoke(function: Function, args: list[Any], named: dict[str, Any] | None, env: Env, at: int) -> Any:
    if env.root.notes is None:
        return function.call(args, named, env)
    before = len(env.root.notes)
    result = function.call(args, named, env)
    env.root.notes[before:] = [(at if where == 0 else where, note) for where, note in env.root.notes[before:]]
    return result
