"""Finds where a process can go on for ever: loops that are left only if some event comes, if at all."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from engine.model.definition import Element, Process

#: The scope and name of a link.
Link = tuple[str | None, str]
#: Gateways that choose by data; of a loop that such a choice leaves it is taken that it is left some day.
_CHOOSING = ("exclusiveGateway", "inclusiveGateway", "complexGateway")


def goes_on(process: Process, entered: Container[str]) -> bool:
    """Can a token of the process or of a subprocess go round for ever?

    Of all elements that can be `entered` those are taken away from which no way stays among the rest, or from
    which a choice by data may leave it, until none is left or each can go on. What a timer ends does not.
    """
    inside = {
        e.id: e for e in process.elements.values() if e.id in entered and _lasts(process, e.scope, entered)
    }
    caught = {_link(e): e.id for e in inside.values() if e.type == "intermediateCatchEvent"}
    before: dict[str, list[str]] = {}
    left: dict[str, int] = {}
    for name, element in inside.items():
        ways = set(_following(element, caught))
        left[name] = len(ways)
        for other in ways:
            before.setdefault(other, []).append(name)
    stack = [name for name in before if name not in inside] + [
        name for name, count in left.items() if not count
    ]
    gone = set(stack)
    while stack:
        for name in before.get(stack.pop(), ()):
            left[name] -= 1
            if name not in gone and (not left[name] or _chooses(inside[name])):
                gone.add(name)
                stack.append(name)
    return not gone.issuperset(inside)


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


def _following(element: Element, caught: Mapping[Link | None, str]) -> Iterator[str]:
    """Where a token can be next: behind the flows and boundary events of an element, and behind a link."""
    yield from (flow.target for flow in element.outgoing)
    yield from element.boundary
    link = _link(element)
    if link is not None and element.type == "intermediateThrowEvent":
        yield caught.get(link, "")


def _link(element: Element) -> Link | None:
    event = element.event
    return (element.scope, str(event.name)) if event is not None and event.kind == "link" else None
