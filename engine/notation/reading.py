"""Reads the tree of a file as a model: steps, cases, handlers, checked against the table of words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.notation import words
from engine.notation.source import Findings, Place
from engine.notation.tree import Case, Model, Step
from engine.notation.values import Values, nearest

#: Steps of one file.
MAX_STEPS = 5_000


class Reader:
    """Reads one file; what is wrong goes into the findings, and what is right is read all the same."""

    def __init__(self, findings: Findings, functions: Iterable[str]) -> None:
        self.findings = findings
        self.values = Values(findings, functions)
        self.count = 0
        self.values.read |= {
            "steps": self.steps, "step": self.step, "cases": self.cases, "branches": self.branches,
            "alternatives": self.alternatives, "begin": self._begin, "strands": self.strands,
        }  # fmt: skip

    def model(self, root: Place) -> Model:
        process = Step("process", "", root)
        for key, value in self.values.keys(root, words.PROCESS, "process"):
            self._field(process, key, value, words.PROCESS)
        process.name = process.fields.pop("name", "")
        process.id = process.fields.get("process", "")
        given = {key.text for key, _ in root.pairs}
        for needed in ("process", "do"):
            if root.kind == "map" and needed not in given:
                self.findings.add(
                    "yaml-missing", "The file needs the key '{key}'",
                    root, key=needed,
                )  # fmt: skip
        return Model(process, process.steps)

    def _missing(self, place: Place, what: str, keys: str) -> None:
        self.findings.add(
            "yaml-missing",
            "'{what}' needs {keys}",
            place,
            what=what,
            keys=keys,
        )

    def _field(self, step: Step, key: Place, value: Place, legal: Mapping[str, str]) -> None:
        """Read one key of a step into its fields."""
        if key.text == "id":
            step.given_id = value
            step.id = self.values.identifier(value) or ""
        elif legal[key.text] == "handler":
            step.fields.setdefault("handlers", []).extend(
                found for item in (value.items if value.kind == "list" else [value])
                if (found := self._handler(key.text, item)) is not None
            )  # fmt: skip
        else:
            found = self.values.read[legal[key.text]](value)
            if found is not None:
                step.fields[key.text] = found

    def steps(self, place: Place) -> list[Step]:
        if place.kind != "list":
            if not place.is_null:
                self.values.expected(place, "steps")
            return []
        return [step for step in map(self.step, place.items) if step is not None]

    def step(self, place: Place) -> Step | None:
        self.count += 1
        if self.count == MAX_STEPS + 1:
            self.findings.add(
                "yaml-too-large", "The file has more than {limit} steps",
                place, limit=MAX_STEPS,
            )  # fmt: skip
        if self.count > MAX_STEPS:
            return None
        if place.kind == "text" and place.text in words.BARE:
            return Step(place.text, "", place)
        if place.kind != "map" or not place.pairs:
            self.values.expected(place, "step")
            return None
        kinds = [key for key, _ in place.pairs if key.text in words.KINDS]
        if place.pairs[0][0] in kinds:  # `undo` and others may share a word with a key
            kinds = [place.pairs[0][0]]
        if not kinds:
            self._unknown_kind(place.pairs[0][0])
            return None
        return self._known(place, kinds[0])

    def _unknown_kind(self, key: Place) -> None:
        if self.values.has_slip(key):
            return
        near = nearest(key.text, words.KINDS)
        if near:
            self.findings.add(
                "yaml-key", "There is no step '{key}'; did you mean '{near}'?",
                key, key=key.text[:80], near=near,
            )  # fmt: skip
        else:
            self.findings.add(
                "yaml-key", "There is no step '{key}'; there are {legal}",
                key, key=key.text[:80], legal=", ".join(words.KINDS),
            )  # fmt: skip

    def _known(self, place: Place, head: Place) -> Step:
        kind = words.KINDS[head.text]
        step = Step(head.text, self.values.text(place.get(head.text) or head) or "", place)
        rest = Place("map", place.line, place.column, pairs=[p for p in place.pairs if p[0] is not head])
        for key, _ in rest.pairs:
            if key.text in words.KINDS and key.text not in kind.keys:
                self._second_kind(head, key)
        rest.pairs = [p for p in rest.pairs if p[0].text in kind.keys or p[0].text not in words.KINDS]
        for key, value in self.values.keys(rest, kind.keys, head.text):
            self._field(step, key, value, kind.keys)
        given = [key.text for key, _ in rest.pairs]
        if kind.needs and not set(kind.needs) & set(given):
            self._missing(place, head.text, " / ".join(kind.needs))
        self._only_one(place, head.text, given, kind.only_one)
        if step.kind == "script" and {"value", "type"} <= set(given):
            self._clash(place, step.kind, "value, type")
        if {"each", "loop"} <= set(given):
            self._clash(place, step.kind, "each, loop")
        undo = step.fields.get("undo")
        if isinstance(undo, Step) and undo.kind not in words.ACTIVITIES:
            self.values.expected(undo.place, "activity")
        if "undone" in step.fields and undo is None:
            self._missing(place, "undone", "undo")
        return step

    def _second_kind(self, head: Place, key: Place) -> None:
        self.findings.add(
            "yaml-key", "A step is either '{first}' or '{second}'; the next step begins with '- '",
            key, first=head.text, second=key.text,
        )  # fmt: skip

    def _only_one(self, place: Place, what: str, given: list[str], keys: tuple[str, ...]) -> None:
        several = [key for key in given if key in keys]
        if len(several) > 1:
            self._clash(place, what, ", ".join(several))

    def _clash(self, place: Place, what: str, keys: str) -> None:
        self.findings.add(
            "yaml-value", "'{what}' takes only one of {keys}",
            place, what=what, keys=keys,
        )  # fmt: skip

    def _part(
        self, kind: str, place: Place, legal: Mapping[str, str], events: tuple[str, ...]
    ) -> Step | None:
        """A handler, an alternative or a start: a map whose event is one of `events`."""
        if place.kind != "map":
            self.values.expected(place, "map")
            return None
        step = Step(kind, "", place)
        for key, value in self.values.keys(place, legal, kind):
            self._field(step, key, value, legal)
        step.name = step.fields.pop("name", "")
        self._only_one(place, kind, [key.text for key, _ in place.pairs], events)
        return step

    def _handler(self, kind: str, place: Place) -> Step | None:
        words_of = words.HANDLERS[kind]
        events = tuple(key for key in words_of if key != "key")
        step = self._part(kind, place, {**words.HANDLER, **words_of}, events)
        if (
            step is not None
            and kind not in words.CATCH_ANY
            and not set(events) & {key.text for key, _ in place.pairs}
        ):
            self._missing(place, kind, " / ".join(events))
        return step

    def alternatives(self, place: Place) -> list[Case]:
        found = []
        for item in self._list(place, "alternatives", 2):
            event = self._part("any", item, words.ALTERNATIVE, words.EVENTS)
            if event is not None:
                if not set(words.EVENTS) & {key.text for key, _ in item.pairs}:
                    self._missing(item, "any", " / ".join(words.EVENTS))
                found.append(Case(item, steps=event.fields.pop("do", []), event=event))
        return found

    def _begin(self, place: Place) -> list[Step] | None:
        if place.kind == "text":
            return [Step("start", "", place, self.values.identifier(place) or "", place)]
        places = self._list(place, "starts", 2) if place.kind == "list" else [place]
        found = [self._part("start", item, words.START, words.EVENTS) for item in places]
        return [step for step in found if step is not None] or None

    def strands(self, place: Place) -> list[list[Step]]:
        found = [self.steps(item) if item.kind == "list" else self._alone(item)
                 for item in self._list(place, "strands", 1)]  # fmt: skip
        for step in (step for steps in found for step in steps if step.kind not in words.ACTIVITIES):
            self.values.expected(step.place, "loose")
        return [steps for steps in found if steps]

    def _alone(self, place: Place) -> list[Step]:
        step = self.step(place)
        return [] if step is None else [step]

    def _list(self, place: Place, kind: str, least: int) -> list[Place]:
        if place.kind != "list" or len(place.items) < least:
            self.values.expected(place, kind)
            return []
        return place.items

    def cases(self, place: Place) -> list[Case]:
        found = []
        for item in self._list(place, "cases", 1):
            fields = self.values.fields(item, words.CASE, "cases")
            given = {key.text for key, _ in item.pairs}
            if item.kind == "map" and ("when" in given) == ("else" in given):
                self.values.expected(item, "case")
                continue
            label = fields.get("else") or fields.get("name", "")
            found.append(Case(item, label, fields.get("when"), "else" in given, fields.get("do", [])))
        others = [case for case in found if case.otherwise]
        for case in others[1:]:
            self.values.expected(case.place, "else")
        return found

    def branches(self, place: Place) -> list[Case]:
        found = []
        for item in self._list(place, "branches", 2):
            if item.kind == "list":
                found.append(Case(item, steps=self.steps(item)))
            elif item.pairs and item.pairs[0][0].text in words.KINDS:
                self.values.expected(item, "branch")
            else:
                fields: dict[str, Any] = self.values.fields(item, words.BRANCH, "branches")
                found.append(Case(item, fields.get("name", ""), steps=fields.get("do", [])))
        return found
