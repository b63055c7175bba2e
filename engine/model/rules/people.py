"""Rules on what people need: a name, somebody to do it, a time limit."""

from __future__ import annotations

from engine.model.draft import Draft
from engine.model.findings import Report, rule

_NAMED = frozenset({"userTask", "manualTask", "serviceTask", "businessRuleTask", "callActivity"})


@rule("name-missing", "warning", "A task has no name for people to read.", "pack")
def check_names(draft: Draft, report: Report) -> None:
    for process, element in draft.elements():
        if element.type in _NAMED and not element.name.strip():
            draft.report(process, report).add(
                "name-missing",
                "{element} has no name.",
                element.id,
                element.line,
                element=element.id,
            )


@rule("missing-assignee", "warning", "A user task says nowhere who may do it.", "pack")
def check_assignees(draft: Draft, report: Report) -> None:
    for process, element in draft.elements():
        if element.type != "userTask" or element.lane:
            continue
        who = element.assignment
        if who is None or not (who.assignee or who.candidate_groups or who.candidate_users):
            draft.report(process, report).add(
                "missing-assignee",
                "Nobody is named to do {element}.",
                element.id,
                element.line,
                element=element.name or element.id,
            )


@rule("missing-deadline", "warning", "A user task has no time limit.", "pack")
def check_deadlines(draft: Draft, report: Report) -> None:
    for process, element in draft.elements():
        if element.type != "userTask" or element.deadline is not None:
            continue
        if element.assignment is None or element.assignment.due is None:
            draft.report(process, report).add(
                "missing-deadline",
                "{element} has no deadline.",
                element.id,
                element.line,
                element=element.name or element.id,
            )


@rule(
    "reminder-without-deadline",
    "error",
    "A reminder counts from a deadline that the task does not have.",
    "pack",
)
def check_reminders(draft: Draft, report: Report) -> None:
    for process, element in draft.elements():
        due = element.assignment.due if element.assignment else None
        if element.reminders and element.deadline is None and due is None:
            draft.report(process, report).add(
                "reminder-without-deadline", "The reminder of {element} has no deadline to count from.",
                element.id, element.line, element=element.name or element.id,
            )  # fmt: skip
