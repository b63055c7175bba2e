"""Activities that run several times: over a collection, a number of times, or while a condition holds."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine.errors import ProcessFault
from engine.model.definition import Element, Event, Loop
from engine.runtime import conditions, ending
from engine.runtime.execution import MAX_ACTIVATIONS, Execution
from engine.runtime.items import Instance, InstanceTold
from engine.runtime.state import Activity, Multi

#: `total` of an activity that is repeated while its condition holds.
UNKNOWN = -1


def begin(ex: Execution, act: Activity, element: Element, start: str | None = None) -> bool:
    """Make an activity the body of its instances and send the first on their way; False if there is none.

    start: of an event subprocess, the start event at which its instances begin.
    """
    loop = element.loop
    if loop is None:
        raise AssertionError("called for an activity with a loop only")
    act.kind = "multi"
    sight = ex.sight(act)
    items, total, keys = ([], UNKNOWN, None) if loop.repeat else _items(ex, sight, element, loop)
    outputs = [None] * total if loop.output_collection else []
    act.multi = Multi(total, items=items, outputs=outputs, keys=keys, start=start)
    if act.k not in ex.state.scopes:
        ex.add_scope(act.k, act.scope, element, act.scope)
    if loop.repeat:
        if not _again(ex, act, loop, {}, first=True):
            return False
        next_instance(ex, act)
        return True
    for _ in range(min(1, total) if loop.sequential else total):
        next_instance(ex, act)
    return total > 0


def _items(
    ex: Execution, scope: int, element: Element, loop: Loop
) -> tuple[list[Any], int, list[str] | None]:
    """The items of the collection (none for a plain number), how many instances there are, and the keys of
    the items where the collection is a context."""
    items: list[Any] = []
    keys: list[str] | None = None
    if loop.collection is not None:
        value: Any = ex.evaluate(loop.collection, scope, element.id)
        if isinstance(value, dict):
            keys, value = [str(key) for key in value], list(value.values())
        if not isinstance(value, list):
            raise ProcessFault(
                "The collection of {element} is no list: {value}.", element.id, value=repr(value)
            )
        items, total = [ex.plain(v, element.id) for v in value], len(value)
    else:
        value = ex.evaluate(loop.cardinality, scope, element.id) if loop.cardinality else None
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or value < 0 or value % 1:
            raise ProcessFault(
                "The number of instances of {element} must be a whole number from 0, not {value}.",
                element.id,
                value=str(ex.plain(value, element.id))[:200],
            )
        total = int(value)
    if total > MAX_ACTIVATIONS:
        raise ProcessFault(
            "{element} asks for {total} instances; {limit} are allowed.",
            element.id,
            total=total,
            limit=MAX_ACTIVATIONS,
        )
    return items, total, keys


def next_instance(ex: Execution, body: Activity) -> None:
    """Send the next instance of a body on its way."""
    multi = _multi(body)
    index = multi.started
    multi.started += 1
    has_item = bool(multi.items)
    item = multi.items.pop(0) if has_item else None
    key = multi.keys[index] if multi.keys is not None else None
    ex.add_token(body.k)
    ex.queue.append(Instance(body.el, body.k, index, item, has_item, key))


def instance_done(ex: Execution, act: Activity, output: Any, local: Mapping[str, Any]) -> None:
    """One instance has ended; the conditions see its variables, as in Camunda 8."""
    body = ex.state.acts[act.scope]
    loop, multi = ex.element(body).loop, _multi(body)
    if loop is None:
        raise AssertionError("an inner instance has a loop")
    multi.completed += 1
    if loop.output_collection and act.index is not None:
        multi.outputs[act.index] = output
    seen: dict[str, Any] = {**local, **counts(multi)}
    if loop.output_collection and (loop.completion is not None or loop.throws):
        seen[loop.output_collection] = multi.collected
    enough = loop.completion is not None and conditions.holds(ex, loop.completion, body.k, act.el, seen)
    told = _told(ex, body, loop, seen)
    enough = enough or (loop.behavior == "complex" and bool(told))
    if enough:
        ending.clear_scope(ex, body.k)
        ex.add_token(body.k)
    ex.queue.extend(InstanceTold(body.k, body.scope, event) for event in told if event.kind != "none")
    if not enough and _goes_on(ex, body, loop, local):
        next_instance(ex, body)
    ex.drop_token(body.k)


def _goes_on(ex: Execution, body: Activity, loop: Loop, local: Mapping[str, Any]) -> bool:
    if loop.repeat:
        return _again(ex, body, loop, local)
    return loop.sequential and _multi(body).started < _multi(body).total


def _again(
    ex: Execution, body: Activity, loop: Loop, local: Mapping[str, Any], *, first: bool = False
) -> bool:
    """Does a repeated activity run once more? `loopCounter` is how often it has run."""
    done = _multi(body).completed
    if loop.maximum is not None and done >= loop.maximum:
        return False
    if loop.condition is None or (first and not loop.test_before):
        return True
    return conditions.holds(ex, loop.condition, body.k, body.el, {**local, "loopCounter": done})


def _told(ex: Execution, body: Activity, loop: Loop, seen: Mapping[str, Any]) -> list[Event]:
    """What an instance that ends throws for its loop to the boundary. Where the condition of a complex
    behavior holds, the other instances are not waited for (BPMN 2.0, table 10.31)."""
    if loop.behavior == "one" and _multi(body).completed > 1:
        return []
    return [
        event
        for condition, event in loop.throws
        if condition is None or conditions.holds(ex, condition, body.k, body.el, seen)
    ]


def counts(multi: Multi) -> dict[str, int]:
    """The standard's counts of a multi-instance activity, as its conditions see them."""
    return {
        "numberOfInstances": multi.started if multi.total == UNKNOWN else multi.total,
        "numberOfActiveInstances": multi.started - multi.completed,
        "numberOfCompletedInstances": multi.completed,
        "numberOfTerminatedInstances": 0,
    }


def _multi(body: Activity) -> Multi:
    if body.multi is None:
        raise AssertionError("the body of a loop counts")
    return body.multi
