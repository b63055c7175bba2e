"""A deadline that rests on an unpublished year is provisional; it is counted again when the year comes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from engine import commands
from engine.calendar import YearFile
from engine.errors import Forbidden
from tests.integration.office import Office
from tests.unit.runtime.bpmn import chain, extension, node, process

DEADLINES = """deadlines:
  decide: {title: 办理期限, days: 20, count: working, rule: GA-19}
"""
#: A notice as it might be: one more day of rest after New Year.
YEAR = YearFile(2027, "演示通知", {"元旦": tuple(date(2027, 1, day) for day in (1, 2, 3, 4))}, {})
DECEMBER = datetime(2026, 12, 14, 1, 0, tzinfo=UTC)


def model(limit: str) -> bytes:
    timer = "<bpmn:timerEventDefinition>" + extension(limit) + "</bpmn:timerEventDefinition>"
    return process([
        node("startEvent", "s", extension('<banjian:clock name="handling" ref="decide" action="start"/>')),
        node("userTask", "a", extension('<zeebe:assignmentDefinition candidateGroups="clerk"/>' + limit)),
        node("boundaryEvent", "late", timer, attachedToRef="a", cancelActivity="false"),
        node("userTask", "supervise"), node("endEvent", "e"), chain("s", "a", "e"), chain("late", "supervise"),
    ], "limited")  # fmt: skip


def due(office: Office, case: str) -> tuple[date | None, bool, date | None, bool]:
    detail = office.engine.read.instance(case, "zheng")
    task = next(t for t in detail.tasks if t.element == "a")
    return task.due_date, task.provisional, detail.instance.due_date, detail.instance.provisional


@pytest.mark.parametrize(
    "limit", ['<banjian:deadline ref="decide"/>', '<banjian:deadline clock="handling"/>']
)
def test_provisional_deadlines_move_when_the_year_is_imported(office: Office, limit: str) -> None:
    office.clock.set(DECEMBER)
    office.deploy("limited", model(limit), DEADLINES)
    case = office.start("limited").instance_id
    before = due(office, case)
    assert before == (date(2027, 1, 12), True, date(2027, 1, 12), True)
    assert office.engine.use_calendar(YEAR.apply(office.engine.calendar), "wu") == 1
    assert due(office, case) == (date(2027, 1, 13), False, date(2027, 1, 13), False)
    assert office.kinds(case) == ["Start", "RecountDeadlines"]
    office.run(datetime(2027, 1, 13, 2, tzinfo=UTC))
    assert "supervise" not in office.waiting(case)
    office.run(datetime(2027, 1, 13, 16, tzinfo=UTC))
    assert "supervise" in office.waiting(case)


def test_other_cases_get_no_step(office: Office) -> None:
    office.deploy("limited", model('<banjian:deadline ref="decide"/>'), DEADLINES)
    case = office.start("limited").instance_id
    assert office.engine.use_calendar(YEAR.apply(office.engine.calendar), "wu") == 0
    assert office.kinds(case) == ["Start"]


def test_a_clerk_may_not_have_deadlines_counted_again(office: Office) -> None:
    office.deploy("limited", model('<banjian:deadline ref="decide"/>'), DEADLINES)
    case = office.start("limited").instance_id
    with pytest.raises(Forbidden):
        office.engine.handle(commands.RecountDeadlines(actor="wang", instance_id=case))


def test_the_same_year_again_goes_on_where_it_was_broken_off(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.clock.set(DECEMBER)
    office.deploy("limited", model('<banjian:deadline ref="decide"/>'), DEADLINES)
    first, second = (office.start("limited").instance_id for _ in range(2))
    published = YEAR.apply(office.engine.calendar)
    handle = office.engine.handle

    def once(command: commands.Command) -> object:
        monkeypatch.setattr(office.engine, "handle", broken)
        return handle(command)

    def broken(command: commands.Command) -> object:
        raise ConnectionError("the line is cut")

    monkeypatch.setattr(office.engine, "handle", once)
    with pytest.raises(ConnectionError):
        office.engine.use_calendar(published, "wu")
    monkeypatch.setattr(office.engine, "handle", handle)
    assert due(office, second)[0] == date(2027, 1, 12)
    assert office.engine.use_calendar(published, "wu") == 1
    assert due(office, first)[0] == due(office, second)[0] == date(2027, 1, 13)
    assert office.engine.use_calendar(published, "wu") == 0
    assert office.kinds(first) == office.kinds(second) == ["Start", "RecountDeadlines"]
