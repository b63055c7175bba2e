"""What has ended well and can be compensated is remembered in the scope where it ended.

Only what something in the model compensates is kept, so a process without compensation carries nothing.
"""

from __future__ import annotations

from engine.model.definition import Element, Process
from engine.runtime.execution import Execution
from engine.runtime.state import Activity, Done, Scope


def handler_of(process: Process, element: Element) -> Element | None:
    """The activity that compensates an element: the one its boundary event for compensation leads to."""
    for name in element.boundary:
        handler = process.elements[name].handler
        if handler is not None:
            return process.elements[handler]
    return None


def undoing_start(process: Process, scope: str | None) -> Element | None:
    """The start event of the event subprocess that compensates a scope from inside."""
    for child in (process.elements[i] for i in process.children.get(scope, ())):
        if child.triggered_by_event:
            for start in process.starts(child.id):
                if start.event is not None and start.event.kind == "compensation":
                    return start
    return None


def remember(ex: Execution, act: Activity, element: Element) -> None:
    """Keep a completed activity and its variables, if anything could compensate it."""
    own = ex.state.scopes.get(act.k)
    if act.undoes is not None or (not element.boundary and own is None):
        return
    process = ex.process(act.scope)
    handled = element.boundary and handler_of(process, element) is not None
    if not handled and not (own is not None and (own.done or _undone_from_inside(ex, act, own))):
        return
    record = Done(act.el, dict(own.vars) if own else {})
    if own is not None and (not handled or act.kind == "multi"):
        record.done, record.each = own.done, act.kind == "multi"
    if own is not None and act.kind == "call":
        record.process, record.pack = own.process, own.pack
    ex.state.scopes[act.scope].done.append(record)


def _undone_from_inside(ex: Execution, act: Activity, own: Scope) -> bool:
    if act.kind == "call":
        return undoing_start(ex.ctx.library.process(own.pack, own.process), None) is not None
    return act.kind == "scope" and undoing_start(ex.process(act.scope), act.el) is not None
