"""A column of a table as exact sets: what its cells accept, what can come, and what it is asked about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from engine import feel
from engine.dmn.check.budget import Budget
from engine.dmn.check.cuts import STEPS, Opaque, cuts_of, quick_root
from engine.dmn.check.families import FAMILIES, Family, cuts_of_value, family_of
from engine.dmn.check.line import Line
from engine.dmn.table import cell_of
from engine.feel import nodes as n
from engine.feel.env import Env
from engine.feel.unary import tests_code

#: why a test accepts nothing: its values have another type, are not allowed, or it is empty in itself
Reason = Literal["type", "allowed", "empty"]
#: claims that something can come; they need to know that nothing keeps it from coming
Claim = Literal["overlaps", "gaps"]
Entry = feel.UnaryTests | None


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a cell certainly accepts, and what it may accept; they differ for opaque cells."""

    sure: int
    maybe: int


@dataclass(slots=True)
class Domain:
    """What is declared of a column. `kind`: a simple type, "" for any, None for a list, context or function.

    free: the claims for which any of its values may be taken to come, whatever the other columns hold.
    """

    label: str
    kind: str | None = ""
    allowed: list[feel.UnaryTests] = field(default_factory=list)
    free: frozenset[Claim] = frozenset({"overlaps", "gaps"})


class Column:
    """The sets of one column, as masks over the atoms of `line`.

    entries: the cells of each rule; several where columns of the table test the same expression.
    possible: all that can come, null and unordered values included. asked: what the table is meant to
    decide: null only where a cell or the domain names it, and without a type the kinds that the cells name.
    """

    def __init__(
        self, domain: Domain, entries: Sequence[Sequence[Entry]], known: frozenset[str], budget: Budget
    ) -> None:
        self.domain, self._known, self._budget = domain, known, budget
        self.families = tuple(f for f in FAMILIES if domain.kind in ("", f.kind))
        texts = {cell.text: cell for cells in entries for cell in cells if cell is not None}
        self._cuts = {text: self._cut(cell) for text, cell in texts.items()}
        limits = [self._cut(tests) for tests in domain.allowed]
        named = [value for cut in (*self._cuts.values(), *limits) for value in cut or ()]
        self.line = Line(self._sorted(named), domain.kind in ("", None))
        within = [self._mask(*limit) for limit in zip(domain.allowed, limits, strict=True)]
        self.free = domain.free if None not in within else frozenset[Claim]()
        self.possible = self.line.all
        for mask in within:
            self.possible &= self.line.all if mask is None else mask | self.line.null | self.line.other
        self.asked = self._meant(named) & self.possible
        budget.spend(len(texts) * self.possible.bit_length() // 64)  # each set takes as much room
        sets = {text: self._accepted(cell) for text, cell in texts.items()}
        self.cells = [self._both(sets[cell.text] for cell in cells if cell is not None) for cells in entries]
        self._sets = sets

    def _cut(self, tests: feel.UnaryTests) -> list[Any] | None:
        """The constants of a cell; None if it is opaque, as all are where values have no order."""
        tree = tests.tree
        assert isinstance(tree, n.Tests)
        if tree.any:
            return []
        try:
            return [v for t in tree.tests for v in cuts_of(t, self._known)] if self.families else None
        except Opaque:
            return None

    def _sorted(self, values: Iterable[Any]) -> dict[Family, list[Any]]:
        """The values by the families of the column."""
        lists: dict[Family, list[Any]] = {family: [] for family in self.families}
        for family, value in (cut for one in values for cut in cuts_of_value(one)):
            if family in lists:
                lists[family].append(value)
        return lists

    def _meant(self, named: list[Any]) -> int:
        families = {family for family in map(family_of, named) if family in self.families}
        simple = families or (self.families if self.domain.kind else ())
        return (self.line.of(simple) or self.line.other) | (self.line.null if None in named else 0)

    def _mask(self, tests: feel.UnaryTests, cut: list[Any] | None) -> int | None:
        """What the cell accepts, asked of the test that the table itself runs; None if it is opaque."""
        if cut is None:
            return None
        cell = cell_of(tests)
        if cell is None:
            return self.line.all
        root, run = quick_root(), cell
        self._budget.spend((2 * len(cut) + len(self.families)) * (1 + len(cut)))

        def accepts(value: Any) -> bool:
            root.steps = STEPS
            return run(value, Env({"?": value}, root)) is True

        try:
            return self.line.accepted(self._sorted(cut), accepts)
        except feel.FeelLimitError:
            return None

    def _accepted(self, cell: feel.UnaryTests) -> Accepted:
        """Of unordered values it is only known that a cell without any order accepts them."""
        mask = self._mask(cell, self._cuts[cell.text])
        if mask is None:
            return Accepted(0, self.possible)
        mask &= self.possible
        return Accepted(mask, mask | (self.line.other if mask else 0))

    def _both(self, cells: Iterable[Accepted]) -> Accepted:
        sure = maybe = self.possible
        for cell in cells:
            sure, maybe = sure & cell.sure, maybe & cell.maybe
        return Accepted(sure, maybe)

    def sure(self, rule: int, claim: Claim | None = None) -> int:
        """What the rule certainly accepts, as far as a claim may build on it."""
        sure = self.cells[rule].sure
        return sure if claim is None or claim in self.free or sure & self.asked == self.asked else 0

    def maybe(self, rule: int, claim: Claim | None = None) -> int:
        """What the rule may accept: anything where a claim may not build on the column."""
        maybe = self.cells[rule].maybe
        return maybe if claim is None or claim in self.free or not maybe else self.possible

    def faults(self, cell: feel.UnaryTests) -> list[tuple[str, Reason, bool]]:
        """The tests of a cell that accept no value, as written, why, and whether they are the whole cell."""
        tree, cut = cell.tree, self._cuts[cell.text]
        assert isinstance(tree, n.Tests)
        if cut is None or tree.any:
            return []
        if tree.negated:
            return [] if self._sets[cell.text].maybe else [(cell.text, "empty", True)]
        if len(tree.tests) == 1 and self._sets[cell.text].sure & ~self.line.null:
            return []
        reasons = [(_written(cell.text, tree.tests, i), self._reason(t)) for i, t in enumerate(tree.tests)]
        whole = all(reason is not None for _, reason in reasons)
        return [(text, reason, whole) for text, reason in reasons if reason is not None]

    def _reason(self, test: n.Node) -> Reason | None:
        cut, code, root = cuts_of(test, self._known), tests_code(n.Tests(0, [test]), None), quick_root()

        def accepts(value: Any) -> bool:
            root.steps = STEPS
            return code(Env({"?": value}, root)) is True

        found = self.line.accepted(self._sorted(cut), accepts)
        if None not in cut:  # a comparison without a value that happens to hold for null
            found &= ~self.line.null
        if found & self.possible:
            return None
        if found:
            return "allowed"
        families = {family_of(value) for value in cut if value is not None}
        return "type" if families and families.isdisjoint(self.families) else "empty"


def _written(text: str, tests: list[n.Node], place: int) -> str:
    """The part of a cell that one of its tests is; the whole cell if it cannot be cut out."""
    simple = (n.Literal, n.Negate, n.Test, n.RangeOf, n.ListOf, n.Call)
    if len(tests) == 1 or not all(isinstance(test, simple) for test in tests):
        return text
    end = tests[place + 1].at if place + 1 < len(tests) else None
    return text[tests[place].at : end].rstrip(" ,\n\r\t")
