"""The families of simple values that FEEL orders, each a line: what lies before, between and behind values.

A family holds the values that are comparable with each other: a time with an offset is not comparable with
one without, so those are two families of one kind.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable
from decimal import ROUND_FLOOR, Context, Decimal
from typing import Any

from engine.feel import moments
from engine.feel.moments import FarDate, FarDateTime, FineDateTime, FineTime
from engine.feel.timeline import MICROSECOND, utc_offset
from engine.feel.values import MAX_MONTHS, YearsMonths

_WIDE = Context(prec=120, Emin=-99_999, Emax=99_999, traps=[])
_HOUR, _DAY = 3600, 24 * 3600  # in seconds
#: what a person would name as the next time of day
_CLOCK_STEPS = (_HOUR, 60, 1)


class Family(ABC):
    """One line of values. `key` sorts them; equal values have equal keys. `always`: keys to be told apart."""

    always: tuple[Any, ...] = ()

    def __init__(self, kind: str) -> None:
        self.kind = kind

    @abstractmethod
    def key(self, value: Any) -> Any:
        """The place of the value on the line."""

    @abstractmethod
    def between(self, low: Any, high: Any) -> Any:
        """A value strictly between two keys (None: no bound on that side); None if there is none."""


class Numbers(Family):
    """Decimals; between two of them there is always another."""

    def key(self, value: Any) -> Any:
        return value

    def between(self, low: Any, high: Any) -> Any:
        zero = Decimal(0)
        if low is None:
            tries = [zero if high is None else _WIDE.subtract(_floor(high), 1), _WIDE.multiply(high or 0, 2)]
        elif high is None:
            tries = [_WIDE.add(_floor(low), 1), zero, _WIDE.multiply(low, 2)]
        else:
            tries = [_WIDE.add(_floor(low), 1), _WIDE.divide(_WIDE.add(low, high), 2)]
        return next((t for t in tries if (low is None or t > low) and (high is None or t < high)), None)


def _floor(value: Decimal) -> Decimal:
    return value.to_integral_value(ROUND_FLOOR)


class Strings(Family):
    """Texts in the order of their code points; what follows directly after a text is it with U+0000."""

    def key(self, value: Any) -> Any:
        return value

    def between(self, low: Any, high: Any) -> Any:
        if low is None:
            return next((t for t in ("A", "0", "") if high is None or t < high), None)
        return next((low + c for c in ("a", "A", "0", " ", "\0") if high is None or low + c < high), None)


class Booleans(Family):
    """False and true, without an order."""

    always = (False, True)

    def key(self, value: Any) -> Any:
        return value

    def between(self, low: Any, high: Any) -> Any:
        return None


class Steps(Family):
    """Values that can be counted (days, months, seconds), from the first to the last that there is."""

    def __init__(
        self,
        kind: str,
        count: Callable[[Any], int],
        value: Callable[[int], Any],
        ends: tuple[int, int],
        steps: tuple[int, ...] = (1,),
    ) -> None:
        super().__init__(kind)
        self._count, self._value, self._ends, self._steps = count, value, ends, steps

    def key(self, value: Any) -> Any:
        return self._count(value)

    def between(self, low: Any, high: Any) -> Any:
        first = self._ends[0] if low is None else low + 1
        last = self._ends[1] if high is None else high - 1
        if first > last:
            return None
        # the roundest neighbour of a bound, so that an example can be read
        for step in self._steps:
            if low is not None and first <= low + step <= last:
                return self._value(low + step)
            if high is not None and first <= high - step <= last:
                return self._value(high - step)
        return self._value(min(max(0, first), last))


def _zoned_clock(value: dt.time) -> int:
    return moments.clock_nanos(value) - _offset(value)


def _zoned_time(seconds: int) -> dt.time:
    """Places outside one day of UTC are reached with the largest offsets."""
    hours = 18 if seconds < 0 else -18 if seconds >= _DAY else 0
    zone = dt.timezone(dt.timedelta(hours=hours)) if hours else dt.UTC
    return moments.time_of_nanos((seconds + hours * _HOUR) * moments.SECOND, zone)


def _zoned_moment(value: moments.AnyDateTime) -> int:
    return moments.local_nanos(value) - _offset(value)


def _offset(value: dt.time | moments.AnyDateTime) -> int:
    return (utc_offset(value) or dt.timedelta()) // MICROSECOND * 1000


def _seconds(nanos: Callable[[Any], int]) -> Callable[[Any], int]:
    """FEEL compares times by whole seconds."""
    return lambda value: nanos(value) // moments.SECOND


def _at(zone: dt.tzinfo | None) -> Callable[[int], moments.AnyDateTime]:
    return lambda seconds: moments.datetime_of_nanos(seconds * moments.SECOND, zone)


NUMBERS, STRINGS, BOOLEANS = Numbers("number"), Strings("string"), Booleans("boolean")
_MICRO = 1_000_000
_FIRST_DAY = moments.make_date(-moments.MAX_YEAR, 1, 1).toordinal()
_LAST_DAY = moments.make_date(moments.MAX_YEAR, 12, 31).toordinal()
_MOMENTS = (_FIRST_DAY * _DAY, (_LAST_DAY + 1) * _DAY - 1)
DATES = Steps("date", lambda d: d.toordinal(), moments.date_of_ordinal, (_FIRST_DAY, _LAST_DAY))
TIMES = Steps(
    "time", _seconds(moments.clock_nanos), lambda n: moments.time_of_nanos(n * moments.SECOND, None),
    (0, _DAY - 1), _CLOCK_STEPS,
)  # fmt: skip
ZONED_TIMES = Steps(
    "time", _seconds(_zoned_clock), _zoned_time, (-18 * _HOUR, _DAY + 18 * _HOUR - 1), _CLOCK_STEPS
)  # fmt: skip
MOMENTS = Steps(
    "date and time", _seconds(moments.local_nanos), _at(None), _MOMENTS, (_DAY, *_CLOCK_STEPS)
)  # fmt: skip
ZONED_MOMENTS = Steps(
    "date and time", _seconds(_zoned_moment), _at(dt.UTC), _MOMENTS, (_DAY, *_CLOCK_STEPS)
)  # fmt: skip
DAYS = Steps(
    "days and time duration", lambda d: d // MICROSECOND, lambda n: n * MICROSECOND,
    (dt.timedelta.min // MICROSECOND, dt.timedelta.max // MICROSECOND),
    (_DAY * _MICRO, _HOUR * _MICRO, 60 * _MICRO, _MICRO, 1),
)  # fmt: skip
MONTHS = Steps("years and months duration", lambda m: m.months, YearsMonths, (-MAX_MONTHS, MAX_MONTHS))
FAMILIES: tuple[Family, ...] = (
    NUMBERS, STRINGS, BOOLEANS, DATES, TIMES, ZONED_TIMES, MOMENTS, ZONED_MOMENTS, DAYS, MONTHS,
)  # fmt: skip
_BY_TYPE: dict[type, Family] = {
    Decimal: NUMBERS, str: STRINGS, bool: BOOLEANS, dt.timedelta: DAYS, YearsMonths: MONTHS,
    dt.date: DATES, FarDate: DATES, dt.time: TIMES, FineTime: TIMES,
    dt.datetime: MOMENTS, FineDateTime: MOMENTS, FarDateTime: MOMENTS,
}  # fmt: skip
_ZONED: dict[Family | None, Family] = {TIMES: ZONED_TIMES, MOMENTS: ZONED_MOMENTS}


def family_of(value: Any) -> Family | None:
    """The family of a value; None for null, lists, contexts and all else that has no order."""
    family = _BY_TYPE.get(type(value))
    if family in _ZONED and utc_offset(value) is not None:
        return _ZONED[family]
    return family


def cuts_of_value(value: Any) -> list[tuple[Family, Any]]:
    """The families that a constant cuts, and where: a date is comparable as its midnight in UTC."""
    family = family_of(value)
    if family is None:
        return []
    cuts: list[tuple[Family, Any]] = [(family, value)]
    if family is DATES:
        midnight = value.toordinal() * _DAY
        cuts.append((ZONED_MOMENTS, _at(dt.UTC)(midnight)))
    elif family is ZONED_MOMENTS:
        day = ZONED_MOMENTS.key(value) // _DAY
        if _FIRST_DAY <= day <= _LAST_DAY:
            cuts.append((DATES, moments.date_of_ordinal(day)))
    return cuts
