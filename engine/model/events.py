"""Reads event definitions: what an event waits for or throws.

References to messages, signals, errors and escalations are resolved here; one that leads nowhere is a
finding.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from engine.errors import Sentence
from engine.model import expressions, timers
from engine.model.definition import Event, Value
from engine.model.expressions import Place
from engine.model.extensions import Extensions, check_words
from engine.model.findings import declare
from engine.model.vocabulary import CATCH_EVENTS, EVENT_DEFINITIONS, is_true, local, reference

declare(
    "event-reference",
    "error",
    "A message, signal, error or escalation that an event needs is missing or unknown.",
    "dialect",
)
declare(
    "timer-missing",
    "error",
    "A timer does not say exactly one of date, duration, cycle or banjian:deadline.",
    "dialect",
)
declare("condition-missing-event", "error", "A conditional event has no condition.", "dialect")

Roots = Mapping[str, Any]

#: What a timer of a kind is written as, and what an event is known by, for people.
_WRITTEN = {
    "date": Sentence("date or time, such as 2026-01-05T09:00"),
    "duration": Sentence("duration, such as P3D"),
    "cycle": Sentence("cycle, such as R3/P1D"),
}
CARRIED = {
    "message": Sentence("message"),
    "signal": Sentence("signal"),
    "error": Sentence("error"),
    "escalation": Sentence("escalation"),
}

_TIMERS: Mapping[str, Literal["date", "duration", "cycle"]] = {
    "timeDate": "date",
    "timeDuration": "duration",
    "timeCycle": "cycle",
}


def read_event(node: Any, roots: Roots, place: Place) -> Event:
    """The event of an event node: its definition, several as one of kind `multiple`, or a none event."""
    found = []
    for child in definitions(node, roots):
        here = Place(place.report, place.element, child.sourceline)
        found.append(_read_definition(child, node, roots, here))
    if not found:
        return Event("none")
    if len(found) == 1:
        return found[0]
    return Event("multiple", parts=tuple(found), parallel=is_true(node.get("parallelMultiple")))


def definitions(node: Any, roots: Roots) -> list[Any]:
    """The event definitions of a node, its own and those it refers to (`eventDefinitionRef`), in order."""
    found = []
    for child in node:
        if local(child) == "eventDefinitionRef":
            child = roots.get(reference(child.text))
        if child is not None and local(child) in EVENT_DEFINITIONS:
            found.append(child)
    return found


def read_thrown(name: str, roots: Roots, place: Place) -> Event | None:
    """The event of an event definition that stands at the root and is named by its id."""
    definition = roots.get(reference(name))
    if definition is None or local(definition) not in EVENT_DEFINITIONS:
        place.add(
            "event-reference", "There is no {kind} with the id {reference}.",
            kind="eventDefinition", reference=name,
        )  # fmt: skip
        return None
    return _read_definition(definition, None, roots, place)


def _read_definition(child: Any, node: Any | None, roots: Roots, place: Place) -> Event:
    """One definition; `node` is the event that has it, None for one that an activity throws."""
    kind = EVENT_DEFINITIONS[local(child)]
    catches = node is not None and local(node) in CATCH_EVENTS
    if kind == "timer":
        return _read_timer(child, place)
    if kind == "message":
        return read_message(child, roots, place, must=catches)
    if kind == "signal":
        boundary = node is not None and local(node) == "boundaryEvent"
        return Event("signal", _named(child, "signal", roots, place, ("name",), must=not boundary))
    if kind == "error":
        code = _named(child, "error", roots, place, ("errorCode", "name"), must=not catches)
        return Event("error", code)
    if kind == "escalation":
        code = _named(child, "escalation", roots, place, ("escalationCode", "name"), must=not catches)
        return Event("escalation", code)
    if kind == "conditional":
        return _read_conditional(child, place)
    if kind == "link":
        own = (child.get("name") or "").strip()
        return Event("link", own or (node.get("name") if node is not None else None) or None)
    if kind == "compensation":
        wait = is_true(child.get("waitForCompletion"), default=True)
        return Event("compensation", (child.get("activityRef") or "").strip() or None, wait=wait)
    return Event(kind)  # type: ignore[arg-type]


def read_message(holder: Any, roots: Roots, place: Place, must: bool) -> Event:
    """The message of an event definition or of a send or receive task (`messageRef`)."""
    name = _named(holder, "message", roots, place, ("name",), must=must)
    message = _referred(holder, "message", roots)
    if message is None:
        return Event("message", name)
    where = Place(place.report, message.get("id", ""), message.sourceline)
    check_words(message, "message", where)
    key = Extensions(message, where).expression("zeebe:subscription", "correlationKey")
    return Event("message", name, correlation_key=key)


def _referred(holder: Any, kind: str, roots: Roots) -> Any | None:
    """The root element that `<kind>Ref` of the holder names, if there is one of that kind."""
    found = roots.get((holder.get(f"{kind}Ref") or "").strip())
    return found if found is not None and local(found) == kind else None


def _named(
    holder: Any, kind: str, roots: Roots, place: Place, attributes: tuple[str, ...], must: bool
) -> Value | None:
    """The name or code by which the event is known: the first of the attributes, else the id."""
    wanted = (holder.get(f"{kind}Ref") or "").strip()
    if not wanted:
        if must:
            place.add(
                "event-reference",
                "The event needs a {kind}; {attribute} is missing.",
                kind=CARRIED[kind],
                attribute=f"{kind}Ref",
            )
        return None
    found = _referred(holder, kind, roots)
    if found is None:
        place.add(
            "event-reference",
            "There is no {kind} with the id {reference}.",
            kind=CARRIED[kind],
            reference=wanted,
        )
        return None
    for attribute in attributes:
        if (found.get(attribute) or "").strip():
            where = Place(place.report, place.element, found.sourceline)
            return expressions.value(found.get(attribute), where)
    return str(found.get("id"))


def _read_timer(node: Any, place: Place) -> Event:
    check_words(node, "timerEventDefinition", place)
    words = Extensions(node, place)
    given = [(t, c) for c in node if (t := local(c)) in _TIMERS]
    if len(given) + ("banjian:deadline" in words.found) != 1:
        place.add(
            "timer-missing",
            "A timer needs exactly one of timeDate, timeDuration, timeCycle, banjian:deadline.",
        )
        return Event("timer")
    if not given:
        return Event("timer", timer_kind="deadline", deadline=words.deadline())
    tag, child = given[0]
    kind = _TIMERS[tag]
    text = (child.text or "").strip()
    here = Place(place.report, place.element, child.sourceline)
    value = expressions.value(text, here)
    if value is None and not text:
        here.add("timer-missing", "The time of the timer is empty: {kind}.", kind=_WRITTEN[kind])
    elif isinstance(value, str) and expressions.is_foreign(value):
        here.add(
            "not-feel", "Expected FEEL, but found `{text}`; write `=` and the expression.", text=value[:80]
        )
    elif isinstance(value, str) and _is_only_standard(kind, value, place):
        here.add("unsupported", "{construct} is not executed.", construct=value[:80])
    elif isinstance(value, str) and not timers.is_timer(kind, value):
        here.add(
            "timer-syntax",
            "`{text}` is not of the form of ISO 8601: {kind}; FEEL begins with `=`.",
            text=value[:80],
            kind=_WRITTEN[kind],
        )
    return Event("timer", timer_kind=kind, timer=value)


def _is_only_standard(kind: str, text: str, place: Place) -> bool:
    """Is it a cycle that the standard knows and we do not run, in a file that is judged by the standard?"""
    repeating = kind == "cycle" and timers.is_repeating(text)
    return place.report.judged == "standard" and repeating and not timers.is_cycle(text)


def _read_conditional(node: Any, place: Place) -> Event:
    for child in node:
        if local(child) == "condition" and (child.text or "").strip():
            where = Place(place.report, place.element, child.sourceline)
            return Event("conditional", condition=expressions.condition(child, where))
    place.add("condition-missing-event", "The conditional event needs a condition.")
    return Event("conditional")
