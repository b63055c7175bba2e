"""The functions that make dates, times and durations, and read parts of them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from engine.feel import moments, temporal, timeline
from engine.feel.builtins.registry import Null, builtin
from engine.feel.env import Env
from engine.feel.moments import AnyDate, AnyDateTime
from engine.feel.values import CONTEXT, YearsMonths, kind

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
def date_of_text(text: str) -> AnyDate:
    """The date that the text spells."""
    value: AnyDate = _read(temporal.parse_date, text, "date")
    return value


@builtin("date", "from: day")
def date_of(value: AnyDate | AnyDateTime) -> AnyDate:
    """The date of a date and time."""
    return moments.date_part(value)


@builtin("date", "year: number, month: number, day: number")
def date_of_parts(year: Decimal, month: Decimal, day: Decimal) -> AnyDate:
    """The date of year, month and day."""
    return moments.make_date(_integer(year), _integer(month), _integer(day))


@builtin("time", "from: string")
def time_of_text(text: str) -> dt.time:
    """The time that the text spells."""
    value: dt.time = _read(temporal.parse_time, text, "time")
    return value


@builtin("time", "from: time")
def time_itself(value: dt.time) -> dt.time:
    """A time stays."""
    return value


@builtin("time", "from: datetime")
def time_of(value: AnyDateTime) -> dt.time:
    """The time of a date and time with its offset."""
    return moments.time_part(value)


@builtin("time", "from: date")
def midnight_of(value: AnyDate) -> dt.time:
    """The time of a date: midnight in UTC."""
    return dt.time(tzinfo=dt.UTC)


@builtin("time", "hour: number, minute: number, second: number, offset?: days|null")
def time_of_parts(
    hour: Decimal, minute: Decimal, second: Decimal, offset: dt.timedelta | None = None
) -> dt.time:
    """The time of its parts; the offset is a duration of at most 14 hours."""
    if not 0 <= second < 60:
        raise Null("Seconds go from 0 to 59.")
    tz = None if offset is None else temporal.offset_zone(offset)
    if offset is not None and tz is None:
        raise Null("An offset has whole seconds and at most 14 hours.")
    return moments.make_time(_integer(hour), _integer(minute), int(second * moments.SECOND), tz)


@builtin("date and time", "from: string")
def datetime_of_text(text: str) -> AnyDateTime:
    """The date and time that the text spells."""
    value: AnyDateTime = _read(temporal.parse_datetime, text, "date and time")
    return value


@builtin("date and time", "from: day")
def datetime_of(value: AnyDate | AnyDateTime) -> AnyDateTime:
    """A date as its midnight."""
    return moments.as_datetime(value)


@builtin("date and time", "date: day, time: time")
def datetime_of_both(date: AnyDate | AnyDateTime, time: dt.time) -> AnyDateTime:
    """The date with the time."""
    return moments.combine(moments.date_part(date), time)


@builtin("date and time", "date: datetime, timezone: string")
def datetime_in_zone(value: AnyDateTime, name: str) -> AnyDateTime:
    """The same moment in another zone."""
    tz = temporal.zone(name)
    moved = None if tz is None else timeline.move_to_zone(value, tz)
    if moved is None:
        raise Null("'{name}' is no time zone, or the time has none.", name=name[:80])
    return moved


@builtin("duration", "from: string")
def duration(text: str) -> Any:
    """The duration that the text spells."""
    return _read(temporal.parse_duration, text, "duration")


@builtin("duration", "from: duration")
def duration_itself(value: Any) -> Any:
    """A duration stays."""
    return value


@builtin("years and months duration", "from: day, to: day")
def months_between(start: AnyDate | AnyDateTime, end: AnyDate | AnyDateTime) -> YearsMonths:
    """The whole months from one date to the other."""
    return timeline.months_between(start, end)


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
def day_of_year(value: AnyDate | AnyDateTime) -> Decimal:
    """From 1 January, which is 1."""
    return Decimal(moments.near(value).timetuple().tm_yday)


@builtin("day of week", "date: day")
def day_of_week(value: AnyDate | AnyDateTime) -> str:
    """The English name of the weekday."""
    return _WEEKDAYS[moments.near(value).weekday()]


@builtin("month of year", "date: day")
def month_of_year(value: AnyDate | AnyDateTime) -> str:
    """The English name of the month."""
    return _MONTHS[moments.date_part(value).month - 1]


@builtin("week of year", "date: day")
def week_of_year(value: AnyDate | AnyDateTime) -> Decimal:
    """The ISO week."""
    return Decimal(moments.near(value).isocalendar().week)


@builtin("last day of month", "date: day")
def last_day_of_month(value: AnyDate | AnyDateTime) -> AnyDate:
    """The last date of that month."""
    date = moments.date_part(value)
    return moments.make_date(date.year, date.month, moments.last_day(date.year, date.month))


@builtin("value", "from: temporal")
def numeric_value(value: Any) -> Decimal:
    """The seconds (or months) of a duration or time, for comparing and computing."""
    if isinstance(value, YearsMonths):
        return Decimal(value.months)
    if isinstance(value, dt.timedelta):
        return temporal.seconds_of(value)
    if isinstance(value, dt.time):
        return CONTEXT.divide(Decimal(moments.clock_nanos(value)), Decimal(moments.SECOND))
    raise Null("{kind} has no numeric value.", kind=kind(value))
