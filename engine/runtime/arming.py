"""What is waited for: listeners are armed, and follow the clocks and keys that their events depend on."""

from __future__ import annotations

from decimal import Decimal

from engine.errors import ProcessFault
from engine.model.definition import Element, Event
from engine.runtime import correlation, timers, work
from engine.runtime.execution import Execution
from engine.runtime.state import Activity, Timer

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
        ex.awaiting_condition.add(act.k)
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
        ex.awaiting_signal.add(act.k)
        ex.emit("waiting", k=act.k, el=act.el, kind="signal", name=act.signal, key="")


def _condition(event: Event) -> str:
    return event.condition.text if event.condition is not None else ""


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


def met_condition(ex: Execution) -> Activity | None:
    """The first that waits for a condition which holds now and did not when it was last looked at."""
    for key in sorted(ex.awaiting_condition):
        act = ex.state.acts.get(key)
        if act is None or act.held is None:
            ex.awaiting_condition.discard(key)
            continue
        condition = event_of(ex, act).condition
        before = act.held
        act.held = condition is not None and ex.evaluate(condition, ex.sight(act), act.el) is True
        if act.held and not before:
            return act
    return None


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
