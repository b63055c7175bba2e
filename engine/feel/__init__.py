"""FEEL of DMN 1.5: text in, value out; pure, bounded, without access to anything but its arguments.

    parse('amount > 5000 and level = "处级"').evaluate({"amount": 8000, "level": "处级"})   # True

Evaluation raises nothing but FeelError (FeelLimitError): what has no result is null, `warnings` tells why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from engine.feel import (  # noqa: F401  register what they compile
    compile_basic,
    compile_calls,
    compile_lists,
    compile_tests,
)
from engine.feel import nodes as n
from engine.feel.builtins import NAMES
from engine.feel.compiler import Code, Compiler
from engine.feel.env import Env, Root
from engine.feel.errors import FeelError, FeelLimitError, FeelSyntaxError, Warning, unreadable
from engine.feel.jsonable import to_json
from engine.feel.moments import FarDate, FarDateTime
from engine.feel.names import collect
from engine.feel.parser import parse_tree
from engine.feel.pieces import Names, place
from engine.feel.types import Types
from engine.feel.unary import tests_code
from engine.feel.values import Function, Range, YearsMonths

__all__ = [
    "Expression", "FarDate", "FarDateTime", "FeelError", "FeelLimitError", "FeelSyntaxError", "Function",
    "Range", "UnaryTests", "Warning", "YearsMonths", "parse", "parse_unary", "to_json",
]  # fmt: skip

Functions = Mapping[str, Callable[..., Any]]
_BUILTIN_NAMES = Names(NAMES | {"date and time", "years and months duration", "days and time duration"})


class _Compiled:
    """What expressions and unary tests share."""

    __slots__ = ("_code", "functions", "names", "possible_names", "reads", "text", "tree")

    def __init__(self, text: str, tree: n.Node, code: Code) -> None:
        found = collect(tree)
        self.text, self.tree = text, tree
        #: free names that are certainly read from the context
        self.names = frozenset(found.read - NAMES - {"?"})
        #: the same and those that a filter may also find in its items
        self.possible_names = frozenset((found.read | found.perhaps) - NAMES - {"?"})
        #: all that may be looked up in the context: a variable can have the name of a built-in function too
        self.reads = frozenset(found.read | found.perhaps)
        #: functions called that are not built in: the host's, or variables that hold functions
        self.functions = frozenset(found.called - NAMES)
        self._code = code

    def _run(self, root: Root) -> Any:
        try:
            return self._code(root)
        except FeelError:
            raise
        except RecursionError:
            raise FeelLimitError("The evaluation is nested too deeply.") from None
        except Exception as error:  # FEEL's own values raise nothing
            raise unreadable(error) from error

    def _warnings(self, root: Root) -> list[Warning]:
        root.notes = []
        self._run(root)
        found = []
        for at, note in root.notes:
            line, column = place(self.text, at)
            found.append(Warning(note.message, note.params, line, column))
        return found


class Expression(_Compiled):
    """One parsed expression; immutable, safe to share between threads."""

    __slots__ = ()

    def evaluate(
        self,
        context: Mapping[str, Any],
        now: dt.datetime | None = None,
        functions: Functions | None = None,
    ) -> Any:
        """The value over the variables of `context`. `now` is what now() and today() give, in its zone.

        Raises FeelLimitError when the budget is used up, and FeelError when a value of a class that FEEL does
        not know fails while it is read; nothing else.
        """
        return self._run(Root(context, now, functions))

    def evaluate_in(self, env: Env) -> Any:
        """The value in a scope of a running evaluation, on its budget; the text must be parsed `scoped`."""
        return self._code(env)

    def warnings(
        self,
        context: Mapping[str, Any],
        now: dt.datetime | None = None,
        functions: Functions | None = None,
    ) -> list[Warning]:
        """Why parts of the expression are null, in order of evaluation; at most 100."""
        return self._warnings(Root(context, now, functions))

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"


class UnaryTests(_Compiled):
    """Parsed unary tests, such as `> 5, [10..20)` or `not("a", "b")` or `-`."""

    __slots__ = ()

    def matches(
        self,
        value: Any,
        context: Mapping[str, Any],
        now: dt.datetime | None = None,
        functions: Functions | None = None,
    ) -> bool | None:
        """Whether the value passes; None when that cannot be said. `?` in the tests is the value."""
        found = self._run(Root({**context, "?": value}, now, functions))
        return found if isinstance(found, bool) else None

    def matches_in(self, env: Env) -> bool | None:
        """The same in a scope that holds the value as `?`."""
        found = self._code(env)
        return found if isinstance(found, bool) else None

    def warnings(
        self,
        value: Any,
        context: Mapping[str, Any],
        now: dt.datetime | None = None,
        functions: Functions | None = None,
    ) -> list[Warning]:
        """Why the tests could not be decided."""
        return self._warnings(Root({**context, "?": value}, now, functions))

    def __repr__(self) -> str:
        return f"UnaryTests({self.text!r})"


C = TypeVar("C", bound=_Compiled)


@lru_cache(maxsize=8192)
def parse(
    text: str, names: frozenset[str] = frozenset(), scoped: bool = False, types: Types | None = None
) -> Expression:
    """The expression of `text` (without a leading "="). `names` are variables that hold spaces or signs.

    scoped: for `evaluate_in`, where names are looked up through all scopes. types: those that a decision
    model defines, by name.
    Raises FeelSyntaxError with line and column, FeelLimitError for a text that is too long or deep.
    """
    return _build(Expression, text, names, False, scoped, types)


@lru_cache(maxsize=8192)
def parse_unary(text: str, names: frozenset[str] = frozenset(), types: Types | None = None) -> UnaryTests:
    """The unary tests of `text`, as a cell of a decision table holds them. Raises as parse()."""
    return _build(UnaryTests, text, names, True, True, types)


def _build(
    made: type[C], text: str, names: frozenset[str], unary: bool, scoped: bool, types: Types | None
) -> C:
    try:
        tree: n.Node = parse_tree(text, names, _BUILTIN_NAMES, unary)
        code = tests_code(tree, types) if isinstance(tree, n.Tests) else Compiler(scoped, types).code(tree)
        return made(text, tree, code)
    except RecursionError:
        raise FeelLimitError("The expression is nested too deeply.") from None
