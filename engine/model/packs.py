"""From the files of a pack to a `Pack`, or to the findings that refuse it."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Mapping
from decimal import Decimal
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from engine.errors import Finding, Invalid
from engine.model import findings as found
from engine.model import manifest as manifests
from engine.model import parts, rules
from engine.model.definition import Pack, Process
from engine.model.draft import Draft
from engine.model.files import check_files, digest, kind_of, of_kind, read_bounded
from engine.model.files import read_folder as read_folder
from engine.model.findings import Judged, Report, declare
from engine.model.manifest import Manifest
from engine.model.models import read_model
from engine.model.original import Beside

declare("pack-missing", "error", "A pack has no pack.yaml.")
declare("process-unique", "error", "Two files of a pack have a process of the same id.")


def load_pack(
    files: Mapping[str, bytes], version: int = 0, handlers: Collection[str] | None = None
) -> tuple[Pack | None, list[Finding]]:
    """The pack, or None when a finding is an error.

    handlers: the job types that have a handler, if the caller knows them; others are warned of.
    """
    report = Report(manifests.FILE)
    manifest = None
    if manifests.FILE in files:
        manifest = _read_checked(files[manifests.FILE], report)
    else:
        report.add("pack-missing", "There is no pack.yaml.")
    return _load(files, manifest, version, handlers, report, alone=False)


def _read_checked(data: bytes, report: Report) -> Manifest | None:
    manifest = manifests.read(data, report)
    if manifest is not None:
        manifests.check_title(manifest, data, report)
    return manifest


def restore_pack(files: Mapping[str, bytes], version: int) -> Pack:
    """A pack that was deployed once, as it was built then.

    Rules that came later, or became stricter, do not stop its running cases. Raises Invalid if there is no
    readable pack.yaml.
    """
    report = Report(manifests.FILE)
    manifest = manifests.read(files.get(manifests.FILE, b""), report)
    if manifest is None:
        raise Invalid("The deployed pack cannot be read.", report.findings)
    return _build(files, manifest, version, report, tables=False)[0]


def load_file(source: str | Path | bytes) -> Pack:
    """A pack of one BPMN file: its key is the stem of the file, or the id of its process for bytes.

    Raises Invalid with the findings if one of them is an error.
    """
    name, data = (
        ("model.bpmn", source)
        if isinstance(source, bytes)
        else (Path(source).name, read_bounded(Path(source)))
    )
    pack, findings = check_file(name, data)
    if pack is None:
        raise Invalid("The file {file} cannot be executed.", findings, file=name)
    return pack


def check_file(
    name: str, data: bytes, judged: Judged = "deployed", beside: Beside | None = None
) -> tuple[Pack | None, list[Finding]]:
    """A pack of one file, and the findings on it; what it refers to may be in other files.

    judged: `standard` to ask whether it is good BPMN rather than whether it can be executed here.
    beside: gives the files that it may import.
    """
    if kind_of(name) == "pack":
        report = Report(name)
        _read_checked(data, report)
        return None, found.sort(report.findings)
    return _load({name: data}, None, 0, None, Report(name, judged=judged), alone=True, beside=beside)


def _load(
    files: Mapping[str, bytes], manifest: Manifest | None, version: int, handlers: Collection[str] | None,
    report: Report, alone: bool, beside: Beside | None = None,
) -> tuple[Pack | None, list[Finding]]:  # fmt: skip
    check_files(files, report)
    pack, manifest = _build(files, manifest, version, report, alone, beside=beside)
    known = None if handlers is None else frozenset(handlers)
    rules.run("pack", Draft(pack, manifest, alone, known), report)
    findings = found.configure(found.sort(report.findings), manifest.lint)
    return (None if any(f.severity == "error" for f in findings) else pack), findings


def _build(
    files: Mapping[str, bytes], manifest: Manifest | None, version: int, report: Report,
    alone: bool = False, tables: bool = True, beside: Beside | None = None,
) -> tuple[Pack, Manifest]:  # fmt: skip
    processes = _read_processes(files, report, alone, beside)
    forms, decisions = parts.read_forms(files, report), parts.read_decisions(files, report, alone, tables)
    if manifest is None:
        main = next((p for p in processes.values() if p.executable), next(iter(processes.values()), None))
        name = PurePosixPath(next(iter(files), "model")).stem.removesuffix(".process")
        key = main.id if main is not None and name == "model" else name
        manifest = Manifest(key=key, title=main.name if main else key, process=main.id if main else "")
    pack = Pack(
        key=manifest.key, title=manifest.title, digest=digest(files), version=version, processes=processes,
        forms=forms, decisions=decisions, deadlines=manifest.limits(),
        parameters={name: _exact(p.value) for name, p in manifest.parameters.items()},
        files=dict(files), settings=manifest.settings(),
    )  # fmt: skip
    return pack, manifest


def _read_processes(
    files: Mapping[str, bytes], report: Report, alone: bool, beside: Beside | None
) -> dict[str, Process]:
    processes: dict[str, Process] = {}
    paths = of_kind(files, "model")
    for path in paths:
        here = Report(path, judged=report.judged)
        here.locators = report.locators
        for process in read_model(files[path], here, beside if alone else partial(_beside, files, path)):
            other = processes.setdefault(process.id, process)
            if other is not process:
                here.add(
                    "process-unique",
                    "The process {id} is in {other} already.",
                    process.id,
                    process.line,
                    id=process.id,
                    other=other.file,
                )
        report.findings.extend(here.findings)
        if len(paths) == 1:
            report.judged = here.judged
    return processes


def _beside(files: Mapping[str, bytes], path: str, location: str) -> bytes | None:
    """The file of a pack that another one names by its place relative to itself."""
    return files.get(posixpath.normpath(posixpath.join(posixpath.dirname(path), location)))


def _exact(value: Any) -> Any:
    """Numbers of YAML as the engine counts: decimal, never binary."""
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, list):
        return [_exact(item) for item in value]
    return {key: _exact(item) for key, item in value.items()} if isinstance(value, dict) else value
