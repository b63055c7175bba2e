"""Office hours: whether an office is open at a moment, and when it opens next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from engine.calendar.calendar import Calendar


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Opening hours of every working day, in local time; closed at the moment of `end`.

    lunch_start, lunch_end: the break; the same time twice means none.
    """

    start: time = time(8, 30)
    end: time = time(17, 30)
    lunch_start: time = time(12, 0)
    lunch_end: time = time(13, 30)

    def __post_init__(self) -> None:
        if not self.start < self.end or not self.start <= self.lunch_start <= self.lunch_end <= self.end:
            raise ValueError("office hours must run start, lunch_start, lunch_end, end")

    def is_office_time(self, calendar: Calendar, at: datetime) -> bool:
        local = at.astimezone(calendar.zone)
        if not calendar.is_working_day(local.date()):
            return False
        now = local.time()
        return self.start <= now < self.end and not self.lunch_start <= now < self.lunch_end

    def next_office_time(self, calendar: Calendar, at: datetime) -> datetime:
        """`at` itself when the office is open, else the moment it opens next; UTC."""
        if self.is_office_time(calendar, at):
            return at
        local = at.astimezone(calendar.zone)
        day = local.date()
        if calendar.is_working_day(day):
            if local.time() < self.start:
                return calendar.at(day, self.start)
            if local.time() < self.lunch_end < self.end:
                return calendar.at(day, self.lunch_end)
        return calendar.at(calendar.roll_forward(day + timedelta(days=1)), self.start)
