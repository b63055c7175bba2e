"""What each command does to a running case. The table at the end is the list."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heapify, heappop, heappush
from typing import Any

from engine import commands
from engine.errors import Conflict
from engine.runtime import arming, ending, lifecycle, listen, state, throw, timers, work
from engine.runtime.execution import Execution
from engine.runtime.moving import run
from engine.runtime.state import ROOT, Activity, Timer


def handle(ex: Execution, command: commands.Command) -> None:
    """Take a command on a case. Raises Conflict when it does not fit the state."""
    known = _COMMANDS.get(type(command))
    if known is None:
        raise Conflict("An instance takes no command {command}.", command=type(command).__name__)
    _check_running(ex, command)
    known(ex, command)


def _check_running(ex: Execution, command: commands.Command) -> None:
    status = ex.state.status
    if status in ("completed", "cancelled"):
        raise Conflict("Case {number} has ended.", number=ex.state.number, status=status)
    always = (commands.Resume, commands.Cancel, commands.FireTimers, commands.RecountDeadlines)
    if status == "suspended" and not isinstance(command, always):
        raise Conflict("Case {number} is suspended.", number=ex.state.number, status=status)


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
    arming.recount(ex)
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
