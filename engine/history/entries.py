"""Turns the steps of a case into the rows of an event log: who did which piece of work, and when.

A pure fold over the history; it knows neither the database nor a file format.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.store.rows import InstanceRow, StepRow


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of work that was completed.

    activity: its name in the diagram, or the element's id where it has none. key: of the activity
    instance, so that a repeated activity can be told apart. group: the groups that the task was offered
    to, separated by a space. automatic: done by a machine.
    """

    activity: str
    element: str
    key: int
    resource: str
    group: str
    on_behalf_of: str | None
    at: datetime
    seq: int
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class CaseLog:
    """A case as an event log sees it. attributes: the case's own variables that are single values."""

    case: InstanceRow
    entries: tuple[Entry, ...]
    attributes: Mapping[str, Any] = field(default_factory=dict)


def list_entries(steps: Iterable[StepRow], names: Mapping[str, str] | None = None) -> Iterator[Entry]:
    """The completed tasks and jobs of one case, in the order of its steps.

    names: element id to name, for jobs (a task carries its name in its own event).
    """
    known: dict[int, tuple[str, str, str, bool]] = {}
    for step in steps:
        for event in step.events:
            kind = event["e"]
            if kind == "task_created":
                groups = " ".join(event.get("groups") or ())
                known[event["k"]] = (event.get("name") or event["el"], event["el"], groups, False)
            elif kind == "job_created":
                element = event["el"]
                known[event["k"]] = ((names or {}).get(element) or element, element, "", True)
            elif kind in ("task_completed", "job_completed") and event["k"] in known:
                activity, element, group, automatic = known.pop(event["k"])
                yield Entry(
                    activity=activity,
                    element=element,
                    key=event["k"],
                    resource=step.actor,
                    group=group,
                    on_behalf_of=step.on_behalf_of,
                    at=step.at,
                    seq=step.seq,
                    automatic=automatic,
                )


def case_log(case: InstanceRow, steps: Iterable[StepRow], names: Mapping[str, str] | None = None) -> CaseLog:
    """The case with its entries and its variables as they stand after the last step."""
    recorded = tuple(steps)
    attributes: dict[str, Any] = {}
    for step in recorded:
        for event in step.events:
            if event["e"] == "variable" and event["s"] == 0:
                attributes[event["name"]] = event["value"]
    single = {k: v for k, v in attributes.items() if v is not None and not isinstance(v, list | dict)}
    return CaseLog(case, tuple(list_entries(recorded, names)), single)
