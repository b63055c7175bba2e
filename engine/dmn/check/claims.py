"""What is certain about a table: rules that overlap, inputs that no rule covers, rules that never decide."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from engine.dmn.check.budget import Budget, weight
from engine.dmn.check.column import Accepted
from engine.dmn.check.cover import Box, grown, uncovered
from engine.dmn.check.cuts import STEPS, quick_root
from engine.dmn.check.grid import UNKNOWN, Grid
from engine.feel import FeelLimitError
from engine.feel.operators import equal

#: what it takes to compare two outputs, in comparisons of sets
PRICE = 16


def overlaps(
    grid: Grid, budget: Budget, wrong: Callable[[int, int], bool] = lambda a, b: True, price: int = 2
) -> list[int]:
    """For each rule the others (as bits, from 0) that some input hits with it and that are `wrong`.

    price: of asking whether two rules are.
    """
    count = len(grid.rows)
    sets = [[c.sure(rule, "overlaps") & c.asked for rule in range(count)] for c in grid.columns]
    found = [0] * count
    for rule in range(count):
        others = list(range(rule + 1, count))
        for column in sets:
            mine = column[rule]
            budget.spend(len(others) * weight(mine))
            others = [other for other in others if column[other] & mine]
        budget.spend(price * len(others))
        for other in others:
            if wrong(rule, other):
                found[rule] |= 1 << other
                found[other] |= 1 << rule
    return found


def common(grid: Grid, first: int, second: int) -> Box:
    """All inputs that hit both rules."""
    return tuple(
        column.sure(first, "overlaps") & column.sure(second, "overlaps") & column.asked
        for column in grid.columns
    )


def differ(grid: Grid) -> Callable[[int, int], bool]:
    """Whether two rules are known to give different results."""
    root = quick_root()
    results = [_result(grid, rule) for rule in range(len(grid.rows))]

    def decide(first: int, second: int) -> bool:
        root.steps = STEPS
        pairs = zip(results[first], results[second], strict=True)
        return any(UNKNOWN not in (a, b) and equal(a, b, root) is not True for a, b in pairs)

    return decide


def gaps(grid: Grid, budget: Budget) -> Iterator[Box]:
    """Inputs that no rule accepts, in boxes that are as large as can be; together they are all of them."""
    whole = grid.whole()
    covers = [tuple(column.maybe(rule, "gaps") for column in grid.columns) for rule in range(len(grid.rows))]
    covers = [cover for cover in covers if all(cover)]
    found: list[Box] = []
    for box in uncovered(whole, covers, budget):
        while (rest := next(uncovered(box, found, budget), None)) is not None:
            budget.spend(len(covers) * len(rest))
            found.append(grown(rest, whole, covers))
            yield found[-1]


def unreachable(grid: Grid, budget: Budget) -> Iterator[tuple[int, list[int]]]:
    """Rules (from 0) that others always come before, and those others."""
    first = [_box(grid, rule, lambda cell: cell.sure) for rule in range(len(grid.rows))]
    ranks = _ranks(grid)
    for rule, rank in enumerate(ranks):
        box = _box(grid, rule, lambda cell: cell.maybe)
        if rank is None or not all(box):
            continue
        before = [other for other, its in enumerate(ranks) if its is not None and (its, other) < (rank, rule)]
        for column, mine in enumerate(box):
            budget.spend(len(before))
            before = [other for other in before if first[other][column] & mine]
        alone = [other for other in before if all(not b & ~a for a, b in zip(first[other], box, strict=True))]
        if alone:
            yield rule, alone[:1]
        elif next(uncovered(box, [first[other] for other in before], budget), None) is None:
            yield rule, before


def _box(grid: Grid, rule: int, part: Callable[[Accepted], int]) -> Box:
    return tuple(part(column.cells[rule]) for column in grid.columns)


def _ranks(grid: Grid) -> list[tuple[int, ...] | None]:
    """The order in which rules decide; None where it is not known."""
    if grid.table.policy == "FIRST":
        return [() for _ in grid.rows]
    results = [_result(grid, rule) for rule in range(len(grid.rows))]
    return [None if UNKNOWN in result else grid.table.rank(result, quick_root()) for result in results]


def _result(grid: Grid, rule: int) -> list[Any]:
    """The outputs of a rule as the table gives them, UNKNOWN where they are computed."""
    given = grid.rows[rule].outputs
    try:
        found = grid.table.result(grid.table.rules[rule], quick_root())
    except FeelLimitError:
        return [UNKNOWN for _ in given]
    return [UNKNOWN if value is UNKNOWN else known for value, known in zip(given, found, strict=True)]
