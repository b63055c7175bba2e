"""Unary tests: whether a value, known as `?`, passes one of a list of tests."""

from __future__ import annotations

from engine.feel import nodes as n
from engine.feel.compile_basic import matcher
from engine.feel.compiler import Code, Compiler
from engine.feel.env import Env
from engine.feel.names import uses
from engine.feel.types import Types


def tests_code(tests: n.Tests, types: Types | None) -> Code:
    """A closure that reads `?` from its scope and gives true, false or null."""
    if tests.any:
        return lambda env: True
    c = Compiler(True, types)
    read = c.code(n.Name(0, "?"))
    whole = [c.code(test) if uses(test, "?") else None for test in tests.tests]
    against = [matcher(test, c) for test in tests.tests]
    negated = tests.negated

    def decide(env: Env) -> bool | None:
        value = read(env)
        result: bool | None = False
        for condition, test in zip(whole, against, strict=True):
            matched = test(value, env) if condition is None else condition(env)
            if condition is not None and not isinstance(matched, bool):
                matched = test(value, env)
            if matched is True:
                result = True
                break
            if matched is None:
                result = None
        return (not result) if negated and result is not None else result

    return decide
