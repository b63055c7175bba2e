"""Office hours and reception days."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from engine.calendar import OfficeHours, load_default, reception_day

CALENDAR = load_default()
HOURS = OfficeHours()


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("at", "open_at"),
    [
        ("2026-01-05T08:29", "2026-01-05T08:30"),
        ("2026-01-05T08:30", "2026-01-05T08:30"),
        ("2026-01-05T11:59", "2026-01-05T11:59"),
        ("2026-01-05T12:00", "2026-01-05T13:30"),
        ("2026-01-05T17:29", "2026-01-05T17:29"),
        ("2026-01-05T17:30", "2026-01-06T08:30"),
        ("2026-02-14T09:00", "2026-02-14T09:00"),  # Saturday, make-up day
        ("2026-02-14T18:00", "2026-02-24T08:30"),  # over Spring Festival
        ("2026-02-17T09:00", "2026-02-24T08:30"),
    ],
)
def test_the_office_opens_next(at: str, open_at: str) -> None:
    assert HOURS.next_office_time(CALENDAR, local(at)) == local(open_at)
    assert HOURS.is_office_time(CALENDAR, local(at)) is (at == open_at)


def test_without_lunch_the_office_stays_open() -> None:
    hours = OfficeHours(lunch_start=time(12), lunch_end=time(12))
    assert hours.is_office_time(CALENDAR, local("2026-01-05T12:00"))


def test_hours_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValueError, match="office hours"):
        OfficeHours(start=time(18))


def test_a_reception_day_in_an_unpublished_year_is_provisional() -> None:
    assert reception_day(CALENDAR, 2027, 1).provisional
