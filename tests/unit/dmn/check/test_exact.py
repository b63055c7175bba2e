"""The check against the table itself, asked about every kind of value that its cells can tell apart."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from engine import feel
from engine.dmn.check import claims
from engine.dmn.check.budget import Budget
from engine.dmn.check.grid import Grid
from engine.dmn.check.line import bits
from engine.dmn.check.report import WORK
from engine.dmn.model import Model
from tests.unit.dmn.check.samples import grid_of, holds


@dataclass(frozen=True)
class Kind:
    """A type with some constants, as FEEL writes them, and values at, between and around all of them.

    apart: values of the type that are comparable with none of the constants.
    """

    name: str
    constants: list[str]
    values: list[Any]
    ordered: bool = True
    apart: tuple[Any, ...] = ()


DAY = dt.date(2026, 1, 1)
NOON = dt.datetime.combine(DAY, dt.time(12))
KINDS = [
    Kind(
        "number",
        ["-1", "0", "1", "1.5", "1 + 1", "3"],
        [Decimal(n) / 4 for n in (-8, -4, -2, 0, 2, 4, 5, 6, 7, 8, 10, 12, 16)],
    ),
    Kind("string", ['"a"', '"b"', '"ba"', '"处"'], ["", "a", "aa", "b", "b0", "ba", "c", "处", "处级"]),
    Kind("boolean", ["true", "false"], [True, False], ordered=False),
    Kind(
        "date",
        ['date("2026-01-02")', '@"2026-01-03"', '@"2026-01-06"', 'date(2026, 1, 7) + duration("P1D")'],
        [DAY + dt.timedelta(days=n) for n in range(9)],
    ),
    Kind(
        "date and time",
        ['date and time("2026-01-01T12:00:00")', '@"2026-01-01T12:00:01"', '@"2026-01-02T00:00:00"'],
        [NOON + dt.timedelta(seconds=n) for n in (-1, 0, 1, 2, 43200, 43201)],
        apart=(NOON.replace(tzinfo=dt.UTC),),
    ),
    Kind(
        "time",
        ['time("08:00:00")', '@"12:30:00"'],
        [dt.time(h, m) for h in (7, 8, 12, 13) for m in (0, 30)],
        apart=(dt.time(8, tzinfo=dt.UTC),),
    ),
    Kind(
        "dayTimeDuration",
        ['duration("P1D")', '@"PT0S"', '-@"P1D"'],
        [dt.timedelta(hours=n) for n in (-25, -24, -1, 0, 1, 24, 25)],
    ),
    Kind(
        "yearMonthDuration",
        ['duration("P1Y")', '@"P1Y1M"', '@"P2Y"'],
        [feel.YearsMonths(n) for n in (11, 12, 13, 14, 24, 25)],
    ),
]


@st.composite
def cells(draw: st.DrawFn, kind: Kind, opaque: bool) -> str:
    """A cell over the constants of a kind; an opaque one also reads the variable y."""
    one = st.sampled_from(kind.constants)
    a, b = draw(one), draw(one)
    tests = [a, f"? = {a}", f"!= {a}", f"? in ({a}, {b})", f"[{a}, {b}]", "null"]
    if kind.ordered:
        tests += [f"< {a}", f"<= {a}", f"> {a}", f">= {a}", f"[{a}..{b}]", f"({a}..{b})", f"[{a}..{b})"]
        tests += [f"? >= {a} and not(? = {b})", f"? between {a} and {b}", f"? < {a} or ? > {b}"]
    if opaque:
        tests += ["< y", "y", "? > y", "not(y)"]
    test = st.sampled_from(tests)
    text = draw(test)
    form = draw(st.sampled_from(["-", "-", "{}", "{}", "{}", "{}, {other}", "not({})", "not({}, {other})"]))
    return form.format(text, other=draw(test))


@st.composite
def tables(draw: st.DrawFn, policy: str, opaque: bool = False, limits: bool = True) -> dict[str, Any]:
    """The arguments of a small table; each rule has an output of its own."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=2))
    count = draw(st.integers(1, 5))
    rows = [[*(draw(cells(kind, opaque)) for kind in kinds), f'"r{n}"'] for n in range(count)]
    order = draw(st.permutations([f'"r{n}"' for n in range(count)]))
    allowed = {}
    for i, kind in enumerate(kinds):
        if limits and kind.ordered and draw(st.booleans()):
            allowed[i] = draw(st.sampled_from([", ".join(kind.constants[:3]), f">= {kind.constants[0]}"]))
    return {
        "kinds": kinds,
        "inputs": [f"x{i}" for i in range(len(kinds))],
        "rows": rows,
        "policy": policy,
        "types": {i: kind.name for i, kind in enumerate(kinds)},
        "allowed_in": allowed,
        "allowed_out": {0: ", ".join(order)},
    }


def made(spec: dict[str, Any]) -> tuple[Model, Grid]:
    return grid_of(**{key: value for key, value in spec.items() if key != "kinds"})


def points(spec: dict[str, Any], asked: bool) -> list[tuple[Any, ...]]:
    """All inputs that are told apart. asked: null only where a cell names it."""
    columns = []
    for i, kind in enumerate(spec["kinds"]):
        limit = feel.parse_unary(spec["allowed_in"].get(i, "-"))
        values = [
            value for value in (*kind.values, *(() if asked else kind.apart)) if limit.matches(value, {})
        ]
        named = any("null" in row[i] for row in spec["rows"])
        columns.append([*values, None] if named or not asked else values)
    return list(itertools.product(*columns))


def matched(model: Model, point: tuple[Any, ...], y: Any = None) -> tuple[int, ...]:
    """The rules (from 0) that the table itself says match."""
    given = {f"x{i}": value for i, value in enumerate(point)} | {"y": y}
    return tuple(number - 1 for number in model.decide("D", given).rules)


@given(tables("UNIQUE"))
def test_overlaps_are_all_and_only_those_that_the_table_has(spec: dict[str, Any]) -> None:
    model, grid = made(spec)
    hit = {pair for point in points(spec, True) for pair in itertools.combinations(matched(model, point), 2)}
    found = claims.overlaps(grid, Budget(WORK))
    assert {(a, b) for a, others in enumerate(found) for b in bits(others) if a < b} == hit


@given(tables("UNIQUE"))
def test_gaps_are_all_and_only_the_inputs_that_no_rule_matches(spec: dict[str, Any]) -> None:
    model, grid = made(spec)
    boxes = list(claims.gaps(grid, Budget(WORK)))
    for point in points(spec, True):
        inside = any(all(holds(grid, i, box[i], v) for i, v in enumerate(point)) for box in boxes)
        assert inside is (matched(model, point) == ()), point


@given(tables("FIRST"))
def test_rules_never_used_are_all_and_only_those_that_never_come_first(spec: dict[str, Any]) -> None:
    model, grid = made(spec)
    used = {rule for point in points(spec, False) for rule in matched(model, point)}
    dead = {r for r in range(len(grid.rows)) if not all(c.cells[r].maybe for c in grid.columns)}
    never = {rule for rule, _ in claims.unreachable(grid, Budget(WORK))}
    assert never | dead == set(range(len(grid.rows))) - used
    assert not never & dead


@given(tables("PRIORITY"))
def test_rules_never_used_follow_the_order_of_the_output_values(spec: dict[str, Any]) -> None:
    model, grid = made(spec)
    given_by_rule = {f"r{n}": n for n in range(len(grid.rows))}
    values = {
        model.evaluate("D", {f"x{i}": v for i, v in enumerate(point)}) for point in points(spec, False)
    } - {None}
    dead = {r for r in range(len(grid.rows)) if not all(c.cells[r].maybe for c in grid.columns)}
    never = {rule for rule, _ in claims.unreachable(grid, Budget(WORK))}
    assert never | dead == set(given_by_rule.values()) - {given_by_rule[value] for value in values}


@given(tables("UNIQUE", opaque=True), st.data())
def test_what_is_said_beside_opaque_cells_holds_whatever_they_read(spec: dict[str, Any], data: Any) -> None:
    model, grid = made(spec)
    y = data.draw(st.sampled_from([value for kind in spec["kinds"] for value in kind.values]))
    boxes = list(claims.gaps(grid, Budget(WORK)))
    found = claims.overlaps(grid, Budget(WORK))
    hit = set()
    for point in points(spec, True):
        rules = matched(model, point, y)
        hit |= set(itertools.combinations(rules, 2))
        if any(all(holds(grid, i, box[i], v) for i, v in enumerate(point)) for box in boxes):
            assert rules == ()
    assert {(a, b) for a, others in enumerate(found) for b in bits(others) if a < b} <= hit


@given(tables("FIRST", opaque=True), st.data())
def test_a_rule_said_to_be_never_used_is_not_whatever_opaque_cells_read(
    spec: dict[str, Any], data: Any
) -> None:
    model, grid = made(spec)
    never = {rule for rule, _ in claims.unreachable(grid, Budget(WORK))}
    assume(never)
    y = data.draw(st.sampled_from([value for kind in spec["kinds"] for value in kind.values]))
    assert never.isdisjoint(rule for point in points(spec, False) for rule in matched(model, point, y))
