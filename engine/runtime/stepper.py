"""The pure step: (circumstances, state, command) -> (state, events). It reads no clock, no database, no
network and no chance; the same input gives the same bytes, so a history can be replayed as proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from heapq import heapify, heappop, heappush
from typing import Any

from engine import commands
from engine.errors import Conflict, NotFound, ProcessFault
from engine.model.definition import Element, Event, Process
from engine.runtime import (
    activities,
    compensation,
    correlation,
    ending,
    gateways,
    lifecycle,
    listen,
    state,
    throw,
    timers,
    work,
)
from engine.runtime.context import Context
from engine.runtime.execution import (
    Broadcast,
    Delivered,
    EventRecord,
    Execution,
    Instance,
    InstanceTold,
    Item,
    ScopeEnded,
    Undone,
)  # fmt: skip
from engine.runtime.state import ROOT, Activity, Scope, State, Timer


@dataclass(frozen=True, slots=True)
class Result:
    """The new state as canonical bytes with their hash, and what happened, in order.

    status: of the instance after the step. Events hold JSON values and aware UTC datetimes.
    state: what `data` says, for who wants to look at it without reading it again; it is not to be changed.
    """

    data: bytes
    hash: str
    status: str
    events: list[EventRecord]
    state: State


def step(ctx: Context, data: bytes | None, command: commands.Command) -> Result:
    """Take one command. `data` is the encoded state before, None for Start.

    Raises NotFound or Conflict when the command does not fit the state, ProcessFault when an
    expression or the model fails. Nothing is changed then.
    """
    ex = _opened(ctx, command) if data is None else Execution(ctx, state.decode(data))
    try:
        if data is None:
            _start(ex, command)
        else:
            _handle(ex, command)
        run(ex)
        listen.follow_keys(ex)
    except ProcessFault as fault:
        fault.events = ex.events
        raise
    encoded = state.encode(ex.state)
    return Result(encoded, state.hash_of(encoded), ex.state.status, ex.events, ex.state)


def _handle(ex: Execution, command: commands.Command) -> None:
    handle = _COMMANDS.get(type(command))
    if handle is None:
        raise Conflict("An instance takes no command {command}.", command=type(command).__name__)
    _check_running(ex, command)
    handle(ex, command)


def _check_running(ex: Execution, command: commands.Command) -> None:
    status = ex.state.status
    if status in ("completed", "cancelled"):
        raise Conflict("Case {number} has ended.", number=ex.state.number, status=status)
    always = (commands.Resume, commands.Cancel, commands.FireTimers, commands.RecountDeadlines)
    if status == "suspended" and not isinstance(command, always):
        raise Conflict("Case {number} is suspended.", number=ex.state.number, status=status)


def _opened(ctx: Context, command: commands.Command) -> Execution:
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


def _start(ex: Execution, command: Any) -> None:
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
            listen.open_root(ex)
        ex.add_token(ROOT)
        _through_starting_gate(ex, process, start)
        if waits:
            listen.begin_at_parts(ex, start, command.part, mapped)
        else:
            listen.pass_event(ex, start, ROOT, mapped)
    else:
        listen.start_scope(ex, ROOT)


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


def run(ex: Execution) -> None:
    """Move tokens until everything waits. A condition is looked at as soon as a variable has changed."""
    while True:
        while ex.changed and _meet_condition(ex):
            pass
        while ex.queue:
            item = ex.queue.popleft()
            if item.scope is None or item.scope in ex.state.scopes:
                _move(ex, item)
            while ex.changed and _meet_condition(ex):
                pass
        if _meet_condition(ex):
            continue
        joined = gateways.ready_inclusive(ex)
        if joined is not None:
            activities.activate(ex, *joined)
        elif not gateways.reset_complex(ex):
            return


def _meet_condition(ex: Execution) -> bool:
    """Let the first condition come that is met; whether there was one."""
    met = listen.met_condition(ex)
    if met is None:
        ex.changed = False
        return False
    listen.trigger(ex, met)
    return True


def _move(ex: Execution, item: Item) -> None:
    if isinstance(item, Broadcast):
        throw.deliver_signal(ex, item.name, item.variables, item.but)
        return
    if isinstance(item, Delivered):
        if item.thrower in ex.state.acts:
            lifecycle.complete(ex, ex.state.acts[item.thrower])
        return
    if isinstance(item, ScopeEnded):
        lifecycle.end_scope(ex, item.scope)
        return
    if isinstance(item, Undone):
        if item.waiting in ex.state.acts:
            compensation.advance(ex, ex.state.acts[item.waiting])
        return
    if isinstance(item, InstanceTold):
        before = len(ex.queue)
        if item.body in ex.state.acts:
            throw.from_body(ex, ex.state.acts[item.body], item.event)
        ex.queue.rotate(max(0, len(ex.queue) - before))  # what is told comes before the next instance
        return
    element = ex.process(item.scope).elements[item.element]
    if isinstance(item, Instance):
        activities.activate(ex, element, item.scope, item)
    elif (
        item.flow is None
        or not gateways.is_join(element)
        or gateways.arrive(ex, element, item.scope, item.flow)
    ):
        activities.activate(ex, element, item.scope, arrival=item)


def open_work(ex: Execution, work_id: str, kind: str) -> Activity:
    """The waiting task or job that an id `instance.key` means. Raises Conflict."""
    key = work_id.rpartition(".")[2]
    act = ex.state.acts.get(int(key)) if key.isdecimal() else None
    if act is None or act.kind != kind:
        raise Conflict("Expected {kind} {id} of case {number} to be open, but it is not.",
                       kind=kind, id=work_id, number=ex.state.number)  # fmt: skip
    return act


def _claim(ex: Execution, command: commands.Claim) -> None:
    work.claim(ex, open_work(ex, command.task_id, "task"), command.on_behalf_of or command.actor)


def _release(ex: Execution, command: commands.Release) -> None:
    work.release(ex, open_work(ex, command.task_id, "task"))


def _complete_task(ex: Execution, command: commands.CompleteTask) -> None:
    lifecycle.complete(ex, open_work(ex, command.task_id, "task"), command.variables)


def _complete_job(ex: Execution, command: commands.CompleteJob) -> None:
    act = open_work(ex, command.job_id, "job")
    element = ex.element(act)
    if element.type in ("sendTask", "intermediateThrowEvent", "endEvent"):
        ex.emit("thrown", el=act.el, kind="message", name=act.el, s=act.scope)
    results = dict(command.variables)
    if element.result and element.result not in results:
        results = {element.result: results}
    lifecycle.complete(ex, act, results)


def _fail_job(ex: Execution, command: commands.FailJob) -> None:
    act = open_work(ex, command.job_id, "job")
    if command.error_code is not None:
        throw.job_error(ex, act, command.error_code, command.message, command.variables)
    else:
        ex.emit("job_failed", k=act.k, el=act.el, message=command.message)


def _retry_job(ex: Execution, command: commands.RetryJob) -> None:
    key = command.job_id.rpartition(".")[2]
    act = ex.state.acts.get(int(key)) if key.isdecimal() else None
    ex.emit("job_retried", k=act.k if act else None, el=act.el if act else None)


def _fire_timers(ex: Execution, command: commands.FireTimers) -> None:
    """Fire what is due, in due order; what that sets going may make more due."""
    due = [
        (timer.at, act.k)
        for act in ex.state.acts.values()
        for timer in act.timers
        if timer.at is not None and timer.at <= ex.ctx.at
    ]
    heapify(due)
    while due and ex.state.status == "active":
        at, key = heappop(due)
        act = ex.state.acts.get(key)
        timer = next((t for t in act.timers if t.at == at), None) if act is not None else None
        if act is None or timer is None:
            continue  # an earlier one has cancelled it
        before = len(ex.events)
        act.timers.remove(timer)
        _fire(ex, act, timer)
        run(ex)
        for event in ex.events[before:]:
            if event["e"] == "timer_set" and event["due_at"] <= ex.ctx.at:
                heappush(due, (event["due_at"], event["k"]))


def _fire(ex: Execution, act: Activity, timer: Timer) -> None:
    ex.emit("timer_fired", k=act.k, el=act.el, what=timer.what, due_at=timer.at)
    if timer.what != "timer":
        ex.emit("reminded" if timer.what == "reminder" else "overdue", k=act.k, el=act.el)
        return
    element = ex.element(act)
    listens_on = act.kind in ("boundary", "trigger", "part") and not element.interrupting
    counted = act.kind == "catch" and act.host is None and timer.repeats > 0
    following = timers.next_of_cycle(ex, timer, act.el) if listens_on or counted else None
    if following is not None:
        act.timers.append(following)
        ex.emit("timer_set", k=act.k, el=act.el, what="timer", due_at=following.at)
    if counted and following is not None:
        listen.pass_once(ex, act, element)
    else:
        listen.trigger(ex, act)


def _correlate(ex: Execution, command: commands.Correlate) -> None:
    if not throw.deliver_message(ex, command.message, command.key, command.variables):
        raise Conflict(
            "Expected case {number} to wait for message '{message}' with key '{key}', but it does not.",
            number=ex.state.number,
            message=command.message,
            key=command.key,
        )


def _signal(ex: Execution, command: commands.BroadcastSignal) -> None:
    throw.deliver_signal(ex, command.signal, command.variables)


def _recount(ex: Execution, command: commands.RecountDeadlines) -> None:
    before = state.encode(ex.state)
    listen.recount(ex)
    if state.encode(ex.state) == before:  # nothing has moved, so there is nothing to tell
        ex.events.clear()


def _suspend(ex: Execution, command: commands.Suspend) -> None:
    ex.state.status = "suspended"
    ex.emit("instance_suspended")


def _resume(ex: Execution, command: commands.Resume) -> None:
    if ex.state.status != "suspended":
        raise Conflict("Case {number} is not suspended.", number=ex.state.number)
    ex.state.status = "active"
    ex.emit("instance_resumed")


def _cancel(ex: Execution, command: commands.Cancel) -> None:
    ending.clear_scope(ex, ROOT)
    lifecycle.finish(ex, "cancelled")


_COMMANDS: dict[type, Callable[[Execution, Any], None]] = {
    commands.Claim: _claim,
    commands.Release: _release,
    commands.CompleteTask: _complete_task,
    commands.CompleteJob: _complete_job,
    commands.FailJob: _fail_job,
    commands.RetryJob: _retry_job,
    commands.FireTimers: _fire_timers,
    commands.Correlate: _correlate,
    commands.BroadcastSignal: _signal,
    commands.RecountDeadlines: _recount,
    commands.Suspend: _suspend,
    commands.Resume: _resume,
    commands.Cancel: _cancel,
}
