"""How a scope begins: its data are declared, its event subprocesses listen, its first tokens are put in."""

from __future__ import annotations

from engine.errors import ProcessFault
from engine.runtime import arming
from engine.runtime.execution import Execution
from engine.runtime.items import Arrive
from engine.runtime.state import ROOT


def declare_data(ex: Execution, scope: int, owner: str | None) -> None:
    """Data objects, data stores and properties are variables of their scope, empty at first."""
    data = ex.process(scope).data
    for name in data.get(owner, ()) if data else ():
        if name not in ex.state.scopes[scope].vars:
            ex.write(scope, name, None, owner or ex.process(scope).id)


def open_root(ex: Execution) -> None:
    """A case that an event has started begins: its data are declared, its event subprocesses listen."""
    declare_data(ex, ROOT, None)
    arming.arm_event_subprocesses(ex, ROOT)


def start_scope(ex: Execution, scope: int) -> None:
    """Put the first tokens into a scope: at its plain start event, else at all that nothing leads to."""
    known = ex.state.scopes[scope]
    declare_data(ex, scope, None if known.isolated or scope == ROOT else known.el)
    arming.arm_event_subprocesses(ex, scope)
    children = ex.children(scope)
    starts = [c for c in children if c.type == "startEvent" and (c.event is None or c.event.kind == "none")]
    if not any(c.type == "startEvent" for c in children):
        starts = [c for c in children if c.begins]
    if not starts:
        process = ex.process(scope).id
        raise ProcessFault("The process {process} has no plain start event.", process, process=process)
    ex.add_token(scope, len(starts))
    ex.queue.extend(Arrive(start.id, scope) for start in starts)


def start_instance(ex: Execution, scope: int) -> None:
    """Begin an instance of an event subprocess with a loop, at the start event that was triggered."""
    instance = ex.state.acts[scope]
    body = ex.state.acts[instance.scope]
    declare_data(ex, scope, instance.el)
    arming.arm_event_subprocesses(ex, scope)
    ex.add_token(scope)
    if body.multi is not None and body.multi.start is not None:
        ex.queue.append(Arrive(body.multi.start, scope))
