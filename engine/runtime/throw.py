"""Events that are thrown: messages, signals, errors, escalations, and who catches them inside the case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from engine.model.definition import Element, Event
from engine.runtime import arming, correlation, ending, lifecycle, listen
from engine.runtime.execution import BpmnFault, Execution
from engine.runtime.items import Broadcast
from engine.runtime.state import ROOT, Activity


def message(ex: Execution, act: Activity, element: Element, event: Event) -> None:
    """Send a message; others get it after the step, with the inputs of the element as its content."""
    scope = ex.sight(act)
    name = ex.text(event.name or element.id, scope, element.id)
    content = _content(ex, act, element)
    key = content.pop("correlationKey", None)
    if key is None and event.correlation_key is not None:
        key = ex.evaluate(event.correlation_key, scope, element.id)
    elif key is None:
        key = correlation.sent(ex, act.scope, name, content, element.id)
    ex.emit("thrown", el=element.id, kind="message", name=name, s=act.scope)
    ex.emit(
        "message_thrown", name=name, key="" if key is None else str(key), variables=content, el=element.id
    )


def _content(ex: Execution, act: Activity, element: Element) -> dict[str, Any]:
    """What an event brings to those who catch it: the inputs of the element."""
    if act.k not in ex.state.scopes:
        return {}
    names = {mapping.target.partition(".")[0] for mapping in element.inputs}
    return {name: value for name, value in ex.state.scopes[act.k].vars.items() if name in names}


def signal(ex: Execution, act: Activity, element: Element, event: Event) -> None:
    """Broadcast a signal: whoever waits in this case gets it before the thrower goes on, the others after
    the step."""
    scope = ex.sight(act)
    name = ex.text(event.name, scope, element.id)
    content = _content(ex, act, element)
    ex.emit("thrown", el=element.id, kind="signal", name=name, s=act.scope)
    ex.emit("signal_thrown", name=name, variables=content, el=element.id)
    ex.queue.append(Broadcast(name, content))


def deliver_signal(ex: Execution, name: str, variables: Mapping[str, Any], but: int | None = None) -> None:
    """Give a signal to all that wait for it in this case, but not at the boundary of one activity."""
    acts, waiting = ex.state.acts, ex.awaiting_signal
    waiting.difference_update([key for key in waiting if key not in acts])
    for key in sorted(k for k in waiting if acts[k].signal == name and not _hangs_on(ex, acts[k], but)):
        act = ex.state.acts.get(key)
        if act is not None:  # an earlier catch may have ended this one
            listen.trigger(ex, act, variables)


def _hangs_on(ex: Execution, act: Activity, host: int | None) -> bool:
    while act.host is not None and act.host != host:
        act = ex.state.acts[act.host]
    return act.host is not None


def deliver_message(ex: Execution, name: str, key: str, variables: Mapping[str, Any]) -> bool:
    """Give a message to the first that waits for it with this key, else with any key; whether one did."""
    waiting = [act for _, act in sorted(ex.state.acts.items()) if act.message == name]
    act = next((act for wanted in (key, None) for act in waiting if act.key == wanted), None)
    if act is None:
        return False
    if act.correlated is not None:
        correlation.received(ex, act.scope, name, key, variables)
    listen.trigger(ex, act, variables)
    return True


def escalation(ex: Execution, act: Activity, element: Element, event: Event) -> None:
    """Throw an escalation; if nobody catches it the case goes on."""
    code = _code(ex, act, element, event)
    ex.emit("thrown", el=element.id, kind="escalation", name=code, s=act.scope)
    content = _content(ex, act, element)
    thrower = act if act.kind == "multi" else None
    if not _raise(ex, act.scope, "escalation", code, content, thrower):
        ex.emit("uncaught", el=element.id, kind="escalation", name=code, s=act.scope)


def error(ex: Execution, act: Activity, element: Element, event: Event) -> None:
    """Throw an error from an end event. Raises BpmnFault if nothing catches it."""
    code = _code(ex, act, element, event)
    content = _content(ex, act, element)
    ex.emit("thrown", el=element.id, kind="error", name=code, s=act.scope)
    thrower = act if act.kind == "multi" else None
    if not _raise(ex, act.scope, "error", code, content, thrower):
        raise BpmnFault(code, "", element.id)


def job_error(ex: Execution, act: Activity, code: str, text: str, variables: Mapping[str, Any]) -> None:
    """A handler has answered with a BPMN error. Raises BpmnFault if nothing catches it."""
    ex.emit("thrown", el=act.el, kind="error", name=code, s=act.scope, message=text)
    if not _raise(ex, act.scope, "error", code, variables, act):
        raise BpmnFault(code, text, act.el)


def from_body(ex: Execution, body: Activity, event: Event) -> None:
    """A multi-instance activity throws an event for an instance that has ended. Its boundary catches that
    beside the other instances, which go on as its behavior says; only an error ends them."""
    element = ex.element(body)
    if event.kind == "signal":
        name = "" if event.name is None else ex.text(event.name, body.k, element.id)
        ex.emit("thrown", el=element.id, kind="signal", name=name, s=body.scope)
        own = [at for listener in ex.hosted(body.k) for at in (listener, *ex.hosted(listener.k))]
        for listener in own:
            if listener.signal == name and listener.k in ex.state.acts:
                listen.trigger(ex, listener, {}, beside=True)
        if name:
            ex.emit("signal_thrown", name=name, variables={}, el=element.id)
            ex.queue.append(Broadcast(name, {}, body.k))
    else:
        THROWERS[event.kind](ex, body, element, event)


def _code(ex: Execution, act: Activity, element: Element, event: Event) -> str | None:
    scope = ex.sight(act)
    value = ex.value(event.name, scope, element.id)
    return None if value is None else str(value)


def _raise(
    ex: Execution,
    scope: int,
    kind: str,
    code: str | None,
    variables: Mapping[str, Any],
    thrower: Activity | None = None,
) -> bool:
    """Find the innermost catch event for an error or escalation and go on there."""
    act = thrower
    handler: Element | None = None
    while True:
        if act is not None and not act.inner:
            element = ex.element(act)
            elements = ex.process(act.scope).elements
            attached = [] if act.aside else [elements[b] for b in element.boundary]
            boundary, part = _match(ex, attached, kind, code, partial(ex.hosted, act.k))
            if boundary is not None:
                beside = kind != "error" and act is thrower and act.kind == "multi"
                if part is not None:
                    listen.trigger(ex, part, variables, beside)
                else:
                    listen.enter_boundary(ex, act, boundary, variables, beside)
                return True
            handler = element if element.triggered_by_event else None
        start, part = _match(ex, _handlers(ex, scope, handler), kind, code, partial(ex.inside, scope))
        if part is not None:
            listen.trigger(ex, part, variables)
            return True
        if start is not None:
            listen.start_event_subprocess(ex, scope, start, variables)
            return True
        if scope == ROOT:
            return False
        act, handler = ex.state.acts[scope], None
        scope = act.scope


def _handlers(ex: Execution, scope: int, inside: Element | None) -> list[Element]:
    """The start events of the event subprocesses of a scope, seen from inside one of them: none catches what
    it throws itself, and once one has interrupted the scope the others do not listen any more."""
    process = ex.process(scope)
    found = [s for c in ex.children(scope) if c.triggered_by_event for s in process.starts(c.id)]
    if inside is None:
        return found
    if any(start.interrupting for start in process.starts(inside.id)):
        return []
    return [start for start in found if start.scope != inside.id]


def _match(
    ex: Execution,
    candidates: list[Element],
    kind: str,
    code: str | None,
    listening: Callable[[], list[Activity]],
) -> tuple[Element | None, Activity | None]:
    """The candidate for exactly this code, else one that catches any; of a parallel event with the part that
    waits for it still, among what is `listening`."""
    fitting: list[tuple[Element, Event, Activity | None]] = []
    for candidate in candidates:
        event = candidate.event or Event("none")
        if event.parallel:
            hosts = [act for act in listening() if act.el == candidate.id and act.part is None]
            parts = [part for host in hosts for part in ex.hosted(host.k)]
            fitting += [(candidate, arming.event_of(ex, part), part) for part in parts]
        else:
            fitting += [(candidate, definition, None) for definition in event.definitions]
    for wanted in (code, None):
        for found, definition, part in fitting:
            if definition.kind == kind and definition.name == wanted:
                ex.came = definition
                return found, part
    return None, None


def cancelled(ex: Execution, host: Activity) -> bool:
    """A transaction has given up: go on at its boundary event for that; whether it has one."""
    elements = ex.process(host.scope).elements
    attached = [elements[name] for name in ex.element(host).boundary]
    boundary, part = _match(ex, attached, "cancel", None, partial(ex.hosted, host.k))
    if part is not None:
        listen.trigger(ex, part, {})
    elif boundary is not None:
        listen.enter_boundary(ex, host, boundary, {})
    return boundary is not None


def terminate(ex: Execution, act: Activity, element: Element, event: Event) -> None:
    """End the scope of a terminate end event at once, with all that still runs in it."""
    scope = act.scope
    lifecycle.close(ex, act, element)
    ending.clear_scope(ex, scope)
    ex.add_token(scope)
    ex.drop_token(scope)


#: By kind of event, how an element throws it.
THROWERS: dict[str, Callable[[Execution, Activity, Element, Event], None]] = {
    "message": message,
    "signal": signal,
    "escalation": escalation,
    "error": error,
    "terminate": terminate,
}
