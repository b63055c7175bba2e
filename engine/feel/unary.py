"""Unary tests: whether a value, known as `?`, passes one of a list of tests."""

from __future__ import annotations

from typing import Any

from engine.feel import nodes as n
from engine.feel.compile_tests import Matcher, matcher
from engine.feel.compiler import Code, Compiler
from engine.feel.env import Env
from engine.feel.names import uses
from engine.feel.types import Types
from engine.feel.values import kind


def tests_code(tests: n.Tests, types: Types | None = None) -> Code:  # noqa: PT028  no test of ours
    """A closure that reads `?` from its scope and gives true, false or null."""
    if tests.any:
        return lambda env: True
    c = Compiler(True, types)
    read = c.code(n.Name(0, "?"))
    against = [_test(test, c) for test in tests.tests]
    negated, at = tests.negated, tests.at

    def decide(env: Env) -> bool | None:
        value = read(env)
        result: bool | None = False
        for test in against:
            matched = test(value, env)
            if matched is True:
                result = True
                break
            if matched is None:
                result = None
        if result is None:
            env.fail(at, "A value of type {kind} cannot be compared with this test.", kind=kind(value))
            return None
        return (not result) if negated else result

    return decide


def _test(node: n.Node, c: Compiler) -> Matcher:
    """One test; an expression that is true passes any value but a boolean, which it must equal."""
    plain = matcher(node, c)
    if isinstance(node, (n.Literal, n.Test)) or uses(node, "?"):
        return plain
    code = c.code(node)

    def passes(x: Any, env: Env) -> bool | None:
        if isinstance(x, bool):
            return plain(x, env)
        found = code(env)
        return found if isinstance(found, bool) else plain(x, env)

    return passes
