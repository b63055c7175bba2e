"""The file in which a new year is handed in."""

from __future__ import annotations

from datetime import date

import pytest

from engine.calendar import load_default, read_year, write_year
from engine.errors import Invalid

CALENDAR = load_default()

GOOD = """
year: 2027
source: 测试用通知
holidays:
  元旦: [2027-01-01 .. 2027-01-03]
  春节: [2027-02-05 .. 2027-02-11]
  清明: [2027-04-03 .. 2027-04-05]
  劳动节: [2027-05-01 .. 2027-05-05]
  端午: [2027-06-09]
  中秋: [2027-09-15]
  国庆节: [2027-10-01 .. 2027-10-07]
makeup_days:
  春节: [2027-01-31, 2027-02-20]
"""


def test_a_year_file_makes_the_year_final() -> None:
    file = read_year(GOOD, CALENDAR)
    calendar = file.apply(CALENDAR)
    assert file.source == "测试用通知"
    assert calendar.is_covered(date(2027, 2, 20))
    assert calendar.is_working_day(date(2027, 2, 20))
    assert not calendar.is_working_day(date(2027, 10, 7))
    assert calendar.published[-1] == 2027


def test_a_written_year_is_read_back_as_it_was() -> None:
    calendar = read_year(GOOD, CALENDAR).apply(CALENDAR)
    known = calendar.find_year(2027)
    assert known is not None
    assert read_year(write_year(2027, known), CALENDAR).apply(CALENDAR) == calendar


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("year: 2027", "year: 20270", "year: expected a year from 2004 to 2099"),
        ("source: 测试用通知", "", "source: expected the notice"),
        ("2027-01-31", "2027-02-12", "2027-02-12: a make-up day must be a Saturday or Sunday"),
        ("2027-01-31", "2027-02-06", "2027-02-06: is a rest day and a make-up day at once"),
        ("2027-02-05 .. 2027-02-11", "2027-02-06 .. 2027-02-11", "2027-02-05: the law gives this day (春节)"),
        ("端午: [2027-06-09]", "端午: [2027-06-09, 2026-06-09]", "2026-06-09: is outside the year 2027"),
        ("端午: [2027-06-09]", "端午: [June]", "holidays.端午: expected a day or a span of days, got June"),
        ("2027-10-01 .. 2027-10-07", "2027-10-07 .. 2027-10-01", "holidays.国庆节: expected a day or a span"),
        ("makeup_days:", "makeup:", "makeup: unknown key"),
    ],
)
def test_a_mistake_is_refused_by_name(old: str, new: str, finding: str) -> None:
    assert old in GOOD
    with pytest.raises(Invalid) as caught:
        read_year(GOOD.replace(old, new), CALENDAR)
    assert finding in str(caught.value)


@pytest.mark.parametrize("text", ["", "- a", "a: [", "just words"])
def test_something_else_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_year(text, CALENDAR)


def test_the_last_days_of_december_may_belong_to_the_new_year() -> None:
    text = GOOD.replace("2027-01-01 .. 2027-01-03", "2026-12-31 .. 2027-01-03")
    assert not read_year(text, CALENDAR).apply(CALENDAR).is_working_day(date(2026, 12, 31))
