"""Days, periods and the reasons that are given for them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calendar import Calendar, load_default
from engine.errors import ProcessFault

CALENDAR = load_default()
DAYS = st.dates(date(2004, 1, 1), date(2030, 12, 31))
COUNTS = st.sampled_from(["working", "calendar"])


def noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 4, tzinfo=UTC)


def test_a_make_up_weekend_is_a_working_day_and_a_bridged_weekday_is_not() -> None:
    assert CALENDAR.is_working_day(date(2026, 10, 10))  # Saturday
    assert CALENDAR.is_working_day(date(2026, 2, 28))  # Saturday
    assert not CALENDAR.is_working_day(date(2026, 2, 20))  # Friday in Spring Festival
    assert not CALENDAR.is_working_day(date(2026, 10, 11))  # Sunday


def test_the_day_is_the_day_in_shanghai() -> None:
    late = datetime(2026, 1, 5, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
    assert CALENDAR.deadline(late, 1, "calendar").date == date(2026, 1, 6)
    assert CALENDAR.deadline(late + timedelta(minutes=1), 1, "calendar").date == date(2026, 1, 7)


def test_a_deadline_is_the_last_second_of_its_day() -> None:
    due = CALENDAR.deadline(noon(2026, 1, 5), 15, "calendar")
    assert due.at == datetime(2026, 1, 20, 15, 59, 59, tzinfo=UTC)


def test_every_day_that_is_not_counted_is_explained() -> None:
    due = CALENDAR.deadline(noon(2026, 2, 10), 10, "working")
    assert [(r.kind, r.first.isoformat(), r.last.isoformat(), r.name) for r in due.reasons] == [
        ("event_day", "2026-02-10", "2026-02-10", ""),
        ("makeup", "2026-02-14", "2026-02-14", "春节"),
        ("holiday", "2026-02-15", "2026-02-23", "春节"),
        ("makeup", "2026-02-28", "2026-02-28", "春节"),
        ("weekend", "2026-03-01", "2026-03-01", ""),
    ]
    assert due.reasons[2].text == "2026-02-15 – 2026-02-23: 春节, not counted"
    assert due.reasons[2].as_dict()["kind"] == "holiday"


def test_a_weekend_at_the_end_of_calendar_days_is_moved_on_with_its_reason() -> None:
    due = CALENDAR.deadline(noon(2026, 6, 1), 5, "calendar")  # Saturday 6 June
    assert due.date == date(2026, 6, 8)
    assert [(r.kind, r.first.day, r.last.day, r.name) for r in due.reasons[1:]] == [
        ("rolled", 6, 7, "weekend")
    ]


def test_no_days_end_today_or_on_the_next_working_day() -> None:
    assert CALENDAR.deadline(noon(2026, 6, 5), 0, "working").date == date(2026, 6, 5)
    assert CALENDAR.deadline(noon(2026, 6, 6), 0, "working").date == date(2026, 6, 8)
    assert CALENDAR.deadline(noon(2026, 6, 6), 0, "calendar").date == date(2026, 6, 8)


def test_remaining_counts_down_to_zero_on_the_last_day_and_goes_below() -> None:
    due = CALENDAR.deadline(noon(2026, 9, 21), 3, "working")
    left = [CALENDAR.remaining(noon(2026, 9, day), due.at, "working") for day in (21, 22, 23, 24, 28)]
    assert left == [3, 2, 1, 0, -1]
    assert CALENDAR.remaining(noon(2026, 9, 28), due.at, "calendar") == -4


def test_days_before_counts_back_over_a_holiday() -> None:
    assert CALENDAR.days_before(date(2026, 10, 8), 3, "working") == date(2026, 9, 28)
    assert CALENDAR.days_before(date(2026, 10, 8), 3, "calendar") == date(2026, 10, 5)


def test_a_calendar_period_is_provisional_only_where_its_end_is_open() -> None:
    assert not CALENDAR.deadline(noon(2026, 12, 1), 30, "calendar").provisional
    assert CALENDAR.deadline(noon(2026, 12, 1), 31, "calendar").provisional


def test_the_end_of_december_is_open_when_the_new_year_holiday_may_reach_back() -> None:
    base = CALENDAR
    for year in (2027, 2028, 2029):
        known = base.find_year(year)
        assert known is not None
        base = base.with_year(year, known.holidays)
    assert base.is_covered(date(2029, 12, 27))
    assert not base.is_covered(date(2029, 12, 31))  # 2030-01-01 is a Tuesday
    assert CALENDAR.is_covered(date(2026, 12, 31))  # 2027-01-01 is a Friday


def test_an_imported_year_is_final_and_makes_another_version() -> None:
    imported = CALENDAR.with_year(
        2027,
        {"元旦": [date(2027, 1, 1)], "春节": [date(2027, 2, 5) + timedelta(days=i) for i in range(7)]},
        {"春节": [date(2027, 1, 31)]},
        "test",
    )
    assert imported.version != CALENDAR.version
    assert imported.is_working_day(date(2027, 1, 31))
    assert not imported.is_working_day(date(2027, 2, 10))
    assert not imported.deadline(noon(2026, 12, 1), 45, "working").provisional
    assert not CALENDAR.is_covered(date(2027, 1, 31)), "the calendar it was made from stays as it was"


def test_an_upgrade_brings_new_years_and_leaves_imported_ones() -> None:
    holidays = {"元旦": [date(2027, 1, 1), date(2027, 1, 4)]}
    imported = CALENDAR.with_year(2027, holidays, source="office")
    shipped = CALENDAR.with_year(2027, {"元旦": [date(2027, 1, 1)]}).with_year(
        2028, {"元旦": [date(2028, 1, 3)]}
    )
    upgraded = imported.completed_from(shipped)
    assert not upgraded.is_working_day(date(2027, 1, 4))
    assert not upgraded.is_working_day(date(2028, 1, 3))
    assert upgraded.completed_from(shipped) is upgraded
    assert CALENDAR.completed_from(imported) == imported


def test_a_stored_version_gives_the_same_calendar_again() -> None:
    again = Calendar.from_bytes(CALENDAR.to_bytes())
    assert again == CALENDAR
    assert again.version == CALENDAR.version
    assert again.to_bytes() == CALENDAR.to_bytes()


def test_outside_the_table_weekends_count_and_nothing_is_certain() -> None:
    assert CALENDAR.add_working_days(date(1999, 12, 31), 1) == date(2000, 1, 3)
    assert CALENDAR.deadline(noon(1999, 12, 31), 1, "working").provisional
    assert CALENDAR.deadline(noon(2120, 1, 1), 1, "working").provisional


@pytest.mark.parametrize("days", [-1, 100_000, 10**12])
def test_absurd_periods_are_refused(days: int) -> None:
    with pytest.raises(ProcessFault):
        CALENDAR.deadline(noon(2026, 1, 5), days, "working")
    with pytest.raises(ProcessFault):
        CALENDAR.deadline(noon(2026, 1, 5), days, "calendar")


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        CALENDAR.deadline(datetime(2026, 1, 5, 9), 1, "working")  # noqa: DTZ001


@given(start=DAYS, n=st.integers(1, 250))
def test_adding_and_counting_working_days_agree(start: date, n: int) -> None:
    end = CALENDAR.add_working_days(start, n)
    assert CALENDAR.is_working_day(end)
    assert CALENDAR.working_days_between(start, end) == n
    assert CALENDAR.add_working_days(end, -n) <= start or not CALENDAR.is_working_day(start)


@given(start=DAYS, days=st.integers(0, 200), count=COUNTS)
def test_every_deadline_ends_on_a_working_day_and_its_reasons_add_up(
    start: date, days: int, count: str
) -> None:
    due = CALENDAR.deadline(datetime(start.year, start.month, start.day, 4, tzinfo=UTC), days, count)  # type: ignore[arg-type]
    assert CALENDAR.is_working_day(due.date)
    skipped = sum(
        (r.last - r.first).days + 1 for r in due.reasons if r.kind in {"weekend", "holiday", "rolled"}
    )
    if days:
        assert (due.date - start).days == days + skipped


@given(start=DAYS, days=st.integers(0, 100), more=st.integers(0, 50), count=COUNTS)
def test_a_longer_period_never_ends_earlier(start: date, days: int, more: int, count: str) -> None:
    at = datetime(start.year, start.month, start.day, 4, tzinfo=UTC)
    shorter = CALENDAR.deadline(at, days, count)  # type: ignore[arg-type]
    assert shorter.date <= CALENDAR.deadline(at, days + more, count).date  # type: ignore[arg-type]
