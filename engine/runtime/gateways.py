"""Joins: when a gateway with several incoming flows lets a token pass."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from engine.model.definition import Element, Process
from engine.runtime import ending
from engine.runtime.execution import Execution
from engine.runtime.items import Arrive
from engine.runtime.state import Activity


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
    """The first waiting inclusive gateway that no other token can still reach (BPMN 2.0, 13.4.3)."""
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
    """Does a token elsewhere in the scope hold a gateway back?

    It does if it can come to a flow of the gateway on which none has come, by way of a boundary event
    too, and no path of sequence flows leads from it to a flow on which one has.
    """
    flows, ways = _paths(process, gateway.id, attached=False), _paths(process, gateway.id, attached=True)
    tokens = [(act.el, _may_fire(ex, process, act)) for act in ex.inside(scope) if _is_token(act)]
    tokens += [(other, process.elements[other].boundary) for other in joins if other != gateway.id]
    nowhere: frozenset[str] = frozenset()
    return any(
        have.isdisjoint(flows.get(place, nowhere))
        and not all(have.issuperset(ways.get(at, nowhere)) for at in (place, *boundary))
        for place, boundary in tokens
    )


def _is_token(act: Activity) -> bool:
    return ending.holds_token(act) and not act.aside


def _may_fire(ex: Execution, process: Process, act: Activity) -> tuple[str, ...]:
    """The boundary events of an activity that can still come: not one that came once and for all."""
    names = process.elements[act.el].boundary
    spent = {on.el for on in ex.hosted(act.k) if ending.is_spent(on, ex.hosted(on.k))} if names else ()
    return tuple(name for name in names if name not in spent or _is_thrown(process.elements[name]))


def _is_thrown(boundary: Element) -> bool:
    """Is there a definition of the event that nothing listens for, as it is found when it is thrown?"""
    event = boundary.event
    return event is not None and any(event.has(kind) for kind in ("error", "escalation", "cancel"))


@lru_cache(maxsize=1024)
def _paths(process: Process, gateway: str, *, attached: bool) -> Mapping[str, frozenset[str]]:
    """For each element: the incoming flows of the gateway to which a path leads out of it that avoids the
    gateway. Links are on such a path; with `attached` the boundary events of what it enters later are too."""
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
            entered = elements[element.attached_to] if attached and element.attached_to else element
            stack.extend(f.source for f in entered.incoming)
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
