"""Writes event logs as CSV, and whole histories as JSON lines; both one case at a time."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import IO, Any

import msgspec

from engine.history.entries import CaseLog
from engine.store.rows import InstanceRow, StepRow

CSV_COLUMNS = (
    "case:concept:name",
    "case:id",
    "case:title",
    "case:pack",
    "case:version",
    "case:process",
    "case:status",
    "case:started_at",
    "case:started_by",
    "case:ended_at",
    "concept:name",
    "concept:instance",
    "org:resource",
    "org:group",
    "on_behalf_of",
    "lifecycle:transition",
    "time:timestamp",
    "element",
    "seq",
)
#: A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # also in the full width of Chinese


def write_csv(cases: Iterable[CaseLog], out: IO[bytes]) -> int:
    """Write one line per completed task or job, UTF-8; returns their number.

    A text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(CSV_COLUMNS)
    written = 0
    for log in cases:
        case = log.case
        head = (
            case.number,
            case.instance_id,
            case.title,
            case.pack,
            case.version,
            case.process,
            case.status,
            case.started_at.isoformat(),
            case.started_by,
            case.ended_at.isoformat() if case.ended_at else "",
        )
        for entry in log.entries:
            row = (
                *head,
                entry.activity,
                entry.key,
                entry.resource,
                entry.group,
                entry.on_behalf_of or "",
                "complete",
                entry.at.isoformat(),
                entry.element,
                entry.seq,
            )
            writer.writerow([_cell(value) for value in row])
            written += 1
    text.detach()
    return written


def _cell(value: object) -> object:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value


def write_jsonl(cases: Iterable[tuple[InstanceRow, Iterable[StepRow]]], out: IO[bytes]) -> int:
    """Write one line per step, with everything that is recorded of it; returns their number.

    A line is {"case": {...}, "step": {...}}: enough to check the hashes and to replay elsewhere.
    """
    encoder = msgspec.json.Encoder(decimal_format="number")
    written = 0
    for case, steps in cases:
        head = {
            "id": case.instance_id,
            "number": case.number,
            "pack": case.pack,
            "version": case.version,
            "process": case.process,
        }
        for step in steps:
            out.write(encoder.encode({"case": head, "step": _as_dict(step)}))
            out.write(b"\n")
            written += 1
    return written


def _as_dict(step: StepRow) -> Mapping[str, Any]:
    result: dict[str, Any] = msgspec.to_builtins(step, builtin_types=())
    return result
