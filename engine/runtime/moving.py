"""Tokens move, item by item, until everything waits."""

from __future__ import annotations

from engine.runtime import activities, arming, compensation, gateways, lifecycle, listen, throw
from engine.runtime.execution import Execution
from engine.runtime.items import Broadcast, Delivered, Instance, InstanceTold, Item, ScopeEnded, Undone


def run(ex: Execution) -> None:
    """Move tokens until everything waits. A condition is looked at as soon as a variable has changed."""
    while True:
        while ex.changed and _meet_condition(ex):
            pass
        while ex.queue:
            item = ex.queue.popleft()
            if item.scope is None or item.scope in ex.state.scopes:
                _move(ex, item)
            while ex.changed and _meet_condition(ex):
                pass
        if _meet_condition(ex):
            continue
        joined = gateways.ready_inclusive(ex)
        if joined is not None:
            activities.activate(ex, *joined)
        elif not gateways.reset_complex(ex):
            return


def _meet_condition(ex: Execution) -> bool:
    """Let the first condition come that is met; whether there was one."""
    met = arming.met_condition(ex)
    if met is None:
        ex.changed = False
        return False
    listen.trigger(ex, met)
    return True


def _move(ex: Execution, item: Item) -> None:
    if isinstance(item, Broadcast):
        throw.deliver_signal(ex, item.name, item.variables, item.but)
        return
    if isinstance(item, Delivered):
        if item.thrower in ex.state.acts:
            lifecycle.complete(ex, ex.state.acts[item.thrower])
        return
    if isinstance(item, ScopeEnded):
        lifecycle.end_scope(ex, item.scope)
        return
    if isinstance(item, Undone):
        if item.waiting in ex.state.acts:
            compensation.advance(ex, ex.state.acts[item.waiting])
        return
    if isinstance(item, InstanceTold):
        before = len(ex.queue)
        if item.body in ex.state.acts:
            throw.from_body(ex, ex.state.acts[item.body], item.event)
        ex.queue.rotate(max(0, len(ex.queue) - before))  # what is told comes before the next instance
        return
    element = ex.process(item.scope).elements[item.element]
    if isinstance(item, Instance):
        activities.activate(ex, element, item.scope, item)
    elif (
        item.flow is None
        or not gateways.is_join(element)
        or gateways.arrive(ex, element, item.scope, item.flow)
    ):
        activities.activate(ex, element, item.scope, arrival=item)
