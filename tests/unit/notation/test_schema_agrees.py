"""The schema for editors and the compiler agree on what is right, also where keys exclude or need each other."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from engine.notation import SCHEMA, compile_process

VALIDATOR = Draft7Validator(json.loads(SCHEMA.read_bytes()))
RECEPTION = Path(__file__).parents[3] / "processes" / "reception" / "reception.process.yaml"

#: a step each; what is wrong with it
WRONG = {
    "an id that is true": "{step: a, id: true}",
    "a deadline that is a number": "{task: a, deadline: 3}",
    "a deadline of two kinds": "{task: a, deadline: {days: 3, ref: x}}",
    "a deadline of no kind": "{task: a, deadline: {count: working}}",
    "days of another kind": "{task: a, deadline: {days: 3, count: busy}}",
    "a reminder of two kinds": "{task: a, remind: {before: 1, after: 1}}",
    "a clock that does two things": "{step: a, clock: {start: c, stop: c}}",
    "a clock at another moment": "{step: a, clock: {start: c, when: later}}",
    "each of nothing": "{step: a, each: {item: x}}",
    "each of a list and a number": "{step: a, each: {of: b, times: 2}}",
    "a loop without an end": "{step: a, loop: {first: true}}",
    "each and a loop": "{step: a, each: {times: 2}, loop: {most: 2}}",
    "an event of two kinds": "{wait: a, message: m, signal: s}",
    "an end of two kinds": "{end: a, error: e, terminate: true}",
    "no event": "{wait: a, any: [{id: b, message: m}, {id: c}]}",
    "one alternative": "{wait: a, any: [{message: m}]}",
    "a case of two kinds": "{decide: a, cases: [{when: x, else: n}]}",
    "a case of no kind": "{decide: a, cases: [{name: x}]}",
    "a handler without event": "{step: a, on timeout: {do: []}}",
    "a handler with two events": "{step: a, on timeout: {after: P1D, at: 2026-01-05}}",
    "an event that is no activity undoes": "{step: a, undo: {end: b}}",
    "the name of an event that is not there": "{step: a, undone: b}",
    "a loose step that is no activity": "{any order: a, do: [{wait: b, signal: s}]}",
    "a script of two kinds": "{script: a, value: 1, type: t}",
    "undoing nothing": "{throw: a, undo: false}",
    "a test of two kinds": "{repeat: a, do: [{step: b}], while: x, until: y}",
}
RIGHT = {
    "an error of any kind": "{step: a, on error: {do: []}}",
    "ids that look like words": "{step: a, id: null_1}",
    "a deadline by its key": "{task: a, deadline: '3'}",
    "undone": "{step: a, undo: {step: b}, undone: {id: c, name: C}}",
    "a list of handlers": "{step: a, on error: [{error: E}, {error: F}]}",
}


def answers(step: str) -> tuple[bool, bool]:
    """Whether the schema and the compiler accept a process of one step."""
    text = f"process: p\ndo:\n  - {step}\n"
    compiled, _ = compile_process(text.encode(), "p.process.yaml")
    return VALIDATOR.is_valid(yaml.safe_load(text)), compiled is not None


@pytest.mark.parametrize("step", WRONG.values(), ids=WRONG)
def test_both_refuse(step: str) -> None:
    assert answers(step) == (False, False)


@pytest.mark.parametrize("step", RIGHT.values(), ids=RIGHT)
def test_both_accept(step: str) -> None:
    assert answers(step) == (True, True)


def test_the_first_line_leads_an_editor_to_the_schema() -> None:
    first = RECEPTION.read_text("utf-8").splitlines()[0]
    found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert found is not None
    assert (RECEPTION.parent / found[1]).resolve() == SCHEMA.resolve()
