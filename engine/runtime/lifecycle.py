"""How activities end well: results are written, flows taken; and how scopes end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from engine.errors import ProcessFault
from engine.model.definition import Element, Flow
from engine.runtime import ad_hoc, conditions, ending, loops, timers, undoable, work
from engine.runtime.execution import Execution
from engine.runtime.items import Undone
from engine.runtime.state import ROOT, Activity


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
        loops.instance_done(ex, act, output, local.vars if local else {})
    elif act.undoes is not None:
        _handled(ex, act)
    else:
        leave(ex, element, act.scope)
        ad_hoc.after(ex, act.scope)


def _handled(ex: Execution, act: Activity) -> None:
    """What ran for a compensation has ended; who waits for it goes on."""
    waiting = ex.state.acts.get(act.undoes or 0)
    if waiting is not None:
        ex.queue.append(Undone(waiting.k, waiting.scope))
    ex.drop_token(act.scope)


def close(ex: Execution, act: Activity, element: Element) -> None:
    """Record that an activity ended well, and let go of what it held; its token is the caller's."""
    ending.disarm(ex, act)
    ex.emit("completed", el=act.el, k=act.k, s=act.scope)
    if act.kind != "call":  # which is remembered before its variables go up
        undoable.remember(ex, act, element)
    ex.state.scopes.pop(act.k, None)
    del ex.state.acts[act.k]  # first: what a clock moves must not tell of a task that is over
    if not act.inner:
        run_clocks(ex, element, act.scope, "completed")


def _results(ex: Execution, act: Activity, element: Element, results: Mapping[str, Any]) -> Any:
    """Write results outwards; give back the value for the output collection of a multi-instance.

    An instance whose output goes into a collection keeps what its output mappings write, as in Camunda 8:
    the instances do not overwrite each other, and the collection sees it.
    """
    local = ex.sight(act)
    value = None
    if act.inner and element.loop is not None and element.loop.output_element is not None:
        if element.outputs:
            ex.map_outputs(element.outputs, local, local, results, act.el, up=False)
            return ex.evaluate(element.loop.output_element, local, act.el)
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
        own |= {"loopCounter", "loopKey", element.loop.element_variable or ""}
    return {name: value for name, value in results.items() if name not in own}


def _write_collection(ex: Execution, act: Activity, element: Element) -> None:
    loop, multi = element.loop, act.multi
    if loop is not None and multi is not None and loop.output_collection:
        ex.write_up(act.scope, loop.output_collection, multi.collected, act.el)


def complete_gate(ex: Execution, gate: Activity, flow: Flow) -> None:
    """An event-based gateway lets its token pass to the event that came first."""
    ending.disarm(ex, gate)
    ex.emit("completed", el=gate.el, k=gate.k, s=gate.scope)
    del ex.state.acts[gate.k]
    ex.emit("taken", el=flow.id, s=gate.scope)
    ex.state.scopes[gate.scope].tokens -= 1


def leave(ex: Execution, element: Element, scope: int, flows: Iterable[Flow] | None = None) -> None:
    """Take the flows that hold, then give up the element's own token."""
    for flow in chosen(ex, element, scope) if flows is None else flows:
        for _ in range(element.completion_quantity):
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
    extra = None
    if element.type == "complexGateway":
        came = ex.state.resets.get(f"{scope} {element.id}", ())
        extra = {"activationCount": max(1, len(came)), "waitingForStart": True}
    taken: list[Flow] = []
    for flow in outgoing:
        if flow.id != element.default and (
            flow.condition is None or conditions.holds(ex, flow.condition, scope, flow.id, extra)
        ):
            taken.append(flow)
            if exclusive:
                break
    if element.default is not None and not _decided(element, taken):
        taken = [flow for flow in outgoing if flow in taken or flow.id == element.default]
    if not taken:
        raise ProcessFault(
            "No flow out of {element} has a true condition and none is the default.", element.id
        )
    return taken


def _decided(element: Element, taken: list[Flow]) -> bool:
    """Does what is taken leave no room for the default? Beside an activity's flows with conditions those
    without are a split of their own (BPMN 2.0, 13.2.1)."""
    if element.type.endswith("Gateway"):
        return bool(taken)
    return any(flow.condition is not None for flow in taken)


def end_scope(ex: Execution, scope: int) -> None:
    """The last token of a scope is gone: its owner completes, or the case does."""
    if scope not in ex.state.scopes or ex.state.scopes[scope].tokens:
        return
    if scope != ROOT and ad_hoc.goes_on(ex, ex.state.acts[scope]):
        return
    for listener in ex.inside(scope):
        ending.cancel(ex, listener)
    ending.forget_joins(ex, scope)
    if scope == ROOT:
        finish(ex, "completed")
        return
    owner = ex.state.acts[scope]
    if owner.aside:
        close(ex, owner, ex.element(owner))
        _handled(ex, owner)
        return
    results: dict[str, Any] = {}
    if owner.kind == "call":  # closed first, so that what goes up is worked out in the caller's scope
        undoable.remember(ex, owner, ex.element(owner))
        results = ex.state.scopes.pop(scope).vars
    complete(ex, owner, results)


def finish(ex: Execution, status: Literal["completed", "cancelled"]) -> None:
    """The case is over: nothing is left but its variables."""
    state = ex.state
    state.status = status
    state.acts, state.joins, state.resets, state.clocks = {}, {}, {}, {}
    state.scopes = {ROOT: state.scopes[ROOT]}
    state.scopes[ROOT].tokens, state.scopes[ROOT].done, state.scopes[ROOT].keys = 0, [], {}
    ex.queue.clear()
    ex.emit(f"instance_{state.status}")
