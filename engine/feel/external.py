"""External functions: those of Java that are in a table here, and no others. Nothing is loaded or started."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.feel.env import Env
from engine.feel.java import FUNCTIONS, VARARGS, Converter, Unfit, types_of
from engine.feel.values import Function, kind


def external(mapping: Any, params: Sequence[str], env: Env) -> Function | None:
    """The function that `{java: {class: ..., method signature: ...}}` names; null for any other."""
    java = mapping.get("java") if isinstance(mapping, Mapping) else None
    if not isinstance(java, Mapping):
        env.fail(0, "Of external functions only those of Java are known.")
        return None
    owner, signature = java.get("class"), java.get("method signature")
    name, types = types_of(signature) if isinstance(signature, str) else ("", None)
    found = None if types is None else FUNCTIONS.get((str(owner), name, types))
    if found is None:
        label = f"{owner}.{signature}"[:200]
        env.fail(0, "The external function {name} is not known.", name=label)
        return None
    return _External(name, tuple(params), found)


class _External(Function):
    """A known function; its arguments are converted to the types of its signature."""

    __slots__ = ("converters", "target")

    def __init__(self, name: str, params: tuple[str, ...], known: tuple[Any, tuple[Converter, ...]]) -> None:
        super().__init__(name, params)
        self.target, self.converters = known

    def call(self, args: list[Any], named: dict[str, Any] | None, env: Env) -> Any:
        if named is not None:
            if set(named) != set(self.params):
                return env.fail(0, "The function takes the parameters {names}.", names=", ".join(self.params))
            args = [named[name] for name in self.params]
        count = len(self.converters)
        if self.converters and self.converters[-1] is VARARGS:
            args = [*args[: count - 1], args[count - 1 :]]
        if len(args) != count:
            return env.fail(0, "The function takes {count} arguments.", count=len(self.params))
        env.root.spend()
        try:
            found = self.target(*(convert(arg) for convert, arg in zip(self.converters, args, strict=True)))
        except (Unfit, ValueError, ArithmeticError):
            kinds = ", ".join(kind(arg) for arg in args)
            return env.fail(
                0, "The external function {name} has no result for {kinds}.", name=self.name, kinds=kinds
            )
        env.root.spend(len(found) >> 6 if isinstance(found, str) else 0)
        return found
