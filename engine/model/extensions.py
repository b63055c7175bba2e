"""Reads what `extensionElements` say in the `zeebe:` and `banjian:` namespaces.

Other namespaces belong to other tools and are left alone. A word of these two namespaces that we do not
know, or that has no effect where it stands, is a finding: nothing is ignored in silence.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from engine.model import expressions
from engine.model.definition import Assignment, ClockAction, DeadlineRef, IoMapping, Reminder
from engine.model.expressions import Place
from engine.model.findings import declare
from engine.model.supported import EXTENSIONS, IGNORED_EXTENSIONS
from engine.model.vocabulary import BANJIAN, ZEEBE, is_true, local

declare("extension-unknown", "error", "An element of the `zeebe:` or `banjian:` namespace is not known here.")
declare("extension-misplaced", "error", "A `zeebe:` or `banjian:` element stands where it has no effect.")
declare(
    "extension-value",
    "error",
    "An attribute of a `zeebe:` or `banjian:` element is missing or has no legal value.",
)

_PREFIXES = {ZEEBE: "zeebe", BANJIAN: "banjian"}


def words(node: Any) -> list[tuple[str, Any]]:
    """The extension elements of our two namespaces directly under `node`, as `zeebe:name`."""
    found = []
    for holder in node:
        if local(holder) == "extensionElements":
            for child in holder:
                word = name_of(child)
                if word:
                    found.append((word, child))
    return found


def name_of(node: Any) -> str:
    """`zeebe:name` or `banjian:name`; empty for anything else."""
    if not isinstance(node.tag, str) or not node.tag.startswith("{"):
        return ""
    namespace, _, name = node.tag[1:].partition("}")
    prefix = _PREFIXES.get(namespace)
    return f"{prefix}:{name}" if prefix else ""


def check_words(node: Any, kind: str, place: Place) -> None:
    """Report the words that are unknown, or that have no effect on an element of this kind."""
    for word, child in words(node):
        here = Place(place.report, place.element, child.sourceline)
        if word in IGNORED_EXTENSIONS:
            continue
        allowed = EXTENSIONS.get(word)
        if allowed is None:
            near = difflib.get_close_matches(word, EXTENSIONS, n=1)
            if near:
                here.add(
                    "extension-unknown", "{word} is not known; did you mean {near}?", word=word, near=near[0]
                )
            else:
                here.add("extension-unknown", "{word} is not known.", word=word)
        elif not allowed:
            here.add("unsupported", "{construct} is not executed.", construct=word)
        elif kind not in allowed:
            here.add("extension-misplaced", "{word} has no effect on a {type}.", word=word, type=kind)


@dataclass(slots=True)
class Extensions:
    """The words of one element, read by the methods below."""

    node: Any
    place: Place
    found: Mapping[str, list[Any]] = field(init=False)

    def __post_init__(self) -> None:
        grouped: dict[str, list[Any]] = {}
        for word, child in words(self.node):
            grouped.setdefault(word, []).append(child)
        self.found = grouped

    def one(self, word: str) -> Any | None:
        """The only element of this word; a second one is a finding."""
        several = self.found.get(word, [])
        if len(several) > 1:
            self.at(several[1]).add("extension-value", "{word} is given more than once.", word=word)
        return several[0] if several else None

    def at(self, child: Any) -> Place:
        return Place(self.place.report, self.place.element, child.sourceline)

    def value(self, word: str, attribute: str) -> Any:
        child = self.one(word)
        return None if child is None else expressions.value(child.get(attribute), self.at(child))

    def expression(self, word: str, attribute: str) -> Any:
        child = self.one(word)
        text = None if child is None else child.get(attribute)
        return expressions.expression(text, self.at(child)) if text and text.strip() else None

    def text(self, word: str, attribute: str) -> str | None:
        child = self.one(word)
        return (child.get(attribute) or "").strip() or None if child is not None else None

    def required(self, word: str, attribute: str) -> None:
        """Report when the word is there without its attribute."""
        child = self.one(word)
        if child is not None and not (child.get(attribute) or "").strip():
            self.at(child).add("extension-value", "{word} needs {attribute}.", word=word, attribute=attribute)

    def assignment(self) -> Assignment | None:
        who, due, rank = "zeebe:assignmentDefinition", "zeebe:taskSchedule", "zeebe:priorityDefinition"
        if not any(w in self.found for w in (who, due, rank)):
            return None
        for attribute in ("candidateGroups", "candidateUsers"):
            if re.search(r",\s*=", self.text(who, attribute) or ""):
                self.at(self.one(who)).add(
                    "extension-value",
                    "{attribute} is either a list of names or one `=` FEEL list, not a mixture.",
                    attribute=attribute,
                )
        return Assignment(
            assignee=self.value(who, "assignee"),
            candidate_groups=self.value(who, "candidateGroups"),
            candidate_users=self.value(who, "candidateUsers"),
            priority=self.value(rank, "priority"),
            due=self.value(due, "dueDate"),
            follow_up=self.value(due, "followUpDate"),
        )

    def mappings(self, direction: Literal["input", "output"]) -> tuple[IoMapping, ...]:
        mapping = self.one("zeebe:ioMapping")
        if mapping is None:
            return ()
        found = []
        for child in mapping:
            if name_of(child) != f"zeebe:{direction}":
                continue
            target = (child.get("target") or "").strip()
            source = child.get("source")
            if source is None or not all(part.strip() for part in target.split(".")):
                self.at(child).add("extension-value", "zeebe:{word} needs source and target.", word=direction)
                continue
            read = expressions.value(source, self.at(child)) if source.strip() else ""
            if read is not None:
                found.append(IoMapping(read, target))
        return tuple(found)

    def pairs(self, word: str, item: str, key: str) -> dict[str, str]:
        """Headers and properties: `<word><item key= value=/></word>`."""
        holder = self.one(word)
        if holder is None:
            return {}
        return {c.get(key, ""): c.get("value", "") for c in holder if name_of(c) == item and c.get(key)}

    def deadline(self) -> DeadlineRef | None:
        child = self.one("banjian:deadline")
        if child is None:
            return None
        given = [name for name in ("ref", "clock", "days") if (child.get(name) or "").strip()]
        count = self._choice(child, "count", ("working", "calendar"), "working")
        if len(given) != 1:
            self.at(child).add("extension-value", "banjian:deadline needs exactly one of ref, clock, days.")
            return None
        text = child.get(given[0]).strip()
        if given[0] == "ref":
            return DeadlineRef(ref=text)
        if given[0] == "clock":
            return DeadlineRef(clock=text)
        days = expressions.value(text, self.at(child))
        if isinstance(days, str) and not (days.isascii() and days.isdigit()):
            self.at(child).add(
                "extension-value", "days must be a whole number or `=` FEEL, not {text}.", text=text
            )
            return None
        return None if days is None else DeadlineRef(days=days, count=cast(Any, count))

    def reminders(self) -> tuple[Reminder, ...]:
        found = []
        for child in self.found.get("banjian:reminder", []):
            count = self._choice(child, "count", ("working", "calendar"), "working")
            given = [n for n in ("before", "after") if child.get(n) is not None]
            text = (child.get(given[0]) or "").strip() if len(given) == 1 else ""
            if not (text.isascii() and text.isdigit() and len(text) < 6):
                self.at(child).add(
                    "extension-value", "banjian:reminder needs before or after with a number of days."
                )
                continue
            found.append(Reminder(count=cast(Any, count), **{given[0]: int(text)}))
        return tuple(found)

    def clocks(self) -> tuple[ClockAction, ...]:
        found = []
        for child in self.found.get("banjian:clock", []):
            name = (child.get("name") or "").strip()
            action = self._choice(child, "action", ("start", "pause", "resume", "extend", "stop"), "")
            on = self._choice(child, "on", ("completed", "activated"), "completed")
            if not name or not action:
                self.at(child).add("extension-value", "banjian:clock needs name and action.")
                continue
            ref = (child.get("ref") or "").strip() or None
            since = self._only_of(child, "from", action, "start")
            days = self._only_of(child, "days", action, "extend")
            if action == "extend" and days is None:
                self.at(child).add("extension-value", "banjian:clock with action extend needs days.")
                continue
            found.append(ClockAction(name, cast(Any, action), ref, cast(Any, on), since, days))
        return tuple(found)

    def _only_of(self, child: Any, attribute: str, action: str, of: str) -> Any:
        """The value of an attribute that only the action `of` knows."""
        text = (child.get(attribute) or "").strip()
        if text and action != of:
            self.at(child).add(
                "extension-value", "banjian:clock: {attribute} has no effect with {action}.",
                attribute=attribute, action=action,
            )  # fmt: skip
            return None
        return expressions.value(text, self.at(child)) if text else None

    def flag(self, word: str, attribute: str, default: bool) -> bool:
        child = self.one(word)
        return default if child is None else is_true(child.get(attribute), default)

    def _choice(self, child: Any, attribute: str, legal: tuple[str, ...], default: str) -> str:
        text = (child.get(attribute) or "").strip()
        if text and text not in legal:
            self.at(child).add(
                "extension-value", "{attribute} must be one of {legal}, not {text}.",
                attribute=attribute, legal=", ".join(legal), text=text,
            )  # fmt: skip
            return default
        return text or default
