"""Lint: what a person would want to know about models, decisions, forms and packs before they are deployed.

Any input whatever is answered with findings; nothing is written and nothing is executed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from engine.errors import Finding
from engine.model import files as disk
from engine.model import manifest, packs
from engine.model.findings import Report, declare

declare("nothing-to-check", "warning", "A folder holds no pack, model, decision or form.")


def lint(
    files: Mapping[str, bytes], handlers: Collection[str] | None = None, folder: Path | None = None
) -> list[Finding]:
    """The findings on the files of a pack, or on each file by itself if there is no pack.yaml.

    A pack is judged as what is to be deployed, a file as BPMN. folder: where the files are, if what they
    import may be looked for there.
    """
    if manifest.FILE in files:
        return packs.load_pack(files, handlers=handlers)[1]
    results: list[Finding] = []
    for name in sorted(files):
        beside = partial(disk.read_beside, folder / name) if folder else None
        results += packs.check_file(name, files[name], "standard", beside)[1]
    return results


def lint_path(path: Path, handlers: Collection[str] | None = None) -> list[Finding]:
    """The findings on a file, a pack folder, or all packs and loose files below a folder.

    Files are named by the path that was given and the path within it.
    """
    results: list[Finding] = []
    for base, files in _targets(path):
        for finding in lint(files, handlers, base):
            results.append(replace(finding, file=(base / finding.file).as_posix()))
    if not results and path.is_dir() and not any(True for _ in _targets(path)):
        report = Report(path.as_posix())
        report.add("nothing-to-check", "There is no pack, model, decision or form here.")
        results = report.findings
    return results


def _targets(path: Path) -> Iterator[tuple[Path, dict[str, bytes]]]:
    """What is checked together: each pack as one, each loose file as one."""
    if path.name == manifest.FILE:
        path = path.parent
    if path.is_file():
        yield path.parent, {path.name: disk.read_bounded(path)}
        return
    if (path / manifest.FILE).is_file():
        yield path, disk.read_folder(path)
        return
    for child in sorted(path.iterdir()):
        if child.name.startswith("."):
            continue
        if child.is_dir():
            yield from _targets(child)
        elif disk.kind_of(child.name):
            yield path, {child.name: disk.read_bounded(child)}
