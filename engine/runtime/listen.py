"""What happens when an event comes that was waited for, or that is looked for when it is thrown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.model.definition import Element, Event
from engine.runtime import arming, ending, lifecycle, loops, scopes
from engine.runtime.execution import Execution
from engine.runtime.state import ROOT, Activity


def tell_caught(ex: Execution, element: Element, scope: int) -> None:
    """Record that an event was caught: of one with several definitions, by that which came (last)."""
    event = ex.came or element.event or Event("none")
    ex.came = None
    name = event.name if isinstance(event.name, str) else None
    ex.emit("caught", el=element.id, kind=event.kind, name=name, s=scope)


def caught(ex: Execution, element: Element, scope: int, variables: Mapping[str, Any]) -> None:
    """Record that an event was caught, and write what it brought."""
    tell_caught(ex, element, scope)
    _write_brought(ex, element, scope, variables)


def _write_brought(ex: Execution, element: Element, scope: int, variables: Mapping[str, Any]) -> None:
    if element.outputs:
        ex.map_outputs(element.outputs, scope, scope, variables, element.id)
    else:
        for variable, value in variables.items():
            ex.write_up(scope, variable, value, element.id)


def _part_came(ex: Execution, part: Activity, variables: Mapping[str, Any], beside: bool) -> None:
    """One of several definitions has come: enough, unless the event is parallel and others are awaited."""
    host = ex.state.acts[part.host or 0]
    element = ex.element(host)
    came = ex.came = arming.event_of(ex, part)
    if element.event is not None and element.event.parallel:
        ending.forget(ex, part)
        if ex.hosted(host.k):
            caught(ex, element, host.scope, variables)
            if came.kind in ("error", "cancel"):
                _outlive(ex, host, element)
            return
        if host.kind in ("boundary", "trigger") and not element.interrupting:
            arming.wait_for(ex, host, element)  # it listens for all of them again
    trigger(ex, host, variables, beside)


def _outlive(ex: Execution, listener: Activity, element: Element) -> None:
    """An error or a cancellation leaves nothing to go on with: what it was thrown in ends, and a token waits
    in its stead for the other definitions."""
    scope, host = listener.scope, listener.host
    listener.kind, listener.host = "catch", None
    if host is None:
        listener.aside = True
        ending.clear_scope(ex, scope, but=listener.k)
        ex.add_token(scope)
        return
    ex.add_token(scope)
    ending.cancel(ex, ex.state.acts[host])
    ex.count_activation(element)
    ex.emit("activated", el=element.id, k=listener.k, s=scope)
    lifecycle.run_clocks(ex, element, scope, "activated")


def begin_at_parts(ex: Execution, start: Element, part: int, variables: Mapping[str, Any]) -> None:
    """One definition of a parallel event that starts a case has come: the token, which is there already,
    waits at it for the others."""
    act = ex.add_activity(start, ROOT, "catch")
    ex.emit("activated", el=start.id, k=act.k, s=ROOT)
    lifecycle.run_clocks(ex, start, ROOT, "activated")
    ex.came = start.event.parts[part] if start.event is not None else None
    caught(ex, start, ROOT, variables)
    arming.wait_for(ex, act, start, but=part)


def trigger(
    ex: Execution, act: Activity, variables: Mapping[str, Any] | None = None, beside: bool = False
) -> None:
    """The event that `act` waits for has come. beside: from the loop at whose boundary it is caught."""
    given = variables or {}
    if act.kind == "part":
        _part_came(ex, act, given, beside)
    elif act.kind == "boundary":
        host = ex.state.acts[act.host or 0]
        enter_boundary(ex, host, ex.element(act), given, beside)
    elif act.kind == "trigger":
        start_event_subprocess(ex, act.scope, ex.element(act), given)
    elif act.host is not None:
        _through_gate(ex, act, given)
    elif act.aside:
        ending.forget(ex, act)
        start_event_subprocess(ex, act.scope, ex.element(act), given)
    else:
        if ex.element(act).type == "startEvent":
            scopes.open_root(ex)
        tell_caught(ex, ex.element(act), act.scope)
        lifecycle.complete(ex, act, given)


def pass_once(ex: Execution, act: Activity, element: Element) -> None:
    """A cycle with a number (`R3/PT1H`) lets a token pass each time, and the last one ends the waiting."""
    tell_caught(ex, element, act.scope)
    ex.add_token(act.scope)
    lifecycle.leave(ex, element, act.scope)


def enter_boundary(
    ex: Execution, host: Activity, boundary: Element, variables: Mapping[str, Any], beside: bool = False
) -> None:
    """Go on at a boundary event; an interrupting one ends its activity first, unless it is the activity
    itself that goes on `beside`."""
    scope = host.scope
    ex.add_token(scope)
    always = boundary.event is None or boundary.event.kind in ("error", "cancel")
    if (boundary.interrupting or always) and not beside:
        ending.cancel(ex, host)
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
    """Start the event subprocess of `start`; an interrupting one ends all else in the scope.

    One with a loop runs its loop each time that it is triggered; the instances see what the event brought.
    """
    subprocess = ex.process(scope).elements[start.scope or ""]
    ex.add_token(scope)
    if start.interrupting:
        ending.clear_scope(ex, scope)
        ex.add_token(scope)
    ex.count_activation(subprocess)
    act = ex.add_activity(subprocess, scope, "scope")
    ex.emit("activated", el=subprocess.id, k=act.k, s=scope)
    lifecycle.run_clocks(ex, subprocess, scope, "activated")
    ex.add_scope(act.k, scope, subprocess, scope)
    if subprocess.loop is not None:
        for name, value in variables.items():
            ex.write(act.k, name, value, start.id)
        tell_caught(ex, start, scope)
        if not loops.begin(ex, act, subprocess, start.id):
            lifecycle.complete(ex, act)
        return
    scopes.declare_data(ex, act.k, subprocess.id)
    ex.map_inputs(subprocess.inputs, scope, act.k, subprocess.id)
    arming.arm_event_subprocesses(ex, act.k)
    for name, value in variables.items():
        ex.write(act.k, name, value, start.id)
    ex.add_token(act.k)
    pass_event(ex, start, act.k, {})
