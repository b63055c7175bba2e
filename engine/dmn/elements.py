"""What a decision model consists of, and how its elements require each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.dmn.items import ANY, Item
from engine.dmn.table import Table
from engine.feel.compiler import Code

if TYPE_CHECKING:
    from engine.dmn.model import Model
    from engine.dmn.run import Outcome

Functions = Mapping[str, Callable[..., Any]]


@dataclass(slots=True, eq=False)
class Import:
    """Another model, known under a name; under "" its elements stand among the model's own."""

    name: str
    namespace: str
    model: Model


#: the imports from one model to another that it uses
Path = tuple[Import, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """An element that another one requires, and through which imports."""

    path: Path
    element: Element

    @property
    def name(self) -> str:
        """How the element that requires it calls it, qualified by the names of the imports."""
        return ".".join([*prefix(self.path), variable_of(self.element)])


@dataclass(slots=True, eq=False)
class InputData:
    """A value that the model is given. name: of its variable. title: of the element, mostly the same."""

    id: str
    name: str
    item: Item
    title: str = ""


@dataclass(slots=True, eq=False)
class Knowledge:
    """A business knowledge model: a function that decisions may call. name, title: as for input data."""

    id: str
    name: str
    params: list[tuple[str, Item]]
    body: Code
    item: Item
    needs: list[Need] = field(default_factory=list)
    title: str = ""


@dataclass(slots=True, eq=False)
class Service:
    """A decision service: some decisions of the model as a function.

    outputs, inside, decisions, data: its output, encapsulated and input decisions, and its input data.
    item: type of what it gives. params: types of its parameters by name. name, title: as for input data.
    """

    id: str
    name: str
    model: Model
    outputs: list[Need] = field(default_factory=list)
    inside: list[Need] = field(default_factory=list)
    decisions: list[Need] = field(default_factory=list)
    data: list[Need] = field(default_factory=list)
    item: Item = ANY
    params: Mapping[str, Item] = field(default_factory=dict)
    title: str = ""


@dataclass(slots=True, eq=False)
class Decision:
    """One decision. `inputs` are the names it needs from outside the model, required decisions included.

    name: of the element. variable: of what holds its value, mostly the same.
    """

    id: str
    name: str
    variable: str
    item: Item
    code: Code | None
    table: Table | None
    reads: frozenset[str]
    model: Model
    line: int | None = None
    needs: list[Need] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The name of the element, as for the other kinds of elements."""
        return self.name

    @property
    def inputs(self) -> frozenset[str]:
        """The variables that must be given for this decision and those it requires."""
        return self.model.inputs_of(self)

    def decide(
        self,
        variables: Mapping[str, Any],
        now: dt.datetime | None = None,
        functions: Functions | None = None,
    ) -> Outcome:
        """The decision over these variables. Raises FeelLimitError when the budget is used up."""
        return self.model.decide(self.id, variables, now, functions)


Element = InputData | Knowledge | Service | Decision


def prefix(path: Path) -> tuple[str, ...]:
    """The names that qualify what comes through these imports."""
    return tuple(one.name for one in path if one.name)


def variable_of(element: Element) -> str:
    """The name of the variable that holds the element's value."""
    return element.variable if isinstance(element, Decision) else element.name


def names_of(need: Need) -> tuple[str, ...]:
    """How an expression may call the required element: one name for an import, several for a decision."""
    if qualified := prefix(need.path):
        return qualified[:1]
    element = need.element
    names = (element.variable, element.name, element.id) if isinstance(element, Decision) else (element.name,)
    return tuple(dict.fromkeys(names))
