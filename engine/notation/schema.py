"""The JSON Schema of the notation, made from the table of words; editors complete and check with it.

`process.schema.json` beside this module is what it gives; `make docs` writes it and a test compares. It keeps
to draft 07, which every editor knows. What it cannot see: ids that are there twice or lead nowhere, and FEEL.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

from engine.notation import words

Schema = dict[str, Any]

_TEXT: Schema = {"type": ["string", "number", "boolean", "null"]}
#: in words that Python and the JavaScript of editors read alike
_ID: Schema = {"type": "string", "pattern": r"^[A-Z_a-z\u0080-\uffff][\w.\-\u0080-\uffff]*$"}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _one_or_more(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "array", "items": schema}]}


def _map(keys: Mapping[str, str], **more: Any) -> Schema:
    return {
        "type": "object", "additionalProperties": False,
        "properties": {key: _type(kind, key) for key, kind in keys.items()}, **more,
    }  # fmt: skip


def _needed(keys: Iterable[str]) -> list[Schema]:
    return [{"required": [key]} for key in keys]


def _one_of(keys: Iterable[str]) -> Schema:
    """Exactly one of these keys."""
    return {"oneOf": _needed(keys)}


def _at_most_one(*groups: Iterable[str]) -> Schema:
    """No two keys of a group."""
    pairs = [{"required": list(pair)} for keys in groups for pair in combinations(keys, 2)]
    return {"not": {"anyOf": pairs}} if pairs else {}


def _with_choices(keys: Mapping[str, str], choices: Mapping[str, tuple[str, ...]], **more: Any) -> Schema:
    """A map in which some texts are words of a list."""
    found = _map(keys, **more)
    found["properties"] |= {key: {"enum": list(known)} for key, known in choices.items()}
    return found


def _type(kind: str, key: str) -> Schema:
    """The schema of a type; handlers differ by their key, and only an activity stands alone as a step."""
    if kind == "handler":
        return _one_or_more(_ref(key))
    return {**_ref("activity" if kind == "step" else kind), "description": words.TYPES[kind]}


def _step(kind: str) -> Schema:
    given = words.KINDS[kind]
    schema = _map({kind: "text", **given.keys}, description=given.doc)
    schema |= _at_most_one(given.only_one, ("each", "loop"), ("value", "type") if kind == "script" else ())
    schema["required"] = [kind]
    if given.needs:
        schema["anyOf"] = _needed(given.needs)
    if "undone" in given.keys:
        schema["dependencies"] = {"undone": ["undo"]}
    return schema


def _handler(kind: str) -> Schema:
    events = [key for key in words.HANDLERS[kind] if key != "key"]
    rule = _at_most_one(events) if kind in words.CATCH_ANY else _one_of(events)
    return _map({**words.HANDLER, **words.HANDLERS[kind]}, **rule)


def _types() -> Schema:
    number: Schema = {"type": "integer", "minimum": 0}
    return {
        "id": _ID, "text": _TEXT, "feel": _TEXT, "value": _TEXT, "flag": {"type": "boolean"},
        "number": number,
        "amount": {"anyOf": [number, {"type": "string", "pattern": "^(=|[0-9]+$)"}]},
        "names": {"anyOf": [_TEXT, {"type": "array", "items": {"type": "string"}}]},
        "mapping": {"type": "object", "additionalProperties": _TEXT},
        "pairs": {"type": "object", "additionalProperties": _TEXT},
        "deadline": {"anyOf": [{"type": "string"}, _with_choices(
            words.DEADLINE, {"count": words.COUNTS}, **_one_of(("ref", "clock", "days")))]},
        "reminders": _one_or_more(_with_choices(
            words.REMINDER, {"count": words.COUNTS}, **_one_of(("before", "after")))),
        "clocks": _one_or_more(_with_choices(words.CLOCK, {"when": words.MOMENTS}, **_one_of(words.ACTIONS))),
        "each": _map(words.EACH, **_one_of(("of", "times"))),
        "loop": _map(words.LOOP, anyOf=_needed(("while", "most"))),
        "join": {"anyOf": [{"const": False}, _ID, _map(words.JOIN)]},
        "start": {"anyOf": [_ID, _map(words.INNER_START)]}, "begin": {"anyOf": [
            _ID, _ref("case start"), {"type": "array", "minItems": 2, "items": _ref("case start")}]},
        "case start": _map(words.START, **_at_most_one(words.EVENTS)),
        "lanes": {"type": "object", "additionalProperties": {"type": "array", "items": _ID}},
        "version": _TEXT, "undoes": {"anyOf": [{"const": True}, _ID]},
        "steps": {"anyOf": [{"type": "array", "items": _ref("step")}, {"type": "null"}]},
        "step": {"anyOf": [{"enum": sorted(words.BARE)}, *[_ref(f"step {kind}") for kind in words.KINDS]]},
        "activity": {"anyOf": [_ref(f"step {kind}") for kind in words.KINDS if kind in words.ACTIVITIES]},
        "cases": {"type": "array", "minItems": 1, "items": _map(words.CASE, **_one_of(("when", "else")))},
        "strands": {"type": "array", "minItems": 1, "items": {
            "anyOf": [_ref("activity"), {"type": "array", "items": _ref("activity")}]}},
        "branches": {"type": "array", "minItems": 2, "items": {
            "anyOf": [{"type": "array", "items": _ref("step")}, _map(words.BRANCH)]}},
        "alternatives": {"type": "array", "minItems": 2, "items": _map(
            words.ALTERNATIVE, **_one_of(words.EVENTS))},
    }  # fmt: skip


def schema() -> Schema:
    """The whole schema."""
    steps = {f"step {kind}": _step(kind) for kind in words.KINDS}
    handlers = {kind: _handler(kind) for kind in words.HANDLERS}
    process = _map(words.PROCESS)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Banjian: a process in YAML (*.process.yaml)",
        **process,
        "required": ["process", "do"],
        "$defs": {**_types(), **steps, **handlers},
    }
