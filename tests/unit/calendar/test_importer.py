"""The shipped table is what the sources say."""

from __future__ import annotations

from datetime import date

import chinese_calendar
import pytest
from chinese_calendar.utils import get_solar_terms

from engine.calendar import importer, load_default, tables

CALENDAR = load_default()


def test_the_shipped_table_is_what_the_importer_makes() -> None:
    made = tables.decode(importer.build()).years
    for number, shipped in tables.decode(tables.DAYS_FILE.read_bytes()).years.items():
        if shipped.provisional:
            assert shipped.holidays == importer.statutory_days(int(number))
            assert shipped.makeup_days == {}
        else:
            assert (shipped.holidays, shipped.makeup_days) == (
                made[number].holidays,
                made[number].makeup_days,
            )


def test_every_published_day_is_as_in_chinesecalendar() -> None:
    days = [
        date.fromordinal(n) for n in range(date(2004, 1, 1).toordinal(), date(2026, 12, 31).toordinal() + 1)
    ]
    assert [d for d in days if CALENDAR.is_working_day(d) != chinese_calendar.is_workday(d)] == []
    assert CALENDAR.published == tuple(range(2004, 2027))


@pytest.mark.parametrize("year", range(2027, 2100))
def test_every_later_year_has_the_thirteen_statutory_days(year: int) -> None:
    known = CALENDAR.find_year(year)
    assert known is not None
    assert known.provisional
    assert sum(len(days) for days in known.holidays.values()) == 13
    april = get_solar_terms(date(year, 4, 1), date(year, 4, 15))
    assert known.holidays["清明"] == tuple(day for day, term in april if term == "清明")


def test_new_years_eve_of_the_lunar_year_is_a_rest_day() -> None:
    spring = CALENDAR.find_year(2028)
    assert spring is not None
    assert [day.isoformat() for day in spring.holidays["春节"]] == [
        "2028-01-25", "2028-01-26", "2028-01-27", "2028-01-28",
    ]  # fmt: skip
