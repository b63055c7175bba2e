"""DMN 1.1 to 1.6: decision tables and expressions on FEEL; pure, importable alone.

model = load("routing.dmn")
model.evaluate("responsible_unit", {"category": "LAND"})            # the value
model.decide("responsible_unit", {"category": "LAND"}).rules        # (1,)
"""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike, path
from pathlib import Path

from engine.dmn.elements import Decision, Service
from engine.dmn.errors import RULES, Findings
from engine.dmn.model import Model
from engine.dmn.reader import read_model
from engine.dmn.run import Outcome
from engine.dmn.sources import Files, Folder, Sources, Together
from engine.dmn.table import Trace
from engine.errors import Finding, Invalid

__all__ = ["RULES", "Decision", "Files", "Model", "Outcome", "Service", "Trace", "load", "read"]

Source = str | PathLike[str] | bytes


def read(
    data: bytes,
    file: str = "",
    names: frozenset[str] = frozenset(),
    sources: Sources | None = None,
    tables: bool = True,
) -> tuple[Model | None, list[Finding]]:
    """The model (None when the bytes are no DMN) and everything that lint should tell.

    file: how findings call the file. names: host functions whose names hold words of FEEL. sources: where
    imported models are looked for, such as `Files`; without it they are left out, and nothing is said of it.
    tables: whether to check decision tables for overlaps, gaps and the like; that may take seconds.
    """
    findings = Findings(file)
    model = read_model(data, findings, names, sources, tables)
    return model, list(findings.list if model is None else model.findings)


def load(
    source: Source,
    names: frozenset[str] = frozenset(),
    imports: Iterable[Source] = (),
    tables: bool = False,
) -> Model:
    """The model of a file or of its bytes.

    imports: files or bytes of models that it may import. A model from a file also finds them by their
    location, or by their namespace in the folder of the file. What cannot be evaluated is null: see
    `Model.findings`. tables: as read() has it, but off unless asked. Raises Invalid with findings for what is
    no DMN at all, OSError for the file.
    """
    given = {
        f"import {at}" if isinstance(one, bytes) else str(one): _data(one) for at, one in enumerate(imports)
    }
    sources: Sources = Files(given)
    file = ""
    if not isinstance(source, bytes):
        file = path.normpath(source)
        sources = Together(sources, Folder(Path(file).parent))
    model, findings = read(_data(source), file, names, sources, tables)
    if model is None:
        raise Invalid("The decision model cannot be used.", findings)
    return model


def _data(source: Source) -> bytes:
    return source if isinstance(source, bytes) else Path(source).read_bytes()
