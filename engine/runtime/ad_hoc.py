"""Ad-hoc subprocesses: activities without an order; side by side, or one after the other.

Which of them run is said by the model (`zeebe:adHoc`), else all that nothing leads to run once.
"""

from __future__ import annotations

from engine.errors import ProcessFault
from engine.model.definition import Element
from engine.runtime import conditions, ending
from engine.runtime.execution import Execution
from engine.runtime.items import Arrive
from engine.runtime.state import ROOT, Activity

TYPE = "adHocSubProcess"


def start(ex: Execution, act: Activity, element: Element) -> None:
    """Start the activities of an ad-hoc subprocess whose scope is open."""
    names = _chosen(ex, act, element)
    if element.parallel:
        ex.add_token(act.k, len(names))
        ex.queue.extend(Arrive(name, act.k) for name in names)
    else:
        act.queued = names
    ex.add_token(act.k)
    ex.drop_token(act.k)  # an empty one ends at once, a sequential one begins


def _chosen(ex: Execution, act: Activity, element: Element) -> list[str]:
    children = {c.id: c for c in ex.children(act.k) if c.type != "boundaryEvent"}
    free = [c.id for c in children.values() if c.begins]
    if element.chosen is None:
        return free
    value = ex.evaluate(element.chosen, act.k, element.id)
    if not isinstance(value, list) or any(name not in children for name in value):
        raise ProcessFault(
            "The active elements of {element} are no list of its activities: {value}.",
            element.id,
            value=repr(value)[:200],
        )
    return [str(name) for name in value]


def after(ex: Execution, scope: int) -> None:
    """An activity has ended; if it was the last that its ad-hoc subprocess needs, the rest is not done."""
    owner = ex.state.acts.get(scope) if scope != ROOT else None
    if owner is None or scope not in ex.state.scopes:
        return
    element = ex.element(owner)
    if element.type != TYPE or element.completion is None or owner.kind != "scope":
        return
    if conditions.holds(ex, element.completion, scope, element.id):
        owner.queued = []
        if element.cancel_remaining:
            ending.clear_scope(ex, scope)
            ex.add_token(scope)
            ex.drop_token(scope)


def goes_on(ex: Execution, owner: Activity) -> bool:
    """Is there another activity of a sequential ad-hoc subprocess whose turn it is now?"""
    if not owner.queued:
        return False
    name, *owner.queued = owner.queued
    ex.add_token(owner.k)
    ex.queue.append(Arrive(name, owner.k))
    return True
