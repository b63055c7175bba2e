"""Rules on soundness: where the tokens of a case can get stuck, double, or never come.

Data is not looked at. The runs that are shown are found by `engine.model.soundness`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from engine.feel import Expression
from engine.model.definition import Process
from engine.model.draft import Draft
from engine.model.findings import Report, rule
from engine.model.soundness import Problem, problems

#: Of a longer path the beginning and the end are told.
MAX_STEPS = 40


@lru_cache(maxsize=256)
def _problems(process: Process) -> list[Problem]:
    return problems(process)


@rule("never-ends", "error", "No run of a process can come to its end: each gets stuck at a join.", "pack")
def check_ends(draft: Draft, report: Report) -> None:
    _tell(
        draft, report, "never-ends",
        "No run of the process can end: a token waits at {element} for ever. This is how: {path}.",
    )  # fmt: skip


@rule("deadlock", "warning", "A token can wait for ever at a join.", "pack")
def check_deadlocks(draft: Draft, report: Report) -> None:
    _tell(
        draft, report, "deadlock",
        "A token can wait at {element} for ever. This is how: {path}.",
    )  # fmt: skip


@rule("token-doubled", "warning", "Tokens that nothing joined reach an element twice at once.", "pack")
def check_doubled(draft: Draft, report: Report) -> None:
    _tell(
        draft, report, "token-doubled",
        "{element} can run twice at once: tokens are not joined before it. This is how: {path}.",
    )  # fmt: skip


@rule("never-runs", "warning", "Flows lead to an activity, but no run can reach it.", "pack")
def check_dead(draft: Draft, report: Report) -> None:
    _tell(
        draft, report, "never-runs", "{element} can never run. A case comes no further than {path}.",
        "{element} can never run: no case comes that far.",
    )  # fmt: skip


def _is_open(draft: Draft, process: Process) -> bool:
    """Is it only drawn, or can another process call it, which may end it as well?

    Other packs can call what nobody starts by itself: all but the main process of the pack.
    """
    if draft.alone or not process.executable:
        return True
    calls = (e.called for _, e in draft.elements() if e.type == "callActivity")
    is_called = any(called == process.id or isinstance(called, Expression) for called in calls)
    return process.starts_plainly and (is_called or process.id != draft.manifest.process)


def _tell(draft: Draft, report: Report, kind: str, message: str, without_path: str = "") -> None:
    for process in draft.pack.processes.values():
        found = [problem for problem in _problems(process) if problem.kind == kind]
        if found:
            here = report.within(process.file, lenient=_is_open(draft, process))
            for problem in found:
                element = process.elements[problem.element]
                here.add(
                    kind, message if problem.path else without_path or message, element.id, element.line,
                    element=element.name or element.id, path=_shown(process, problem.path),
                )  # fmt: skip


def _shown(process: Process, path: tuple[str, ...]) -> str:
    """The names of the elements on a path in order, chosen flows in brackets behind what they leave."""
    words = list(_words(process, path))
    if len(words) > MAX_STEPS:
        words[MAX_STEPS // 2 : -MAX_STEPS // 2] = ["…"]
    return " → ".join(words)


def _words(process: Process, path: tuple[str, ...]) -> Iterator[str]:
    before: str | None = None
    for name in path:
        element = process.elements.get(name)
        if element is None:
            before = f"{before or ''} [{_label(process, name)}]".strip()
            continue
        if before is not None:
            yield before
        before = element.name or element.id
    if before is not None:
        yield before


@lru_cache(maxsize=64)
def _flows(process: Process) -> dict[str, str]:
    """By flow, its name, else its condition, else where it leads."""
    found = {}
    for element in process.elements.values():
        for flow in element.outgoing:
            text = flow.condition.text if flow.condition is not None else ""
            found[flow.id] = flow.name or text.removeprefix("=").strip()[:60] or flow.target
    return found


def _label(process: Process, flow: str) -> str:
    return _flows(process).get(flow, flow)
