"""DMN 1.1 to 1.5: decision tables and expressions on FEEL; pure, importable alone.

model = load("routing.dmn")
model.evaluate("responsible_unit", {"category": "LAND"})            # the value
model.decide("responsible_unit", {"category": "LAND"}).rules        # (1,)
"""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from engine.dmn.errors import RULES, Findings
from engine.dmn.model import Decision, Model, Outcome
from engine.dmn.reader import read_model
from engine.dmn.table import Trace
from engine.errors import Finding, Invalid

__all__ = ["RULES", "Decision", "Model", "Outcome", "Trace", "load", "read"]


def read(
    data: bytes, file: str = "", names: frozenset[str] = frozenset()
) -> tuple[Model | None, list[Finding]]:
    """The model (None when it cannot be used) and everything that lint should tell.

    file: how findings call the file. names: host functions whose names hold words of FEEL.
    """
    findings = Findings(file)
    return read_model(data, findings, names), findings.list


def load(source: str | PathLike[str] | bytes, names: frozenset[str] = frozenset()) -> Model:
    """The model of a file or of its bytes. Raises Invalid with findings, OSError for the file."""
    data = source if isinstance(source, bytes) else Path(source).read_bytes()
    file = "" if isinstance(source, bytes) else str(source)
    model, findings = read(data, file, names)
    if model is None:
        raise Invalid("The decision model cannot be used.", findings)
    return model
