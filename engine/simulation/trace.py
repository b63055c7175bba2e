"""The trace of a run: what happened to its tokens, in order, with the names that the model gives.

An element is looked for in the process that its scope runs: a called process may use the ids of its caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from functools import lru_cache
from typing import Any

from engine import events
from engine.model.definition import Element, Flow, Process
from engine.runtime import ROOT, Library
from engine.simulation.instance import Happened

Line = dict[str, Any]


@dataclass
class _Case:
    """What the events of one case have told so far, by keys of activities.

    processes: which process a scope runs. around: the process that has the element of an activity.
    elements: what an activity is of. bodies: of the loops, how many instances have begun. numbers: which
    instance of its loop an activity is. waits: the events that a gateway waits for. latest: scope and key of
    the activity that an element had last. called: the process that an element called last. passing: the
    gateway that has ended, until it is known which event it let pass.
    """

    processes: dict[int, Process] = field(default_factory=dict)
    around: dict[int, Process] = field(default_factory=dict)
    elements: dict[int, str] = field(default_factory=dict)
    bodies: dict[int, int] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)
    waits: dict[int, list[Element]] = field(default_factory=dict)
    latest: dict[str, tuple[int, int]] = field(default_factory=dict)
    called: dict[tuple[Process, str], Process] = field(default_factory=dict)
    passing: int | None = None

    def enter(self, event: Mapping[str, Any], element: Element) -> None:
        """An activity has begun."""
        key, scope, name = event["k"], event["s"], event["el"]
        around = self.around[key] = self.process_of(scope, name)
        self.processes[key] = self.called.get((around, name), around)
        self.elements[key], self.latest[name] = name, (scope, key)
        if self.is_instance(scope, name):
            self.bodies[scope] += 1
            self.numbers[key] = self.bodies[scope]
        elif element.loop is not None:
            self.bodies[key] = 0
        if element.type == "eventBasedGateway":
            self.waits[key] = [around.elements[flow.target] for flow in element.outgoing]

    def is_instance(self, scope: int, name: str) -> bool:
        """Is an element in this scope an instance of the loop that the scope is?"""
        return scope in self.bodies and self.elements[scope] == name

    def process_of(self, scope: int, name: str) -> Process:
        """The process that has an element: that of its scope; of an instance of a loop that of the loop."""
        return self.around[scope] if self.is_instance(scope, name) else self.processes[scope]


def trace(happened: Iterable[Happened], library: Library, zone: tzinfo) -> list[Line]:
    """The lines of the trace, numbered from 1, with times of the zone.

    scope: 0 for the case, else the key of the activity around. loop: which instance of a loop it is, from 1.
    Where an event-based gateway lets one event pass, the others that it waited for are told as cancelled,
    without a key, for no token has reached them.
    """
    cases: dict[str, _Case] = {}
    lines: list[Line] = []
    moment, shown = None, ""
    for one in happened:
        if one.at is not moment:
            moment, shown = one.at, one.at.astimezone(zone).isoformat()
        for line in _lines(cases.setdefault(one.instance, _Case()), one.event, library):
            lines.append({"seq": len(lines) + 1, "at": shown, **line, "instance": one.instance})
    return lines


def _lines(case: _Case, event: Mapping[str, Any], library: Library) -> Iterator[Line]:
    kind = event["e"]
    if kind == "instance_started":
        case.processes[ROOT] = library.process(event["pack"], event["process"])
    elif kind == "bound":
        _bind(case, event["el"], library.process(event["pack"], event["process"]))
    elif kind == "taken":
        source, flow = _flows(case.processes[event["s"]])[event["el"]]
        yield from _not_chosen(case, event["s"], flow.target)
        if source.type == "eventBasedGateway" and source.id not in case.latest:
            # it starts the process: no token has reached it, but the flow leaves it
            case.latest[source.id] = event["s"], ROOT
            yield from (_line(word, source, event["s"]) for word in ("activated", "completed"))
        yield {
            "event": kind,
            "element": flow.id,
            "type": "sequenceFlow",
            "name": flow.name,
            "scope": event["s"],
        }
    elif kind in events.TRACE:
        yield from _of_element(case, event)


def _of_element(case: _Case, event: Mapping[str, Any]) -> Iterator[Line]:
    kind, key = event["e"], event.get("k")
    element = case.process_of(event["s"], event["el"]).elements[event["el"]]
    if kind == "activated":
        case.enter(event, element)
    line = _line(kind, element, event["s"])
    if key is not None:
        line["key"] = key
    if key in case.numbers:
        line["loop"] = case.numbers[key]
    if "kind" in event:
        line["kind"], line["event_name"] = event["kind"], event["name"]
    yield line
    if kind == "activated" and element.type == "endEvent" and _ends_all(element):
        yield _line("thrown", element, event["s"]) | {"kind": "terminate", "event_name": None}
    if kind == "completed" and key in case.waits:
        case.passing = key


def _not_chosen(case: _Case, scope: int, chosen: str) -> Iterator[Line]:
    """The events that a gateway waited for in vain, if it has just let another pass."""
    waited = case.waits.pop(case.passing, []) if case.passing is not None else []
    case.passing = None
    for element in waited:
        if element.id != chosen:
            yield _line("cancelled", element, scope)


def _line(kind: str, element: Element, scope: int) -> Line:
    return {"event": kind, "element": element.id, "type": element.type, "name": element.name, "scope": scope}


def _ends_all(element: Element) -> bool:
    return element.event is not None and element.event.has("terminate")


def _bind(case: _Case, name: str, process: Process) -> None:
    """A call has found its process; it is the activity of its element that began last."""
    scope, key = case.latest[name]
    case.processes[key] = case.called[case.process_of(scope, name), name] = process


@lru_cache(maxsize=256)
def _flows(process: Process) -> Mapping[str, tuple[Element, Flow]]:
    """By id, a flow and what it leaves."""
    return {flow.id: (element, flow) for element in process.elements.values() for flow in element.outgoing}
