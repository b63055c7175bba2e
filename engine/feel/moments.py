"""Dates and times over the whole range of the standard: types for those that Python's own cannot hold.

A year outside 1 to 9999 makes a FarDate or FarDateTime. A fraction of a second below the microsecond makes a
FineTime or FineDateTime; these are a time and a datetime to Python, cut at the microsecond.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

#: the standard's bounds of a year; year 0 is the one before year 1
MAX_YEAR = 999_999_999
_CYCLE_YEARS, _CYCLE_DAYS = 400, 146_097
_LAST_ORDINAL = dt.date.max.toordinal()
_DAY = 86_400_000_000_000
SECOND = 1_000_000_000


class FineTime(dt.time):
    """A time with `nanosecond` (1 to 999), what its fraction has below the microsecond."""

    nanosecond: int = 0


class FineDateTime(dt.datetime):
    """A date and time with `nanosecond` (1 to 999), what its fraction has below the microsecond."""

    nanosecond: int = 0


@dataclass(frozen=True, slots=True)
class FarDate:
    """A date of a year outside 1 to 9999, in the Gregorian calendar. Raises ValueError if there is none."""

    year: int
    month: int
    day: int

    def __post_init__(self) -> None:
        if abs(self.year) > MAX_YEAR or not self.near:
            raise ValueError(self.year)

    @property
    def near(self) -> dt.date:
        """The same day of a year that Python knows, whole cycles of the calendar (400 years) away."""
        return dt.date((9200 if self.year > 5000 else 400) + self.year % _CYCLE_YEARS, self.month, self.day)

    def toordinal(self) -> int:
        """Days, counted from 0001-01-01, which is 1."""
        near = self.near
        return near.toordinal() + (self.year - near.year) // _CYCLE_YEARS * _CYCLE_DAYS

    def isoformat(self) -> str:
        """As the standard spells it, such as 12345-01-31 or -0044-03-15."""
        return f"{'-' if self.year < 0 else ''}{abs(self.year):04}-{self.month:02}-{self.day:02}"

    __str__ = isoformat


@dataclass(frozen=True, slots=True)
class FarDateTime:
    """A date and time of a year outside 1 to 9999: `date`, and `time` with its zone, if any."""

    date: FarDate
    time: dt.time

    @property
    def near(self) -> dt.datetime:
        """The same in a year that Python knows."""
        return dt.datetime.combine(self.date.near, self.time)

    def isoformat(self) -> str:
        """As FEEL spells it, such as -0044-03-15T12:00:00.5Z."""
        return f"{self.date}T{time_text(self.time)}"

    __str__ = isoformat


AnyDate: TypeAlias = dt.date | FarDate
AnyDateTime: TypeAlias = dt.datetime | FarDateTime


def make_date(year: int, month: int, day: int) -> AnyDate:
    """The date of its parts. Raises ValueError if there is none or its year is out of range."""
    return dt.date(year, month, day) if 1 <= year <= 9999 else FarDate(year, month, day)


def date_of_ordinal(days: int) -> AnyDate:
    """The date so many days from 0001-01-01, which is 1. Raises ValueError beyond the standard's range."""
    if 1 <= days <= _LAST_ORDINAL:
        return dt.date.fromordinal(days)
    cycles, rest = divmod(days - 1, _CYCLE_DAYS)
    first = dt.date.fromordinal(rest + 1)
    return make_date(first.year + cycles * _CYCLE_YEARS, first.month, first.day)


def make_time(hour: int, minute: int, nanos: int, tz: dt.tzinfo | None = None) -> dt.time:
    """The time of its parts, seconds and fraction as nanoseconds. Raises ValueError if there is none."""
    second, fraction = divmod(nanos, SECOND)
    micro, rest = divmod(fraction, 1000)
    if not rest:
        return dt.time(hour, minute, second, micro, tzinfo=tz)
    fine = FineTime(hour, minute, second, micro, tzinfo=tz)
    fine.nanosecond = rest
    return fine


def combine(date: AnyDate, time: dt.time) -> AnyDateTime:
    """The date with the time and its zone."""
    if isinstance(date, FarDate):
        return FarDateTime(date, time)
    if not isinstance(time, FineTime):
        return dt.datetime.combine(date, time)
    fine = FineDateTime.combine(date, time)
    fine.nanosecond = time.nanosecond
    return fine


def date_part(value: AnyDate | AnyDateTime) -> AnyDate:
    """The date of a date and time; a date stays."""
    if isinstance(value, FarDateTime):
        return value.date
    return value.date() if isinstance(value, dt.datetime) else value


def time_part(value: AnyDateTime) -> dt.time:
    """The time of a date and time, with its zone."""
    if isinstance(value, FarDateTime):
        return value.time
    time = value.timetz()
    if not isinstance(value, FineDateTime):
        return time
    return make_time(time.hour, time.minute, fraction_of(time) + value.nanosecond, time.tzinfo)


def as_datetime(value: AnyDate | AnyDateTime) -> AnyDateTime:
    """A date as its midnight, a date and time as it is."""
    return value if isinstance(value, (dt.datetime, FarDateTime)) else combine(value, dt.time())


def near(value: Any) -> Any:
    """The value itself, or one of a year that Python knows with the same weekday and place in the year."""
    return value.near if isinstance(value, (FarDate, FarDateTime)) else value


def fraction_of(time: dt.time) -> int:
    """Seconds and fraction of a time, in nanoseconds."""
    below = time.nanosecond if isinstance(time, FineTime) else 0
    return time.second * SECOND + time.microsecond * 1000 + below


def clock_nanos(time: dt.time) -> int:
    """Nanoseconds since midnight, by the clock on the wall."""
    return (time.hour * 60 + time.minute) * 60 * SECOND + fraction_of(time)


def local_nanos(value: dt.time | AnyDateTime) -> int:
    """The same for a time; for a date and time, since the day before 0001-01-01."""
    if isinstance(value, dt.time):
        return clock_nanos(value)
    return date_part(value).toordinal() * _DAY + clock_nanos(time_part(value))


def time_of_nanos(nanos: int, tz: dt.tzinfo | None) -> dt.time:
    """The time so long after midnight, whole days left out."""
    minutes, rest = divmod(nanos % _DAY, 60 * SECOND)
    return make_time(minutes // 60, minutes % 60, rest, tz)


def datetime_of_nanos(nanos: int, tz: dt.tzinfo | None) -> AnyDateTime:
    """The inverse of local_nanos for a date and time. Raises ValueError beyond the standard's range."""
    return combine(date_of_ordinal(nanos // _DAY), time_of_nanos(nanos, tz))


def last_day(year: int, month: int) -> int:
    """How many days the month has."""
    return (
        29
        if month == 2 and calendar.isleap(year)
        else (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month]
    )


def offset_text(offset: dt.timedelta | None) -> str:
    """`+08:00`, `Z` or nothing; seconds only where there are some."""
    if not offset:
        return "" if offset is None else "Z"
    seconds = int(offset.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("+", seconds)
    text = f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}"
    return f"{text}:{seconds % 60:02}" if seconds % 60 else text


def time_text(time: dt.time, named: bool = True) -> str:
    """A time as FEEL spells it. named: with the name of its zone, if that has one; else without any zone."""
    text = f"{time.hour:02}:{time.minute:02}:{time.second:02}"
    fraction = fraction_of(time) % SECOND
    if fraction:
        text += f".{fraction:09}".rstrip("0")
    if isinstance(time.tzinfo, ZoneInfo):
        return f"{text}@{time.tzinfo.key}" if named else text
    return text + offset_text(time.utcoffset())
