"""The rules by which a decision model is refused, and the list that findings go into."""

from __future__ import annotations

from typing import Any

from engine.errors import Finding, Severity

#: rule: severity and what it finds
RULES: dict[str, tuple[Severity, str]] = {
    "dmn-xml": ("error", "A file is no XML, too large, or has a DOCTYPE."),
    "dmn-namespace": ("error", "The root of a file is not `definitions` of DMN 1.1 to 1.6."),
    "dmn-id": ("error", "Two decisions have the same id or name, or one has none."),
    "dmn-feel": ("error", "An expression or a cell is not valid FEEL."),
    "dmn-language": ("error", "An expression is written in another language than FEEL."),
    "dmn-unsupported": ("error", "A decision uses a construct that is not executed."),
    "dmn-logic": ("warning", "A decision has no logic; it is always null."),
    "dmn-import": ("error", "An imported model is not found, is doubled, or imports the model itself."),
    "dmn-reference": ("error", "A requirement names something that is not in the model."),
    "dmn-cycle": ("error", "Decisions require each other in a circle."),
    "dmn-table": ("error", "A decision table is incomplete: columns, cells, hit policy or aggregation."),
    "dmn-type": ("warning", "A type is named that is not defined."),
    "dmn-overlap": ("warning", "Rules of a UNIQUE table match the same input."),
    "dmn-contradiction": ("warning", "Rules of an ANY table match the same input with different outputs."),
    "dmn-gap": ("warning", "A decision table has neither a rule nor a default output for some inputs."),
    "dmn-unreachable": ("warning", "A rule of a decision table is never used."),
    "dmn-mismatch": ("warning", "A cell of a table has another type than its column, or is not allowed."),
    "dmn-unchecked": ("warning", "A decision table is too large to be checked to the end."),
}


class Findings:
    """Collects what is wrong with one file."""

    def __init__(self, file: str = "") -> None:
        self.file, self.list = file, list[Finding]()
        #: how many of them are errors
        self.errors = 0
        #: the tables that were read: element, table, and what built it
        self.tables: list[tuple[Any, Any, Any]] = []

    def add(
        self, rule: str, message: str, element: Any = None, *, at: int | None = None, **params: Any
    ) -> None:
        """Report by a rule of RULES; the element's id and line say where, or the line alone."""
        identifier, line = "", at
        if element is not None:
            line = element.sourceline
            owner = element
            while owner is not None and not owner.get("id"):
                owner = owner.getparent()
            identifier = owner.get("id") if owner is not None else ""
        self.errors += RULES[rule][0] == "error"
        self.list.append(Finding(rule, message, self.file, identifier, RULES[rule][0], line, params))
