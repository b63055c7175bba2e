"""Lint: what a person would want to know about models, decisions, forms and packs before they are deployed.

Any input whatever is answered with findings; nothing is written and nothing is executed.
"""

from __future__ import annotations

import posixpath
from collections import deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from engine.errors import Finding, Invalid
from engine.model import files as disk
from engine.model import manifest, packs
from engine.model.findings import Report, declare

declare("nothing-to-check", "warning", "A folder holds no pack, model, decision or form.")


#: How many imported files, and how many bytes of them, are checked with a file that was named.
MAX_IMPORTED, MAX_IMPORTED_BYTES = 50, 5_000_000


def lint(
    files: Mapping[str, bytes], handlers: Collection[str] | None = None, folder: Path | None = None,
    checked: set[Path] | None = None,
) -> list[Finding]:  # fmt: skip
    """The findings on the files of a pack, or on each file by itself if there is no pack.yaml.

    A pack is judged as what is to be deployed, a file as BPMN. folder: where the files are, if what they
    import may be looked for there; it is checked too. checked: the files that were, which are left out.
    """
    if manifest.FILE in files:
        return packs.load_pack(files, handlers=handlers)[1]
    results: list[Finding] = []
    for name in sorted(files):
        if folder is None:
            results += packs.check_file(name, files[name], "standard")[1]
        else:
            results += _check(name, files[name], folder, set() if checked is None else checked)
    return results


def _check(name: str, data: bytes, folder: Path, checked: set[Path]) -> Iterator[Finding]:
    """The findings on a file and on what it imports, and what that imports, each file once."""
    waiting, count, room = deque([(name, data)]), 0, MAX_IMPORTED_BYTES
    while waiting:
        here, content = waiting.popleft()
        if (folder / here).resolve() in checked:
            continue
        checked.add((folder / here).resolve())
        asked: dict[str, bytes | None] = {}
        beside = partial(_read, asked, folder / here)
        for finding in packs.check_file(posixpath.basename(here), content, "standard", beside)[1]:
            yield replace(finding, file=here)
        for location, other in asked.items():
            count, room = count + 1, room - len(other or b"")
            if other is None or disk.kind_of(location) != "model" or count > MAX_IMPORTED or room < 0:
                continue
            waiting.append((posixpath.normpath(posixpath.join(posixpath.dirname(here), location)), other))


def _read(asked: dict[str, bytes | None], path: Path, location: str) -> bytes | None:
    """A file that another one asks for, which is remembered."""
    if location not in asked:
        asked[location] = disk.read_beside(path, location)
    return asked[location]


def lint_path(path: Path, handlers: Collection[str] | None = None) -> list[Finding]:
    """The findings on a file, a pack folder, or all packs and loose files below a folder.

    Files are named by the path that was given and the path within it.
    """
    results: list[Finding] = []
    checked: set[Path] = set()
    count = 0
    for count, here in enumerate(_targets(path), 1):  # noqa: B007 - how many there were
        try:
            base, files = _read_target(here)
        except Invalid as refused:
            results += refused.findings
            continue
        for finding in lint(files, handlers, base, checked):
            results.append(replace(finding, file=(base / finding.file).as_posix()))
    if not count:
        report = Report(path.as_posix())
        report.add("nothing-to-check", "There is no pack, model, decision or form here.")
        results = report.findings
    return results


def _targets(path: Path) -> Iterator[Path]:
    """What is checked together: the folder of each pack, each loose file.

    A folder is looked into once, whatever links lead to it. Of what a folder holds, pipes and devices are
    passed over.
    """
    if path.name == manifest.FILE and path.is_file():
        path = path.parent
    waiting, entered = [path], set[Path]()
    while waiting:
        here = waiting.pop()
        if not here.is_dir():
            if here == path or (disk.kind_of(here.name) and (here.is_file() or not here.exists())):
                yield here
        elif (here / manifest.FILE).is_file():
            yield here
        elif (real := here.resolve()) not in entered:
            entered.add(real)
            inside = (child for child in here.iterdir() if not child.name.startswith("."))
            waiting += sorted(inside, reverse=True)


def _read_target(path: Path) -> tuple[Path, dict[str, bytes]]:
    """The folder of what is checked together, and its files. Raises Invalid if one cannot be read."""
    if path.is_dir():
        return path, disk.read_folder(path)
    return path.parent, {path.name: disk.read_file(path)}
