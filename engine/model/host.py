"""What expressions may call beside FEEL's own functions: counting days with the office's calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from engine import feel
from engine.calendar import Calendar

#: What they are called; to be known while a text is parsed, for `between` is a word of FEEL.
HOST_FUNCTIONS = frozenset({"working days after", "calendar days after", "working days between"})
#: Variables hold dates as texts; this reads them back.
READ_MOMENT = feel.parse('if contains(text, "T") then date and time(text) else date(text)')


def functions(calendar: Calendar) -> dict[str, Callable[..., Any]]:
    """The functions by name; a day is a date, a date and time, or the text of one."""

    def days_after(start: Any, days: Any) -> date | None:
        first = _day(start)
        return None if first is None or days is None else calendar.add_calendar_days(first, int(days))

    def working_days_after(start: Any, days: Any) -> date | None:
        first = _day(start)
        return None if first is None or days is None else calendar.add_working_days(first, int(days))

    def between(first: Any, last: Any) -> int | None:
        a, b = _day(first), _day(last)
        return None if a is None or b is None else calendar.working_days_between(a, b)

    return {
        "working days after": working_days_after,
        "calendar days after": days_after,
        "working days between": between,
    }


def _day(value: Any) -> date | None:
    if isinstance(value, str):
        value = READ_MOMENT.evaluate({"text": value})
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
