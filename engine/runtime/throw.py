"""Events that are thrown: messages, signals, errors, escalations, and who catches them inside the case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.model.definition import Element, Event
from engine.runtime import lifecycle, listen
from engine.runtime.execution import BpmnFault, Execution
from engine.runtime.state import ROOT, Activity


def message(ex: Execution, act: Activity, element: Element) -> None:
    """Send a message; others get it after the step, with the inputs of the element as its content."""
    scope = act.k if act.k in ex.state.scopes else act.scope
    event = element.event or Event("message", element.id)
    name = str(ex.value(event.name, scope, element.id) or element.id)
    content = dict(ex.state.scopes[act.k].vars) if act.k in ex.state.scopes else {}
    key = content.pop("correlationKey", None)
    if key is None and event.correlation_key is not None:
        key = ex.evaluate(event.correlation_key, scope, element.id)
    ex.emit("thrown", el=element.id, kind="message", name=name, s=act.scope)
    ex.emit(
        "message_thrown", name=name, key="" if key is None else str(key), variables=content, el=element.id
    )


def signal(ex: Execution, act: Activity, element: Element) -> None:
    """Broadcast a signal: whoever waits in this case gets it now, the others after the step."""
    scope = act.k if act.k in ex.state.scopes else act.scope
    event = element.event or Event("signal", element.id)
    name = str(ex.value(event.name, scope, element.id))
    content = dict(ex.state.scopes[act.k].vars) if act.k in ex.state.scopes else {}
    ex.emit("thrown", el=element.id, kind="signal", name=name, s=act.scope)
    ex.emit("signal_thrown", name=name, variables=content, el=element.id)
    deliver_signal(ex, name, content)


def deliver_signal(ex: Execution, name: str, variables: Mapping[str, Any]) -> int:
    """Give a signal to all that wait for it in this case; how many did."""
    waiting = [k for k, act in sorted(ex.state.acts.items()) if act.signal == name]
    delivered = 0
    for key in waiting:
        act = ex.state.acts.get(key)
        if act is not None:  # an earlier catch may have ended this one
            listen.trigger(ex, act, variables)
            delivered += 1
    return delivered


def deliver_message(ex: Execution, name: str, key: str, variables: Mapping[str, Any]) -> bool:
    """Give a message to the first that waits for it with this key; whether one did."""
    for _, act in sorted(ex.state.acts.items()):
        if act.message == name and (act.key or "") == key:
            listen.trigger(ex, act, variables)
            return True
    return False


def escalation(ex: Execution, act: Activity, element: Element) -> None:
    """Throw an escalation; if nobody catches it the case goes on."""
    code = _code(ex, act, element)
    ex.emit("thrown", el=element.id, kind="escalation", name=code, s=act.scope)
    content = dict(ex.state.scopes[act.k].vars) if act.k in ex.state.scopes else {}
    if not _raise(ex, act.scope, "escalation", code, content):
        ex.emit("uncaught", el=element.id, kind="escalation", name=code, s=act.scope)


def error(ex: Execution, act: Activity, element: Element) -> None:
    """Throw an error from an end event. Raises BpmnFault if nothing catches it."""
    code = _code(ex, act, element)
    content = dict(ex.state.scopes[act.k].vars) if act.k in ex.state.scopes else {}
    ex.emit("thrown", el=element.id, kind="error", name=code, s=act.scope)
    if not _raise(ex, act.scope, "error", code, content):
        raise BpmnFault(code, "", element.id)


def job_error(ex: Execution, act: Activity, code: str, text: str, variables: Mapping[str, Any]) -> None:
    """A handler has answered with a BPMN error. Raises BpmnFault if nothing catches it."""
    ex.emit("thrown", el=act.el, kind="error", name=code, s=act.scope, message=text)
    if not _raise(ex, act.scope, "error", code, variables, act):
        raise BpmnFault(code, text, act.el)


def _code(ex: Execution, act: Activity, element: Element) -> str | None:
    if element.event is None:
        return None
    scope = act.k if act.k in ex.state.scopes else act.scope
    value = ex.value(element.event.name, scope, element.id)
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
    while True:
        in_handler = False
        if act is not None and not act.inner:
            element = ex.element(act)
            boundary = _match([ex.process(act.scope).elements[b] for b in element.boundary], kind, code)
            if boundary is not None:
                listen.enter_boundary(ex, act, boundary, variables)
                return True
            in_handler = element.triggered_by_event
        if not in_handler:
            process = ex.process(scope)
            starts = [s for c in ex.children(scope) if c.triggered_by_event for s in process.starts(c.id)]
            start = _match(starts, kind, code)
            if start is not None:
                listen.start_event_subprocess(ex, scope, start, variables)
                return True
        if scope == ROOT:
            return False
        act = ex.state.acts[scope]
        scope = act.scope


def _match(candidates: list[Element], kind: str, code: str | None) -> Element | None:
    """The candidate for exactly this code, else one that catches any."""
    fitting = [c for c in candidates if c.event is not None and c.event.kind == kind]
    for candidate in fitting:
        if candidate.event is not None and candidate.event.name == code and code is not None:
            return candidate
    return next((c for c in fitting if c.event is not None and c.event.name is None), None)


def terminate(ex: Execution, act: Activity) -> None:
    """End the scope of a terminate end event at once, with all that still runs in it."""
    scope = act.scope
    ex.emit("completed", el=act.el, k=act.k, s=scope)
    ex.state.scopes.pop(act.k, None)
    del ex.state.acts[act.k]
    lifecycle.clear_scope(ex, scope)
    ex.add_token(scope)
    ex.drop_token(scope)
