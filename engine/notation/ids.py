"""Ids: those that are given are kept, all others are derived from names and places, the same each time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.notation import words
from engine.notation.source import Findings, Place
from engine.notation.tree import Case, Join, Model, Step

_LETTERS = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u2c00-\u2fef"
    "\u3005-\u3007\u3021-\u3029\u3041-\ud7ff\uf900-\ufdcf\ufdf0-\ufeff\uff10-\ufffd"
)
#: What XML accepts as an id, without the punctuation that it would accept too.
ID = re.compile(rf"(?=[{_LETTERS}])[^\W\d][\w.\-]*")
_OTHER = re.compile(r"[^A-Za-z0-9.\-]")
#: A derived id is cut here, so that a sentence as a name does not become a sentence as an id.
MAX_DERIVED = 60


def slug(name: str) -> str:
    """The name as an id; empty if it has letters that ids of other tools do not have, or no letter."""
    if any(sign.isalnum() and not sign.isascii() for sign in name):
        return ""
    text = re.sub("_+", "_", _OTHER.sub("_", name))[:MAX_DERIVED].strip("_.-")
    return text if not text or ID.match(text) else f"_{text}"


class Ids:
    """The ids of one file."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, wanted: str) -> str:
        """`wanted`, or with a number behind it where it is taken."""
        found, number = wanted, 1
        while found in self._taken:
            number += 1
            found = f"{wanted}_{number}"
        self._taken.add(found)
        return found

    def reserve(self, model: Model, findings: Findings) -> None:
        """Take all ids that are given; one that is given twice is a finding."""
        for wanted, place in _given(model):
            if wanted in self._taken:
                findings.add(
                    "yaml-id", "The id '{id}' is given twice",
                    place, wanted, id=wanted,
                )  # fmt: skip
            self._taken.add(wanted)

    def name_all(self, model: Model) -> None:
        """Give an id to every step that has none: its name; without a name its kind and place."""
        self._name(model.steps, "")
        self._name_handlers(model.process)

    def _name(self, steps: list[Step], around: str) -> None:
        counts: dict[str, int] = {}
        for step in steps:
            if not step.id:
                derived = slug(step.name)
                if not derived:
                    counts[step.kind] = counts.get(step.kind, 0) + 1
                    derived = f"{around}{step.kind.replace(' ', '_')}_{counts[step.kind]}"
                step.id = self.take(derived) if step.kind not in words.JUMPS else ""
            self._name_inside(step)

    def _name_inside(self, step: Step) -> None:
        self._name(step.steps, f"{step.id}_")
        for number, case in enumerate(_cases(step), 1):
            if case.event is not None:
                self._name_event(case.event, f"{step.id}_{number}")
            self._name(case.steps, f"{step.id}_{number}_")
        self._name_handlers(step)
        undo = step.fields.get("undo")
        if isinstance(undo, Step):
            self._name([undo], f"{step.id}_undo_")

    def _name_handlers(self, step: Step) -> None:
        for handler in step.fields.get("handlers", []):
            self._name_event(handler, f"{step.id}_{handler.kind.removeprefix('on ')}")
            self._name(handler.steps, f"{handler.id}_")

    def _name_event(self, event: Step, fallback: str) -> None:
        if not event.id:
            event.id = self.take(slug(event.name) or fallback)


def _cases(step: Step) -> list[Case]:
    return [c for key in ("cases", "branches", "any") for c in step.fields.get(key, [])]


def _given(model: Model) -> Iterator[tuple[str, Place | None]]:
    """Every id that is written in the file, with its place."""
    if model.process.id:
        yield model.process.id, model.process.place
    stack: list[Step] = [model.process]
    while stack:
        step = stack.pop()
        if step is not model.process and step.given_id is not None and step.id:
            yield step.id, step.given_id
        for value in step.fields.values():
            if isinstance(value, Step):
                stack.append(value)
            elif value is step.fields.get("start") and isinstance(value, list):
                stack += reversed(value)
            elif isinstance(value, Join) and value.id:
                yield value.id, value.place
            elif isinstance(value, dict) and "@id" in value and value.get("id"):
                yield value["id"], value["@id"]
        stack += reversed(
            step.steps
            + step.fields.get("handlers", [])
            + [s for case in _cases(step) for s in [case.event, *case.steps] if s is not None]
        )
