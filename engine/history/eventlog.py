"""Reads a foreign event log, CSV or XES, gzipped or not, into cases with their events.

Column names are those of XES (`case:concept:name`, `concept:name`, `org:resource`, `time:timestamp`). It
never resolves an entity and never follows a link.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BufferedIOBase
from pathlib import Path

from lxml import etree

from engine.errors import Invalid

_CASE = "case:"


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One line of the log. columns: all of its columns, as text."""

    activity: str
    resource: str
    at: datetime
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LogCase:
    """One case of the log with its events in the order of the file. columns: of the case, without `case:`;
    `id` is its name."""

    id: str
    columns: Mapping[str, str]
    events: tuple[LogEvent, ...]


def read_log(path: Path) -> list[LogCase]:
    """The cases of a log in the order in which the file names them first.

    Raises Invalid for a file that is neither CSV nor XES, lacks a column, or holds a bad time.
    """
    name = path.name.removesuffix(".gz")
    with path.open("rb") as raw:
        stream = gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw
        if name.endswith(".csv"):
            return _group(_csv_rows(stream, path))
        if name.endswith(".xes"):
            return list(_xes_cases(stream, path))
    raise Invalid(
        "Expected an event log ending in .csv, .xes or one of these with .gz, not {path}.", path=str(path)
    )


def _csv_rows(stream: BufferedIOBase, path: Path) -> Iterator[dict[str, str]]:
    lines = (line.decode("utf-8-sig" if n == 0 else "utf-8") for n, line in enumerate(stream))
    reader = csv.DictReader(lines)
    needed = {"case:concept:name", "concept:name", "time:timestamp"}
    missing = sorted(needed - set(reader.fieldnames or ()))
    if missing:
        raise Invalid("Expected column {column} in {path}.", column=missing[0], path=str(path))
    for row in reader:
        yield {key: value or "" for key, value in row.items() if key is not None}


def _group(rows: Iterable[dict[str, str]]) -> list[LogCase]:
    columns: dict[str, dict[str, str]] = {}
    events: dict[str, list[LogEvent]] = {}
    for row in rows:
        case = row["case:concept:name"]
        if case not in columns:
            columns[case] = {k.removeprefix(_CASE): v for k, v in row.items() if k.startswith(_CASE)} | {
                "id": case
            }
        recorded = events.setdefault(case, [])
        own = {k: v for k, v in row.items() if not k.startswith(_CASE)}
        if _is_completion(own):
            recorded.append(_event(own))
    return [LogCase(case, columns[case], tuple(events[case])) for case in columns]


def _is_completion(columns: Mapping[str, str]) -> bool:
    """A log with life cycles has several lines for one activity; its completion is what counts."""
    return columns.get("lifecycle:transition", "complete").lower() == "complete"


def _event(columns: Mapping[str, str]) -> LogEvent:
    return LogEvent(
        activity=columns.get("concept:name", ""),
        resource=columns.get("org:resource") or "unknown",
        at=parse_time(columns.get("time:timestamp", "")),
        columns=columns,
    )


def parse_time(text: str) -> datetime:
    """An ISO time; one without a zone is taken as UTC. Raises Invalid."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid("Expected an ISO time, not {text}.", text=text) from error
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _xes_cases(stream: BufferedIOBase, path: Path) -> Iterator[LogCase]:
    """One trace after the other; what was read is dropped, so that a long log fits into memory."""
    try:
        parser = etree.iterparse(
            stream, events=("end",), tag="{*}trace", resolve_entities=False, no_network=True
        )
        for number, (_, trace) in enumerate(parser, 1):
            columns = _xes_columns(trace)
            case = columns.get("concept:name") or f"case-{number}"
            events = (_xes_columns(e) for e in trace.iterfind("{*}event"))
            yield LogCase(
                case,
                columns | {"id": case},
                tuple(_event(e) for e in events if _is_completion(e)),
            )
            trace.clear()
    except etree.XMLSyntaxError as error:
        raise Invalid(
            "Expected well-formed XES in {path}: {detail}", path=str(path), detail=str(error)
        ) from error


def _xes_columns(element: etree._Element) -> dict[str, str]:
    found = ((child.get("key"), child.get("value")) for child in element)
    return {key: value for key, value in found if key is not None and value is not None}
