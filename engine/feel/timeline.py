"""Order and arithmetic of dates, times and durations, whatever their year, fraction and zone.

None is the answer where the standard has none, such as a time with an offset against one without. What
leaves the range of dates or durations raises OverflowError or ValueError.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from engine.feel import moments
from engine.feel.moments import AnyDate, AnyDateTime, FarDate, FarDateTime
from engine.feel.values import CONTEXT, MAX_MONTHS, YearsMonths

MICROSECOND = dt.timedelta(microseconds=1)
_DATES = (dt.date, FarDate, FarDateTime)
_DATETIMES = (dt.datetime, FarDateTime)
_DURATIONS = (dt.timedelta, YearsMonths)
#: the year whose offsets a time with a zone name has: late enough that the rules known today hold in it
_YEAR = 2037


@lru_cache(maxsize=256)
def _standard_offset(zone: ZoneInfo) -> dt.timedelta:
    halves = (dt.datetime(_YEAR, month, 1, tzinfo=zone).utcoffset() for month in (1, 7))
    return min(offset for offset in halves if offset is not None)


def utc_offset(value: dt.time | AnyDateTime) -> dt.timedelta | None:
    """The offset at that moment; of a time with a zone name, which has no date, that without summer time."""
    if isinstance(value, dt.time) and isinstance(value.tzinfo, ZoneInfo):
        return _standard_offset(value.tzinfo)
    offset: dt.timedelta | None = moments.near(value).utcoffset()
    return offset


def _nanos(value: dt.timedelta) -> int:
    return value // MICROSECOND * 1000


def _duration(nanos: int) -> dt.timedelta:
    micros = (abs(nanos) + 500) // 1000
    return dt.timedelta(microseconds=micros if nanos >= 0 else -micros)


def _position(value: dt.time | AnyDateTime) -> tuple[bool, int]:
    """Whether there is an offset, and the nanoseconds since a fixed moment (in UTC if there is one)."""
    nanos = moments.clock_nanos(value) if isinstance(value, dt.time) else moments.local_nanos(value)
    offset = utc_offset(value)
    return (False, nanos) if offset is None else (True, nanos - _nanos(offset))


def compare(a: Any, b: Any) -> int | None:
    """-1, 0 or 1 for two dates (and times), two times or two durations of one family.

    As in the standard, what is compared of times are whole seconds.
    """
    if isinstance(a, YearsMonths):
        return _order(a.months, b.months)
    if isinstance(a, dt.timedelta):
        return _order(a, b)
    if not isinstance(a, (dt.time, *_DATETIMES)) and not isinstance(b, _DATETIMES):
        return _order(a.toordinal(), b.toordinal())
    (aware_a, x), (aware_b, y) = _moment(a), _moment(b)
    return _order(x // moments.SECOND, y // moments.SECOND) if aware_a is aware_b else None


def _moment(value: dt.time | AnyDate | AnyDateTime) -> tuple[bool, int]:
    """The position of a time or date and time; a date is its midnight in UTC."""
    if isinstance(value, (dt.time, *_DATETIMES)):
        return _position(value)
    return True, moments.local_nanos(moments.as_datetime(value))


def _order(x: Any, y: Any) -> int:
    return int(x > y) - int(x < y)


def minus(a: Any, b: Any) -> Any:
    """`a - b`: a duration between two moments or durations, or a moment less a duration."""
    if isinstance(b, YearsMonths):
        return plus(a, YearsMonths(-b.months))
    if isinstance(b, dt.timedelta):
        return plus(a, -b)
    if isinstance(a, dt.time) and isinstance(b, dt.time):
        (aware_a, x), (aware_b, y) = _position(a), _position(b)
    elif isinstance(a, _DATES) and isinstance(b, _DATES):
        (aware_a, x), (aware_b, y) = _moment(a), _moment(b)
    else:
        return None
    return _duration(x - y) if aware_a is aware_b else None


def plus(a: Any, b: Any) -> Any:
    """`a + b`: a moment or duration and a duration, in this order or the other."""
    if isinstance(a, _DURATIONS) and not isinstance(b, _DURATIONS):
        a, b = b, a
    if isinstance(b, YearsMonths):
        if isinstance(a, YearsMonths):
            return _months(a.months + b.months)
        return add_months(a, b.months) if isinstance(a, _DATES) else None
    if not isinstance(b, dt.timedelta):
        return None
    if isinstance(a, dt.timedelta):
        return a + b
    if isinstance(a, dt.time):
        return moments.time_of_nanos(moments.clock_nanos(a) + _nanos(b), a.tzinfo)
    if isinstance(a, _DATETIMES):
        return _later(a, b)
    if isinstance(a, (dt.date, FarDate)):
        return moments.date_of_ordinal(a.toordinal() + b.days)
    return None


def _later(a: AnyDateTime, b: dt.timedelta) -> AnyDateTime:
    """In a zone, the duration passes on the clock of UTC, so that a change of its offset is not lost."""
    if not isinstance(a, dt.datetime) or isinstance(a, moments.FineDateTime) or not 1 < a.year < 9999:
        return _later_exactly(a, b)
    try:
        if isinstance(a.tzinfo, ZoneInfo):
            return (a.astimezone(dt.UTC) + b).astimezone(a.tzinfo)
        return a + b
    except OverflowError:
        return _later_exactly(a, b)


def _later_exactly(a: AnyDateTime, b: dt.timedelta) -> AnyDateTime:
    tz = moments.time_part(a).tzinfo
    aware, nanos = _position(a)
    return in_zone(nanos + _nanos(b), tz) if aware else moments.datetime_of_nanos(nanos + _nanos(b), None)


def in_zone(nanos: int, tz: dt.tzinfo | None) -> AnyDateTime:
    """The date and time of the zone at so many nanoseconds, counted in UTC."""
    if tz is None:
        return moments.datetime_of_nanos(nanos, None)
    utc = moments.datetime_of_nanos(nanos, dt.UTC)
    date = moments.date_part(utc)
    if date.year in (1, 9999):  # its neighbour may not be in Python's range
        utc = FarDateTime(FarDate(date.year, date.month, date.day), moments.time_part(utc))
    offset: dt.timedelta = moments.near(utc).astimezone(tz).utcoffset()
    return moments.datetime_of_nanos(nanos + _nanos(offset), tz)


def move_to_zone(value: AnyDateTime, tz: dt.tzinfo) -> AnyDateTime | None:
    """The same moment in another zone; None for a date and time without offset."""
    aware, nanos = _position(value)
    return in_zone(nanos, tz) if aware else None


def add_months(value: AnyDate | AnyDateTime, months: int) -> AnyDate | AnyDateTime:
    """The date (or date and time) `months` later; a day that the month lacks becomes its last."""
    date = moments.date_part(value)
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    moved = moments.make_date(year, month + 1, min(date.day, moments.last_day(year, month + 1)))
    if isinstance(value, _DATETIMES):
        return moments.combine(moved, moments.time_part(value))
    return moved


def months_between(start: AnyDate | AnyDateTime, end: AnyDate | AnyDateTime) -> YearsMonths:
    """The whole months from one date to the other, negative if it lies before; times of day do not count."""
    a, b = moments.date_part(start), moments.date_part(end)
    months = (b.year - a.year) * 12 + b.month - a.month
    if months > 0 and b.day < a.day:
        months -= 1
    elif months < 0 and b.day > a.day:
        months += 1
    return YearsMonths(months)


def _months(total: int) -> YearsMonths:
    if abs(total) > MAX_MONTHS:
        raise OverflowError
    return YearsMonths(total)


def _amount(value: Any) -> Decimal | None:
    if isinstance(value, YearsMonths):
        return Decimal(value.months)
    return Decimal(value // MICROSECOND) if isinstance(value, dt.timedelta) else None


def _of_amount(like: Any, amount: Decimal) -> Any:
    if not amount.is_finite() or amount.adjusted() > 24:
        raise OverflowError
    whole = int(amount)
    return _months(whole) if isinstance(like, YearsMonths) else dt.timedelta(microseconds=whole)


def times(value: Any, factor: Decimal) -> Any:
    """A duration times a number, cut to whole months or microseconds."""
    amount = _amount(value)
    return None if amount is None else _of_amount(value, CONTEXT.multiply(amount, factor))


def divided(a: Any, b: Any) -> Any:
    """A duration by a number, or by one of its family, which gives a number; None by zero."""
    amount = _amount(a)
    if amount is None:
        return None
    if isinstance(b, Decimal):
        return _of_amount(a, CONTEXT.divide(amount, b)) if b else None
    other = _amount(b) if isinstance(b, YearsMonths) is isinstance(a, YearsMonths) else None
    return CONTEXT.divide(amount, other) if other else None
