"""The day of each month on which leaders receive petitioners, and the dates that hang on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from engine.calendar.calendar import Calendar


@dataclass(frozen=True, slots=True)
class ReceptionDay:
    """One reception day.

    nominal: the day of the month as set. date: the day it is held.
    announce_by: last day for the public notice (LR-14). register_by: last day to register (LR-16).
    provisional: the holidays of that time are not published yet.
    """

    nominal: dt.date
    date: dt.date
    announce_by: dt.date
    register_by: dt.date
    provisional: bool


def reception_day(
    calendar: Calendar,
    year: int,
    month: int,
    day_of_month: int = 10,
    *,
    defer_saturday: bool = True,
    announce_lead_days: int = 7,
    register_lead_days: int = 3,
) -> ReceptionDay:
    """When leaders receive in a month (LR-05), moved to the next working day on a rest day (LR-06).

    defer_saturday: a plain Saturday is moved too; the text names only holidays and Sundays (C-01).
    A weekend that is worked as a make-up day is not moved (C-02). The leads are calendar days, counted
    back from the day it is held (LR-14, LR-16, C-04).
    """
    nominal = dt.date(year, month, day_of_month)
    stays = not defer_saturday and nominal.weekday() == 5 and not calendar.name_of(nominal)
    held = nominal if stays else calendar.roll_forward(nominal)
    return ReceptionDay(
        nominal=nominal,
        date=held,
        announce_by=calendar.days_before(held, announce_lead_days, "calendar"),
        register_by=calendar.days_before(held, register_lead_days, "calendar"),
        provisional=not (calendar.is_covered(nominal) and calendar.is_covered(held)),
    )
