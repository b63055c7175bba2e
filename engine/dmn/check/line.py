"""The domain of a column as a row of atoms: no cell tells two values of one atom apart.

Sets of values are integers with one bit for each atom, so that all algebra on them is exact and fast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from engine.dmn.check.families import Family


@dataclass(frozen=True, slots=True)
class Atom:
    """A value alone (`point`), or all values of the family strictly between two; `value` is one of them.

    Without a family it is null, or everything that has no order (lists, contexts ...).
    """

    family: Family | None
    value: Any
    low: Any = None
    high: Any = None
    point: bool = False


NULL, OTHER = Atom(None, None, point=True), Atom(None, None)


class Line:
    """All atoms of some families, cut at the given keys; null and `other` values stand at the end."""

    def __init__(self, cuts: Mapping[Family, Iterable[Any]], other: bool) -> None:
        self.atoms: list[Atom] = []
        self.spans: dict[Family, tuple[int, int]] = {}
        self._places: dict[Family, dict[Any, int]] = {}
        for family, keys in cuts.items():
            start = len(self.atoms)
            self._add(family, keys)
            self.spans[family] = (start, len(self.atoms))
        self.null = 1 << len(self.atoms)
        self.atoms.append(NULL)
        self.other = 0
        if other:
            self.other = 1 << len(self.atoms)
            self.atoms.append(OTHER)
        self.all = (1 << len(self.atoms)) - 1

    def _add(self, family: Family, values: Iterable[Any]) -> None:
        points = {family.key(value): value for value in (*family.always, *values)}
        places = self._places[family] = {}
        keys = [None, *sorted(points), None]
        for low, high in pairwise(keys):
            between = family.between(low, high)
            if between is not None:
                self.atoms.append(Atom(family, between, points.get(low), points.get(high)))
            if high is not None:
                places[high] = len(self.atoms)
                self.atoms.append(Atom(family, points[high], points[high], points[high], True))

    def of(self, families: Iterable[Family]) -> int:
        """All values of these families."""
        spans = [self.spans[family] for family in families]
        return sum((1 << stop) - (1 << start) for start, stop in spans)

    def accepted(self, cuts: Mapping[Family, Iterable[Any]], test: Callable[[Any], bool]) -> int:
        """The set that a test accepts which changes at its own cuts only; unordered values are left out."""
        mask = self.null if test(None) else 0
        for family, (start, stop) in self.spans.items():
            places = self._places[family]
            keys = {family.key(value) for value in (*family.always, *cuts.get(family, ()))}
            at = start
            for place in sorted(places[key] for key in keys):
                mask |= self._run(at, place, test) | self._run(place, place + 1, test)
                at = place + 1
            mask |= self._run(at, stop, test)
        return mask

    def _run(self, start: int, stop: int, test: Callable[[Any], bool]) -> int:
        """The atoms from start to stop, among which the test sees no difference."""
        if start >= stop or not test(self.atoms[start].value):
            return 0
        return (1 << stop) - (1 << start)


def bits(mask: int) -> list[int]:
    """The places of the ones, lowest first."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found
