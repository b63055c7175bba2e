"""What the events of one step mean for the tables: a pure translation, no SQL.

What begins and ends within the same step leaves no row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Event = Mapping[str, Any]


@dataclass(slots=True)
class Changes:
    """Rows to write for one step, by activity key.

    tasks: created. ended: key to `completed` or `cancelled`. assigned: key to the new assignee or None.
    rescheduled: tasks with another due time. work: timers and jobs set, in order. unworked: keys whose
    timers and jobs go. waits: message and signal subscriptions. unwaits: keys that wait no longer.
    told: (kind, key) of reminded, overdue and assigned tasks. thrown: messages and signals to deliver.
    status: new status of the case, if it changed. variables: names of case variables written.
    """

    tasks: dict[int, Event] = field(default_factory=dict)
    ended: dict[int, str] = field(default_factory=dict)
    assigned: dict[int, str | None] = field(default_factory=dict)
    rescheduled: dict[int, Event] = field(default_factory=dict)
    work: list[Event] = field(default_factory=list)
    unworked: set[int] = field(default_factory=set)
    waits: list[Event] = field(default_factory=list)
    unwaits: set[int] = field(default_factory=set)
    told: list[tuple[str, int]] = field(default_factory=list)
    thrown: list[Event] = field(default_factory=list)
    status: str | None = None
    clocks: bool = False
    variables: set[str] = field(default_factory=set)


_STATUS = {
    "instance_completed": "completed",
    "instance_cancelled": "cancelled",
    "instance_suspended": "suspended",
    "instance_resumed": "active",
}
_TASK_ENDS = {"task_completed": "completed", "task_cancelled": "cancelled"}
_WORK_ENDS = frozenset({"timer_cancelled", "job_completed", "job_cancelled"})


def collect(events: Iterable[Event]) -> Changes:
    """The changes that a step's events make, in their order."""
    changes = Changes()
    for event in events:
        kind = event["e"]
        if kind in _STATUS:
            changes.status = _STATUS[kind]
        elif kind == "variable":
            if event["s"] == 0:
                changes.variables.add(event["name"])
        elif kind == "clock":
            changes.clocks = True
        elif kind in ("message_thrown", "signal_thrown"):
            changes.thrown.append(event)
        elif "k" in event:
            _activity(changes, kind, event["k"], event)
    return changes


def _activity(changes: Changes, kind: str, key: int, event: Event) -> None:
    if kind == "task_created":
        changes.tasks[key] = event
        if event["assignee"]:
            changes.told.append(("assigned", key))
    elif kind in _TASK_ENDS:
        if changes.tasks.pop(key, None) is None:
            changes.ended[key] = _TASK_ENDS[kind]
        changes.told = [(what, k) for what, k in changes.told if k != key]
    elif kind == "task_claimed":
        changes.assigned[key] = event["assignee"]
    elif kind == "task_released":
        changes.assigned[key] = None
    elif kind == "task_changed":
        if key in changes.tasks:
            changes.tasks[key] = {**changes.tasks[key], **event, "e": "task_created"}
        else:
            changes.rescheduled[key] = event
    elif kind in ("timer_set", "job_created"):
        changes.work.append(event)
    elif kind == "timer_fired":
        # its row goes with all others that were due, see work.remove_passed
        same = (key, event["what"], event["due_at"])
        changes.work = [w for w in changes.work if (w["k"], w.get("what"), w.get("due_at")) != same]
    elif kind in _WORK_ENDS:
        _unwork(changes, key)
    elif kind == "waiting":
        if event["kind"] != "conditional" and event.get("name") != "":  # nobody else makes a condition true
            changes.waits.append(event)
    elif kind == "unwaiting":
        if any(wait["k"] == key for wait in changes.waits):
            changes.waits = [wait for wait in changes.waits if wait["k"] != key]
        else:
            changes.unwaits.add(key)
    elif kind in ("reminded", "overdue"):
        changes.told.append((kind, key))


def _unwork(changes: Changes, key: int) -> None:
    """Timers and jobs of an activity go, those of this step with those of earlier ones."""
    changes.work = [work for work in changes.work if work["k"] != key]
    changes.unworked.add(key)
