"""Finds where a process can go on for ever: loops that are left only if some event comes, if at all."""

from __future__ import annotations

from collections.abc import Container, Iterator

from engine.model.definition import Element, Process

#: Gateways that choose by data; of a loop that such a choice leaves it is taken that it is left some day.
_CHOOSING = ("exclusiveGateway", "inclusiveGateway", "complexGateway")


def goes_on(process: Process, entered: Container[str]) -> bool:
    """Can a token of the process or of a subprocess go round for ever?

    Of all elements that can be `entered` those are taken away from which no way stays among the rest, or from
    which a choice by data may leave it, until none is left or each can go on. What a timer ends does not.
    """
    inside = [e for e in process.elements.values() if e.id in entered and _lasts(process, e.scope, entered)]
    left = {element.id: (element, set(_following(process, element))) for element in inside}
    while True:
        gone = [
            name for name, (element, ways) in left.items()
            if not ways & left.keys() or (_chooses(element) and not ways <= left.keys())
        ]  # fmt: skip
        if not gone:
            return bool(left)
        for name in gone:
            del left[name]


def _lasts(process: Process, scope: str | None, entered: Container[str]) -> bool:
    """Is a subprocess entered, and ended by no timer, nor any around it?"""
    while scope is not None:
        owner = process.elements[scope]
        attached = [process.elements[name] for name in owner.boundary]
        if any(b.interrupting and b.event is not None and b.event.kind == "timer" for b in attached):
            return False
        if scope not in entered and not owner.triggered_by_event:
            return False
        scope = owner.scope
    return True


def _chooses(element: Element) -> bool:
    return element.type in _CHOOSING or any(flow.condition is not None for flow in element.outgoing)


def _following(process: Process, element: Element) -> Iterator[str]:
    """Where a token can be next: behind the flows and boundary events of an element, and behind a link."""
    yield from (flow.target for flow in element.outgoing)
    yield from element.boundary
    event = element.event
    if element.type == "intermediateThrowEvent" and event is not None and event.kind == "link":
        others = (process.elements[name] for name in process.children[element.scope])
        yield from (e.id for e in others if e.event == event and e.type == "intermediateCatchEvent")
