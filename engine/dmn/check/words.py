"""Sets and boxes in the words of FEEL, as a cell would say them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from engine.dmn.check.column import Column
from engine.dmn.check.cover import Box
from engine.dmn.check.families import BOOLEANS, STRINGS
from engine.dmn.check.line import Atom, bits
from engine.feel.temporal import text_of
from engine.feel.values import kind

#: how many tests of a cell, and how many characters of a text, a person still reads
MAX_TESTS, MAX_TEXT = 12, 60
_FUNCTIONS = {"days and time duration": "duration", "years and months duration": "duration"}
_ESCAPES = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\u0000"})


def literal(value: Any) -> str:
    """The value as FEEL writes it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if abs(value.adjusted()) < MAX_TEXT else str(value)
    if isinstance(value, str):
        short = value if len(value) <= MAX_TEXT else f"{value[:MAX_TEXT]}…"
        return f'"{short.translate(_ESCAPES)}"'
    name = kind(value)
    return f'{_FUNCTIONS.get(name, name)}("{text_of(value)}")'


def tests(column: Column, mask: int) -> str:
    """What is asked of the column and lies in the mask, as unary tests."""
    atoms, asked = column.line.atoms, column.asked
    families = [f for f in column.line.spans if column.line.of([f]) & asked]
    if families == [STRINGS] and not any(not atoms[i].point for i in bits(asked & ~mask)):
        without = [literal(atoms[i].value) for i in bits(asked & ~mask)]
        if without and any(not atoms[i].point for i in bits(mask)):
            return f"not({_listed(without)})"
    found = []
    for family in families:
        part = mask & column.line.of([family])
        runs = [(i, i) for i in bits(part)] if family is BOOLEANS else _runs(part)
        found += [_interval(atoms[first], atoms[last]) for first, last in runs]
    if mask & column.line.null:
        found.append("null")
    return _listed(found) or "-"


def _listed(parts: list[str]) -> str:
    return ", ".join(parts if len(parts) <= MAX_TESTS else [*parts[:MAX_TESTS], "…"])


def _runs(mask: int) -> Iterator[tuple[int, int]]:
    """The first and last places of each run of ones."""
    while mask:
        first = (mask & -mask).bit_length() - 1
        rest = mask >> first
        length = (rest + 1 & ~rest).bit_length() - 1
        yield first, first + length - 1
        mask &= ~(((1 << length) - 1) << first)


def _interval(first: Atom, last: Atom) -> str:
    low = literal(first.low) if first.low is not None else ""
    high = literal(last.high) if last.high is not None else ""
    if first is last and first.point:
        return low
    if low and high:
        return f"{'[' if first.point else '('}{low}..{high}{']' if last.point else ')'}"
    if low:
        return f"{'>=' if first.point else '>'} {low}"
    if high:
        return f"{'<=' if last.point else '<'} {high}"
    return f"? instance of {first.family.kind if first.family else ''}"


def _plainest(column: Column, mask: int) -> Any:
    """The value of a set that reads best: a whole number, a constant of the table."""

    def strangeness(atom: Atom) -> tuple[bool, bool]:
        value = atom.value
        return isinstance(value, Decimal) and value != value.to_integral_value(), not atom.point

    return min((column.line.atoms[place] for place in bits(mask)), key=strangeness).value


def box_text(columns: list[Column], box: Box) -> str:
    """A box by the columns in which it is not everything; "" for all that is asked."""
    parts = [
        f"{column.domain.label}: {tests(column, mask)}"
        for column, mask in zip(columns, box, strict=True)
        if mask != column.asked
    ]
    return "; ".join(parts)


def example_text(columns: list[Column], box: Box) -> str:
    """One input of a box, without the columns that do not matter; "" if none does."""
    return ", ".join(
        f"{column.domain.label} = {literal(_plainest(column, mask))}"
        for column, mask in zip(columns, box, strict=True)
        if mask != column.asked
    )
