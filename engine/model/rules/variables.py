"""The rule on names in expressions: is this variable written anywhere?

A variable can come from outside (the start command, a handler, a message), so a name is reported only when
nothing from outside can bring it, or when it is one slip of the pen away from a name that is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from typing import Any

from engine.feel import Expression
from engine.model.definition import Element, Process
from engine.model.draft import Draft
from engine.model.findings import Report, rule
from engine.model.forms import field_keys
from engine.model.host import HOST_FUNCTIONS
from engine.model.rules.references import tell

#: Values of fields that hold no expression.
_PLAIN = frozenset({str, int, bool, frozenset})
#: Names that every expression sees.
GIVEN = frozenset(
    {
        "parameters",
        "instance",
        "deadlines",
        "clocks",
        "loopCounter",
        "loopKey",
        "numberOfInstances",
        "numberOfActiveInstances",
        "numberOfCompletedInstances",
        "numberOfTerminatedInstances",
    }
)


@dataclass(frozen=True, slots=True)
class _Written:
    """The names that the pack writes; closed: nothing else can come in from outside."""

    names: frozenset[str]
    closed: bool


@rule("variable-unknown", "warning", "An expression names a variable that nothing writes.", "pack")
def check_variables(draft: Draft, report: Report) -> None:
    written = _written(draft)
    for process, part, line, expression in _places(draft):
        for name in sorted(expression.names - written.names - GIVEN):
            near = report.near(name, written.names, cutoff=0.85)
            if near or written.closed or " " in name:
                known = [near] if near else written.names
                tell(
                    draft.report(process, report), "variable-unknown",
                    "Nothing writes the variable {name}; known: {near}.", part, line, name, known,
                )  # fmt: skip

    for process, e in draft.elements():
        decision = draft.pack.decisions.get(e.decision) if isinstance(e.decision, str) else None
        for name in sorted(decision.inputs - written.names - GIVEN) if decision is not None else ():
            near = report.near(name, written.names, cutoff=0.85)
            if near or written.closed:
                tell(
                    draft.report(process, report), "variable-unknown",
                    "The decision reads {name}, which nothing writes; known: {near}.", e.id, e.line, name,
                    [near] if near else written.names,
                )  # fmt: skip


@rule(
    "function-unknown",
    "warning",
    "An expression calls a function that FEEL and the engine do not have.",
    "pack",
)
def check_functions(draft: Draft, report: Report) -> None:
    for process, part, line, expression in _places(draft):
        for name in sorted(expression.functions - HOST_FUNCTIONS):
            tell(
                draft.report(process, report), "function-unknown",
                "There is no function {name}; known: {near}.", part, line, name, HOST_FUNCTIONS,
            )  # fmt: skip


def _places(draft: Draft) -> Iterator[tuple[Process, str, int | None, Expression]]:
    """Every expression with its process, the id of its element or flow, and a line."""
    for process, element in draft.elements():
        for expression in _expressions(element):
            yield process, element.id, element.line, expression
        for flow in element.outgoing:
            if flow.condition is not None:
                yield process, flow.id, flow.line, flow.condition
    for process in draft.pack.processes.values():
        for key, paths in {found.key: found.bindings for found in process.correlations.values()}.items():
            yield from ((process, key, None, path) for path in paths)


def _expressions(record: Any) -> Iterator[Expression]:
    """Every expression of an element, but those of its flows."""
    for name in _fields(record.__class__):
        value = getattr(record, name)
        if not value or value.__class__ in _PLAIN:
            continue  # most fields of most elements, and files have ten thousands of them
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Expression):
                yield item
            elif _fields(item.__class__):
                yield from _expressions(item)


@lru_cache(maxsize=256)
def _fields(kind: Any) -> tuple[str, ...]:
    """The fields of a record that may hold expressions; none for anything that is no record."""
    if not is_dataclass(kind):
        return ()
    return tuple(field.name for field in fields(kind) if field.name not in ("incoming", "outgoing"))


def _written(draft: Draft) -> _Written:
    names: set[str] = set()
    closed = True
    for form in draft.pack.forms.values():
        names |= {path[0] for path in field_keys(form) if path}
    for _, element in draft.elements():
        names |= set(_element_names(element))
        closed = closed and not _is_open(element, draft)
    return _Written(frozenset(names), closed)


def _element_names(element: Element) -> Iterable[str]:
    yield from (m.target.partition(".")[0] for m in (*element.inputs, *element.outputs))
    if element.result:
        yield element.result
    if element.loop is not None:
        yield from (n for n in (element.loop.element_variable, element.loop.output_collection) if n)


def _is_open(element: Element, draft: Draft) -> bool:
    """Can this element bring variables whose names are not in the pack?"""
    has_form = element.form in draft.pack.forms
    if element.type in ("startEvent", "userTask") and element.scope is None and not has_form:
        return True
    if element.type == "userTask" or element.outputs:
        return element.type == "userTask" and not has_form
    brings = element.event is not None and element.event.kind in ("message", "signal", "error", "escalation")
    return brings or element.job_type is not None or element.called is not None or element.script is not None
