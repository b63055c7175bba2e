from __future__ import annotations

import io
from datetime import datetime

import pytest
from lxml import etree

from engine.history.entries import CaseLog, case_log
from engine.history.xes import write_xes
from engine.store.rows import InstanceRow, StepRow

NS = {"x": "http://www.xes-standard.org/"}


@pytest.fixture
def log(case: InstanceRow, steps: tuple[StepRow, ...]) -> CaseLog:
    return case_log(case, steps)


def written(*cases: CaseLog) -> etree._Element:
    out = io.BytesIO()
    write_xes(cases, out)
    return etree.fromstring(out.getvalue())


def values(element: etree._Element) -> dict[str | None, str | None]:
    return {child.get("key"): child.get("value") for child in element if child.get("key")}


def test_the_parts_of_a_log_stand_in_the_order_that_the_schema_asks_for(log: CaseLog) -> None:
    root = written(log)
    assert root.get("xes.version") == "1.0"
    tags = [etree.QName(child).localname for child in root]
    assert tags == sorted(tags, key=["extension", "global", "classifier", "string", "trace"].index)
    prefixes = {e.get("prefix") for e in root.iterfind("x:extension", NS)}
    used = {str(a.get("key")).split(":")[0] for a in root.iter() if ":" in str(a.get("key"))}
    assert used <= prefixes


def test_every_event_has_the_attributes_declared_as_global(log: CaseLog) -> None:
    root = written(log)
    event = root.find("x:global[@scope='event']", NS)
    assert event is not None
    needed = set(values(event))
    for found in root.iterfind("x:trace/x:event", NS):
        assert needed <= set(values(found))


def test_times_keep_their_instant_and_their_fraction(log: CaseLog) -> None:
    times = [e.get("value") for e in written(log).iterfind(".//x:event/x:date[@key='time:timestamp']", NS)]
    assert times[0] == "2026-01-05T02:00:00.276+00:00"
    assert [datetime.fromisoformat(str(t)) for t in times] == [e.at for e in log.entries]


def test_texts_come_back_as_they_were(log: CaseLog) -> None:
    trace = written(log).find("x:trace", NS)
    assert trace is not None
    assert values(trace)["banjian:title"] == '=李演示：路灯 <坏了> & "很暗"'
    assert values(trace)["concept:name"] == "信访2026-000001"


def test_values_have_the_type_that_they_are(log: CaseLog) -> None:
    trace = written(log).find("x:trace", NS)
    assert trace is not None
    tags = {child.get("key"): etree.QName(child).localname for child in trace}
    assert (tags["people"], tags["group"], tags["channel"]) == ("int", "boolean", "string")
    assert tags["banjian:started_at"] == "date"


def test_a_character_that_xml_cannot_hold_is_replaced(case: InstanceRow) -> None:
    trace = written(CaseLog(case, (), {"note": "a\x00b\x1fc\ud800"})).find("x:trace", NS)
    assert trace is not None
    assert values(trace)["note"] == "a\ufffdb\ufffdc\ufffd"


def test_a_long_log_is_written_case_by_case(log: CaseLog) -> None:
    out = io.BytesIO()
    sizes = []

    def cases() -> object:
        for _ in range(50):
            sizes.append(out.tell())
            yield log

    assert write_xes(cases(), out) == 150  # type: ignore[arg-type]
    assert sizes[-1] > sizes[10] > 0
