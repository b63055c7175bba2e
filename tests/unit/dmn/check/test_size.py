"""Large tables are checked to the end: a table of many boxes that just fit together has no fault, and one less has."""

from __future__ import annotations

import random

import pytest

from engine.dmn.check import claims
from engine.dmn.check.budget import Budget
from engine.dmn.check.cover import Box, grown, uncovered
from tests.unit.dmn.check.samples import grid_of, said

Sides = tuple[tuple[int, int], ...]


def partition(count: int, columns: int, size: int = 1000) -> list[Sides]:
    """Boxes that fill a space without overlap: one is cut in two, again and again."""
    chance = random.Random(7)
    boxes: list[Sides] = [((0, size),) * columns]
    while len(boxes) < count:
        at = chance.randrange(len(boxes))
        box, column = boxes[at], chance.randrange(columns)
        low, high = box[column]
        if high - low > 1:
            cut = chance.randrange(low + 1, high)
            boxes[at] = (*box[:column], (low, cut), *box[column + 1 :])
            boxes.append((*box[:column], (cut, high), *box[column + 1 :]))
    chance.shuffle(boxes)
    return boxes


def rows(boxes: list[Sides]) -> list[list[str]]:
    return [[*(f"[{low}..{high})" for low, high in box), "1"] for box in boxes]


@pytest.mark.parametrize(("count", "columns"), [(200, 5), (400, 3)])
def test_a_large_complete_table_is_proven_complete(count: int, columns: int) -> None:
    inputs = [f"x{i}" for i in range(columns)]
    more = {"types": dict.fromkeys(range(columns), "number")}
    more |= {"allowed_in": dict.fromkeys(range(columns), "[0..1000)")}  # type: ignore[dict-item]
    boxes = partition(count, columns)
    assert said(inputs, rows(boxes), **more) == []
    assert said(inputs, rows(boxes), "FIRST", **more) == []
    ((rule, text),) = said(inputs, rows(boxes[1:]), **more)
    cells = [f"x{i}: [{low}..{high})" for i, (low, high) in enumerate(boxes[0]) if (low, high) != (0, 1000)]
    assert (rule, text) == ("dmn-gap", f"No rule covers {'; '.join(cells)}.")


def test_the_work_stays_far_below_its_bound() -> None:
    boxes = partition(400, 3)
    _, grid = grid_of(["x", "y", "z"], rows(boxes), types={0: "number", 1: "number", 2: "number"})
    budget = Budget(1_000_000)
    assert all(not mask for mask in claims.overlaps(grid, budget))
    assert next(claims.gaps(grid, budget), None) is not None


def test_what_is_left_of_a_box() -> None:
    box: Box = (0b1111, 0b11)
    covers: list[Box] = [(0b0011, 0b11), (0b0100, 0b01)]
    left = list(uncovered(box, covers, Budget(1000)))
    assert sum((a.bit_count() * b.bit_count()) for a, b in left) == 3
    assert grown((0b0100, 0b10), box, covers) == (0b1100, 0b10)
    assert grown((0b1000, 0b01), box, covers) == (0b1000, 0b11)
