"""From the bytes of one BPMN file to its processes: parse, look, read, build, compare."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.model import gate, graph, reader, rules, sources, vocabulary, xml
from engine.model.build import build
from engine.model.definition import Process
from engine.model.findings import Report, declare
from engine.model.graph import ProcessGraph
from engine.model.original import Beside, Source

declare("read-failed", "error", "The reader could not make processes of a file.")

#: Of those below, what the standard asks of drawings too.
OF_THE_STANDARD = frozenset({"start-event-required"})
#: Errors that say no more than that a process cannot be executed.
NEEDED_TO_RUN = frozenset(
    {
        "unsupported",
        "start-event-required",
        "job-type-missing",
        "script-missing",
        "script-language",
        "decision-missing",
        "called-missing",
        "event-reference",
        "timer-missing",
        "timer-syntax",
        "condition-empty",
        "feel-syntax",
        "not-feel",
        "loop-without-collection",
    }
)


def read_model(data: bytes, report: Report, beside: Beside | None = None) -> list[Process]:
    """The processes of a file, as far as they could be built; what is wrong is in the report.

    A process is returned even when findings refuse the deployment, so that the rules on packs can see it.
    beside: gives the files that this one may import.
    """
    root = sources.parse(data, report)
    if root is None:
        return []
    if report.judged == "standard" and _speaks_dialect(root):
        report.judged = "dialect"
    rules.run("document", Source(report.file, root, beside), report)
    document = xml.prepare(root, report.file)
    written = graph.read(document)
    rules.run("file", written, report)
    gate.check_supported(written, report)
    if any(f.rule == "id-unique" for f in report.findings):
        return []
    try:
        parser = reader.ModelParser(document, report)
        built = [build(parser, p.id, document.file) for p in written.processes]
    except Exception as cause:  # whatever the reader meets, the answer is a finding
        report.add("read-failed", "The file could not be read: {reason}", reason=repr(cause)[:200])
        return []
    kept = []
    for process, result in zip(written.processes, built, strict=True):
        if not process.executable and _excuse(process, report):
            continue
        if not report.refuses():
            gate.compare(process, result, report)
        kept.append(result)
    return kept


def _speaks_dialect(root: Any) -> bool:
    """Is the file written for this engine or for one with the same words?"""
    ours = {vocabulary.ZEEBE, vocabulary.BANJIAN}
    words = root.iter(*(f"{{{namespace}}}*" for namespace in ours))
    return bool(ours & set(root.nsmap.values())) or next(words, None) is not None


def _excuse(process: ProcessGraph, report: Report) -> bool:
    """Of a process that is not meant to run, make warnings of what would keep it from running.

    True if there was any such finding: then the process must not be run, and is left out of the pack. A file
    that is judged by the standard has to follow it as a drawing too.
    """
    own = {process.id, *process.nodes, *(edge.id for edge in process.edges)}
    needed = NEEDED_TO_RUN - OF_THE_STANDARD if report.judged == "standard" else NEEDED_TO_RUN
    excused = [f.rule in needed and f.element in own for f in report.findings]
    report.findings[:] = [
        replace(f, severity="warning") if excuse else f
        for f, excuse in zip(report.findings, excused, strict=True)
    ]
    return any(excused)
