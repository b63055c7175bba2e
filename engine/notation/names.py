"""Where the names of flows stand: beside their lines, with nothing under them if there is such a place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from engine.notation.boxes import text_height, text_width
from engine.notation.routing import Point, Way

#: left, top, right, bottom in pixels
Rect = tuple[float, float, float, float]
_CELL = 200.0


@dataclass(slots=True)
class Names:
    """What lies on the plane, by the cells that it touches; lines are rectangles without width."""

    _cells: dict[tuple[int, int], list[Rect]] = field(default_factory=lambda: defaultdict(list))

    def add(self, rect: Rect) -> None:
        for cell in _touched(rect):
            self._cells[cell].append(rect)

    def add_way(self, way: Way) -> None:
        for a, b in pairwise(way):
            self.add(_line(a, b))

    def place(self, name: str, way: Way) -> tuple[float, float]:
        """The left upper corner for the name of a flow."""
        width, height = text_width(name), text_height(name)
        own = {_line(a, b) for a, b in pairwise(way)}
        places = [((x, y, x + width, y + height), line) for x, y, line in _beside(way, width, height)]
        best, _ = min(places, key=lambda place: len(self._under(place[0])) + len(self._along(*place) - own))
        self.add(best)
        return best[:2]

    def _under(self, rect: Rect) -> set[Rect]:
        """What the name would cover."""
        left, top, right, bottom = rect
        return {
            (x, y, to_x, to_y)
            for x, y, to_x, to_y in self._near(rect)
            if x < right and to_x > left and y < bottom and to_y > top
        }

    def _along(self, rect: Rect, line: Rect) -> set[Rect]:
        """The level lines of which the name beside this one could be as well: they run on each other."""
        return {
            (x, y, to_x, to_y)
            for x, y, to_x, to_y in self._near((rect[0], line[1], rect[2], line[3]))
            if y == to_y == line[1] == line[3] and x < rect[2] and to_x > rect[0]
        }

    def _near(self, rect: Rect) -> Iterator[Rect]:
        for cell in _touched(rect):
            yield from self._cells.get(cell, ())


def _line(a: Point, b: Point) -> Rect:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])


def _touched(rect: Rect) -> Iterable[tuple[int, int]]:
    left, top, right, bottom = (int(side // _CELL) for side in rect)
    return ((x, y) for x in range(left, right + 1) for y in range(top, bottom + 1))


def _beside(way: Way, width: float, height: float) -> Iterator[tuple[float, float, Rect]]:
    """Over the level pieces, then under them and beside the upright ones: a corner, and the piece."""
    pieces = list(pairwise(way))
    level = [(a, b) for a, b in pieces if a[1] == b[1] and abs(b[0] - a[0]) >= width / 4]
    for a, b in level:
        yield min(a[0], b[0]) + 5, a[1] - 4 - height, _line(a, b)
    for a, b in level:
        yield max(a[0], b[0]) - 5 - width, a[1] - 4 - height, _line(a, b)
        yield min(a[0], b[0]) + 5, a[1] + 4, _line(a, b)
    for a, b in pieces:
        if a[0] == b[0]:
            middle = (a[1] + b[1]) / 2 - height / 2
            yield a[0] + 5, middle, _line(a, b)
            yield a[0] - 5 - width, middle, _line(a, b)
    x, y = way[0]
    yield x + 5, y - 4 - height, _line(*pieces[0])
