"""What of a box a set of boxes leaves uncovered: exact, by dividing the box until nothing is in doubt.

A box is a set of atoms for each column; it stands for all combinations of them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from engine.dmn.check.budget import Budget

Box = tuple[int, ...]
#: places at which a column is tried to be divided
_TRIES = 16


def uncovered(box: Box, covers: Sequence[Box], budget: Budget) -> Iterator[Box]:
    """Boxes that together are exactly what is left, none of them touching another. May raise Exhausted."""
    if not all(box):
        return
    todo = [(box, covers)]
    while todo:
        box, covers = todo.pop()
        inside = _within(box, covers, budget)
        if inside is None:
            continue
        if not inside:
            yield box
            continue
        # the part with fewer boxes first: it is the one where something may be left
        todo += sorted(_halves(box, inside), key=lambda half: len(half[1]), reverse=True)


def _within(box: Box, covers: Sequence[Box], budget: Budget) -> list[Box] | None:
    """The parts of the boxes that lie in the box; None if one of them is all of it."""
    budget.spend(len(covers) * len(box) + 1)
    inside = []
    for cover in covers:
        part = tuple([a & b for a, b in zip(cover, box, strict=True)])
        if part == box:
            return None
        if all(part):
            inside.append(part)
    return inside


def _halves(box: Box, inside: Sequence[Box]) -> list[tuple[Box, Sequence[Box]]]:
    """The box in two, such that few covers reach into both."""
    best: tuple[int, int, int] | None = None
    for column, whole in enumerate(box):
        if whole & (whole - 1):
            parts = [cover[column] for cover in inside]
            starts = sorted([(part & -part).bit_length() - 1 for part in parts])
            stops = sorted([part.bit_length() for part in parts])
            low, high = (whole & -whole).bit_length() - 1, whole.bit_length()
            places = sorted({place for place in (*starts, *stops) if low < place < high})
            for place in places[:: max(1, len(places) // _TRIES)]:
                left, right = bisect_left(starts, place), len(parts) - bisect_right(stops, place)
                cost = left * left + right * right
                if best is None or cost < best[0]:
                    best = cost, column, (1 << place) - 1
    if best is not None:
        _, column, below = best
    else:  # all covers reach from end to end, with holes in between
        column, below = next(
            (i, part) for cover in inside for i, part in enumerate(cover) if part != box[i]
        )  # fmt: skip
    sides = (box[column] & below, box[column] & ~below)
    return [
        ((*box[:column], part, *box[column + 1 :]), [cover for cover in inside if cover[column] & part])
        for part in sides
    ]


def grown(box: Box, within: Box, covers: Sequence[Box]) -> Box:
    """The uncovered box made as large as it can be, column by column from the last, without a cover in it."""
    for column in range(len(box) - 1, -1, -1):
        blocked = 0
        for cover in covers:
            if all(a & b for i, (a, b) in enumerate(zip(cover, box, strict=True)) if i != column):
                blocked |= cover[column]
        box = (*box[:column], within[column] & ~blocked, *box[column + 1 :])
    return box
