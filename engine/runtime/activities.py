"""What each type of element does when a token reaches it. The table at the end is the list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from engine.errors import NotFound, ProcessFault
from engine.model.definition import Element, Event
from engine.runtime import (
    ad_hoc,
    arming,
    compensation,
    conditions,
    lifecycle,
    listen,
    loops,
    scopes,
    throw,
    work,
)
from engine.runtime.context import binding_of
from engine.runtime.execution import Execution
from engine.runtime.items import Arrive, Delivered, Instance
from engine.runtime.state import Activity

Behaviour = Callable[[Execution, Activity, Element], None]

#: How deep scopes may stand inside each other where a process is called.
MAX_DEPTH = 150


def activate(
    ex: Execution, element: Element, scope: int, instance: Instance | None = None,
    arrival: Arrive | None = None,
) -> None:  # fmt: skip
    """A token has reached an element: make its activity and let it do what its type does."""
    ex.count_activation(element)
    act = ex.add_activity(element, scope, "pass")
    if instance is not None:
        act.inner, act.index = True, instance.index
    if arrival is not None:
        act.undoes = arrival.undoes
    ex.emit("activated", el=element.id, k=act.k, s=scope)
    if instance is None:
        lifecycle.run_clocks(ex, element, scope, "activated")
    if element.loop is not None and instance is None:
        if not loops.begin(ex, act, element):
            lifecycle.complete(ex, act)
    else:
        given = arrival.given if arrival is not None else None
        if instance is not None or element.inputs or given:
            _open_local(ex, act, element, instance, given or {})
        BEHAVIOUR[element.type](ex, act, element)
    if act.k in ex.state.acts:  # it may have passed at once
        arming.arm_boundary(ex, act)


def _open_local(
    ex: Execution, act: Activity, element: Element, instance: Instance | None = None,
    given: Mapping[str, Any] = MappingProxyType({}),
) -> None:  # fmt: skip
    ex.add_scope(act.k, act.scope, element, act.scope)
    for name, value in given.items():
        ex.write(act.k, name, value, element.id)
    if instance is not None:
        ex.write(act.k, "loopCounter", instance.index + 1, element.id)
        if instance.key is not None:
            ex.write(act.k, "loopKey", instance.key, element.id)
        if instance.has_item and element.loop is not None and element.loop.element_variable:
            ex.write(act.k, element.loop.element_variable, instance.item, element.id)
    ex.map_inputs(element.inputs, act.scope, act.k, element.id)


def _pass(ex: Execution, act: Activity, element: Element) -> None:
    lifecycle.complete(ex, act)


def _user_task(ex: Execution, act: Activity, element: Element) -> None:
    work.open_task(ex, act, element)


def _job_or(otherwise: Behaviour) -> Behaviour:
    def behave(ex: Execution, act: Activity, element: Element) -> None:
        if element.job_type is not None:
            work.open_job(ex, act, element)
        else:
            otherwise(ex, act, element)

    return behave


def _script(ex: Execution, act: Activity, element: Element) -> None:
    results: dict[str, Any] = {}
    if element.script is not None:
        scope = ex.sight(act)
        value = ex.plain(ex.evaluate(element.script, scope, element.id), element.id)
        results = {element.result: value} if element.result else {}
    lifecycle.complete(ex, act, results)


def _decide(ex: Execution, act: Activity, element: Element) -> None:
    if element.decision is None:
        lifecycle.complete(ex, act)
        return
    scope = ex.sight(act)
    value = conditions.decide(ex, element, scope)
    lifecycle.complete(ex, act, {element.result: value} if element.result else {})


def _catch(ex: Execution, act: Activity, element: Element) -> None:
    if element.event is None or element.event.kind in ("none", "link"):
        listen.tell_caught(ex, element, act.scope)
        lifecycle.complete(ex, act)
        return
    act.kind = "catch"
    arming.wait_for(ex, act, element)


def _receive(ex: Execution, act: Activity, element: Element) -> None:
    act.kind = "catch"
    arming.wait_for(ex, act, element)


def _throw_message(ex: Execution, act: Activity, element: Element) -> None:
    throw.message(ex, act, element, element.event or Event("message", element.id))
    lifecycle.complete(ex, act)


def _throw(ex: Execution, act: Activity, element: Element) -> None:
    """Intermediate throw events and end events."""
    event = element.event or Event("none")
    if event.kind == "message":
        _job_or(_throw_message)(ex, act, element)
        return
    if event.kind == "link":
        _link(ex, act, element)
        return
    for part in sorted(event.definitions, key=_throws_last):
        if act.k in ex.state.acts and part.kind in _THROWERS:
            _THROWERS[part.kind](ex, act, element, part)
    if act.k not in ex.state.acts or act.kind == "undo":  # a catch may have ended the scope of the thrower
        return
    if event.has("signal"):
        ex.queue.append(Delivered(act.k, act.scope))
    else:
        lifecycle.complete(ex, act)


def _throws_last(event: Event) -> bool:
    """What ends or delays the thrower itself is thrown after the others."""
    return event.kind in ("compensation", "error", "cancel", "terminate")


_THROWERS = {**throw.THROWERS, "compensation": compensation.throw, "cancel": compensation.cancel}


def _link(ex: Execution, act: Activity, element: Element) -> None:
    """Go on at the catch link event of the same name and scope."""
    process = ex.process(act.scope)
    siblings = (process.elements[i] for i in process.children.get(element.scope, ()))
    for target in siblings:
        event = target.event
        if (
            target.type == "intermediateCatchEvent" and event is not None and element.event is not None
            and event.kind == "link" and event.name == element.event.name
        ):  # fmt: skip
            ex.emit("thrown", el=element.id, kind="link", name=event.name, s=act.scope)
            lifecycle.close(ex, act, element)
            activate(ex, target, act.scope)
            return
    raise ProcessFault("The link {element} leads nowhere.", element.id)


def _event_gateway(ex: Execution, act: Activity, element: Element) -> None:
    act.kind = "gate"
    elements = ex.process(act.scope).elements
    for flow in element.outgoing:
        target = elements[flow.target]
        waiting = ex.add_activity(target, act.scope, "catch", host=act.k)
        if target.inputs:
            _open_local(ex, waiting, target)
        arming.wait_for(ex, waiting, target)


def _subprocess(ex: Execution, act: Activity, element: Element) -> None:
    act.kind = "scope"
    if act.k not in ex.state.scopes:
        ex.add_scope(act.k, act.scope, element, act.scope)
    if element.triggered_by_event:
        scopes.start_instance(ex, act.k)
    elif element.type == ad_hoc.TYPE:
        scopes.declare_data(ex, act.k, element.id)
        arming.arm_event_subprocesses(ex, act.k)
        ad_hoc.start(ex, act, element)
    else:
        scopes.start_scope(ex, act.k)


def _call(ex: Execution, act: Activity, element: Element) -> None:
    scope = ex.sight(act)
    name = ex.text(element.called, scope, element.id)
    _check_depth(ex, act.scope, element)
    caller = ex.state.scopes[act.scope].pack
    bound = ex.ctx.bindings.get(binding_of(element.id, name)) or ex.ctx.library.find_called(
        name, caller, element.binding, element.version_tag
    )
    if bound is None:
        raise ProcessFault("The process {name} that {element} calls is not deployed.", element.id, name=name)
    try:
        process = ex.ctx.library.process(bound, name)
    except (KeyError, NotFound) as error:
        raise ProcessFault(
            "The process {name} that {element} calls is not deployed.", element.id, name=name
        ) from error
    given: dict[str, Any] = {}
    if element.propagate_all_parent:
        given = work.visible(ex.chain(scope))
    elif act.k in ex.state.scopes:
        given = dict(ex.state.scopes[act.k].vars)
    ex.emit("bound", el=element.id, process=process.id, pack=bound)
    opened = ex.add_scope(act.k, act.scope, element, act.scope)
    opened.process, opened.pack, opened.isolated = process.id, bound, True
    act.kind = "call"
    for variable, value in given.items():
        ex.write(act.k, variable, value, element.id)
    scopes.start_scope(ex, act.k)


def _check_depth(ex: Execution, scope: int, element: Element) -> None:
    depth = 0
    parent: int | None = scope
    while parent is not None:
        known = ex.state.scopes[parent]
        depth, parent = depth + 1, known.parent
    if depth >= MAX_DEPTH:
        raise ProcessFault(
            "The calls at {element} are nested deeper than {limit}; does a process call itself?",
            element.id,
            limit=MAX_DEPTH,
        )


def _boundary_reached(ex: Execution, act: Activity, element: Element) -> None:
    raise ProcessFault("A sequence flow leads into the boundary event {element}.", element.id)


BEHAVIOUR: dict[str, Behaviour] = {
    "task": _pass,
    "manualTask": _pass,
    "userTask": _user_task,
    "serviceTask": _job_or(_pass),
    "scriptTask": _job_or(_script),
    "businessRuleTask": _job_or(_decide),
    "sendTask": _job_or(_throw_message),
    "receiveTask": _receive,
    "exclusiveGateway": _pass,
    "parallelGateway": _pass,
    "inclusiveGateway": _pass,
    "eventBasedGateway": _event_gateway,
    "complexGateway": _pass,
    "subProcess": _subprocess,
    "transaction": _subprocess,
    "adHocSubProcess": _subprocess,
    "callActivity": _call,
    "startEvent": _pass,
    "endEvent": _throw,
    "intermediateThrowEvent": _throw,
    "intermediateCatchEvent": _catch,
    "boundaryEvent": _boundary_reached,
}
