"""Leads a finding on the compiled process back to the key or value of the YAML that it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from engine.notation import words
from engine.notation.source import Place

#: Keys with steps or events in them, which have places of their own, and those that no rule looks at.
_PASSED = frozenset({"do", "cases", "branches", "any", *words.HANDLERS, "id", "name", "documentation"})
#: Rules to the keys that they are about; elsewhere the value that is named in the message tells.
_KEYS: Mapping[str, tuple[str, ...]] = {
    "form-exists": ("form",),
    "decision-exists": ("decision",),
    "called-exists": ("process",),
    "called-executable": ("process",),
    "called-start": ("process",),
    "document-exists": ("headers",),
    "group-known": ("groups",),
    "deadline-known": ("deadline", "clock"),
    "handler-known": ("type",),
    "reminder-without-deadline": ("remind",),
    "variable-unknown": ("decision",),
    "loop-endless": ("loop",),
    "timer-syntax": ("after", "at", "every"),
    "event-name-fixed": ("message", "signal", "error", "escalation"),
    "cancel-outside": ("cancel",),
    "event-position": (*words.EVENTS, "error", "escalation", "undo", "terminate", "cancel"),
}
#: Places of a message that hold a value of the file.
_VALUES = ("name", "text", "value")
_LONGEST = 77


def locate(place: Place, rule: str, params: Mapping[str, Any]) -> Place:
    """Where in a step (or a case, a handler) the finding of a rule points: a value, a key, or its head."""
    if place.kind != "map" or not place.pairs:
        return place
    spoken = [_plain(str(params[name])) for name in _VALUES if params.get(name)]
    wanted = _KEYS.get(rule, ())
    leaves = [leaf for key, value in place.pairs if key.text not in _PASSED for leaf in _leaves(value)]
    named = [leaf for key, value in place.pairs if key.text in wanted for leaf in _leaves(value)]
    for text in spoken:
        found = _said(text, named) or _said(text, leaves)
        if found is not None:
            return found
    for key, value in place.pairs:
        if key.text in wanted:
            return value if value.kind == "text" else key
    return place.pairs[0][0]


def _said(text: str, leaves: list[Place]) -> Place | None:
    """The value that is `text`, else the first one that has it as a word."""
    for leaf in leaves:
        if _plain(leaf.text)[:_LONGEST] == text[:_LONGEST]:
            return leaf
    word = re.compile(rf"(?<!\w){re.escape(text)}(?!\w)")
    return next((leaf for leaf in leaves if word.search(leaf.text)), None)


def _plain(text: str) -> str:
    """As messages show it: on one line, without the sign of FEEL."""
    return " ".join(text.split()).removeprefix("=").strip()


def _leaves(place: Place) -> Iterator[Place]:
    """The texts of a value and of what is in it, keys too, in the order of the file."""
    stack = [place]
    while stack:
        current = stack.pop()
        if current.kind == "text":
            yield current
        inside = current.items or [part for pair in current.pairs for part in pair]
        stack += reversed(inside)
