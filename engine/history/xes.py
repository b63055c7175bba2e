"""Writes event logs as XES 1.0, one case at a time; the size of the log does not matter to memory.

It must not lose or invent an event: what pm4py or ProM reads is what the history says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import IO, Any

from lxml import etree

from engine.history.entries import CaseLog, Entry

NAMESPACE = "http://www.xes-standard.org/"
_EXTENSIONS = (
    ("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    ("Lifecycle", "lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
    ("Organizational", "org", "http://www.xes-standard.org/org.xesext"),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
    ("Banjian", "banjian", "http://banjian.org/xes/banjian.xesext"),
)
_GLOBAL_EVENT = (
    ("string", "concept:name", "-"),
    ("string", "org:resource", "-"),
    ("string", "lifecycle:transition", "complete"),
    ("date", "time:timestamp", "1970-01-01T00:00:00.000+00:00"),
)
#: What XML 1.0 cannot hold; such a character comes out as the replacement character.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_xes(cases: Iterable[CaseLog], out: IO[bytes]) -> int:
    """Write the log; returns the number of events.

    A trace carries the case's number (`concept:name`), its own columns and its single-valued variables,
    an event the XES columns plus `concept:instance`, `banjian:element`, `banjian:seq` and, for a
    substitute, `banjian:on_behalf_of`.
    """
    written = 0
    with etree.xmlfile(out, encoding="UTF-8") as xml:
        xml.write_declaration()
        root = {"xes.version": "1.0", "xes.features": ""}
        with xml.element("log", root, nsmap={None: NAMESPACE}):
            _write_head(xml)
            for case in cases:
                written += len(case.entries)
                xml.write(_trace(case))
                xml.write("\n")
    return written


def _write_head(xml: Any) -> None:
    for name, prefix, uri in _EXTENSIONS:
        xml.write(etree.Element("extension", name=name, prefix=prefix, uri=uri))
    trace = etree.Element("global", scope="trace")
    etree.SubElement(trace, "string", key="concept:name", value="-")
    xml.write(trace)
    event = etree.Element("global", scope="event")
    for tag, key, value in _GLOBAL_EVENT:
        etree.SubElement(event, tag, key=key, value=value)
    xml.write(event)
    xml.write(etree.Element("classifier", name="Activity", keys="concept:name"))
    xml.write(etree.Element("classifier", name="Resource", keys="org:resource"))
    xml.write(etree.Element("string", key="concept:name", value="banjian"))
    xml.write("\n")


def _trace(log: CaseLog) -> etree._Element:
    case = log.case
    trace = etree.Element("trace")
    columns: dict[str, Any] = {
        "concept:name": case.number,
        "banjian:id": case.instance_id,
        "banjian:title": case.title,
        "banjian:pack": case.pack,
        "banjian:version": case.version,
        "banjian:process": case.process,
        "banjian:status": case.status,
        "banjian:started_at": case.started_at,
        "banjian:started_by": case.started_by,
        "banjian:ended_at": case.ended_at,
        "banjian:due_at": case.due_at,
    }
    for key, value in {**log.attributes, **columns}.items():
        _attribute(trace, key, value)
    for entry in log.entries:
        _event(trace, entry)
    return trace


def _event(trace: etree._Element, entry: Entry) -> None:
    event = etree.SubElement(trace, "event")
    columns: dict[str, Any] = {
        "concept:name": entry.activity,
        "concept:instance": str(entry.key),
        "org:resource": entry.resource,
        "org:group": entry.group or None,
        "lifecycle:transition": "complete",
        "time:timestamp": entry.at,
        "banjian:element": entry.element,
        "banjian:seq": entry.seq,
        "banjian:on_behalf_of": entry.on_behalf_of,
        "banjian:automatic": entry.automatic or None,
    }
    for key, value in columns.items():
        _attribute(event, key, value)


def _attribute(parent: etree._Element, key: str, value: Any) -> None:
    """One typed XES attribute; None writes nothing."""
    if value is None:
        return
    if isinstance(value, bool):
        tag, text = "boolean", "true" if value else "false"
    elif isinstance(value, int):
        tag, text = "int", str(value)
    elif isinstance(value, float | Decimal):
        tag, text = "float", str(value)
    elif isinstance(value, datetime):
        tag, text = (
            "date",
            value.isoformat(timespec="microseconds" if value.microsecond % 1000 else "milliseconds"),
        )
    else:
        tag, text = "string", str(value)
    etree.SubElement(parent, tag, key=_NOT_XML.sub("\ufffd", key), value=_NOT_XML.sub("\ufffd", text))
