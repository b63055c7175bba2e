"""The decisions of a case in words: what was asked, what came out, which rules held and in which version.

Values and rule numbers come from the recorded events; the wording of the rules from the version that decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import current_app

from engine import rows
from engine.errors import NotFound
from webui.context import EXTENSION, engine
from webui.i18n import translate
from webui.models import Model, Row

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule that held, as written: column and cell of what it asks and gives, and its author's note."""

    number: int
    note: str
    conditions: tuple[tuple[str, str], ...]
    results: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TableView:
    """One run of a table. inputs: with the labels of its columns. labels: of its outputs, by name.

    path: the name of the only output, by which a form may know its values.

    numbers: of the rules that held. rules: the same as written; none where the table is not `known`.
    """

    name: str
    known: bool
    inputs: tuple[Row, ...]
    value: Any
    path: str
    labels: Mapping[str, str]
    rules: tuple[RuleView, ...]
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DecisionView:
    """One decision of a case. element: what asked for it. run: the decision itself; others: on the way."""

    anchor: str
    seq: int
    at: datetime
    element: str
    run: TableView
    others: tuple[TableView, ...]
    warnings: tuple[str, ...]
    file: str
    pack: str
    version: str
    hash: str

    @property
    def name(self) -> str:
        return self.run.name


def anchor(seq: int, number: int) -> str:
    """The place on the case page of the decision that was the step's `number`th, from 1."""
    return f"decision-{seq}-{number}"


def decision_views(
    steps: Iterable[rows.StepRow], case: rows.InstanceRow, model: Model, limit: int | None = None
) -> tuple[list[DecisionView], int]:
    """The decisions of these steps, newest first and no more than `limit`; and how many there are."""
    made = [
        (event, step, anchor(step.seq, number))
        for step in steps
        for number, event in enumerate((e for e in step.events if e["e"] == "decided"), start=1)
    ]
    return [_view(*one, case, model) for one in made[::-1][:limit]], len(made)


def reasons(event: Event) -> tuple[str, ...]:
    """Why something is null, in the reader's language; older records hold English sentences only."""
    if "warnings" in event:
        return tuple(dict.fromkeys(translate(w["message"], w["params"]) for w in event["warnings"]))
    return tuple(event.get("reasons") or ())


def _view(event: Event, step: rows.StepRow, place: str, case: rows.InstanceRow, model: Model) -> DecisionView:
    ref = str(event.get("pack") or f"{case.pack}:{case.version}")
    book = rulebook(ref)
    own = book.own.get(event["decision"])
    file = str(event.get("file") or (own[0] if own else ""))
    text = book.tables.get(own) if own else None
    run = _table(event, text, str(event.get("name") or ""), model)
    if not run.name:
        run = replace(run, name=event["decision"])
    others = [_table(way, book.find(file, way["table"]), "", model) for way in event.get("tables") or ()]
    pack, _, version = ref.rpartition(":")
    return DecisionView(
        anchor=place, seq=step.seq, at=step.at, element=model.name(event["el"]), run=run,
        others=tuple(others), warnings=reasons(event), file=file, pack=pack, version=version,
        hash=str(event.get("hash") or ""),
    )  # fmt: skip


def _table(run: Event, text: rows.TableText | None, name: str, model: Model) -> TableView:
    labels = dict(text.inputs) if text else {}
    inputs = [
        Row(path, labels.get(path) or model.label(path) or path, value)
        for path, value in run["inputs"].items()
    ]
    order = list(labels)
    inputs.sort(key=lambda row: order.index(row.path) if row.path in labels else len(order))
    numbers = tuple(run.get("rules") or ())
    rules = [_rule(rule, text) for number in numbers if text and (rule := text.rule(number))]
    return TableView(
        name=name or (text.name if text else str(run.get("table", ""))),
        known=text is not None,
        inputs=tuple(inputs),
        value=run["outputs"],
        path=text.outputs[0][0] if text and len(text.outputs) == 1 else "",
        labels={key: label for key, label in text.outputs if key} if text else {},
        rules=tuple(rules),
        numbers=numbers,
    )


def _rule(rule: rows.RuleText, table: rows.TableText) -> RuleView:
    """The cells that say something, behind the labels of their columns."""
    asked = zip((label for _, label in table.inputs), rule.inputs, strict=False)
    given = zip((label for _, label in table.outputs), rule.outputs, strict=False)
    conditions = tuple((label, cell) for label, cell in asked if cell != "-")
    return RuleView(rule.number, rule.note, conditions, tuple((label, cell) for label, cell in given if cell))


def rulebook(ref: str) -> rows.Rulebook:
    """The tables of a deployed version, read once; none where it is not there."""
    kept: dict[str, rows.Rulebook] = current_app.extensions.setdefault(f"{EXTENSION}.rulebooks", {})
    if ref not in kept:
        pack, _, version = ref.rpartition(":")
        try:
            kept[ref] = engine().read.rules(pack, int(version))
        except NotFound:
            return rows.Rulebook({}, {})
    return kept[ref]
