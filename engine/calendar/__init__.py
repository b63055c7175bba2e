"""Working days, deadlines and office hours of mainland China: pure, no clock, no database.

    calendar = load_default()
    calendar.deadline(start, 15, "working").date

Years for which the State Council has published its notice are known; later years follow the law alone,
and what is counted through them is marked provisional until the year is imported.
"""

from __future__ import annotations

from engine.calendar.calendar import Calendar
from engine.calendar.due import Count, Due, Reason
from engine.calendar.office import OfficeHours
from engine.calendar.reception import ReceptionDay, reception_day
from engine.calendar.tables import Year, load_default
from engine.calendar.yearfile import YearFile, read_year, write_year

__all__ = [
    "Calendar",
    "Count",
    "Due",
    "OfficeHours",
    "Reason",
    "ReceptionDay",
    "Year",
    "YearFile",
    "load_default",
    "read_year",
    "reception_day",
    "write_year",
]
