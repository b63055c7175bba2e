"""How things end without success: cancelled with all inside, scopes emptied, listeners let go."""

from __future__ import annotations

from collections.abc import Iterable

from engine.runtime import timers
from engine.runtime.execution import Execution
from engine.runtime.items import Undone
from engine.runtime.state import ROOT, Activity

_LISTENERS = ("boundary", "trigger", "part")


def holds_token(act: Activity) -> bool:
    """Listeners, and the catch events behind an event-based gateway, wait without a token of their own."""
    return act.kind not in _LISTENERS and not (act.kind == "catch" and act.host is not None)


def is_unseen(act: Activity) -> bool:
    """Does it only keep a scope open, for a compensation or for what is to start an event subprocess, without
    an element's name in the history?"""
    return act.kind in ("undo", "catch") and act.aside


def is_spent(act: Activity, hosted: Iterable[Activity] = ()) -> bool:
    """Has a listener fired for the last time? It stays until its host or scope ends.

    hosted: what hangs on it, the parts of an event with several definitions.
    """
    if act.kind not in _LISTENERS:
        return False
    listens = act.timers or act.message or act.correlated or act.signal is not None or act.held is not None
    return not listens and all(is_spent(part) for part in hosted)


def cancel(ex: Execution, act: Activity) -> None:
    """End an activity and all inside it without taking its flows."""
    if act.k not in ex.state.acts:
        return
    if act.k in ex.state.scopes:
        _empty(ex, act.k)
        del ex.state.scopes[act.k]
    disarm(ex, act, completed=False)
    if act.kind not in _LISTENERS and not is_unseen(act):
        ex.emit("cancelled", el=act.el, k=act.k, s=act.scope)
    del ex.state.acts[act.k]
    if holds_token(act):
        ex.state.scopes[act.scope].tokens -= 1
    waiting = ex.state.acts.get(act.undoes) if act.undoes is not None else None
    if waiting is not None:  # a handler that is interrupted has done what it could
        ex.queue.append(Undone(waiting.k, waiting.scope))


def clear_scope(ex: Execution, scope: int, but: int | None = None) -> None:
    """Cancel everything in a scope, tokens at joins and on their way too; all but one listener."""
    ex.queue = type(ex.queue)(item for item in ex.queue if item.scope != scope)
    _empty(ex, scope, but)
    ex.state.scopes[scope].tokens = 0
    owner = ex.state.acts.get(scope) if scope != ROOT else None
    if owner is not None:  # nor does begin what had still to begin in it
        owner.queued, owner.todo = [], []


def _empty(ex: Execution, scope: int, but: int | None = None) -> None:
    """Cancel what is in a scope. What is on its way in a scope that goes is dropped when its turn comes."""
    for act in ex.inside(scope):
        if but is None or but not in (act.k, act.host):
            cancel(ex, act)
    forget_joins(ex, scope)


def forget_joins(ex: Execution, scope: int) -> None:
    """Tokens that wait at the joins of a scope are no more."""
    for child in ex.children(scope) if ex.state.joins or ex.state.resets else ():
        ex.state.joins.pop(f"{scope} {child.id}", None)
        ex.state.resets.pop(f"{scope} {child.id}", None)


def disarm(ex: Execution, act: Activity, *, completed: bool = True) -> None:
    """Take back what outsiders see of a waiting activity: the task, the job, its timers, its listeners."""
    timers.cancel_timers(ex, act)
    if act.kind == "task":
        ex.emit("task_completed" if completed else "task_cancelled", k=act.k, el=act.el)
    elif act.kind == "job":
        ex.emit("job_completed" if completed else "job_cancelled", k=act.k, el=act.el)
    if act.message is not None or act.signal is not None or act.held is not None:
        ex.emit("unwaiting", k=act.k, el=act.el)
    if act.kind == "gate" or _has_several(ex, act) or (not act.inner and ex.element(act).boundary):
        for listener in ex.hosted(act.k):
            forget(ex, listener)


def _has_several(ex: Execution, act: Activity) -> bool:
    event = ex.element(act).event
    return act.part is None and event is not None and bool(event.parts)


def forget(ex: Execution, listener: Activity) -> None:
    """Listen no more for something."""
    disarm(ex, listener)
    ex.state.scopes.pop(listener.k, None)
    del ex.state.acts[listener.k]
