"""Events that are waited for: arming listeners, and what happens when the event comes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine import feel
from engine.errors import ProcessFault
from engine.model.definition import Element, Event
from engine.runtime import lifecycle, timers, work
from engine.runtime.execution import Arrive, Execution
from engine.runtime.state import Activity, Timer

_ARMED = ("timer", "message", "signal")


def wait_for(ex: Execution, act: Activity, element: Element) -> None:
    """Let an activity wait for the event that its element defines."""
    event = element.event
    if event is None:
        return
    scope = _sight(ex, act)
    if event.kind == "timer":
        if event.deadline is None:
            timers.set_timers(ex, act, [timers.timer_of(ex, event, scope, element.id)])
        else:
            act.since = ex.ctx.at
            set_deadline(ex, act, element)
    elif event.kind == "message":
        act.message = ex.text(event.name, scope, element.id)
        act.key = _correlation_key(ex, event, scope, element.id)
        ex.emit("waiting", k=act.k, el=act.el, kind="message", name=act.message, key=act.key)
    elif event.kind == "signal":
        act.signal = ex.text(event.name, scope, element.id)
        ex.emit("waiting", k=act.k, el=act.el, kind="signal", name=act.signal, key="")


def _correlation_key(ex: Execution, event: Event, scope: int, element: str) -> str:
    """The key by which a message finds its case; empty where the model asks for none.

    Raises ProcessFault for a key without a value: any message without a key would reach this case then.
    """
    if event.correlation_key is None:
        return ""
    key = feel.to_json(ex.evaluate(event.correlation_key, scope, element))
    if not isinstance(key, (str, int, Decimal)):
        raise ProcessFault(
            "The correlation key {text} of {element} has no value.", element, text=event.correlation_key.text
        )
    return str(key)


def _sight(ex: Execution, act: Activity) -> int:
    """The scope from which the expressions of a listener are seen: a boundary event sees what its activity
    was given."""
    for key in (act.k, act.host):
        if key in ex.state.scopes and not ex.state.scopes[key].isolated:
            return key
    return act.scope


def set_deadline(ex: Execution, act: Activity, element: Element) -> None:
    """Let a listener fire at the deadline of its event, counted from when it began to listen."""
    if element.event is None or element.event.deadline is None:
        return
    limit = element.event.deadline
    due = timers.due_of(ex, limit, _sight(ex, act), element.id, act.since or ex.ctx.at)
    act.clock, act.provisional = limit.clock, due.provisional
    timers.set_timers(ex, act, [Timer("timer", due.at)])


def recount(ex: Execution) -> None:
    """Count what is provisional again, with the calendar that is in force now."""
    for name, clock in sorted(ex.state.clocks.items()):
        if clock.provisional and clock.due is not None:
            timers.recount_clock(ex, name, clock)
            work.follow_clock(ex, name)
    for _, act in sorted(ex.state.acts.items()):
        if not act.provisional or act.clock is not None:
            continue
        if act.kind == "task":
            work.change_due(ex, act)
        elif act.timers:  # one without any has fired already
            set_deadline(ex, act, ex.element(act))


def arm_boundary(ex: Execution, act: Activity) -> None:
    """Listen for the boundary events of a waiting activity that come from outside."""
    element = ex.element(act)
    if act.inner or not element.boundary:
        return
    elements = ex.process(act.scope).elements
    for name in element.boundary:
        boundary = elements[name]
        if boundary.event is not None and boundary.event.kind in _ARMED:
            wait_for(ex, ex.add_activity(boundary, act.scope, "boundary", host=act.k), boundary)


def arm_event_subprocesses(ex: Execution, scope: int) -> None:
    """Listen for what starts the event subprocesses of a scope."""
    process = ex.process(scope)
    for child in ex.children(scope):
        if child.triggered_by_event:
            for start in process.starts(child.id):
                if start.event is not None and start.event.kind in _ARMED:
                    wait_for(ex, ex.add_activity(start, scope, "trigger"), start)


def tell_caught(ex: Execution, element: Element, scope: int) -> None:
    event = element.event
    kind = event.kind if event else "none"
    name = event.name if event and isinstance(event.name, str) else None
    ex.emit("caught", el=element.id, kind=kind, name=name, s=scope)


def caught(ex: Execution, element: Element, scope: int, variables: Mapping[str, Any]) -> None:
    """Record that an event was caught, and write what it brought."""
    tell_caught(ex, element, scope)
    if element.outputs:
        ex.map_outputs(element.outputs, scope, scope, variables, element.id)
    else:
        for variable, value in variables.items():
            ex.write_up(scope, variable, value, element.id)


def trigger(ex: Execution, act: Activity, variables: Mapping[str, Any] | None = None) -> None:
    """The event that `act` waits for has come."""
    given = variables or {}
    if act.kind == "boundary":
        host = ex.state.acts[act.host or 0]
        enter_boundary(ex, host, ex.element(act), given)
    elif act.kind == "trigger":
        start_event_subprocess(ex, act.scope, ex.element(act), given)
    elif act.host is not None:
        _through_gate(ex, act, given)
    else:
        tell_caught(ex, ex.element(act), act.scope)
        lifecycle.complete(ex, act, given)


def enter_boundary(ex: Execution, host: Activity, boundary: Element, variables: Mapping[str, Any]) -> None:
    """Go on at a boundary event; an interrupting one ends its activity first."""
    scope = host.scope
    ex.add_token(scope)
    if boundary.interrupting:
        lifecycle.cancel(ex, host)
    pass_event(ex, boundary, scope, variables)


def pass_event(ex: Execution, element: Element, scope: int, variables: Mapping[str, Any]) -> None:
    """An event has come and its token goes on at once; the token is in the scope already."""
    ex.count_activation(element)
    key = ex.state.new_key()
    ex.emit("activated", el=element.id, k=key, s=scope)
    lifecycle.run_clocks(ex, element, scope, "activated")
    caught(ex, element, scope, variables)
    ex.emit("completed", el=element.id, k=key, s=scope)
    lifecycle.run_clocks(ex, element, scope, "completed")
    lifecycle.leave(ex, element, scope)


def _through_gate(ex: Execution, act: Activity, variables: Mapping[str, Any]) -> None:
    """The first event behind an event-based gateway wins; the others are no longer waited for."""
    gate = ex.state.acts[act.host or 0]
    event, scope = ex.element(act), act.scope
    flow = next(f for f in ex.element(gate).outgoing if f.target == event.id)
    ex.add_token(scope)
    lifecycle.complete_gate(ex, gate, flow)
    pass_event(ex, event, scope, variables)


def start_event_subprocess(ex: Execution, scope: int, start: Element, variables: Mapping[str, Any]) -> None:
    """Start the event subprocess of `start`; an interrupting one ends all else in the scope."""
    subprocess = ex.process(scope).elements[start.scope or ""]
    ex.add_token(scope)
    if start.interrupting:
        lifecycle.clear_scope(ex, scope)
        ex.add_token(scope)
    ex.count_activation(subprocess)
    act = ex.add_activity(subprocess, scope, "scope")
    ex.emit("activated", el=subprocess.id, k=act.k, s=scope)
    lifecycle.run_clocks(ex, subprocess, scope, "activated")
    ex.add_scope(act.k, scope, subprocess, scope)
    ex.map_inputs(subprocess.inputs, scope, act.k, subprocess.id)
    arm_event_subprocesses(ex, act.k)
    for name, value in variables.items():
        ex.write(act.k, name, value, start.id)
    ex.add_token(act.k)
    pass_event(ex, start, act.k, {})


def start_scope(ex: Execution, scope: int) -> None:
    """Put the first tokens into a scope: at its plain start event, else at all that nothing leads to."""
    arm_event_subprocesses(ex, scope)
    children = ex.children(scope)
    starts = [c for c in children if c.type == "startEvent" and (c.event is None or c.event.kind == "none")]
    if not any(c.type == "startEvent" for c in children):
        starts = [
            c for c in children if not c.incoming and c.type != "boundaryEvent" and not c.triggered_by_event
        ]
    if not starts:
        process = ex.process(scope).id
        raise ProcessFault("The process {process} has no plain start event.", process, process=process)
    ex.add_token(scope, len(starts))
    ex.queue.extend(Arrive(start.id, scope) for start in starts)
