"""Properties of dates, times and durations, the functions of the calendar, is(), now() and today()."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from engine.feel import parse, to_json


def value(text: str, now: dt.datetime | None = None) -> object:
    return parse(text).evaluate({}, now=now)


DATES = [
    ('@"2026-01-05".year', 2026),
    ('@"2026-01-05".month', 1),
    ('@"2026-01-05".day', 5),
    ('@"2026-01-05".weekday', 1),
    ('@"2026-01-11".weekday', 7),
    ('@"2026-01-05".hour', None),
    ('@"-0044-03-15".year', -44),
    ('@"12026-01-05".weekday', 1),
    ('@"12026-01-05T10:20:30.5Z".second', Decimal("30.5")),
    ('@"12026-01-05T10:20:30+08:00".time offset', "PT8H"),
    ('@"2026-01-05T10:20:30.123456789".second', Decimal("30.123456789")),
    ('@"2026-01-05T10:20:30".minute', 20),
    ('@"2026-07-05T10:20:30@Europe/Rome".time offset', "PT2H"),
    ('@"2026-07-05T10:20:30@Europe/Rome".timezone', "Europe/Rome"),
    ('@"2026-07-05T10:20:30+02:00".timezone', None),
    ('@"10:00:00Z".time offset', "PT0S"),
    ('@"10:00:00".time offset', None),
    ('@"10:00:00@Etc/UTC".timezone', "Etc/UTC"),
    ('@"10:00:00@Asia/Shanghai".time offset', "PT8H"),
    ('@"10:00:00@Europe/Dublin".time offset', "PT0S"),
    ('@"10:00:00".year', None),
]
DURATIONS = [
    ('@"P1DT2H3M4.5S".days', 1),
    ('@"P1DT2H3M4.5S".hours', 2),
    ('@"P1DT2H3M4.5S".minutes', 3),
    ('@"P1DT2H3M4.5S".seconds', Decimal("4.5")),
    ('@"-P1DT2H3M".hours', -2),
    ('@"-PT30S".seconds', -30),
    ('@"P1D".months', None),
    ('@"P14M".years', 1),
    ('@"-P14M".months', -2),
    ('@"P1Y".days', None),
]
CALENDAR = [
    ('day of year(@"2024-12-31")', 366),
    ('day of year(@"12024-12-31")', 366),
    ('day of year(date: @"2026-02-01T10:00:00Z")', 32),
    ('day of week(@"2026-01-05")', "Monday"),
    ('day of week(@"-0044-03-15")', "Thursday"),
    ('month of year(@"2026-01-05")', "January"),
    ('month of year(@"12026-12-05T00:00:00")', "December"),
    ('week of year(@"2026-12-31")', 53),
    ('week of year(@"2027-01-03")', 53),
    ('week of year(@"2027-01-04")', 1),
    ('week of year("2027-01-04")', None),
    ("day of week(null)", None),
    ('last day of month(@"2024-02-10")', "2024-02-29"),
    ('last day of month(@"12023-02-10")', "12023-02-28"),
    ('last day of month(@"2026-12-10T10:00:00")', "2026-12-31"),
    ('years and months duration(@"2020-05-20", @"2026-03-19")', "P5Y9M"),
    ('years and months duration(@"2020-05-20", @"2026-03-20")', "P5Y10M"),
    ('years and months duration(@"2026-03-19", @"2020-05-20")', "-P5Y9M"),
    ('years and months duration(@"2026-01-31", @"2026-02-28")', "P0M"),
    ('years and months duration(@"2026-01-05T23:00:00", @"2026-02-05T01:00:00")', "P1M"),
    ('years and months duration(@"2026-01-05T23:00:00Z", @"2026-02-05T01:00:00")', "P1M"),
    ('years and months duration(from: @"-0044-03-15", to: @"12026-03-15T00:00:00")', "P12070Y"),
    ('years and months duration("P14M")', "P1Y2M"),
    ('years and months duration("P14D")', None),
    ('years and months duration(@"2026-01-05", null)', None),
    ('years and months duration(@"2026-01-05", "2026-02-05")', None),
]
SAME = [
    ('is(@"10:00:00Z", @"10:00:00+00:00")', True),
    ('is(@"10:00:00Z", @"10:00:00")', False),
    ('is(@"10:00:00Z", @"18:00:00+08:00")', False),
    ('is(@"10:00:00@Asia/Tokyo", @"10:00:00@Asia/Tokyo")', True),
    ('is(@"10:00:00@Asia/Tokyo", @"10:00:00+09:00")', False),
    ('is(@"10:00:00.000000001", @"10:00:00")', False),
    ('is(@"2026-01-05T10:00:00Z", @"2026-01-05T18:00:00+08:00")', False),
    ('is(@"2026-07-05T10:00:00@Europe/Rome", @"2026-07-05T10:00:00@Europe/Paris")', False),
    ('is(@"12026-01-05T10:00:00Z", @"12026-01-05T10:00:00Z")', True),
    ('is(@"2026-01-05", @"2026-01-05T00:00:00")', False),
    ('is(@"P0M", @"P0D")', False),
    ('is(@"P12M", @"P1Y")', True),
    ('is(1, 1.0)', True),
    ('is(1, "1")', False),
    ('is(value1: "a", value2: "a")', True),
    ('is("a")', None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), DATES + DURATIONS + CALENDAR + SAME)
def test_properties_and_functions(text: str, wanted: object) -> None:
    assert to_json(value(text)) == wanted


def test_the_time_comes_from_the_caller_only() -> None:
    at = dt.datetime(2026, 1, 5, 23, 30, tzinfo=dt.UTC).astimezone(ZoneInfo("Asia/Shanghai"))
    assert value("today()", now=at) == dt.date(2026, 1, 6)
    assert value("now()", now=at) == at
    assert value("now() instance of date and time", now=at) is True
    assert value("now(1)", now=at) is None
    assert value("now()") is None
