"""Rules on what a model refers to: forms, decisions, processes, documents, groups, deadlines, handlers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.model import manifest
from engine.model.definition import DeadlineRef, Element, Value
from engine.model.draft import Draft
from engine.model.files import of_kind
from engine.model.findings import Report, rule


def tell(
    report: Report,
    rule_id: str,
    message: str,
    element: str,
    line: int | None,
    name: str,
    known: Iterable[str],
) -> None:
    """Report a name that is not known, with the nearest known one, or with all if none is near."""
    near = report.near(name, known) or ", ".join(sorted(known)[:8]) or "-"
    report.add(rule_id, message, element, line, name=name, near=near)


@rule(
    "main-process",
    "error",
    "The main process that pack.yaml names is not in the pack, or not executable.",
    "pack",
)
def check_main(draft: Draft, report: Report) -> None:
    main = draft.manifest.process
    if not main:  # pack.yaml could not be read
        return
    process = draft.pack.processes.get(main)
    if process is not None and not process.executable:
        here = draft.report(process, report)
        message = "The process {name} is marked as not executable."
        here.add("main-process", message, main, process.line, name=main)
    elif process is None and not draft.alone and not _is_unread(draft, report):
        tell(
            report,
            "main-process",
            "The pack has no process {name}; known: {near}.",
            "",
            manifest.line_of_key("process", draft.pack.files.get(manifest.FILE, b"")),
            main,
            draft.pack.processes,
        )


def _is_unread(draft: Draft, report: Report) -> bool:
    """A model of the pack has mistakes for which it could not be read; the process may be in there."""
    read = {process.file for process in draft.pack.processes.values()}
    unread = set(of_kind(draft.pack.files, "model")) - read
    return any(finding.file in unread and finding.severity == "error" for finding in report.findings)


@rule("form-exists", "error", "A task names a form that is not in the pack.", "pack")
def check_forms(draft: Draft, report: Report) -> None:
    for process, e in draft.elements():
        if e.form is not None and e.form not in draft.pack.forms:
            here = draft.report(process, report)
            tell(
                here,
                "form-exists",
                "There is no form {name}; known: {near}.",
                e.id,
                e.line,
                e.form,
                draft.pack.forms,
            )


@rule("decision-exists", "error", "A task names a decision that is not in the pack.", "pack")
def check_decisions(draft: Draft, report: Report) -> None:
    known = draft.pack.decisions
    for process, e in draft.elements():
        if isinstance(e.decision, str) and e.decision not in known:
            here = draft.report(process, report)
            tell(
                here,
                "decision-exists",
                "There is no decision {name}; known: {near}.",
                e.id,
                e.line,
                e.decision,
                known,
            )


@rule(
    "called-exists",
    "error",
    "A call activity names a process that is not in the pack, and does not say that another has it.",
    "pack",
)
def check_called(draft: Draft, report: Report) -> None:
    known = draft.pack.processes
    for process, e in draft.elements():
        elsewhere = e.binding in ("latest", "versionTag")  # of whatever pack has it when the call is made
        if isinstance(e.called, str) and e.called not in known and not elsewhere:
            here = draft.report(process, report)
            tell(
                here,
                "called-exists",
                "There is no process {name}; known: {near}.",
                e.id,
                e.line,
                e.called,
                known,
            )


@rule(
    "called-executable", "error", "A call activity calls a process that is marked as not executable.", "pack"
)
def check_called_executable(draft: Draft, report: Report) -> None:
    for process, e in draft.elements():
        called = draft.pack.processes.get(e.called) if isinstance(e.called, str) else None
        if called is not None and not called.executable:
            here = draft.report(process, report)
            here.add(
                "called-executable",
                "The process {name} is marked as not executable.",
                e.id,
                e.line,
                name=called.id,
            )


@rule("called-start", "error", "A call activity calls a process that has no plain start event.", "pack")
def check_called_start(draft: Draft, report: Report) -> None:
    if report.judged == "standard":  # where `called-by-event` looks into drawings and imports too
        return
    for process, e in draft.elements():
        called = draft.pack.processes.get(e.called) if isinstance(e.called, str) else None
        if called is not None and not called.starts_plainly:
            report.within(process.file).add(
                "called-start",
                "The process {name} starts by events only; a call needs a plain start event.",
                e.id,
                e.line,
                name=called.id,
            )


@rule("document-exists", "error", "A header `template` names a file that is not in the pack.", "pack")
def check_documents(draft: Draft, report: Report) -> None:
    for process, e in draft.elements():
        template = e.headers.get("template", "")
        if template and not template.startswith("=") and template not in draft.pack.files:
            here = draft.report(process, report)
            known = [f for f in draft.pack.files if f.startswith("documents/")]
            tell(
                here,
                "document-exists",
                "There is no file {name}; known: {near}.",
                e.id,
                e.line,
                template,
                known,
            )


@rule("group-known", "warning", "A candidate group is not among the roles of pack.yaml.", "pack")
def check_groups(draft: Draft, report: Report) -> None:
    roles = draft.manifest.roles
    for process, e in draft.elements() if roles else ():
        for group in _groups(e):
            if group not in roles:
                here = draft.report(process, report)
                tell(
                    here,
                    "group-known",
                    "{name} is not a role of the pack; known: {near}.",
                    e.id,
                    e.line,
                    group,
                    roles,
                )


def _groups(element: Element) -> Iterator[str]:
    """The groups that are named as fixed texts; the lane where nobody else is named."""
    who = element.assignment
    groups: Value | None = who.candidate_groups if who else None
    if (
        element.type == "userTask"
        and element.lane
        and not (who and (groups or who.assignee or who.candidate_users))
    ):
        yield element.lane
    if isinstance(groups, str):
        yield from (g.strip() for g in groups.split(",") if g.strip() and not g.strip().startswith("="))


@rule("deadline-known", "error", "A deadline or clock is named that nothing defines.", "pack")
def check_deadlines(draft: Draft, report: Report) -> None:
    known = draft.pack.deadlines
    started = {clock.name for _, e in draft.elements() for clock in e.clocks if clock.action == "start"}
    for process, e in draft.elements():
        here = draft.report(process, report)
        for ref in _refs(e):
            if ref not in known:
                tell(
                    here,
                    "deadline-known",
                    "There is no deadline {name}; known: {near}.",
                    e.id,
                    e.line,
                    ref,
                    known,
                )
        for name in _clocks(e):
            if name not in started:
                tell(
                    here,
                    "deadline-known",
                    "No element starts a clock {name}; known: {near}.",
                    e.id,
                    e.line,
                    name,
                    started,
                )
        for clock in e.clocks:
            if clock.action == "start" and not clock.ref:
                here.add(
                    "deadline-known", "The clock {name} is started without ref, its time limit.",
                    e.id, e.line, name=clock.name,
                )  # fmt: skip


def _deadlines(element: Element) -> Iterator[DeadlineRef]:
    if element.deadline is not None:
        yield element.deadline
    if element.event is not None and element.event.deadline is not None:
        yield element.event.deadline


def _refs(element: Element) -> Iterator[str]:
    """The deadlines of pack.yaml that an element names."""
    yield from (d.ref for d in _deadlines(element) if d.ref)
    yield from (c.ref for c in element.clocks if c.ref)


def _clocks(element: Element) -> Iterator[str]:
    """The clocks of the case that an element needs to be running."""
    yield from (d.clock for d in _deadlines(element) if d.clock)
    yield from (c.name for c in element.clocks if c.action != "start")


@rule("handler-known", "warning", "A job type has no handler here.", "pack")
def check_handlers(draft: Draft, report: Report) -> None:
    for process, e in draft.elements() if draft.handlers is not None else ():
        if isinstance(e.job_type, str) and e.job_type not in (draft.handlers or ()):
            here = draft.report(process, report)
            known = draft.handlers or ()
            tell(
                here,
                "handler-known",
                "There is no handler for {name}; known: {near}.",
                e.id,
                e.line,
                e.job_type,
                known,
            )
