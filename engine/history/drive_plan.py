"""What `drive` posts for the people of a log: the pack's `drive.yaml`, FEEL over the log's columns.

A log says who did what and when, not what was entered. This file is the only place where an answer is read
from what the log shows afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import yaml

from engine import feel
from engine.errors import Finding, Invalid
from engine.history.eventlog import LogCase, LogEvent, parse_time

FILE = "drive.yaml"
Answers = Mapping[str, feel.Expression]


@dataclass(frozen=True, slots=True)
class Plan:
    """Expressions by field: what a case starts with, and what completes each element.

    start_at: when the case started; the time of its first event where there is none.
    """

    start_at: feel.Expression | None = None
    start: Answers = field(default_factory=dict)
    tasks: Mapping[str, Answers] = field(default_factory=dict)

    def start_time(self, case: LogCase) -> datetime:
        """When the case starts: never after its first event."""
        first = case.events[0].at
        found = evaluate(self.start_at, case) if self.start_at else None
        return min(first, parse_time(str(found))) if found else first

    def start_variables(self, case: LogCase) -> dict[str, Any]:
        return _post(self.start, case, None, ())

    def task_variables(
        self, element: str, case: LogCase, event: LogEvent, later: Sequence[str]
    ) -> dict[str, Any]:
        """What the person of `event` enters. later: element ids of the case's events after this one."""
        return _post(self.tasks.get(element, {}), case, event, later)


def _post(answers: Answers, case: LogCase, event: LogEvent | None, later: Sequence[str]) -> dict[str, Any]:
    found = {name: evaluate(answer, case, event, later) for name, answer in answers.items()}
    return {name: value for name, value in found.items() if value is not None and value not in ("", [])}


def evaluate(
    expression: feel.Expression, case: LogCase, event: LogEvent | None = None, later: Sequence[str] = ()
) -> Any:
    """The value over the log's columns; empty columns are null."""
    context = {
        "case": {k: v for k, v in case.columns.items() if v},
        "event": {k: v for k, v in event.columns.items() if v} if event else None,
        "later": list(later),
    }
    return feel.to_json(expression.evaluate(context, functions=_FUNCTIONS))


def _first_of(items: Any, wanted: Any) -> Any:
    return next((item for item in items or () if item in (wanted or ())), None)


def _up_to(items: Any, wanted: Any) -> Any:
    found: list[Any] = []
    for item in items or ():
        if item in (wanted or ()):
            break
        found.append(item)
    return found


_FUNCTIONS: Mapping[str, Callable[..., Any]] = {"first of": _first_of, "up to": _up_to}


def load_plan(files: Mapping[str, bytes], elements: Sequence[str]) -> Plan:
    """The plan of a pack; an empty one if it has none. elements: ids that the model has.

    Raises Invalid with a finding for each key or expression that is wrong.
    """
    if FILE not in files:
        return Plan()
    try:
        content = yaml.safe_load(files[FILE].decode("utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise _invalid([_finding("cannot be read: {detail}", detail=str(error))]) from error
    findings: list[Finding] = []
    if not isinstance(content, dict):
        raise _invalid([_finding("is no mapping")])
    findings += [_finding("has the unknown key {key}", key=k) for k in content if k not in Plan.__slots__]
    tasks = _mapping(content, "tasks", findings)
    findings += [_finding("names {key}, which the model has not", key=k) for k in tasks if k not in elements]
    plan = Plan(
        start_at=_expression("start_at", content.get("start_at"), findings),
        start=_answers("start", _mapping(content, "start", findings), findings),
        tasks={str(k): _answers(f"tasks.{k}", _mapping(tasks, k, findings), findings) for k in tasks},
    )
    if findings:
        raise _invalid(findings)
    return plan


def _mapping(content: Mapping[Any, Any], key: Any, findings: list[Finding]) -> dict[Any, Any]:
    value = content.get(key) or {}
    if isinstance(value, dict):
        return value
    findings.append(_finding("wants a mapping at {key}", key=key))
    return {}


def _answers(place: str, content: Mapping[Any, Any], findings: list[Finding]) -> dict[str, feel.Expression]:
    parsed = {str(k): _expression(f"{place}.{k}", v, findings) for k, v in content.items()}
    return {name: expression for name, expression in parsed.items() if expression is not None}


def _expression(place: str, text: Any, findings: list[Finding]) -> feel.Expression | None:
    if text is None:
        return None
    if not isinstance(text, str) or not text.lstrip().startswith("="):
        findings.append(_finding("wants an expression that begins with = at {key}", key=place))
        return None
    try:
        return feel.parse(text.lstrip()[1:])
    except feel.FeelSyntaxError as error:
        findings.append(
            _finding("cannot read the expression at {key}: {detail}", key=place, detail=error.sentence)
        )
        return None


def _finding(message: str, **params: Any) -> Finding:
    return Finding("drive-plan", message, file=FILE, params=params)


def _invalid(findings: Sequence[Finding]) -> Invalid:
    return Invalid("The plan for driving a log has mistakes.", findings)
