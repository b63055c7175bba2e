"""When a process with a timer start event starts by itself."""

from __future__ import annotations

from engine.model.definition import Element
from engine.runtime import timers
from engine.runtime.context import Context
from engine.runtime.execution import Execution
from engine.runtime.state import ROOT, Scope, State, Timer


def _outside(ctx: Context, ref: str, process: str) -> Execution:
    """An execution of nothing, in which the expressions of a start event can be evaluated."""
    state = State(process=process, pack=ref, started_at=ctx.at, started_by="scheduler")
    state.scopes[ROOT] = Scope(k=ROOT, parent=None, process=process, pack=ref)
    return Execution(ctx, state)


def start_timers(ctx: Context, ref: str, process: str) -> dict[str, Timer]:
    """By start event: when the process starts for the first time, from now on (of several timers the first).

    A parallel event that needs more than timers is not begun by one: it is waited for once another has come.

    Raises ProcessFault when an expression gives no time.
    """
    found = {}
    for start in ctx.library.process(ref, process).starts(None):
        definitions = start.event.definitions if start.event is not None else ()
        if start.event is not None and start.event.parallel and any(e.kind != "timer" for e in definitions):
            continue
        for event in definitions:
            if event.kind == "timer" and start.id not in found:
                found[start.id] = timers.timer_of(_outside(ctx, ref, process), event, ROOT, start.id)
    return found


def next_start(ctx: Context, ref: str, process: str, start: Element, timer: Timer) -> Timer | None:
    """When it starts again after `timer` fired; missed repetitions are not made up for."""
    return timers.next_of_cycle(_outside(ctx, ref, process), timer, start.id)
