"""What a decision file says, as its author wrote it: columns, rules and notes of its tables, for readers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.dmn.errors import Findings
from engine.dmn.xml import child, children, read, text_of

#: What may have logic of its own.
_OWNERS = ("decision", "businessKnowledgeModel")


@dataclass(frozen=True, slots=True)
class RuleText:
    """One row: the cells as written, and what its author noted on it."""

    number: int
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class TableText:
    """A decision table. owner: id of the decision or knowledge model that holds it.

    inputs: expression and label of each input column. outputs: name and label of each output column.
    """

    owner: str
    name: str
    policy: str
    inputs: tuple[tuple[str, str], ...]
    outputs: tuple[tuple[str, str], ...]
    rules: tuple[RuleText, ...]

    def rule(self, number: int) -> RuleText | None:
        """The rule of that number, counted from 1."""
        return self.rules[number - 1] if 0 < number <= len(self.rules) else None


@dataclass(frozen=True, slots=True)
class Description:
    """tables: by id. own: id of the table of each decision that is a table."""

    tables: Mapping[str, TableText] = field(default_factory=dict)
    own: Mapping[str, str] = field(default_factory=dict)


def describe(data: bytes) -> Description:
    """The description of a DMN file; an empty one if it cannot be read."""
    root = read(data, Findings())
    if root is None:
        return Description()
    tables: dict[str, TableText] = {}
    own: dict[str, str] = {}
    for owner in children(root, *_OWNERS):
        key = owner.get("id") or owner.get("name") or ""
        for element in owner.iter("{*}decisionTable"):
            table_id = element.get("id") or f"table-{element.sourceline}"
            tables[table_id] = _table(element, key, owner.get("name") or key)
            if element.getparent() is owner:
                own[key] = table_id
    return Description(tables, own)


def _table(element: Any, owner: str, name: str) -> TableText:
    inputs = []
    for column in children(element, "input"):
        expression = text_of(child(column, "inputExpression"))
        inputs.append((expression or column.get("label") or "", column.get("label") or expression))
    outputs = []
    for column in children(element, "output"):
        named = column.get("name") or ""
        outputs.append((named, column.get("label") or named or name))
    rules = [_rule(number, row) for number, row in enumerate(children(element, "rule"), start=1)]
    policy = " ".join(filter(None, (element.get("hitPolicy") or "UNIQUE", element.get("aggregation"))))
    return TableText(owner, name, policy, tuple(inputs), tuple(outputs), tuple(rules))


def _rule(number: int, row: Any) -> RuleText:
    notes = [_line(child(row, "description")), *(text_of(note) for note in children(row, "annotationEntry"))]
    return RuleText(
        number,
        tuple(text_of(entry) or "-" for entry in children(row, "inputEntry")),
        tuple(text_of(entry) for entry in children(row, "outputEntry")),
        "；".join(dict.fromkeys(filter(None, notes))),
    )


def _line(element: Any | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The tables of several files. tables: by file and id. own: file and id of each decision's own table."""

    tables: Mapping[tuple[str, str], TableText]
    own: Mapping[str, tuple[str, str]]

    def find(self, file: str, table: str) -> TableText | None:
        """The table of that id, of that file if it has one, else of any."""
        known = self.tables.get((file, table))
        return known or next((text for (_, key), text in self.tables.items() if key == table), None)


def rulebook(files: Mapping[str, bytes]) -> Rulebook:
    """The tables of all decision files among these."""
    tables: dict[tuple[str, str], TableText] = {}
    own: dict[str, tuple[str, str]] = {}
    for path, content in files.items():
        if path.endswith(".dmn"):
            told = describe(content)
            tables |= {(path, table): text for table, text in told.tables.items()}
            own |= {decision: (path, table) for decision, table in told.own.items()}
    return Rulebook(tables, own)
