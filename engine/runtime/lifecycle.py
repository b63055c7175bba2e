"""How activities end: complete, leave by flows, cancel with all inside, and how scopes end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.errors import ProcessFault
from engine.model.definition import Element, Flow
from engine.runtime import conditions, timers, work
from engine.runtime.execution import Execution, Instance
from engine.runtime.state import ROOT, Activity, Multi

_LISTENERS = ("boundary", "trigger")


def holds_token(act: Activity) -> bool:
    """Listeners, and the catch events behind an event-based gateway, wait without a token of their own."""
    return act.kind not in _LISTENERS and not (act.kind == "catch" and act.host is not None)


def is_spent(act: Activity) -> bool:
    """Has a listener fired for the last time? It stays until its host or scope ends."""
    return act.kind in _LISTENERS and not (act.timers or act.message or act.signal)


def run_clocks(ex: Execution, element: Element, scope: int, on: str) -> None:
    for action in element.clocks:
        if action.on == on:
            timers.run_clock(ex, action, scope, element.id)
            work.follow_clock(ex, action.name)


def complete(ex: Execution, act: Activity, results: Mapping[str, Any] | None = None) -> None:
    """End an activity well: its results are written, its flows taken."""
    element = ex.element(act)
    output = _results(ex, act, element, results or {})
    local = ex.state.scopes.get(act.k)
    close(ex, act, element)
    if act.inner:
        _instance_done(ex, act, output, local.vars if local else {})
    else:
        leave(ex, element, act.scope)


def close(ex: Execution, act: Activity, element: Element) -> None:
    """Record that an activity ended well, and let go of what it held; its token is the caller's."""
    _disarm(ex, act)
    ex.emit("completed", el=act.el, k=act.k, s=act.scope)
    ex.state.scopes.pop(act.k, None)
    del ex.state.acts[act.k]  # first: what a clock moves must not tell of a task that is over
    if not act.inner:
        run_clocks(ex, element, act.scope, "completed")


def _results(ex: Execution, act: Activity, element: Element, results: Mapping[str, Any]) -> Any:
    """Write results outwards; give back the value for the output collection of a multi-instance."""
    local = act.k if act.k in ex.state.scopes else act.scope
    value = None
    if act.inner and element.loop is not None and element.loop.output_element is not None:
        value = ex.evaluate(element.loop.output_element, local, act.el, results)
    if act.kind == "multi":
        _write_collection(ex, act, element)
    elif element.outputs:
        ex.map_outputs(element.outputs, local, act.scope, results, act.el)
    else:
        for name, result in _going_up(act, element, results).items():
            ex.write_up(local, name, result, act.el)
    return value


def _going_up(act: Activity, element: Element, results: Mapping[str, Any]) -> Mapping[str, Any]:
    """Of a called process all variables, if asked for, but those that the call itself was given."""
    if act.kind != "call":
        return results
    if not element.propagate_all_child:
        return {}
    own = {mapping.target.partition(".")[0] for mapping in element.inputs}
    if act.inner and element.loop is not None:
        own |= {"loopCounter", element.loop.element_variable or ""}
    return {name: value for name, value in results.items() if name not in own}


def _write_collection(ex: Execution, act: Activity, element: Element) -> None:
    loop, multi = element.loop, act.multi
    if loop is not None and multi is not None and loop.output_collection:
        ex.write_up(act.scope, loop.output_collection, multi.outputs, act.el)


def _instance_done(ex: Execution, act: Activity, output: Any, local: Mapping[str, Any]) -> None:
    """One instance has ended; the completion condition sees its variables, as in Camunda 8."""
    body = ex.state.acts[act.scope]
    element = ex.element(body)
    multi, loop = body.multi, element.loop
    if multi is None or loop is None:
        raise AssertionError("an inner instance has a multi-instance body")
    multi.completed += 1
    if loop.output_collection and act.index is not None:
        multi.outputs[act.index] = output
    seen: dict[str, Any] = {**local, **counts(multi)}
    if loop.output_collection:
        seen[loop.output_collection] = multi.outputs
    if loop.completion is not None and conditions.holds(ex, loop.completion, body.k, act.el, seen):
        clear_scope(ex, body.k)
        ex.add_token(body.k)
    elif loop.sequential and multi.started < multi.total:
        next_instance(ex, body)
    ex.drop_token(body.k)


def counts(multi: Multi) -> dict[str, int]:
    """The standard's counts of a multi-instance activity, as its completion condition sees them."""
    return {
        "numberOfInstances": multi.total,
        "numberOfActiveInstances": multi.started - multi.completed,
        "numberOfCompletedInstances": multi.completed,
        "numberOfTerminatedInstances": 0,
    }


def next_instance(ex: Execution, body: Activity) -> None:
    """Send the next instance of a multi-instance body on its way."""
    multi = body.multi
    if multi is None:
        raise AssertionError("the body of a multi-instance counts")
    index = multi.started
    multi.started += 1
    has_item = bool(multi.items)
    item = multi.items.pop(0) if has_item else None
    ex.add_token(body.k)
    ex.queue.append(Instance(body.el, body.k, index, item, has_item))


def complete_gate(ex: Execution, gate: Activity, flow: Flow) -> None:
    """An event-based gateway lets its token pass to the event that came first."""
    _disarm(ex, gate)
    ex.emit("completed", el=gate.el, k=gate.k, s=gate.scope)
    del ex.state.acts[gate.k]
    ex.emit("taken", el=flow.id, s=gate.scope)
    ex.state.scopes[gate.scope].tokens -= 1


def leave(ex: Execution, element: Element, scope: int, flows: Iterable[Flow] | None = None) -> None:
    """Take the flows that hold, then give up the element's own token."""
    for flow in chosen(ex, element, scope) if flows is None else flows:
        ex.send(flow, scope)
    ex.drop_token(scope)


def chosen(ex: Execution, element: Element, scope: int) -> list[Flow]:
    """The flows out of an element that a token takes.

    Raises ProcessFault where conditions and no default leave no way.
    """
    outgoing = element.outgoing
    if element.type == "parallelGateway" or all(
        f.condition is None and f.id != element.default for f in outgoing
    ):
        return list(outgoing) if element.type != "exclusiveGateway" else list(outgoing[:1])
    exclusive = element.type == "exclusiveGateway"
    taken: list[Flow] = []
    for flow in outgoing:
        if flow.id != element.default and (
            flow.condition is None or conditions.holds(ex, flow.condition, scope, flow.id)
        ):
            taken.append(flow)
            if exclusive:
                break
    if not taken and element.default is not None:
        taken = [flow for flow in outgoing if flow.id == element.default]
    if not taken:
        raise ProcessFault(
            "No flow out of {element} has a true condition and none is the default.", element.id
        )
    return taken


def cancel(ex: Execution, act: Activity) -> None:
    """End an activity and all inside it without taking its flows."""
    if act.k not in ex.state.acts:
        return
    if act.k in ex.state.scopes:
        _empty(ex, act.k)
        del ex.state.scopes[act.k]
    _disarm(ex, act, completed=False)
    if act.kind not in _LISTENERS:
        ex.emit("cancelled", el=act.el, k=act.k, s=act.scope)
    del ex.state.acts[act.k]
    if holds_token(act):
        ex.state.scopes[act.scope].tokens -= 1


def clear_scope(ex: Execution, scope: int) -> None:
    """Cancel everything in a scope, tokens at joins and on their way too."""
    ex.queue = type(ex.queue)(item for item in ex.queue if item.scope != scope)
    _empty(ex, scope)
    ex.state.scopes[scope].tokens = 0


def _empty(ex: Execution, scope: int) -> None:
    """Cancel what is in a scope. What is on its way in a scope that goes is dropped when its turn comes."""
    for act in ex.inside(scope):
        cancel(ex, act)
    for child in ex.children(scope) if ex.state.joins else ():
        ex.state.joins.pop(f"{scope} {child.id}", None)


def _disarm(ex: Execution, act: Activity, *, completed: bool = True) -> None:
    """Take back what outsiders see of a waiting activity: the task, the job, its timers, its listeners."""
    timers.cancel_timers(ex, act)
    if act.kind == "task":
        ex.emit("task_completed" if completed else "task_cancelled", k=act.k, el=act.el)
    elif act.kind == "job":
        ex.emit("job_completed" if completed else "job_cancelled", k=act.k, el=act.el)
    if act.message is not None or act.signal is not None:
        ex.emit("unwaiting", k=act.k, el=act.el)
    if act.inner or not (act.kind == "gate" or ex.element(act).boundary):
        return
    for listener in ex.hosted(act.k):
        _disarm(ex, listener)
        ex.state.scopes.pop(listener.k, None)
        del ex.state.acts[listener.k]


def end_scope(ex: Execution, scope: int) -> None:
    """The last token of a scope is gone: its owner completes, or the case does."""
    if scope not in ex.state.scopes or ex.state.scopes[scope].tokens:
        return
    for listener in ex.inside(scope):
        cancel(ex, listener)
    if scope == ROOT:
        finish(ex, "completed")
        return
    owner = ex.state.acts[scope]
    results: dict[str, Any] = {}
    if owner.kind == "call":  # closed first, so that what goes up is worked out in the caller's scope
        results = ex.state.scopes.pop(scope).vars
    complete(ex, owner, results)


def finish(ex: Execution, status: str) -> None:
    """The case is over: nothing is left but its variables."""
    state = ex.state
    state.status = "completed" if status == "completed" else "cancelled"
    state.acts, state.joins, state.clocks = {}, {}, {}
    state.scopes = {ROOT: state.scopes[ROOT]}
    state.scopes[ROOT].tokens = 0
    ex.queue.clear()
    ex.emit(f"instance_{state.status}")
