"""What waits for somebody: tasks of people, jobs of handlers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import feel
from engine.errors import Conflict
from engine.model.definition import Assignment, Element
from engine.runtime import timers
from engine.runtime.execution import Execution
from engine.runtime.facts import FACTS
from engine.runtime.state import Activity, Timer

DEFAULT_PRIORITY = 50


def open_task(ex: Execution, act: Activity, element: Element) -> None:
    """Offer a user task to its people, with its due time and reminders."""
    act.kind = "task"
    scope = ex.sight(act)
    assignment = element.assignment or Assignment()
    groups = names(ex.value(assignment.candidate_groups, scope, element.id))
    users = names(ex.value(assignment.candidate_users, scope, element.id))
    assignee = ex.value(assignment.assignee, scope, element.id)
    if not groups and not users and not assignee and element.lane:
        groups = [element.lane]
    act.assignee = str(assignee) if assignee else None
    act.since = ex.ctx.at
    due = _due(ex, act, element, scope)
    act.provisional = due.provisional
    ex.emit(
        "task_created",
        k=act.k,
        el=act.el,
        name=element.name or element.id,
        form=element.form,
        groups=groups,
        users=users,
        assignee=act.assignee,
        priority=_priority(ex, assignment, scope, element),
        **_shown(ex, due),
    )
    timers.set_timers(ex, act, timers.reminders_of(ex, element, due))


def names(value: Any) -> list[str]:
    """A list of names from a list or from a text with commas."""
    if value is None:
        return []
    if isinstance(value, str):
        value = value.split(",")
    elif not isinstance(value, list):
        value = [value]
    return [str(name).strip() for name in value if name is not None and str(name).strip()]


def _whole(value: Any) -> int | None:
    try:
        return None if value is None else int(value)
    except (TypeError, ValueError):
        return None


def _priority(ex: Execution, assignment: Assignment, scope: int, element: Element) -> int:
    value = _whole(ex.value(assignment.priority, scope, element.id))
    return DEFAULT_PRIORITY if value is None else value


def _due(ex: Execution, act: Activity, element: Element, scope: int) -> timers.DueTime:
    if element.deadline is not None:
        act.clock = element.deadline.clock
        return timers.due_of(ex, element.deadline, scope, element.id, act.since or ex.ctx.at)
    stated = ex.value(element.assignment.due, scope, element.id) if element.assignment else None
    if stated is None:
        return timers.DueTime(None)
    at = timers.as_moment(ex, stated, element.id)
    return timers.DueTime(at, at.astimezone(ex.ctx.calendar.zone).date())


def _shown(ex: Execution, due: timers.DueTime) -> dict[str, Any]:
    return {
        "due_at": due.at,
        "warn_at": timers.warn_at(ex, due),
        "due_date": due.day.isoformat() if due.day else None,
        "provisional": due.provisional,
        "deadline": due.deadline or None,
        "rule": due.rule or None,
        "days": due.days,
        "count": due.count if due.day else None,
        "since": due.since,
    }


def change_due(ex: Execution, act: Activity) -> None:
    """The due time of an open task is worked out anew; reminders that are still ahead are set again."""
    element = ex.element(act)
    due = _due(ex, act, element, ex.sight(act))
    act.provisional = due.provisional
    ex.emit("task_changed", k=act.k, el=act.el, **_shown(ex, due))
    timers.set_timers(ex, act, timers.reminders_of(ex, element, due))


def follow_clock(ex: Execution, name: str) -> None:
    """A clock of the case has changed: what hangs on it is due at another time now."""
    for act in sorted((a for a in ex.state.acts.values() if a.clock == name), key=lambda a: a.k):
        if act.kind == "task":
            change_due(ex, act)
        elif act.timers:  # one without any has fired already
            timers.set_timers(ex, act, [Timer("timer", timers.due_of_clock(ex, name).at)])


def open_job(ex: Execution, act: Activity, element: Element) -> None:
    """Hand an activity to a handler."""
    act.kind = "job"
    scope = ex.sight(act)
    retries = ex.value(element.retries, scope, element.id)
    ex.emit(
        "job_created",
        k=act.k,
        el=act.el,
        type=ex.text(element.job_type, scope, element.id),
        retries=_whole(retries),
        headers=dict(element.headers),
    )


def claim(ex: Execution, act: Activity, user: str) -> None:
    """A person takes a task. Raises Conflict if another has it."""
    if act.assignee is not None and act.assignee != user:
        raise Conflict(
            "Expected to claim task '{task}', but {who} has claimed it.",
            task=ex.element(act).name or act.el,
            who=act.assignee,
        )
    act.assignee = user
    ex.emit("task_claimed", k=act.k, el=act.el, assignee=user)


def release(ex: Execution, act: Activity) -> None:
    act.assignee = None
    ex.emit("task_released", k=act.k, el=act.el)


def visible(chain: Mapping[str, Any]) -> dict[str, Any]:
    """All variables that are in sight, as a plain dictionary, without the engine's own names."""
    return {name: feel.to_json(value) for name, value in chain.items() if name not in FACTS}
