"""Functions that expressions define or the caller lends, and how a name finds its function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.errors import EngineError
from engine.feel import nodes as n
from engine.feel.builtins import find_builtin
from engine.feel.env import MAX_DEPTH, Env
from engine.feel.errors import FeelError, FeelLimitError
from engine.feel.types import ANY, coerce
from engine.feel.values import Function, scalar

#: steps that a call takes: it is slower than what else counts as a step
_CALL = 4


class UserFunction(Function):
    """A function that an expression (or a decision model) defines, with the scope it was defined in."""

    __slots__ = ("body", "env", "result", "types")

    def __init__(
        self,
        params: list[tuple[str, n.Type | None]],
        body: Callable[[Env], Any],
        env: Env,
        result: n.Type = ANY,
    ) -> None:
        """result: the type of what the body gives, as far as it is known."""
        super().__init__("function", tuple(name for name, _ in params))
        self.types = [wanted for _, wanted in params]
        self.body, self.env, self.result = body, env, result

    def signature(self) -> n.Type:
        return n.Type(0, "function", [wanted or ANY for wanted in self.types], result=self.result)

    def call(self, args: list[Any], named: dict[str, Any] | None, env: Env) -> Any:
        if named is not None:
            if set(named) != set(self.params):
                return env.fail(0, "The function takes the parameters {names}.", names=", ".join(self.params))
            args = [named[name] for name in self.params]
        if len(args) != len(self.params):
            return env.fail(0, "The function takes {count} arguments.", count=len(self.params))
        values: dict[str, Any] = {}
        for name, wanted, arg in zip(self.params, self.types, args, strict=True):
            if wanted is not None:
                fits, arg = coerce(arg, wanted, env)
                if not fits:
                    return env.fail(0, "Argument '{name}' is no {type}.", name=name, type=wanted.name)
            values[name] = arg
        root = env.root
        if root.depth >= MAX_DEPTH:
            raise FeelLimitError("Functions call each other deeper than {limit} levels.", limit=MAX_DEPTH)
        root.depth += 1
        try:
            root.spend(_CALL)
            scope = Env(values, self.env)
            scope.root = root  # the caller's budget, also when the function comes from an earlier evaluation
            return self.body(scope)
        finally:
            root.depth -= 1


class HostFunction(Function):
    """A callable of the caller; numbers reach it as Decimal. An exception of it becomes null."""

    __slots__ = ("target",)

    def __init__(self, name: str, target: Callable[..., Any]) -> None:
        super().__init__(name, ())
        self.target = target

    def call(self, args: list[Any], named: dict[str, Any] | None, env: Env) -> Any:
        env.root.spend()
        keywords = {key.replace(" ", "_"): value for key, value in (named or {}).items()}
        try:
            return scalar(self.target(*args, **keywords))
        except (FeelError, RecursionError):
            raise
        except Exception as error:  # foreign code: whatever it raises is "no result" to FEEL
            reason = error.sentence if isinstance(error, EngineError) else str(error)
            return env.fail(0, "Function '{name}' failed: {reason}", name=self.name, reason=reason)


def resolve(name: str, env: Env) -> Function | None:
    """The function of that name: a variable that holds one, a function of the caller, a built-in one."""
    scope: Env | None = env
    while scope is not None:
        if name in scope.vars:
            value = scope.vars[name]
            if isinstance(value, Function):
                return value
        scope = scope.parent
    return outer_function(name, env)


def outer_function(name: str, env: Env) -> Function | None:
    """The caller's or the built-in function of that name."""
    functions = env.root.functions
    if functions is not None and name in functions:
        return HostFunction(name, functions[name])
    return find_builtin(name)
