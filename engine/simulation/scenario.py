"""Reads a scenario file: an executable example of a pack in simulated time. Nothing is run here.

The shape is checked wholly before anything runs, so a slip of the pen is told with its place in the file
and is never a check that silently does not happen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
import yaml

from engine.errors import Invalid

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
    status: str | None = None
    lamp: str | None = None
    clock: dict[str, str | None] = {}
    passed: list[str] = []
    not_passed: list[str] = []


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
    """The scenario of a file. Raises Invalid, naming what is wrong and where."""
    try:
        raw = yaml.load(data, Loader=_Loader)  # noqa: S506 - derived from the safe loader
        _check_steps(raw)
        scenario = msgspec.convert(_exact(raw), Scenario)
        moment(scenario.at)
    except (yaml.YAMLError, msgspec.ValidationError, ValueError, RecursionError) as error:
        raise Invalid("The scenario cannot be read: {reason}", reason=_one_line(error)) from error
    wrong = [rule for rule in scenario.rules if not RULE.fullmatch(rule)]
    if wrong:
        raise Invalid("{rule} is not the id of a rule, such as LR-05.", rule=wrong[0])
    return scenario


def moment(text: str) -> datetime:
    """A time with its zone. Raises ValueError."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"{text} has no time zone; write for example 2026-01-05T09:00+08:00")
    return found


class _Loader(yaml.SafeLoader):
    """The safe loader that leaves dates, yes, no, on and off as text, as they stand in forms."""


_BOOL, _TIME = "tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp"
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in entries if tag not in (_BOOL, _TIME)]
    for first, entries in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOL, re.compile(r"^(?:true|false)$"), list("tf"))


def _check_steps(raw: Any) -> None:
    """One action per step, and beside it only what belongs to it. Raises ValueError."""
    steps = raw.get("steps") if isinstance(raw, dict) else None
    for number, step in enumerate(steps if isinstance(steps, list) else (), 1):
        keys = set(step) if isinstance(step, dict) else set()
        actions = [action for action in ACTIONS if action in keys]
        if len(actions) != 1:
            raise ValueError(f"step {number} needs exactly one of {', '.join(ACTIONS)}")
        extra = sorted(keys - {actions[0]} - _ACCOMPANY.get(actions[0], frozenset()))
        if extra:
            raise ValueError(f"step {number}: {extra[0]} has no meaning with {actions[0]}")


def _exact(value: Any) -> Any:
    """Decimals instead of floats: 0.1 in a scenario is what 0.1 is in a form."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, dict):
        return {key: _exact(item) for key, item in value.items()}
    return [_exact(item) for item in value] if isinstance(value, list) else value


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
