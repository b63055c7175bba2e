"""Builds invocations and function definitions, of FEEL and of the known Java functions."""

from __future__ import annotations

from typing import Any

from engine.dmn.builder import Builder, boxed
from engine.dmn.conform import TypedFunction, conform
from engine.dmn.items import Item
from engine.dmn.xml import child, children, type_ref
from engine.feel.compiler import Code
from engine.feel.env import Env, Root
from engine.feel.external import external
from engine.feel.functions import UserFunction
from engine.feel.values import Function, kind

Params = list[tuple[str, Item]]


@boxed("invocation")
def _invocation(b: Builder, element: Any) -> Code:
    callee = b.required(element, element, "function of an invocation")
    bindings = {}
    for binding in children(element, "binding"):
        parameter = child(binding, "parameter")
        name = "" if parameter is None else parameter.get("name") or ""
        value = b.required(binding, binding, "value of a binding")
        bindings[name] = b.typed(value, type_ref(parameter), parameter)

    def invoke(env: Env) -> Any:
        function = callee(env)
        if not isinstance(function, Function):
            return env.fail(0, "A value of type {kind} cannot be called.", kind=kind(function))
        return function.call([], {name: code(env) for name, code in bindings.items()}, env)

    return invoke


@boxed("functionDefinition")
def _function(b: Builder, element: Any) -> Code:
    params, body, result = definition(b, element)
    return lambda env: function_of(params, body, env, result)


def definition(b: Builder, element: Any) -> tuple[Params, Code, Item]:
    """Parameters, body and type of a function definition; the body of a Java function calls it."""
    params = [
        (p.get("name") or "", b.types.find(type_ref(p), p)) for p in children(element, "formalParameter")
    ]
    names = [name for name, _ in params]
    language = (element.get("kind") or "FEEL").upper()
    body = b.node(element, element, "body of a function", names).code
    if language == "JAVA":
        _check(b, element, names, body)
        body = _java(names, body)
    elif language != "FEEL":
        message = "Functions of kind {kind} are not executed; write it in FEEL."
        b.findings.add("dmn-unsupported", message, element, kind=language[:80])
        return params, lambda env: env.fail(0, message, kind=language[:80]), b.types.find("Any")
    return params, body, b.types.find(type_ref(element), element)


def _check(b: Builder, element: Any, names: list[str], body: Code) -> None:
    """A finding if there is no such Java function; the mapping is constant, so it can be asked at once."""
    root = Root({}, None, None)
    root.notes = []
    if external({"java": body(root)}, names, root) is None:
        _, note = root.notes[-1]
        b.findings.add("dmn-unsupported", note.message, element, **note.params)


def _java(names: list[str], body: Code) -> Code:
    def call(env: Env) -> Any:
        function = external({"java": body(env)}, names, env)
        return None if function is None else function.call([env.vars[name] for name in names], None, env)

    return call


def function_of(params: Params, body: Code, env: Env, result: Item) -> Function:
    """A function value. result: a function type, or the type of what the function gives.

    An argument that does not conform to its type makes the result null.
    """

    def run(scope: Env) -> Any:
        values = scope.vars
        assert isinstance(values, dict)
        for name, item in params:
            given = values[name]
            values[name] = conform(given, item, scope)
            if given is not None and values[name] is None:
                return None
        value = body(scope)
        return value if result.base == "function" else conform(value, result, scope)

    function = UserFunction([(name, None) for name, _ in params], run, env)
    return function if result.params is None else TypedFunction(function, result)
