"""Reads a scenario file: an executable example of a pack in simulated time. Nothing is run here.

The shape is checked wholly before anything runs, so a slip of the pen is told with its place in the file
and is never a check that silently does not happen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

import msgspec

from engine.errors import Finding, Invalid, Rejected, Sentence
from engine.model.shapes import Path, explain
from engine.notation.signs import NO_SIGN, SIGNS, in_key
from engine.notation.source import Findings, Place, read

#: the form of a rule id, for example LR-05, PT-12, GA-100; which ids there are is not known here
RULE = re.compile(r"[A-Z]{1,3}-[0-9]{1,3}")
#: what a step can do; every step has exactly one of them
ACTIONS = ("complete", "refuse", "until", "advance", "message", "signal", "expect")
_ACCOMPANY: Mapping[str, frozenset[str]] = {
    "complete": frozenset({"by", "with", "where"}),
    "refuse": frozenset({"by", "with", "where", "fields"}),
}


class Begin(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"values": "with"}):
    """How the case starts: by which role, with what in the form of the start event."""

    by: str
    values: dict[str, Any] = {}
    process: str | None = None


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"values": "with"}):
    name: str
    key: str = ""
    values: dict[str, Any] = {}


class Expectation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is looked at; what is not named is not looked at.

    waiting: elements with an open task, job or event, all of them. due, groups: by element of an open task.
    reminded, overdue, fired: tasks and timers since the expectation before, all of them.
    documents: the names of all documents made so far. clock: due date by name, null if it does not run.
    passed: elements that were completed, in this order among others. not_passed: that were not.
    """

    waiting: list[str] | None = None
    due: dict[str, str | None] = {}
    groups: dict[str, list[str]] = {}
    variables: dict[str, Any] = {}
    reminded: list[str] | None = None
    overdue: list[str] | None = None
    fired: list[str] | None = None
    documents: list[str] | None = None
    status: Literal["active", "completed", "cancelled"] | None = None
    lamp: Literal["green", "yellow", "red", "none"] | None = None
    clock: dict[str, str | None] = {}
    passed: list[str] = []
    not_passed: list[str] = []

    @property
    def elements(self) -> list[str]:
        """All elements that are named."""
        lists = (self.waiting, self.reminded, self.overdue, self.fired, self.passed, self.not_passed)
        return [*self.due, *self.groups, *(name for names in lists for name in names or ())]


class Step(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True,
    rename={"values": "with", "signals": "signal", "told": "message"},
):  # fmt: skip
    """One step; `ACTIONS` has exactly one of the first seven."""

    complete: str | None = None
    refuse: str | None = None
    until: str | None = None
    advance: str | None = None
    told: Message | None = None
    signals: Message | None = None
    expect: Expectation | None = None
    by: str | None = None
    values: dict[str, Any] = {}
    where: dict[str, Any] = {}
    fields: list[str] = []


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file. rules: ids of the rules that it proves when it passes. sources: articles of law."""

    title: str
    at: str
    start: Begin
    rules: list[str] = []
    sources: list[str] = []
    steps: list[Step] = []
    then: Expectation = Expectation()


def read_scenario(data: bytes) -> Scenario:
    """The scenario of a file. Raises Invalid, saying what is wrong and in which line and column."""
    findings = Findings("")
    root = read(data, findings)
    if root is None or findings.found:
        raise _unreadable(findings.found[0])
    raw = _plain(root)
    try:
        _check_steps(raw)
        scenario = msgspec.convert(raw, Scenario)
        moment(scenario.at)
    except msgspec.ValidationError as error:
        reason, path = explain(error, Scenario)
        raise _unreadable(_finding(reason, root, path)) from error
    except Rejected as error:
        path = ("steps", error.params["number"] - 1) if "number" in error.params else ("at",)
        raise _unreadable(_finding(error.sentence, root, path)) from error
    wrong = [rule for rule in scenario.rules if not RULE.fullmatch(rule)]
    if wrong:
        raise Invalid("{rule} is not the id of a rule, such as LR-05.", rule=wrong[0])
    return scenario


def moment(text: str) -> datetime:
    """A time with its zone. Raises Rejected."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Rejected("{text} is no time such as 2026-01-05T09:00+08:00.", text=text) from error
    if found.tzinfo is None:
        raise Rejected("{text} has no time zone; write for example 2026-01-05T09:00+08:00.", text=text)
    return found


def _unreadable(finding: Finding) -> Invalid:
    reason = Sentence(finding.message, finding.params)
    message = "The scenario cannot be read: line {line}, column {column}: {reason}"
    return Invalid(message, line=finding.line, column=finding.column, reason=reason)


def _finding(reason: Sentence, root: Place, path: Path) -> Finding:
    """What is wrong, with the place of the last part of the path that is in the file."""
    place = root
    for part in path:
        if place.kind == "map":
            key = next((name for name, _ in place.pairs if name.text == part), None)
            if part == path[-1] and key is not None and place.get(key.text) is not None:
                place = key
                break
            inner = place.get(str(part))
        else:
            inner = place.items[part] if isinstance(part, int) and part < len(place.items) else None
        if inner is None:
            break
        place = inner
    return Finding("", reason.message, line=place.line, column=place.column, params=dict(reason.params))


def _plain(place: Place) -> Any:
    """The value of a place. Dates, yes, no, on and off are texts, as they stand in forms."""
    if place.kind == "map":
        return {key.text: _plain(value) for key, value in place.pairs}
    if place.kind == "list":
        return [_plain(item) for item in place.items]
    literal = place.literal
    if literal is None:
        return place.text
    if literal in _WORDS:
        return _WORDS[literal]
    # 0.1 in a scenario is what 0.1 is in a form
    return Decimal(repr(float(literal))) if "." in literal else int(literal)


_WORDS: Mapping[str, bool | None] = {"null": None, "true": True, "false": False}


def _check_steps(raw: Any) -> None:
    """One action per step, and beside it only what belongs to it. Raises Rejected."""
    steps = raw.get("steps") if isinstance(raw, dict) else None
    for number, step in enumerate(steps if isinstance(steps, list) else (), 1):
        slip = in_key(step) if isinstance(step, str) else None
        if slip is not None:
            raise Rejected(NO_SIGN, number=number, sign=step[slip], plain=SIGNS[step[slip]])
        keys = set(step) if isinstance(step, dict) else set()
        actions = [action for action in ACTIONS if action in keys]
        if len(actions) != 1:
            message = "Step {number} needs exactly one of {actions}."
            raise Rejected(message, number=number, actions=", ".join(ACTIONS))
        extra = sorted(keys - {actions[0]} - _ACCOMPANY.get(actions[0], frozenset()))
        if extra:
            message = "Step {number}: {key} has no meaning with {action}."
            raise Rejected(message, number=number, key=extra[0], action=actions[0])
