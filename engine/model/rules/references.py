"""Rules on what a model refers to: forms, decisions, processes, documents, groups, deadlines, handlers."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from engine.model.definition import DeadlineRef, Element, Value
from engine.model.draft import Draft
from engine.model.findings import Report, rule


def _near(name: str, known: Iterable[str]) -> str:
    """The nearest known name, or all of them in short, for the message."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1)
    return close[0] if close else (", ".join(names[:8]) or "-")


@rule(
    "main-process",
    "error",
    "The main process that pack.yaml names is not in the pack, or not executable.",
    "pack",
)
def check_main(draft: Draft, report: Report) -> None:
    main = draft.manifest.process
    process = draft.pack.processes.get(main)
    if process is None:
        if not draft.alone:
            report.add(
                "main-process",
                "The pack has no process {name}; it has {near}.",
                name=main,
                near=_near(main, draft.pack.processes),
            )
    elif not process.executable:
        draft.report(process, report).add(
            "main-process", "The process {name} is marked as not executable.", main, name=main
        )


@rule("form-exists", "error", "A task names a form that is not in the pack.", "pack")
def check_forms(draft: Draft, report: Report) -> None:
    for process, e in draft.elements():
        if e.form is not None and e.form not in draft.pack.forms:
            near = _near(e.form, draft.pack.forms)
            draft.report(process, report).add(
                "form-exists",
                "There is no form {name}; there is {near}.",
                e.id,
                e.line,
                name=e.form,
                near=near,
            )


@rule("decision-exists", "error", "A task names a decision that is not in the pack.", "pack")
def check_decisions(draft: Draft, report: Report) -> None:
    for process, e in draft.elements():
        if isinstance(e.decision, str) and e.decision not in draft.pack.decisions:
            near = _near(e.decision, draft.pack.decisions)
            draft.report(process, report).add(
                "decision-exists",
                "There is no decision {name}; there is {near}.",
                e.id,
                e.line,
                name=e.decision,
                near=near,
            )


@rule("called-exists", "error", "A call activity names a process that is not in the pack.", "pack")
def check_called(draft: Draft, report: Report) -> None:
    for process, e in draft.elements():
        if isinstance(e.called, str) and e.called not in draft.pack.processes:
            near = _near(e.called, draft.pack.processes)
            draft.report(process, report).add(
                "called-exists",
                "There is no process {name}; there is {near}.",
                e.id,
                e.line,
                name=e.called,
                near=near,
            )


@rule("document-exists", "error", "A header `template` names a file that is not in the pack.", "pack")
def check_documents(draft: Draft, report: Report) -> None:
    for process, e in draft.elements():
        template = e.headers.get("template", "")
        if template and not template.startswith("=") and template not in draft.pack.files:
            documents = (f for f in draft.pack.files if f.startswith("documents/"))
            draft.report(process, report).add(
                "document-exists",
                "There is no file {name}; there is {near}.",
                e.id,
                e.line,
                name=template,
                near=_near(template, documents),
            )


@rule("group-known", "warning", "A candidate group is not among the roles of pack.yaml.", "pack")
def check_groups(draft: Draft, report: Report) -> None:
    roles = draft.manifest.roles
    for process, e in draft.elements() if roles else ():
        for group in _groups(e):
            if group not in roles:
                draft.report(process, report).add(
                    "group-known",
                    "{name} is not a role of the pack; there is {near}.",
                    e.id,
                    e.line,
                    name=group,
                    near=_near(group, roles),
                )


def _groups(element: Element) -> Iterator[str]:
    """The groups that are named as fixed texts."""
    groups: Value | None = element.assignment.candidate_groups if element.assignment else None
    if isinstance(groups, str):
        yield from (g.strip() for g in groups.split(",") if g.strip() and not g.strip().startswith("="))


@rule("deadline-known", "error", "A deadline is named that pack.yaml does not define.", "pack")
def check_deadlines(draft: Draft, report: Report) -> None:
    started = {clock.name for _, e in draft.elements() for clock in e.clocks if clock.action == "start"}
    for process, e in draft.elements():
        here = draft.report(process, report)
        refs = [c.ref for c in e.clocks if c.ref]
        for deadline in _deadlines(e):
            refs += [deadline.ref] if deadline.ref else []
            if deadline.clock and deadline.clock not in started:
                here.add(
                    "deadline-known", "No element starts a clock {name}.", e.id, e.line, name=deadline.clock
                )
        for ref in refs:
            if ref not in draft.pack.deadlines:
                near = _near(ref, draft.pack.deadlines)
                here.add(
                    "deadline-known",
                    "There is no deadline {name} in pack.yaml; there is {near}.",
                    e.id,
                    e.line,
                    name=ref,
                    near=near,
                )
        for clock in e.clocks:
            if clock.action == "start" and not clock.ref:
                here.add(
                    "deadline-known",
                    "The clock {name} is started without ref, its time limit.",
                    e.id,
                    e.line,
                    name=clock.name,
                )
            elif clock.action != "start" and clock.name not in started:
                here.add("deadline-known", "No element starts a clock {name}.", e.id, e.line, name=clock.name)


def _deadlines(element: Element) -> Iterator[DeadlineRef]:
    if element.deadline is not None:
        yield element.deadline
    if element.event is not None and element.event.deadline is not None:
        yield element.event.deadline


@rule("handler-known", "warning", "A job type has no handler here.", "pack")
def check_handlers(draft: Draft, report: Report) -> None:
    if draft.handlers is None:
        return
    for process, e in draft.elements():
        if isinstance(e.job_type, str) and e.job_type not in draft.handlers:
            near = _near(e.job_type, draft.handlers)
            draft.report(process, report).add(
                "handler-known",
                "There is no handler for {name}; there is {near}.",
                e.id,
                e.line,
                name=e.job_type,
                near=near,
            )
