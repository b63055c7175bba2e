"""Reads and writes dates, times and durations as FEEL spells them (ISO 8601, zone names after '@').

Reading gives None for a text that is no such value; nothing here asks what time it is.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from engine.feel import moments
from engine.feel.moments import AnyDate, AnyDateTime, FarDate, FarDateTime
from engine.feel.values import CONTEXT, MAX_MONTHS, YearsMonths

_DATE = re.compile(r"(-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?"
    r"(?:(Z|z)|([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?|@([A-Za-z0-9_+\-/]+))?"
)
_DURATION = re.compile(
    r"(-)?P(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)D)?"
    r"(?:(T)(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(?:\.([0-9]*))?S)?)?"
)
_MAX_OFFSET = 14 * 3600
_MAX_DIGITS = 18
MICROSECOND = dt.timedelta(microseconds=1)


@lru_cache(maxsize=256)
def zone(name: str) -> dt.tzinfo | None:
    """The zone of that name in the tz database, or None."""
    if name == "Z":
        return dt.UTC
    # what begins otherwise there is a setting of the machine or a copy, such as localtime and posix/...
    if not "A" <= name[:1] <= "Z":
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def offset_zone(offset: dt.timedelta) -> dt.tzinfo | None:
    """A fixed offset of whole seconds, at most 14 hours; else None."""
    if offset.microseconds or abs(offset) > dt.timedelta(seconds=_MAX_OFFSET):
        return None
    return dt.timezone(offset) if offset else dt.UTC


def parse_date(text: str) -> AnyDate | None:
    """`2026-01-05`; years -999999999 to 999999999, of four digits at least."""
    match = _DATE.fullmatch(text)
    try:
        return moments.make_date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def parse_time(text: str) -> dt.time | None:
    """`09:00:00`, with fraction (to the nanosecond), offset or `@Asia/Shanghai`; 24:00:00 is midnight."""
    found = _time(text)
    return found[0] if found else None


def _time(text: str) -> tuple[dt.time, bool] | None:
    """The time, and whether it was written as 24:00:00 and so belongs to the next day."""
    match = _TIME.fullmatch(text)
    if not match:
        return None
    hour, minute, second, fraction, utc, sign, hours, minutes, seconds, name = match.groups()
    tz: dt.tzinfo | None = dt.UTC if utc else None
    if sign or name:
        tz = zone(name) if name else _offset(sign, hours, minutes, seconds)
        if tz is None:
            return None
    nanos = int(second) * moments.SECOND + _nanoseconds(fraction)
    midnight = hour == "24" and minute == "00" and not nanos
    try:
        return moments.make_time(0 if midnight else int(hour), int(minute), nanos, tz), midnight
    except ValueError:
        return None


def _offset(sign: str, hours: str, minutes: str, seconds: str | None) -> dt.tzinfo | None:
    if int(minutes) > 59 or int(seconds or 0) > 59:
        return None
    offset = dt.timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds or 0))
    return offset_zone(-offset if sign == "-" else offset)


def _nanoseconds(fraction: str | None) -> int:
    return int(fraction[:9].ljust(9, "0")) if fraction else 0


def parse_datetime(text: str) -> AnyDateTime | None:
    """`2026-01-05T09:00:00+08:00`; a date alone is its midnight."""
    head, has_time, tail = text.partition("T")
    date = parse_date(head)
    if date is None or not has_time:
        return None if date is None else moments.combine(date, dt.time())
    found = _time(tail)
    if found is None:
        return None
    time, next_day = found
    try:
        return moments.combine(moments.date_of_ordinal(date.toordinal() + 1) if next_day else date, time)
    except ValueError:
        return None


def parse_duration(text: str) -> dt.timedelta | YearsMonths | None:
    """`P1DT2H`, `-PT30M`, `P1Y2M`; never both families at once. Rounded to the microsecond."""
    match = _DURATION.fullmatch(text)
    if not match:
        return None
    sign, years, months, days, marker, hours, minutes, seconds, fraction = match.groups()
    timed = hours or minutes or seconds
    if not (years or months or days or timed) or (marker and not timed):
        return None
    if max(len(p or "") for p in (years, months, days, hours, minutes, seconds)) > _MAX_DIGITS:
        return None
    if years or months:
        if days or timed:
            return None
        total = int(years or 0) * 12 + int(months or 0)
        return YearsMonths(-total if sign else total) if total <= MAX_MONTHS else None
    try:
        delta = dt.timedelta(
            days=int(days or 0),
            hours=int(hours or 0),
            minutes=int(minutes or 0),
            seconds=int(seconds or 0),
            microseconds=(_nanoseconds(fraction) + 500) // 1000,
        )
    except OverflowError:
        return None
    return -delta if sign else delta


def parse_any(text: str) -> Any:
    """What `@"..."` means: the first of date, date and time, time, duration that fits, else None."""
    for reader in (parse_date, parse_datetime, parse_time, parse_duration):
        value = reader(text)
        if value is not None:
            return value
    return None


def duration_text(value: dt.timedelta) -> str:
    """The canonical text of a days and time duration, such as P1DT2H30M; zero is PT0S."""
    micros = abs(value // MICROSECOND)
    seconds, micro = divmod(micros, 1_000_000)
    days, seconds = divmod(seconds, 86_400)
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    fraction = f".{micro:06}".rstrip("0") if micro else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{seconds}{fraction}S" if seconds or micro else ""
    text = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return ("-P" if value < dt.timedelta() else "P") + (text or "T0S")


def text_of(value: Any, offset: bool = False) -> str | None:
    """The FEEL spelling of a temporal value, None for anything else.

    offset: write a date and time of a named zone with its offset instead, as ISO 8601 has it.
    """
    if isinstance(value, (dt.datetime, FarDateTime)):
        time = moments.time_part(value)
        text = f"{moments.date_part(value).isoformat()}T{moments.time_text(time, named=not offset)}"
        zoned = offset and isinstance(time.tzinfo, ZoneInfo)
        return text + moments.offset_text(moments.near(value).utcoffset()) if zoned else text
    if isinstance(value, (dt.date, FarDate)):
        return value.isoformat()
    if isinstance(value, dt.time):
        return moments.time_text(value)
    if isinstance(value, dt.timedelta):
        return duration_text(value)
    if isinstance(value, YearsMonths):
        return str(value)
    return None


def seconds_of(value: dt.timedelta) -> Decimal:
    """The duration in seconds, exactly."""
    return CONTEXT.divide(Decimal(value // MICROSECOND), Decimal(1_000_000))
