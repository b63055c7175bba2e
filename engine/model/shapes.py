"""Says in sentences what is wrong with the shape of keys and values, and where it is."""

from __future__ import annotations

import difflib
import re
from typing import Any

import msgspec
from msgspec import inspect

from engine.errors import Sentence

#: Keys and numbers (from 0) from the root; it ends where it is not known further.
Path = tuple[str | int, ...]

_PLACE = re.compile(r" - at `(?:key in )?\$(?P<path>[^`]*)`$")
_PART = re.compile(r"\.(?P<key>\w+)|\[(?P<number>\d+)\]")
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`")
_MISSING = re.compile(r"Object missing required field `(.*)`")
_OTHER = re.compile(r"Expected `(.*)`, got `(.*)`")
_CHOICE = re.compile(r"Invalid enum value '?(.*?)'?")
_KINDS = {
    "array": "a list", "object": "a map of keys and values", "str": "a text", "int": "a whole number",
    "float": "a number", "bool": "true or false", "null": "nothing",
}  # fmt: skip


def explain(error: msgspec.ValidationError, shape: type[msgspec.Struct]) -> tuple[Sentence, Path]:
    """What the values that were to become a `shape` lack, and where."""
    said = str(error)
    place = _PLACE.search(said)
    what = said[: place.start()] if place else said
    path = _path(place["path"]) if place else ()
    here = _inside(inspect.type_info(shape), path)
    if found := _UNKNOWN.fullmatch(what):
        keys = [field.encode_name for field in getattr(here, "fields", ())]
        near = difflib.get_close_matches(found[1], keys, n=1)
        params = {"key": found[1], "hint": near[0] if near else ", ".join(keys)}
        return Sentence("The key {key} is not known; known here: {hint}.", params), (*path, found[1])
    if found := _MISSING.fullmatch(what):
        return Sentence("The key {key} is missing here.", {"key": found[1]}), path
    if found := _OTHER.fullmatch(what):
        kinds = [kind for kind in found[1].split(" | ") if kind != "null"]
        expected, other = _kind(kinds[0] if kinds else "null"), _kind(found[2])
        return Sentence("Here belongs {expected}, not {found}.", {"expected": expected, "found": other}), path
    if found := _CHOICE.fullmatch(what):
        known = ", ".join(map(str, getattr(here, "values", ())))
        return Sentence("'{value}' is none of these: {known}.", {"value": found[1], "known": known}), path
    return Sentence("{reason}", {"reason": what[:300]}), path


def _path(text: str) -> Path:
    parts: list[str | int] = []
    position = 0
    while (part := _PART.match(text, position)) is not None:
        parts.append(part["key"] or int(part["number"]))
        position = part.end()
    return tuple(parts)


def _inside(info: Any, path: Path) -> Any:
    """The type at a path; None where the path leads out of what is known."""
    for part in path:
        info = _plain(info)
        if isinstance(info, inspect.StructType):
            info = next((f.type for f in info.fields if f.encode_name == part), None)
        else:
            info = getattr(info, "item_type", None) or getattr(info, "value_type", None)
    return _plain(info)


def _plain(info: Any) -> Any:
    """A type without the null that may stand in its place."""
    if isinstance(info, inspect.UnionType):
        return next((t for t in info.types if not isinstance(t, inspect.NoneType)), None)
    return info


def _kind(name: str) -> Sentence:
    return Sentence(_KINDS.get(name, "{kind}"), {} if name in _KINDS else {"kind": name})
