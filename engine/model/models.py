"""From the bytes of one BPMN file to its processes: parse, look, read, build, compare."""

from __future__ import annotations

from engine.model import gate, graph, reader, rules, xml
from engine.model.build import build
from engine.model.definition import Process
from engine.model.findings import Report, declare
from engine.model.rules.structure import BROKEN

declare("read-failed", "error", "The reader could not make processes of a file.")


def read_model(data: bytes, report: Report) -> list[Process]:
    """The processes of a file, as far as they could be built; what is wrong is in the report.

    A process is returned even when findings refuse the deployment, so that the rules on packs can see it.
    """
    document = xml.parse(data, report)
    if document is None:
        return []
    written = graph.read(document)
    rules.run("file", written, report)
    gate.check_supported(written, report)
    broken = any(f.rule in BROKEN for f in report.findings)
    if any(f.rule == "id-unique" for f in report.findings):
        return []
    try:
        parser = reader.ModelParser(document, report)
        built = [build(parser, p.id, document.file) for p in written.processes]
    except Exception as cause:  # whatever the reader meets, the answer is a finding
        report.add("read-failed", "The file could not be read: {reason}", reason=repr(cause)[:200])
        return []
    if not broken and not report.has_errors():
        for process, result in zip(written.processes, built, strict=True):
            gate.compare(process, result, report)
    return built
