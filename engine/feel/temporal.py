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

from engine.feel.values import CONTEXT, MAX_MONTHS, YearsMonths

_DATE = re.compile(r"(-?)([1-9][0-9]{4,8}|[0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?"
    r"(?:(Z|z)|([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?|@([A-Za-z0-9_+\-/]+))?"
)
_DURATION = re.compile(
    r"(-)?P(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)D)?"
    r"(?:(T)(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(\.[0-9]+)?S)?)?",
)
MICROSECOND = dt.timedelta(microseconds=1)


@lru_cache(maxsize=256)
def zone(name: str) -> dt.tzinfo | None:
    """The zone of that name in the tz database, or None."""
    if name in ("Z", "UTC", "Etc/UTC"):
        return dt.UTC
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def parse_date(text: str) -> dt.date | None:
    """`2026-01-05`; years 1 to 9999."""
    match = _DATE.fullmatch(text)
    return _date(match) if match else None


def _date(match: re.Match[str]) -> dt.date | None:
    try:
        return None if match[1] else dt.date(int(match[2]), int(match[3]), int(match[4]))
    except (ValueError, OverflowError):
        return None


def parse_time(text: str) -> dt.time | None:
    """`09:00:00`, with fraction (to the microsecond), offset or `@Asia/Shanghai`."""
    match = _TIME.fullmatch(text)
    if not match:
        return None
    tz: dt.tzinfo | None = None
    if match[5]:
        tz = dt.UTC
    elif match[6]:
        tz = offset_zone(match[6], int(match[7]), int(match[8]), int(match[9] or 0))
        if tz is None:
            return None
    elif match[10]:
        tz = zone(match[10])
        if tz is None:
            return None
    micro = int((match[4] or ".0")[1:7].ljust(6, "0"))
    try:
        return dt.time(int(match[1]), int(match[2]), int(match[3]), micro, tzinfo=tz)
    except ValueError:
        return None


def offset_zone(sign: str, hours: int, minutes: int, seconds: int = 0) -> dt.tzinfo | None:
    """A fixed offset, at most 18 hours."""
    if minutes > 59 or seconds > 59 or hours * 3600 + minutes * 60 + seconds > 18 * 3600:
        return None
    delta = dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return dt.timezone(-delta if sign == "-" else delta) if delta else dt.UTC


def parse_datetime(text: str) -> dt.datetime | None:
    """`2026-01-05T09:00:00+08:00`; a date alone is its midnight."""
    head, has_time, tail = text.partition("T")
    date = parse_date(head)
    if date is None:
        return None
    if not has_time:
        return dt.datetime.combine(date, dt.time())
    time = parse_time(tail)
    return None if time is None else dt.datetime.combine(date, time)


def parse_duration(text: str) -> dt.timedelta | YearsMonths | None:
    """`P1DT2H`, `-PT30M`, `P1Y2M`; never both families at once."""
    match = _DURATION.fullmatch(text)
    if not match:
        return None
    sign, years, months, days, marker, hours, minutes, seconds, fraction = match.groups()
    timed = hours or minutes or seconds
    if not (years or months or days or timed) or (marker and not timed):
        return None
    if max(len(p or "") for p in match.groups()) > 18:
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
            microseconds=int((fraction or ".0")[1:7].ljust(6, "0")),
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


def _zone_text(tz: dt.tzinfo | None, at: dt.datetime | None) -> str:
    if tz is None:
        return ""
    if isinstance(tz, ZoneInfo):
        return f"@{tz.key}"
    delta = tz.utcoffset(at)
    if not delta:
        return "Z"
    seconds = int(delta.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("+", seconds)
    text = f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}"
    return f"{text}:{seconds % 60:02}" if seconds % 60 else text


def _clock_text(value: dt.time | dt.datetime) -> str:
    text = f"{value.hour:02}:{value.minute:02}:{value.second:02}"
    return text + f".{value.microsecond:06}".rstrip("0") if value.microsecond else text


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
    if isinstance(value, dt.datetime):
        if offset and isinstance(value.tzinfo, ZoneInfo):
            value = value.replace(tzinfo=dt.timezone(value.utcoffset() or dt.timedelta()))
        return f"{value.year:04}-{value:%m-%d}T{_clock_text(value)}{_zone_text(value.tzinfo, value)}"
    if isinstance(value, dt.date):
        return f"{value.year:04}-{value:%m-%d}"
    if isinstance(value, dt.time):
        return _clock_text(value) + _zone_text(value.tzinfo, None)
    if isinstance(value, dt.timedelta):
        return duration_text(value)
    if isinstance(value, YearsMonths):
        return str(value)
    return None


def seconds_of(value: dt.timedelta) -> Decimal:
    """The duration in seconds, exactly."""
    return CONTEXT.divide(Decimal(value // MICROSECOND), Decimal(1_000_000))


def add_months(value: dt.date, months: int) -> dt.date | None:
    """The date (or date and time) `months` later; a day that the month lacks becomes its last."""
    index = value.year * 12 + value.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        return None
    last = (
        (dt.date(year + month // 11, (month + 1) % 12 + 1, 1) - dt.timedelta(days=1)).day
        if (year < 9999 or month < 11)
        else 31
    )
    return value.replace(year=year, month=month + 1, day=min(value.day, last))
