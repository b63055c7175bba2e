"""How a case begins: plainly, or because an event has come."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from engine import commands
from engine.errors import Conflict, NotFound
from engine.model.definition import Element, Event, Process
from engine.runtime import correlation, listen, scopes
from engine.runtime.context import Context
from engine.runtime.execution import Execution
from engine.runtime.state import ROOT, Scope, State


def opened(ctx: Context, command: commands.Command) -> Execution:
    """A new instance of which nothing has happened yet. Raises NotFound, Conflict."""
    if not isinstance(command, commands.Start):
        raise NotFound("Expected a running case {instance}, but there is none.", instance=ctx.instance_id)
    ref = ctx.bindings.get(command.process) or ctx.library.find_process(command.process)
    if ref is None:
        raise NotFound("Expected process {process}, but it is not deployed.", process=command.process)
    process = ctx.library.process(ref, command.process)
    if not process.executable:
        raise Conflict("Process {process} is only drawn, not executable.", process=process.id)
    ex = Execution(
        ctx,
        State(
            process=process.id, pack=ref, started_at=ctx.at.astimezone(UTC),
            started_by=command.on_behalf_of or command.actor, number=ctx.number,
        ),
    )  # fmt: skip
    ex.state.scopes[ROOT] = Scope(k=ROOT, parent=None, process=process.id, pack=ref)
    ex.emit("instance_started", process=process.id, pack=ref)
    return ex


def begin(ex: Execution, command: Any) -> None:
    process = ex.process(ROOT)
    start = _event_of_start(process, command.start)
    mapped = command.variables if start is not None and start.outputs else {}
    for name, value in command.variables.items() if not mapped else ():
        ex.write(ROOT, name, value, command.start or process.id)
    if start is not None:
        _check_condition(ex, start)
        _set_keys(ex, start, command)
        waits = command.part is not None and start.event is not None and start.event.parallel
        if not waits or start.type != "startEvent":
            scopes.open_root(ex)
        ex.add_token(ROOT)
        _through_starting_gate(ex, process, start)
        if waits:
            listen.begin_at_parts(ex, start, command.part, mapped)
        else:
            listen.pass_event(ex, start, ROOT, mapped)
    else:
        scopes.start_scope(ex, ROOT)


def _through_starting_gate(ex: Execution, process: Process, start: Element) -> None:
    """An event behind a gateway has started the case: of a parallel gateway the others are awaited still."""
    gate = process.starting_gate(start)
    if gate is None:
        return
    for flow in gate.outgoing:
        if flow.target == start.id:
            ex.emit("taken", el=flow.id, s=ROOT)
        elif gate.parallel:
            ex.send(flow, ROOT)


def _set_keys(ex: Execution, start: Element, command: Any) -> None:
    """The message that starts a case sets the key of its conversation."""
    event = start.event or Event("none")
    came = event.definitions if command.part is None else (event.parts[command.part],)
    for one in came:
        if one.kind == "message" and one.correlation_key is None:
            correlation.received(ex, ROOT, str(one.name), "", command.variables)


def _check_condition(ex: Execution, start: Element) -> None:
    """A conditional start event starts a case only while its condition holds over the variables given."""
    event = start.event
    if event is None or event.kind != "conditional" or event.condition is None:
        return
    if ex.evaluate(event.condition, ROOT, start.id) is not True:
        raise Conflict("The condition of start event {start} does not hold.", start=start.id)


def _event_of_start(process: Process, name: str | None) -> Element | None:
    """The start event of this id if something triggers it; None where the process starts plainly.

    Raises NotFound.
    """
    if name is None:
        if process.starts_plainly:
            return None
        raise NotFound("The process {process} has no plain start event.", process=process.id)
    for start in process.starts(None):
        if start.id == name:
            return None if start.event is None or start.event.kind == "none" else start
    raise NotFound(
        "Expected start event {start} in process {process}, but there is none.",
        start=name,
        process=process.id,
    )
