"""The functions that make dates, times and durations, and read parts of them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from engine.feel import temporal
from engine.feel.builtins.registry import Null, builtin
from engine.feel.env import Env
from engine.feel.operators import as_datetime, plus
from engine.feel.values import YearsMonths, kind

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


def _read(reader: Any, text: str, what: str) -> Any:
    value = reader(text)
    if value is None:
        raise Null("'{text}' is no {what}.", text=text[:80], what=what)
    return value


def _integer(value: Decimal) -> int:
    if value != value.to_integral_value() or value.adjusted() > 9:
        raise Null("Parts of a date or time must be whole numbers.")
    return int(value)


@builtin("date", "from: string")
def date_of_text(text: str) -> dt.date:
    """The date that the text spells."""
    value: dt.date = _read(temporal.parse_date, text, "date")
    return value


@builtin("date", "from: day")
def date_of(value: dt.date) -> dt.date:
    """The date of a date and time."""
    return value.date() if isinstance(value, dt.datetime) else value


@builtin("date", "year: number, month: number, day: number")
def date_of_parts(year: Decimal, month: Decimal, day: Decimal) -> dt.date:
    """The date of year, month and day."""
    return dt.date(_integer(year), _integer(month), _integer(day))


@builtin("time", "from: string")
def time_of_text(text: str) -> dt.time:
    """The time that the text spells."""
    value: dt.time = _read(temporal.parse_time, text, "time")
    return value


@builtin("time", "from: time")
def time_itself(value: dt.time) -> dt.time:
    """A time stays."""
    return value


@builtin("time", "from: day")
def time_of(value: dt.date) -> dt.time:
    """The time of a date and time with its offset; a date is midnight in UTC."""
    return value.timetz() if isinstance(value, dt.datetime) else dt.time(tzinfo=dt.UTC)


@builtin("time", "hour: number, minute: number, second: number, offset?: days|null")
def time_of_parts(
    hour: Decimal, minute: Decimal, second: Decimal, offset: dt.timedelta | None = None
) -> dt.time:
    """The time of its parts; the offset is a duration."""
    micros = second * 1_000_000
    if not 0 <= micros < 60_000_000:
        raise Null("Seconds go from 0 to 59.")
    whole, micro = divmod(int(micros), 1_000_000)
    tz = None
    if offset is not None:
        tz = dt.timezone(offset) if offset else dt.UTC
    return dt.time(_integer(hour), _integer(minute), whole, micro, tzinfo=tz)


@builtin("date and time", "from: string")
def datetime_of_text(text: str) -> dt.datetime:
    """The date and time that the text spells."""
    value: dt.datetime = _read(temporal.parse_datetime, text, "date and time")
    return value


@builtin("date and time", "from: day")
def datetime_of(value: dt.date) -> dt.datetime:
    """A date as its midnight."""
    return as_datetime(value)


@builtin("date and time", "date: day, time: time")
def datetime_of_both(date: dt.date, time: dt.time) -> dt.datetime:
    """The date with the time."""
    return dt.datetime.combine(date_of(date), time)


@builtin("date and time", "date: datetime, timezone: string")
def datetime_in_zone(value: dt.datetime, name: str) -> dt.datetime:
    """The same moment in another zone."""
    tz = temporal.zone(name)
    if tz is None or value.tzinfo is None:
        raise Null("'{name}' is no time zone, or the time has none.", name=name[:80])
    return value.astimezone(tz)


@builtin("duration", "from: string")
def duration(text: str) -> Any:
    """The duration that the text spells."""
    return _read(temporal.parse_duration, text, "duration")


@builtin("duration", "from: duration")
def duration_itself(value: Any) -> Any:
    """A duration stays."""
    return value


@builtin("years and months duration", "from: day, to: day")
def months_between(start: dt.date, end: dt.date) -> YearsMonths:
    """The whole months from one date to the other."""
    a, b = as_datetime(start), as_datetime(end)
    if a.tzinfo is None or b.tzinfo is None:
        a, b = a.replace(tzinfo=None), b.replace(tzinfo=None)
    months = (b.year - a.year) * 12 + b.month - a.month
    rest_a, rest_b = (a.day, a.time()), (b.day, b.time())
    if months > 0 and rest_b < rest_a:
        months -= 1
    elif months < 0 and rest_b > rest_a:
        months += 1
    return YearsMonths(months)


@builtin("years and months duration", "from: string")
def months_of_text(text: str) -> YearsMonths:
    """The duration that the text spells, when it is one of years and months."""
    value = temporal.parse_duration(text)
    if not isinstance(value, YearsMonths):
        raise Null("'{text}' is no {what}.", text=text[:80], what="years and months duration")
    return value


@builtin("now", env=True)
def now(env: Env) -> dt.datetime:
    """The time that the caller gave; null if it gave none."""
    if env.root.now is None:
        raise Null("There is no current time in this evaluation.")
    return env.root.now


@builtin("today", env=True)
def today(env: Env) -> dt.date:
    """The date of now()."""
    return now(env).date()


@builtin("day of year", "date: day")
def day_of_year(value: dt.date) -> Decimal:
    """From 1 January, which is 1."""
    return Decimal(value.timetuple().tm_yday)


@builtin("day of week", "date: day")
def day_of_week(value: dt.date) -> str:
    """The English name of the weekday."""
    return _WEEKDAYS[value.weekday()]


@builtin("month of year", "date: day")
def month_of_year(value: dt.date) -> str:
    """The English name of the month."""
    return _MONTHS[value.month - 1]


@builtin("week of year", "date: day")
def week_of_year(value: dt.date) -> Decimal:
    """The ISO week."""
    return Decimal(value.isocalendar().week)


@builtin("last day of month", "date: day")
def last_day_of_month(value: dt.date) -> dt.date:
    """The last date of that month."""
    date = date_of(value)
    return (date.replace(day=1) + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)


@builtin("value", "from: temporal")
def numeric_value(value: Any) -> Decimal:
    """The seconds (or months) of a duration or time, for comparing and computing."""
    if isinstance(value, YearsMonths):
        return Decimal(value.months)
    if isinstance(value, dt.timedelta):
        return temporal.seconds_of(value)
    if isinstance(value, dt.time):
        return Decimal(value.hour * 3600 + value.minute * 60 + value.second)
    raise Null("{kind} has no numeric value.", kind=kind(value))


@builtin("date and time", "from: number")
def datetime_of_millis(value: Decimal) -> dt.datetime:
    """Milliseconds since 1970 in UTC."""
    moved: dt.datetime = plus(dt.datetime(1970, 1, 1, tzinfo=dt.UTC), dt.timedelta(milliseconds=int(value)))
    return moved
