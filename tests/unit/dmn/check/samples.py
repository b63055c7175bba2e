"""Reads one table of a document for the tests of this folder."""

from __future__ import annotations

from typing import Any

from engine.dmn import read
from engine.dmn.check.budget import Budget
from engine.dmn.check.domains import known_names
from engine.dmn.check.families import family_of
from engine.dmn.check.grid import Grid, Source, read_grid
from engine.dmn.check.line import bits
from engine.dmn.check.report import WORK
from engine.dmn.errors import Findings
from engine.dmn.model import Model
from engine.dmn.reader import read_model
from engine.errors import Finding
from tests.unit.dmn.samples import decision, document, table


def findings(*args: Any, before: str = "", type_: str = "", **more: Any) -> list[Finding]:
    """What is found in one table. before: other elements of the document. type_: of the decision."""
    model, found = read(document(before, decision("D", table(*args, **more), type_=type_)))
    assert model is not None
    return found


def said(*args: Any, **more: Any) -> list[tuple[str, str]]:
    """Rule and text of each finding."""
    return [(finding.rule, finding.text) for finding in findings(*args, **more)]


def grid_of(*args: Any, **more: Any) -> tuple[Model, Grid]:
    """The model of one table D, and the sets that the check makes of it."""
    found = Findings()
    model = read_model(document(decision("D", table(*args, **more))), found, frozenset(), None, False)
    assert model is not None
    assert found.list == []
    return model, read_grid(Source(*found.tables[0]), known_names(model), frozenset(), Budget(WORK))


def holds(grid: Grid, column: int, mask: int, value: Any) -> bool:
    """Whether the value lies in a set of the column."""
    line, family = grid.columns[column].line, family_of(value)
    if family is None:
        return bool(mask & line.null)
    key = family.key(value)
    for atom in (line.atoms[place] for place in bits(mask)):
        if atom.family is not family:
            continue
        low = None if atom.low is None else family.key(atom.low)
        high = None if atom.high is None else family.key(atom.high)
        if key == low if atom.point else (low is None or key > low) and (high is None or key < high):
            return True
    return False
