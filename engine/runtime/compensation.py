"""Compensation: what ended well is undone, last first (BPMN 2.0, 10.7 and 13.5.5), and transactions that are
cancelled.

Who throws waits as an activity of kind `undo`, with what it has still to compensate. A completed
subprocess is opened again with the variables it had, as a scope aside of the flow.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.model.definition import Element, Event
from engine.runtime import ending, lifecycle, listen, undoable
from engine.runtime import throw as throw_events
from engine.runtime.execution import Execution
from engine.runtime.items import Arrive, ScopeEnded, Undone
from engine.runtime.state import Activity, Done


def throw(ex: Execution, act: Activity, element: Element, event: Event) -> None:
    """Compensate one completed activity or, without a name, all of the scope. The thrower waits until it is
    done, unless the model says that it does not."""
    name = event.name if isinstance(event.name, str) else None
    ex.emit("thrown", el=element.id, kind="compensation", name=name, s=act.scope)
    found = _take(ex, act.scope, name)
    if not found:
        return
    waiting = act
    if not event.wait:
        waiting = ex.add_activity(element, act.scope, "undo", aside=True)
        ex.add_token(act.scope)
    waiting.kind, waiting.todo = "undo", found
    ex.queue.append(Undone(waiting.k, waiting.scope))


def cancel(ex: Execution, act: Activity, element: Element, event: Event) -> None:
    """Cancel the transaction around: what runs in it ends, what has ended in it is compensated, and it is
    left by its boundary event for that."""
    scope = act.scope
    while ex.element(ex.state.acts[scope]).type != "transaction":
        scope = ex.state.acts[scope].scope
    ex.emit("thrown", el=element.id, kind="cancel", name=None, s=act.scope)
    lifecycle.close(ex, act, element)
    found = _of_scope(ex, scope, None)
    ending.clear_scope(ex, scope)
    waiting = ex.add_activity(element, scope, "undo", aside=True, todo=found)
    ex.add_token(scope)
    ex.queue.append(Undone(waiting.k, scope))


def _take(ex: Execution, scope: int, name: str | None) -> list[Done]:
    """What is to be compensated, the first to be last. An event subprocess compensates what is around it;
    a name is looked for outwards."""
    found = _of_scope(ex, scope, name)
    known = ex.state.scopes[scope]
    inside = scope in ex.state.acts and ex.element(ex.state.acts[scope]).triggered_by_event
    if known.parent is not None and not known.isolated and (inside or (name is not None and not found)):
        return _take(ex, known.parent, name) + found
    return found


def _of_scope(ex: Execution, scope: int, name: str | None) -> list[Done]:
    known = ex.state.scopes[scope]
    found = [done for done in known.done if name is None or done.el == name]
    known.done = [done for done in known.done if not (name is None or done.el == name)]
    for done in found:
        done.scope = scope
    return found


def advance(ex: Execution, waiting: Activity) -> None:
    """Compensate the next; when nothing is left, the one that waits goes on."""
    if not waiting.todo:
        _finish(ex, waiting)
        return
    done = waiting.todo.pop()
    process = ex.process(done.scope)
    element = process.elements[done.el]
    handler = undoable.handler_of(process, element)
    if done.each:
        for one in done.done:
            one.scope = done.scope
        waiting.todo += done.done
        advance(ex, waiting)
    elif handler is not None:
        ex.emit(
            "caught", el=_boundary(process.elements, element), kind="compensation", name=done.el, s=done.scope
        )
        ex.add_token(done.scope)
        ex.queue.append(Arrive(handler.id, done.scope, undoes=waiting.k, given=done.vars))
    else:
        _reopen(ex, waiting, done, element)


def _boundary(elements: Mapping[str, Element], element: Element) -> str:
    return next(name for name in element.boundary if elements[name].handler is not None)


def _reopen(ex: Execution, waiting: Activity, done: Done, element: Element) -> None:
    """Open a completed subprocess again, as it was, to compensate what is inside."""
    called = done.process is not None
    act = ex.add_activity(element, done.scope, "call" if called else "scope", undoes=waiting.k, aside=True)
    ex.add_token(done.scope)
    ex.emit("activated", el=element.id, k=act.k, s=done.scope)
    scope = ex.add_scope(act.k, done.scope, element, done.scope)
    scope.vars, scope.done = done.vars, done.done
    if done.process is not None and done.pack is not None:
        scope.process, scope.pack, scope.isolated = done.process, done.pack, True
    start = undoable.undoing_start(ex.process(act.k), None if called else element.id)
    if start is not None:
        listen.start_event_subprocess(ex, act.k, start, {})
        return
    act.todo = _of_scope(ex, act.k, None)
    ex.queue.append(Undone(act.k, act.k))


def _finish(ex: Execution, waiting: Activity) -> None:
    """All is compensated: the thrower goes on, an opened scope closes, a cancelled transaction is left."""
    element = ex.element(waiting)
    if waiting.kind != "undo":
        ex.queue.append(ScopeEnded(waiting.k))
    elif element.event is not None and element.event.has("cancel"):
        _leave_transaction(ex, waiting)
    elif waiting.aside:
        del ex.state.acts[waiting.k]
        ex.drop_token(waiting.scope)
    else:
        lifecycle.complete(ex, waiting)


def _leave_transaction(ex: Execution, waiting: Activity) -> None:
    host = ex.state.acts[waiting.scope]
    if host.inner:
        host = ex.state.acts[host.scope]
    if throw_events.cancelled(ex, host):
        return
    ending.cancel(ex, host)
    ex.add_token(host.scope)
    ex.drop_token(host.scope)
