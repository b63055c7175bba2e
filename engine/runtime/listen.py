"""Events that are waited for: arming listeners, and what happens when the event comes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine.errors import ProcessFault
from engine.model.definition import Element, Event
from engine.runtime import correlation, ending, lifecycle, loops, timers, work
from engine.runtime.execution import Arrive, Execution
from engine.runtime.state import ROOT, Activity, Timer

#: What a listener waits for by itself; errors and their like look for who catches them.
_ARMED = ("timer", "message", "signal", "conditional", "multiple")


def event_of(ex: Execution, act: Activity) -> Event:
    """The event that an activity waits for: of its element, or the one part of it that it stands for."""
    event = ex.element(act).event or Event("none")
    return event if act.part is None else event.parts[act.part]


def wait_for(ex: Execution, act: Activity, element: Element, but: int | None = None) -> None:
    """Let an activity wait for the event that its element defines; for all its definitions `but` one.

    A parallel one waits for errors and their like too: they are looked for here when they are thrown.
    """
    event = event_of(ex, act)
    scope = ex.sight(act)
    if event.kind == "multiple":
        for index, part in enumerate(event.parts):
            if index != but and (part.kind in _ARMED or event.parallel):
                wait_for(ex, ex.add_activity(element, act.scope, "part", host=act.k, part=index), element)
    elif event.kind == "conditional":
        act.held = False
        ex.conditional.add(act.k)
        ex.changed = True
        ex.emit("waiting", k=act.k, el=act.el, kind="conditional", name=_condition(event), key="")
    elif event.kind == "timer":
        if event.deadline is None:
            timers.set_timers(ex, act, [timers.timer_of(ex, event, scope, element.id)])
        else:
            act.since = ex.ctx.at
            set_deadline(ex, act)
    elif event.kind == "message":
        name = ex.text(event.name, scope, element.id)
        found = correlation.known_to(ex, act.scope, name) if event.correlation_key is None else None
        if found is not None:
            correlation.wait(ex, act, name, found, scope)
            return
        act.message = name
        act.key = _correlation_key(ex, event, scope, element.id)
        ex.emit("waiting", k=act.k, el=act.el, kind="message", name=act.message, key=act.key)
    elif event.kind == "signal":
        act.signal = "" if event.name is None else ex.text(event.name, scope, element.id)
        ex.listening.add(act.k)
        ex.emit("waiting", k=act.k, el=act.el, kind="signal", name=act.signal, key="")


def _condition(event: Event) -> str:
    return event.condition.text if event.condition is not None else ""


def met_condition(ex: Execution) -> Activity | None:
    """The first that waits for a condition which holds now and did not when it was last looked at."""
    for key in sorted(ex.conditional):
        act = ex.state.acts.get(key)
        if act is None or act.held is None:
            ex.conditional.discard(key)
            continue
        condition = event_of(ex, act).condition
        before, act.held = (
            act.held,
            (condition is not None and ex.evaluate(condition, ex.sight(act), act.el) is True),
        )
        if act.held and not before:
            return act
    return None


def _correlation_key(ex: Execution, event: Event, scope: int, element: str) -> str:
    """The key by which a message finds its case; empty where the model asks for none.

    Raises ProcessFault for a key without a value: any message without a key would reach this case then.
    """
    if event.correlation_key is None:
        return ""
    key = ex.plain(ex.evaluate(event.correlation_key, scope, element), element)
    if not isinstance(key, (str, int, Decimal)):
        raise ProcessFault(
            "The correlation key {text} of {element} has no value.", element, text=event.correlation_key.text
        )
    return str(key)


def follow_keys(ex: Execution) -> None:
    """Let what waits by correlation keys wait for the values that they have now. A key is worked out again
    only where what it is made of was written, so that many who wait cost a step nothing."""
    alike: dict[tuple[str, str, str], list[Activity]] = {}
    for act in ex.state.acts.values():
        if act.correlated is not None:
            home = ex.state.scopes[act.scope]
            alike.setdefault((home.pack, home.process, act.correlated), []).append(act)
    for (_, _, name), waiting in alike.items():
        found = correlation.known_to(ex, waiting[0].scope, name)
        if found is None or not (moved := correlation.moved(ex, found)):
            continue
        for act in waiting:
            scope = ex.sight(act)
            if any(known.k in moved for known in ex.outwards(scope)):
                correlation.wait(ex, act, name, found, scope)


def set_deadline(ex: Execution, act: Activity) -> None:
    """Let a listener fire at the deadline of its event, counted from when it began to listen."""
    limit = event_of(ex, act).deadline
    if limit is None:
        return
    due = timers.due_of(ex, limit, ex.sight(act), act.el, act.since or ex.ctx.at)
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
            set_deadline(ex, act)


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
    came = ex.came = event_of(ex, part)
    if element.event is not None and element.event.parallel:
        ending.forget(ex, part)
        if ex.hosted(host.k):
            caught(ex, element, host.scope, variables)
            if came.kind in ("error", "cancel"):
                _outlive(ex, host, element)
            return
        if host.kind in ("boundary", "trigger") and not element.interrupting:
            wait_for(ex, host, element)  # it listens for all of them again
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
    wait_for(ex, act, start, but=part)


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
            open_root(ex)
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
    declare_data(ex, act.k, subprocess.id)
    ex.map_inputs(subprocess.inputs, scope, act.k, subprocess.id)
    arm_event_subprocesses(ex, act.k)
    for name, value in variables.items():
        ex.write(act.k, name, value, start.id)
    ex.add_token(act.k)
    pass_event(ex, start, act.k, {})


def declare_data(ex: Execution, scope: int, owner: str | None) -> None:
    """Data objects, data stores and properties are variables of their scope, empty at first."""
    data = ex.process(scope).data
    for name in data.get(owner, ()) if data else ():
        if name not in ex.state.scopes[scope].vars:
            ex.write(scope, name, None, owner or ex.process(scope).id)


def open_root(ex: Execution) -> None:
    """A case that an event has started begins: its data are declared, its event subprocesses listen."""
    declare_data(ex, ROOT, None)
    arm_event_subprocesses(ex, ROOT)


def start_instance(ex: Execution, scope: int) -> None:
    """Begin an instance of an event subprocess with a loop, at the start event that was triggered."""
    instance = ex.state.acts[scope]
    body = ex.state.acts[instance.scope]
    declare_data(ex, scope, instance.el)
    arm_event_subprocesses(ex, scope)
    ex.add_token(scope)
    if body.multi is not None and body.multi.start is not None:
        ex.queue.append(Arrive(body.multi.start, scope))


def start_scope(ex: Execution, scope: int) -> None:
    """Put the first tokens into a scope: at its plain start event, else at all that nothing leads to."""
    known = ex.state.scopes[scope]
    declare_data(ex, scope, None if known.isolated or scope == ROOT else known.el)
    arm_event_subprocesses(ex, scope)
    children = ex.children(scope)
    starts = [c for c in children if c.type == "startEvent" and (c.event is None or c.event.kind == "none")]
    if not any(c.type == "startEvent" for c in children):
        starts = [c for c in children if c.begins]
    if not starts:
        process = ex.process(scope).id
        raise ProcessFault("The process {process} has no plain start event.", process, process=process)
    ex.add_token(scope, len(starts))
    ex.queue.extend(Arrive(start.id, scope) for start in starts)
