"""How dates, times and durations are read from text and from their parts, and written again."""

from __future__ import annotations

import datetime as dt

import pytest

from engine.feel import FarDate, FarDateTime, YearsMonths, parse, to_json


def value(text: str) -> object:
    return parse(text).evaluate({})


DATES = [
    ('date("2026-01-05")', "2026-01-05"),
    ("date(2024, 2, 29)", "2024-02-29"),
    ("date(year: 2024, month: 2, day: 29)", "2024-02-29"),
    ("date(2026, 2, 29)", None),
    ("date(2026, 0, 1)", None),
    ("date(2026.5, 1, 1)", None),
    ("date(2026, 1)", None),
    ("date(2026, 1, null)", None),
    ('date("2026-1-5")', None),
    ('date("26-01-05")', None),
    ('date("02026-01-05")', None),
    ('date("+2026-01-05")', None),
    ('date("2026-01-05Z")', None),
    ('date("2026-01-05T10:00:00")', None),
    ('date(" 2026-01-05")', None),
    ('date("２０２６-01-05")', None),
    ("date(20260105)", None),
    ('date(date and time("2026-01-05T23:30:00-08:00"))', "2026-01-05"),
    ('date(from: date("2026-01-05"))', "2026-01-05"),
    ('date(["2026-01-05"])', "2026-01-05"),
]
YEARS = [
    ('date("12026-01-05")', "12026-01-05"),
    ('date("-0044-03-15")', "-0044-03-15"),
    ('date("0000-02-29")', "0000-02-29"),
    ('date("-0001-02-29")', None),
    ('date("999999999-12-31")', "999999999-12-31"),
    ("date(-999999999, 1, 1)", "-999999999-01-01"),
    ("date(1000000000, 1, 1)", None),
    ('date("1000000000-01-01")', None),
    ('date and time("12026-01-05T10:00:00.25+08:00")', "12026-01-05T10:00:00.25+08:00"),
    ('string(date and time("-0044-03-15T12:00:00@Europe/Rome"))', "-0044-03-15T12:00:00@Europe/Rome"),
    ('date and time("12026-07-05T10:00:00@Europe/Rome")', "12026-07-05T10:00:00+02:00"),
    ('date and time(date("12026-01-05"), time("10:00:00"))', "12026-01-05T10:00:00"),
    ('time(date and time("12026-01-05T10:00:00Z"))', "10:00:00Z"),
    ('date(date and time("12026-01-05T10:00:00Z"))', "12026-01-05"),
    ('date and time("9999-12-31T24:00:00")', "10000-01-01T00:00:00"),
    ('date and time("999999999-12-31T24:00:00")', None),
]
TIMES = [
    ('time("23:59:59.5")', "23:59:59.5"),
    ('time("10:00:00.000000001")', "10:00:00.000000001"),
    ('time("10:00:00.1234567891")', "10:00:00.123456789"),
    ('time("10:00:00.100")', "10:00:00.1"),
    ('time("10:00:00+08:00")', "10:00:00+08:00"),
    ('time("10:00:00-00:00")', "10:00:00Z"),
    ('time("10:00:00+08:05:43")', "10:00:00+08:05:43"),
    ('time("10:00:00+14:00")', "10:00:00+14:00"),
    ('time("10:00:00-14:01")', None),
    ('time("10:00:00+08:60")', None),
    ('time("10:00:00+8:00")', None),
    ('time("10:00:00+0800")', None),
    ('time("10:00:00@Asia/Shanghai")', "10:00:00@Asia/Shanghai"),
    ('time("10:00:00@Etc/UTC")', "10:00:00@Etc/UTC"),
    ('time("10:00:00@No/Where")', None),
    ('time("10:00:00@America")', None),
    ('time("10:00:00@localtime")', None),
    ('time("10:00:00@posix/Asia/Shanghai")', None),
    ('time("10:00:00+08:00@Asia/Shanghai")', None),
    ('time("24:00:00")', "00:00:00"),
    ('time("24:00:00.000Z")', "00:00:00Z"),
    ('time("24:00:00.001")', None),
    ('time("24:30:00")', None),
    ('time("23:60:00")', None),
    ('time("23:59:60")', None),
    ('time("10:00")', None),
    ('time("10:00:00.")', None),
    ('time("T10:00:00")', None),
    ("time(10, 30, 15.25)", "10:30:15.25"),
    ("time(10, 30, 15.000000001)", "10:30:15.000000001"),
    ('time(10, 30, 15.25, duration("PT8H"))', "10:30:15.25+08:00"),
    ('time(10, 30, 0, duration("-PT3H30M"))', "10:30:00-03:30"),
    ('time(10, 30, 0, duration("PT0S"))', "10:30:00Z"),
    ('time(10, 30, 0, duration("PT15H"))', None),
    ('time(10, 30, 0, duration("PT0.5S"))', None),
    ('time(10, 30, 0, "PT8H")', None),
    ('time(hour: 10, minute: 30, second: 0, offset: duration("PT1H"))', "10:30:00+01:00"),
    ("time(24, 0, 0)", None),
    ("time(10, -1, 0)", None),
    ("time(10, 0, 60)", None),
    ("time(10.5, 0, 0)", None),
    ("time(10, null, 0)", None),
    ('time(date("2026-01-05"))', "00:00:00Z"),
    ('time(date and time("2026-01-05T10:00:00.000000001+08:00"))', "10:00:00.000000001+08:00"),
    ('string(time(date and time("2026-07-05T10:00:00@Europe/Rome")))', "10:00:00@Europe/Rome"),
]
DATETIMES = [
    ('date and time("2026-01-05T10:00:00Z")', "2026-01-05T10:00:00Z"),
    ('date and time("2026-01-05T10:00:00.123456789")', "2026-01-05T10:00:00.123456789"),
    ('date and time("2026-01-05")', "2026-01-05T00:00:00"),
    ('date and time(date("2026-01-05"))', "2026-01-05T00:00:00"),
    ('date and time("2026-12-31T24:00:00Z")', "2027-01-01T00:00:00Z"),
    ('date and time("2026-01-05T")', None),
    ('date and time("2026-01-05 10:00:00")', None),
    ('date and time("2026-01-05t10:00:00")', None),
    ('date and time("2026-02-30T10:00:00")', None),
    ('date and time("10:00:00")', None),
    ("date and time(1767571200000)", None),
    ('date and time(date("2026-01-05"), time("10:00:00"))', "2026-01-05T10:00:00"),
    ('date and time(date: date("2026-01-05"), time: time("10:00:00Z"))', "2026-01-05T10:00:00Z"),
    ('date and time(date and time("2026-01-05T08:00:00Z"), time("10:00:00"))', "2026-01-05T10:00:00"),
    ('date and time(date("2026-01-05"), time("10:00:00.000000001"))', "2026-01-05T10:00:00.000000001"),
    ('date and time(date("2026-01-05"), null)', None),
    ('date and time("2026-01-05", "10:00:00")', None),
    ('@"2026-01-05T10:00:00@Asia/Shanghai"', "2026-01-05T10:00:00+08:00"),
    ('string(@"2026-01-05T10:00:00@Asia/Shanghai")', "2026-01-05T10:00:00@Asia/Shanghai"),
    ('@"2026-07-05T10:00:00@Europe/Rome"', "2026-07-05T10:00:00+02:00"),
    ('@"2026-01-05T10:00:00@No/Where"', None),
    ('string(date and time(@"2026-01-05T00:00:00Z", "Asia/Tokyo"))', "2026-01-05T09:00:00@Asia/Tokyo"),
    ('date and time(@"2026-01-05T00:00:00", "Asia/Tokyo")', None),
    ('date and time(@"9999-12-31T20:00:00Z", "Asia/Tokyo")', "10000-01-01T05:00:00+09:00"),
]
DURATIONS = [
    ('duration("P1DT2H3M4.5S")', "P1DT2H3M4.5S"),
    ('duration("PT24H")', "P1D"),
    ('duration("PT86399.75S")', "PT23H59M59.75S"),
    ('duration("PT1.S")', "PT1S"),
    ('duration("PT0.0000004S")', "PT0S"),
    ('duration("PT0.0000006S")', "PT0.000001S"),
    ('duration("-PT90M")', "-PT1H30M"),
    ('duration("PT0S")', "PT0S"),
    ('duration("-P0D")', "PT0S"),
    ('duration("P13M")', "P1Y1M"),
    ('duration("-P1Y14M")', "-P2Y2M"),
    ('duration("P0Y")', "P0M"),
    ('duration("P")', None),
    ('duration("PT")', None),
    ('duration("P1DT")', None),
    ('duration("P1H")', None),
    ('duration("PT1D")', None),
    ('duration("PT1.5H")', None),
    ('duration("PT.5S")', None),
    ('duration("P1M2Y")', None),
    ('duration("P-1D")', None),
    ('duration("+P1D")', None),
    ('duration("p1d")', None),
    ('duration("P1W")', None),
    ('duration("P1Y1D")', None),
    ('duration("P1MT1H")', None),
    ('duration("P999999999999D")', None),
    ('duration("P9999999999Y")', None),
    ("duration(5)", None),
    ("duration(null)", None),
    ('duration(from: "P1D")', "P1D"),
]


@pytest.mark.parametrize(("text", "wanted"), DATES + YEARS + TIMES + DATETIMES + DURATIONS)
def test_reading_and_writing(text: str, wanted: str | None) -> None:
    assert to_json(value(text)) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-05", "-0044-03-15", "12026-01-05", "10:00:00", "10:00:00.000000001Z", "10:00:00-03:30",
        "10:00:00@Europe/Rome", "2026-07-05T10:00:00.5@Europe/Rome", "12026-01-05T00:00:00+08:05:43",
        "P1DT2H", "-PT0.000001S", "P1Y2M", "-P11M", "P0M", "PT0S",
    ],
)  # fmt: skip
def test_what_string_writes_a_literal_reads(text: str) -> None:
    assert value(f'string(@"{text}")') == text
    assert value(f'is(@"{text}", @"{text}")') is True


def test_values_are_those_of_python_where_it_has_them() -> None:
    assert value('@"2026-01-05"') == dt.date(2026, 1, 5)
    assert value('@"10:00:00.123456789"') == dt.time(10, 0, 0, 123456)
    assert value('@"2026-01-05T10:00:00.123456789Z"') == dt.datetime(2026, 1, 5, 10, 0, 0, 123456, dt.UTC)
    assert value('@"PT36H"') == dt.timedelta(hours=36)
    assert value('@"P1Y2M"') == YearsMonths(14)


def test_far_years_have_types_of_their_own() -> None:
    far = FarDate(12026, 1, 5)
    assert value('@"12026-01-05"') == far
    assert value('@"12026-01-05T10:00:00Z"') == FarDateTime(far, dt.time(10, tzinfo=dt.UTC))
    assert str(value('@"-0044-03-15T10:00:00.250Z"')) == "-0044-03-15T10:00:00.25Z"
    with pytest.raises(ValueError, match="day"):
        FarDate(12026, 2, 29)
