"""The numbers that were worked out by hand from the official calendars of 2024 to 2027."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.calendar import load_default, reception_day

CALENDAR = load_default()
#: nine in the morning of a day in Shanghai
MORNING = timedelta(hours=1)


def morning(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) + MORNING


RECEPTION = [
    # month, reception day, literal reading, announce by, register by
    ("2024-02", "2024-02-18", "2024-02-18", "2024-02-11", "2024-02-15"),
    ("2024-06", "2024-06-11", "2024-06-11", "2024-06-04", "2024-06-08"),
    ("2024-08", "2024-08-12", "2024-08-10", "2024-08-05", "2024-08-09"),
    ("2025-05", "2025-05-12", "2025-05-10", "2025-05-05", "2025-05-09"),
    ("2025-08", "2025-08-11", "2025-08-11", "2025-08-04", "2025-08-08"),
    ("2026-01", "2026-01-12", "2026-01-10", "2026-01-05", "2026-01-09"),
    ("2026-05", "2026-05-11", "2026-05-11", "2026-05-04", "2026-05-08"),
    ("2026-10", "2026-10-10", "2026-10-10", "2026-10-03", "2026-10-07"),
    ("2026-12", "2026-12-10", "2026-12-10", "2026-12-03", "2026-12-07"),
]


@pytest.mark.parametrize(("month", "held", "literal", "announce", "register"), RECEPTION)
def test_reception_day_of_a_month(month: str, held: str, literal: str, announce: str, register: str) -> None:
    year, number = map(int, month.split("-"))
    day = reception_day(CALENDAR, year, number)
    assert day.date.isoformat() == held
    assert day.announce_by.isoformat() == announce
    assert day.register_by.isoformat() == register
    assert not day.provisional
    assert reception_day(CALENDAR, year, number, defer_saturday=False).date.isoformat() == literal


WORKING = [
    ("2026-02-10", {3: "2026-02-13", 5: "2026-02-24", 10: "2026-03-02", 20: "2026-03-16", 45: "2026-04-21"}),
    ("2026-04-28", {3: "2026-05-06", 5: "2026-05-08", 10: "2026-05-14", 20: "2026-05-28", 45: "2026-07-03"}),
    ("2026-09-21", {3: "2026-09-24", 5: "2026-09-29", 10: "2026-10-12", 20: "2026-10-26", 45: "2026-11-30"}),
    ("2026-12-01", {3: "2026-12-04", 5: "2026-12-08", 10: "2026-12-15", 20: "2026-12-29"}),
]


@pytest.mark.parametrize(
    ("start", "days", "end"), [(start, days, end) for start, ends in WORKING for days, end in ends.items()]
)
def test_end_of_a_period_in_working_days(start: str, days: int, end: str) -> None:
    due = CALENDAR.deadline(morning(start), days, "working")
    assert due.date.isoformat() == end
    assert not due.provisional
    assert CALENDAR.add_working_days(date.fromisoformat(start), days) == due.date
    assert CALENDAR.working_days_between(date.fromisoformat(start), due.date) == days


def test_a_period_that_runs_into_an_unpublished_year_is_provisional() -> None:
    due = CALENDAR.deadline(morning("2026-12-01"), 45, "working")
    assert due.provisional
    assert due.reasons[-1].kind == "provisional"
    assert due.reasons[-1].first == date(2027, 1, 1)


CALENDAR_DAYS = [
    ("2026-01-05", 15, "2026-01-20", ""),
    ("2026-01-05", 60, "2026-03-06", ""),
    ("2026-01-05", 90, "2026-04-07", "清明"),
    ("2026-02-02", 15, "2026-02-24", "春节"),
    ("2026-02-02", 60, "2026-04-03", ""),
    ("2026-02-02", 90, "2026-05-06", "劳动节"),
]


@pytest.mark.parametrize(("start", "days", "end", "rolled_over"), CALENDAR_DAYS)
def test_end_of_a_period_in_calendar_days(start: str, days: int, end: str, rolled_over: str) -> None:
    due = CALENDAR.deadline(morning(start), days, "calendar")
    assert due.date.isoformat() == end
    assert CALENDAR.add_calendar_days(date.fromisoformat(start), days) == due.date
    assert [r.name for r in due.reasons if r.kind == "rolled"] == ([rolled_over] if rolled_over else [])


def test_the_statutory_days_of_2027_stand_before_the_notice() -> None:
    known = CALENDAR.find_year(2027)
    assert known is not None
    assert known.provisional
    assert sorted(day.strftime("%m-%d") for days in known.holidays.values() for day in days) == [
        "01-01", "02-05", "02-06", "02-07", "02-08", "04-05", "05-01", "05-02", "06-09", "09-15",
        "10-01", "10-02", "10-03",
    ]  # fmt: skip
