"""Joins: when a gateway with several incoming flows lets a token pass."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from engine.model.definition import Element, Process
from engine.runtime import lifecycle
from engine.runtime.execution import Execution


def arrive(ex: Execution, element: Element, scope: int, flow: str) -> bool:
    """A token has reached a joining gateway. True if the gateway passes one on now.

    A parallel gateway waits for a token on each incoming flow; a second token on one flow stays for
    the next time. An inclusive one is looked at when nothing else can move.
    """
    key = f"{scope} {element.id}"
    waiting = ex.state.joins.setdefault(key, {})
    waiting[flow] = waiting.get(flow, 0) + 1
    if element.type == "inclusiveGateway":
        return False
    if len(waiting) < len(element.incoming):
        return False
    _take_one_each(ex, key)
    return True


def _take_one_each(ex: Execution, key: str) -> None:
    """Join one token of each flow that has some into a single one."""
    waiting = ex.state.joins[key]
    merged = len(waiting)
    left = {flow: count - 1 for flow, count in waiting.items() if count > 1}
    if left:
        ex.state.joins[key] = left
    else:
        del ex.state.joins[key]
    ex.state.scopes[int(key.split(" ", 1)[0])].tokens -= merged - 1


def ready_inclusive(ex: Execution) -> tuple[Element, int] | None:
    """The first waiting inclusive gateway that no other token can still reach (BPMN 2.0, 13.4.3).

    A token elsewhere in the scope holds it back if a path leads from it to an incoming flow that has
    no token yet, and no path to one that has.
    """
    joins: dict[int, list[str]] = {}
    for key in sorted(ex.state.joins):
        scope_text, element_id = key.split(" ", 1)
        joins.setdefault(int(scope_text), []).append(element_id)
    for scope, waiting in joins.items():
        process = ex.process(scope)
        for element_id in waiting:
            element = process.elements[element_id]
            if element.type == "inclusiveGateway" and not _held_back(ex, process, element, scope, waiting):
                _take_one_each(ex, f"{scope} {element_id}")
                return element, scope
    return None


def _held_back(ex: Execution, process: Process, gateway: Element, scope: int, joins: list[str]) -> bool:
    have = frozenset(ex.state.joins[f"{scope} {gateway.id}"])
    reach = _reachable(process, gateway.id)
    places = {act.el for act in ex.inside(scope) if act.kind != "trigger" and not lifecycle.is_spent(act)}
    places.update(other for other in joins if other != gateway.id)
    for place in places:
        flows = reach.get(place, frozenset())
        if flows and not flows & have:
            return True
    return False


@lru_cache(maxsize=512)
def _reachable(process: Process, gateway: str) -> Mapping[str, frozenset[str]]:
    """For each element: the incoming flows of the gateway to which a path leads that avoids the gateway."""
    elements = process.elements
    found: dict[str, set[str]] = {}
    for flow in elements[gateway].incoming:
        stack, seen = [flow.source], set()
        while stack:
            place = stack.pop()
            if place in seen or place == gateway:
                continue
            seen.add(place)
            found.setdefault(place, set()).add(flow.id)
            element = elements[place]
            stack.extend(f.source for f in element.incoming)
            if element.attached_to:
                stack.append(element.attached_to)
            if element.type == "intermediateCatchEvent" and element.event and element.event.kind == "link":
                stack.extend(
                    e.id for e in elements.values()
                    if e.type == "intermediateThrowEvent" and e.event is not None
                    and e.event.kind == "link" and e.event.name == element.event.name
                    and e.scope == element.scope
                )  # fmt: skip
    return {place: frozenset(flows) for place, flows in found.items()}


def is_join(element: Element) -> bool:
    """Does the gateway wait for tokens, rather than pass each on?"""
    return element.type in ("parallelGateway", "inclusiveGateway") and len(element.incoming) > 1
