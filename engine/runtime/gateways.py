"""Joins: when a gateway with several incoming flows lets a token pass."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from engine.model.definition import Element, Process
from engine.runtime import ending
from engine.runtime.execution import Arrive, Execution


def arrive(ex: Execution, element: Element, scope: int, flow: str) -> bool:
    """A token has reached a joining gateway. True if the gateway passes one on now.

    A parallel gateway waits for a token on each incoming flow; a second token on one flow stays for
    the next time. An inclusive one is looked at when nothing else can move.
    """
    key = f"{scope} {element.id}"
    waiting = ex.state.joins.setdefault(key, {})
    if element.start_quantity > 1:
        return _gather(ex, element, key)
    waiting[flow] = waiting.get(flow, 0) + 1
    if element.type == "inclusiveGateway":
        return False
    if element.type == "complexGateway":
        return key not in ex.state.resets and _fires(ex, element, scope, key)
    if len(waiting) < len(element.incoming):
        return False
    _take_one_each(ex, key)
    return True


def _gather(ex: Execution, element: Element, key: str) -> bool:
    """An activity that takes several tokens to start (`startQuantity`), from whatever flow they come."""
    waiting = ex.state.joins[key]
    waiting[""] = waiting.get("", 0) + 1
    if waiting[""] < element.start_quantity:
        return False
    ex.state.scopes[int(key.split(" ", 1)[0])].tokens -= waiting[""] - 1
    del ex.state.joins[key]
    return True


def _fires(ex: Execution, element: Element, scope: int, key: str) -> bool:
    """A complex gateway lets a token pass when its activation condition holds (BPMN 2.0, 13.4.5); then it
    waits for what is still on its way before it begins anew."""
    waiting = ex.state.joins[key]
    seen = {"activationCount": sum(waiting.values()), "waitingForStart": True}
    if (
        element.activation is not None
        and ex.evaluate(element.activation, scope, element.id, seen) is not True
    ):
        return False
    if len(element.incoming) > 1:
        ex.state.resets[key] = sorted(waiting)
    _take_one_each(ex, key)
    return True


def reset_complex(ex: Execution) -> bool:
    """Begin anew with the first complex gateway that nothing more can reach; whether there was one.

    Tokens that came after it fired are taken, and go on where a condition allows it now.
    """
    for key in sorted(ex.state.resets):
        scope_text, element_id = key.split(" ", 1)
        scope = int(scope_text)
        process = ex.process(scope)
        element = process.elements[element_id]
        late = [f for f in sorted(ex.state.joins.get(key, ())) if f not in ex.state.resets[key]]
        have = frozenset(late) | frozenset(ex.state.resets[key])
        others = [k.split(" ", 1)[1] for k in ex.state.joins if k.startswith(f"{scope} ")]
        if len(have) < len(element.incoming) and _awaited(ex, process, element, scope, others, have):
            continue
        del ex.state.resets[key]
        seen = {"activationCount": len(late), "waitingForStart": False}
        for flow in element.outgoing if late else ():
            if flow.condition is not None and ex.evaluate(flow.condition, scope, flow.id, seen) is True:
                ex.send(flow, scope)
        waiting = ex.state.joins.get(key, {})
        for flow_id in late:
            waiting[flow_id] -= 1
            if not waiting[flow_id]:
                del waiting[flow_id]
            ex.drop_token(scope)
        if not waiting:
            ex.state.joins.pop(key, None)
        elif _fires(ex, element, scope, key):
            ex.queue.append(Arrive(element.id, scope))
        return True
    return False


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
    return _awaited(ex, process, gateway, scope, joins, have)


def _awaited(
    ex: Execution, process: Process, gateway: Element, scope: int, joins: list[str], have: frozenset[str]
) -> bool:
    """Can a token elsewhere in the scope still reach a flow of the gateway on which none has come?"""
    reach = _reachable(process, gateway.id)
    places = {
        act.el
        for act in ex.inside(scope)
        if act.kind != "trigger" and not act.aside and not ending.is_spent(act, ex.hosted(act.k))
    }
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
    """Does the element wait for tokens, rather than pass each on?"""
    if element.start_quantity > 1 or element.type == "complexGateway":
        return True
    return element.type in ("parallelGateway", "inclusiveGateway") and len(element.incoming) > 1
