"""Questions about a state that change nothing: what a handler, a form, a case title sees."""

from __future__ import annotations

from typing import Any

from engine import feel
from engine.runtime import handling, state, work
from engine.runtime.context import Context
from engine.runtime.execution import Execution
from engine.runtime.facts import FACTS
from engine.runtime.state import ROOT, State


def job_variables(ctx: Context, data: bytes, job_id: str) -> dict[str, Any]:
    """What a handler sees: its inputs where the model maps some, else all variables in its sight."""
    ex = Execution(ctx, state.decode(data))
    act = handling.open_work(ex, job_id, "job")
    if act.k in ex.state.scopes and ex.element(act).inputs:
        return dict(ex.state.scopes[act.k].vars)
    return work.visible(ex.chain(ex.sight(act)))


def task_variables(ctx: Context, data: bytes, task_id: str) -> dict[str, Any]:
    """What the form of an open task is filled with: all variables in its sight."""
    ex = Execution(ctx, state.decode(data))
    act = handling.open_work(ex, task_id, "task")
    return work.visible(ex.chain(ex.sight(act)))


def form_context(ctx: Context, data: bytes, task_id: str) -> dict[str, Any]:
    """What the expressions of a task's form see: its variables and the facts (`parameters` and so on)."""
    ex = Execution(ctx, state.decode(data))
    act = handling.open_work(ex, task_id, "task")
    chain = ex.chain(ex.sight(act))
    return {**work.visible(chain), **{name: feel.to_json(chain[name]) for name in FACTS}}


def evaluate(ctx: Context, now: State, expression: feel.Expression) -> Any:
    """The value of an expression over the variables of the case (its title, for example)."""
    return feel.to_json(Execution(ctx, now).evaluate(expression, ROOT, ""))
