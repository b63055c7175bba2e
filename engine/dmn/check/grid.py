"""A decision table as a grid of exact sets, with what its rules give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine import feel
from engine.dmn.check.budget import Budget
from engine.dmn.check.column import Column, Entry
from engine.dmn.check.cover import Box
from engine.dmn.check.cuts import Opaque, constant
from engine.dmn.check.domains import bind, domain_of
from engine.dmn.items import Item
from engine.dmn.table import Table
from engine.dmn.xml import child, children, text_of

if TYPE_CHECKING:
    from engine.dmn.builder import Builder

#: an output that is not a constant
UNKNOWN: Any = object()


@dataclass(slots=True)
class Source:
    """A table as it was read, and what it was read with."""

    element: Any
    table: Table
    builder: Builder


@dataclass(slots=True)
class Row:
    """One rule: its element, its cells as written and its outputs (UNKNOWN where they are computed)."""

    element: Any
    cells: list[Entry]
    outputs: list[Any]


@dataclass(slots=True)
class Grid:
    """The table as sets. members: the columns of the table that each column of the grid stands for."""

    source: Source
    rows: list[Row]
    columns: list[Column]
    members: list[list[int]]

    @property
    def table(self) -> Table:
        return self.source.table

    def whole(self) -> Box:
        """All that the table is meant to decide."""
        return tuple(column.asked for column in self.columns)

    def has_default(self) -> bool:
        """Whether there is an answer where no rule matches."""
        return any(output.default is not None for output in self.table.outputs)


def read_grid(
    source: Source, types: Mapping[str, Item | None], known: frozenset[str], budget: Budget
) -> Grid:
    """The grid of a table that was read without errors. types: of variables. known: names of functions."""
    builder, element = source.builder, source.element
    rows = [_row(row, source, known) for row in children(element, "rule")]
    members: dict[str, list[int]] = {}
    inputs = list(children(element, "input"))
    for i, column in enumerate(inputs):
        members.setdefault(text_of(child(column, "inputExpression")), []).append(i)
    trees = [feel.parse(text, builder.names, True).tree for text in members]
    domains = []
    for tree, (text, places) in zip(trees, members.items(), strict=True):
        label = inputs[places[0]].get("label") or text
        parts = [domain_of(source.table.inputs[i], label, tree, types) for i in places]
        first = parts[0]
        for other in parts[1:]:
            first.kind = first.kind or other.kind
            first.allowed += other.allowed
        domains.append(first)
    bind(domains, trees)
    columns = [
        Column(domain, [[row.cells[i] for i in places] for row in rows], known, budget)
        for domain, places in zip(domains, members.values(), strict=True)
    ]
    return Grid(source, rows, columns, list(members.values()))


def _row(element: Any, source: Source, known: frozenset[str]) -> Row:
    cells = [source.builder.tests(entry) for entry in children(element, "inputEntry")]
    outputs = [value_of(text_of(entry), source, known) for entry in children(element, "outputEntry")]
    return Row(element, cells, outputs)


def value_of(text: str, source: Source, known: frozenset[str]) -> Any:
    """The constant that an expression is, or UNKNOWN."""
    if not text:
        return None
    try:
        return constant(feel.parse(text, source.builder.names, True).tree, known)
    except (Opaque, feel.FeelError):
        return UNKNOWN
