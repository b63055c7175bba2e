"""Decision tables checked before they run: overlaps, gaps, rules without effect, values that cannot be.

Exact over numbers, texts, dates, times, durations and booleans: what is found is true of every such table,
and in a table without opaque cells nothing is missed. Numbers are decimals: between 5 and 6 there are others.
"""

from __future__ import annotations

from engine.dmn.check.budget import Budget, Exhausted
from engine.dmn.check.domains import known_names
from engine.dmn.check.grid import Source, read_grid
from engine.dmn.check.outputs import check_outputs
from engine.dmn.check.report import WORK, WORK_OF_FILE, report_rules
from engine.dmn.errors import Findings
from engine.dmn.model import Model
from engine.dmn.xml import children

__all__ = ["check_tables"]


def check_tables(model: Model, findings: Findings) -> None:
    """Add what is found in the tables of a model that was read without errors."""
    types = known_names(model)
    results = {id(decision.table): decision.item for decision in model.decisions.values()}
    sources = [Source(*read) for read in findings.tables if not read[1].faulty]
    known = _functions(model, sources)
    whole = Budget(WORK_OF_FILE)
    for source in sources:
        try:
            grid = read_grid(source, types, known, Budget(WORK, whole))
        except Exhausted:
            findings.add("dmn-unchecked", "The table is too large to be checked.", source.element)
            continue
        report_rules(grid, findings, whole)
        check_outputs(grid, results.get(id(source.table)), findings, known)


def _functions(model: Model, sources: list[Source]) -> frozenset[str]:
    """Names that may hold functions of the model, which go before the built-in ones."""
    names, todo = set[str](), [model]
    for one in todo:
        names |= {knowledge.name for knowledge in one.knowledge.values()}
        names |= {service.name for service in one.services.values()}
        names |= {name for decision in one.decisions.values() for name in (decision.variable, decision.name)}
        todo += [i.model for i in one.imports if not i.name and i.model not in todo]
    for root in {source.element.getroottree().getroot() for source in sources}:
        for element in root.iter("{*}contextEntry", "{*}functionDefinition", "{*}encapsulatedLogic"):
            names |= {part.get("name") or "" for part in children(element, "variable", "formalParameter")}
    return frozenset(names)
