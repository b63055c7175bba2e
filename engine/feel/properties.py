"""The properties of temporal values and ranges, such as `.year` and `.time offset`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from engine.feel.moments import (
    SECOND,
    AnyDate,
    AnyDateTime,
    FarDate,
    FarDateTime,
    date_part,
    fraction_of,
    time_part,
)
from engine.feel.timeline import MICROSECOND, utc_offset
from engine.feel.values import CONTEXT, Range, YearsMonths, scalar

MISSING: Any = object()


def _clock(value: dt.time | AnyDateTime) -> dt.time:
    return value if isinstance(value, dt.time) else time_part(value)


def _zone_name(value: dt.time | AnyDateTime) -> str | None:
    tz = _clock(value).tzinfo
    return tz.key if isinstance(tz, ZoneInfo) else None


def _seconds(value: dt.time | AnyDateTime) -> Decimal:
    return CONTEXT.divide(Decimal(fraction_of(_clock(value))), Decimal(SECOND))


def _weekday(value: AnyDate | AnyDateTime) -> Decimal:
    """1 is Monday, as 0001-01-01 was."""
    return Decimal((date_part(value).toordinal() - 1) % 7 + 1)


def _parts(value: dt.timedelta) -> tuple[int, int, int, Decimal]:
    """Days, hours, minutes, seconds, all with the sign of the duration."""
    micros = value // MICROSECOND
    sign = -1 if micros < 0 else 1
    rest, micro = divmod(abs(micros), 60_000_000)
    seconds = CONTEXT.divide(Decimal(sign * micro), Decimal(1_000_000))
    rest, minutes = divmod(rest, 60)
    days, hours = divmod(rest, 24)
    return sign * days, sign * hours, sign * minutes, seconds


_DATE: dict[str, Callable[[Any], Any]] = {
    "year": lambda v: Decimal(date_part(v).year),
    "month": lambda v: Decimal(date_part(v).month),
    "day": lambda v: Decimal(date_part(v).day),
    "weekday": _weekday,
}
_TIME: dict[str, Callable[[Any], Any]] = {
    "hour": lambda v: Decimal(_clock(v).hour),
    "minute": lambda v: Decimal(_clock(v).minute),
    "second": _seconds,
    "time offset": utc_offset,
    "timezone": _zone_name,
}
_DAYS: dict[str, Callable[[Any], Any]] = {
    "days": lambda v: Decimal(_parts(v)[0]),
    "hours": lambda v: Decimal(_parts(v)[1]),
    "minutes": lambda v: Decimal(_parts(v)[2]),
    "seconds": lambda v: _parts(v)[3],
}
_MONTHS: dict[str, Callable[[Any], Any]] = {
    "years": lambda v: Decimal(int(v.months / 12)),
    "months": lambda v: Decimal(v.months - 12 * int(v.months / 12)),
}
_RANGE: dict[str, Callable[[Any], Any]] = {
    "start": lambda v: scalar(v.start),
    "end": lambda v: scalar(v.end),
    "start included": lambda v: v.start_included,
    "end included": lambda v: v.end_included,
}
_TABLES: list[tuple[type, dict[str, Callable[[Any], Any]]]] = [
    (dt.datetime, _DATE | _TIME),
    (FarDateTime, _DATE | _TIME),
    (dt.date, _DATE),
    (FarDate, _DATE),
    (dt.time, _TIME),
    (dt.timedelta, _DAYS),
    (YearsMonths, _MONTHS),
    (Range, _RANGE),
]


def property_of(value: Any, name: str) -> Any:
    """The property, or MISSING."""
    for cls, table in _TABLES:
        if isinstance(value, cls):
            reader = table.get(name)
            return MISSING if reader is None else reader(value)
    return MISSING
