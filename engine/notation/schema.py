"""The JSON Schema of the notation, made from the table of words; editors complete and check with it.

`process.schema.json` beside this module is what it gives; `make docs` writes it and a test compares.
"""

from __future__ import annotations

from collections.abc import Mapping
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


def _type(kind: str, key: str) -> Schema:
    """The schema of a type; handlers differ by their key."""
    if kind == "handler":
        return _one_or_more(_ref(key))
    return {**_ref(kind), "description": words.TYPES[kind]}


def _step(kind: str) -> Schema:
    given = words.KINDS[kind]
    schema = _map({kind: "text", **given.keys}, description=given.doc)
    schema["required"] = [kind]
    if given.needs:
        schema["anyOf"] = [{"required": [key]} for key in given.needs]
    return schema


def _types() -> Schema:
    number: Schema = {"type": "integer", "minimum": 0}
    return {
        "id": _ID, "text": _TEXT, "feel": _TEXT, "value": _TEXT, "flag": {"type": "boolean"},
        "number": number,
        "amount": {"anyOf": [number, {"type": "string", "pattern": "^(=|[0-9]+$)"}]},
        "names": {"anyOf": [_TEXT, {"type": "array", "items": {"type": "string"}}]},
        "mapping": {"type": "object", "additionalProperties": _TEXT},
        "pairs": {"type": "object", "additionalProperties": _TEXT},
        "deadline": {"anyOf": [{"type": "string"}, _map(words.DEADLINE)]},
        "reminders": _one_or_more(_map(words.REMINDER)), "clocks": _one_or_more(_map(words.CLOCK)),
        "each": _map(words.EACH), "loop": _map(words.LOOP),
        "join": {"anyOf": [{"const": False}, _ID, _map(words.JOIN)]},
        "start": {"anyOf": [_ID, _map(words.INNER_START)]}, "begin": {"anyOf": [
            _ID, _map(words.START), {"type": "array", "minItems": 2, "items": _map(words.START)}]},
        "lanes": {"type": "object", "additionalProperties": {"type": "array", "items": _ID}},
        "version": _TEXT, "undoes": {"anyOf": [{"const": True}, _ID]},
        "steps": {"anyOf": [{"type": "array", "items": _ref("step")}, {"type": "null"}]},
        "step": {"anyOf": [{"enum": sorted(words.BARE)}, *[_ref(f"step {kind}") for kind in words.KINDS]]},
        "cases": {"type": "array", "minItems": 1, "items": _map(words.CASE)},
        "strands": {"type": "array", "minItems": 1, "items": {
            "anyOf": [_ref("step"), {"type": "array", "items": _ref("step")}]}},
        "branches": {"type": "array", "minItems": 2, "items": {
            "anyOf": [{"type": "array", "items": _ref("step")}, _map(words.BRANCH)]}},
        "alternatives": {"type": "array", "minItems": 2, "items": _map(words.ALTERNATIVE)},
    }  # fmt: skip


def schema() -> Schema:
    """The whole schema."""
    steps = {f"step {kind}": _step(kind) for kind in words.KINDS}
    handlers = {key: _map({**words.HANDLER, **event}) for key, event in words.HANDLERS.items()}
    process = _map(words.PROCESS)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Banjian: a process in YAML (*.process.yaml)",
        **process,
        "required": ["process", "do"],
        "$defs": {**_types(), **steps, **handlers},
    }
