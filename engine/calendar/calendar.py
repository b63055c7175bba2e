"""The working calendar and its arithmetic: which days count, and when a time limit ends.

A calendar never changes; `with_year` makes a new one with another `version`. The day of the event is
never counted (Civil Code art. 201); periods in calendar days end after a rest day (art. 203); licensing
periods are working days (Administrative Licensing Law art. 82). RULES 2.1, C-02, C-04.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from engine.calendar import tables
from engine.calendar.due import Count, Due, Kind, Reason, group
from engine.errors import ProcessFault

_DAY = timedelta(days=1)
_LAST_SECOND = time(23, 59, 59)
#: longest period in days; more is a mistake in a model and would only burn time
MAX_DAYS = 36600

Days = Mapping[str, Iterable[date]]


class Calendar:
    """The rest days and working days of mainland China, as one frozen version.

    version: digest of the whole table; the same version gives the same answers for ever.
    zone: the zone in which a moment becomes a day.
    """

    __slots__ = ("_published", "_rest", "_table", "_work", "version", "zone")

    def __init__(self, table: tables.Table) -> None:
        self._table = table
        years = table.years.values()
        self._rest = {d: name for y in years for name, days in y.holidays.items() for d in days}
        self._work = {d: name for y in years for name, days in y.makeup_days.items() for d in days}
        self._published = frozenset(int(n) for n, y in table.years.items() if not y.provisional)
        self.zone = ZoneInfo(table.zone)
        self.version = hashlib.sha256(tables.encode(table)).hexdigest()[:32]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Calendar) and other.version == self.version

    def __hash__(self) -> int:
        return hash(self.version)

    def __repr__(self) -> str:
        return f"<Calendar {self.version[:8]}, published {min(self.published)}-{max(self.published)}>"

    # -- the table

    def to_bytes(self) -> bytes:
        """The whole calendar, for keeping a version."""
        return tables.encode(self._table)

    @classmethod
    def from_bytes(cls, content: bytes) -> Calendar:
        return cls(tables.decode(content))

    def with_year(
        self, year: int, holidays: Days, makeup_days: Days | None = None, source: str = ""
    ) -> Calendar:
        """A calendar in which `year` is as published: name of the holiday to its days."""
        known = tables.Year(
            source=source or f"notice for {year}",
            holidays={name: tuple(sorted(days)) for name, days in holidays.items()},
            makeup_days={name: tuple(sorted(days)) for name, days in (makeup_days or {}).items()},
        )
        return Calendar(msgspec.structs.replace(self._table, years={**self._table.years, str(year): known}))

    def completed_from(self, other: Calendar) -> Calendar:
        """This calendar, with the years that only `other` knows as published: what an upgrade brings."""
        newer = {str(n): other._table.years[str(n)] for n in other._published - self._published}
        if not newer:
            return self
        return Calendar(msgspec.structs.replace(self._table, years={**self._table.years, **newer}))

    def find_year(self, year: int) -> tables.Year | None:
        """What is known of a year: None before the first and after the last year of the table."""
        return self._table.years.get(str(year))

    @property
    def published(self) -> tuple[int, ...]:
        """The years whose notice is in the table, in order."""
        return tuple(sorted(self._published))

    # -- single days

    def is_working_day(self, day: date) -> bool:
        if day in self._rest:
            return False
        return day.weekday() < 5 or day in self._work

    def is_covered(self, day: date) -> bool:
        """Whether the official notice for that day is in the table.

        The New Year holiday may take in the end of December when 1 January is a Tuesday (as in 2008 and
        2019), so these days are open until the next year is published.
        """
        if day.year not in self._published:
            return False
        late = day.month == 12 and day.day >= 28 and date(day.year + 1, 1, 1).weekday() == 1
        return not late or day.year + 1 in self._published

    def name_of(self, day: date) -> str:
        """The holiday of a rest day or of a make-up day; empty for plain days and weekends."""
        return self._rest.get(day) or self._work.get(day) or ""

    def local_date(self, at: datetime) -> date:
        """The day of a moment, in the zone of the calendar."""
        if at.tzinfo is None:
            raise ValueError(f"a moment needs its zone: {at.isoformat()}")
        return at.astimezone(self.zone).date()

    def end_of(self, day: date) -> datetime:
        """The last second of a day, UTC."""
        return datetime.combine(day, _LAST_SECOND, self.zone).astimezone(UTC)

    def at(self, day: date, clock: time) -> datetime:
        """The moment of a local time on a day, UTC."""
        return datetime.combine(day, clock, self.zone).astimezone(UTC)

    # -- arithmetic

    def add_working_days(self, start: date, n: int) -> date:
        """The n-th working day after `start` (before it for a negative n); `start` itself for 0."""
        _check(n)
        step = _DAY if n > 0 else -_DAY
        left, day = abs(n), start
        try:
            while left:
                day += step
                left -= self.is_working_day(day)
        except OverflowError as cause:
            raise _too_far(n) from cause
        return day

    def add_calendar_days(self, start: date, n: int) -> date:
        """`start` plus n days, moved on to the next working day if that is a rest day (art. 203)."""
        _check(n)
        try:
            return self.roll_forward(start + timedelta(days=n))
        except OverflowError as cause:
            raise _too_far(n) from cause

    def roll_forward(self, day: date) -> date:
        """`day`, or the first working day after it."""
        while not self.is_working_day(day):
            day += _DAY
        return day

    def deadline(self, start: datetime, days: int, count: Count) -> Due:
        """When a period of `days` that begins with an event at `start` ends.

        Zero days end on the day of the event, or on the next working day. Raises ProcessFault for a
        negative or absurd number of days.
        """
        if days < 0:
            raise ProcessFault("A time limit cannot have {days} days.", days=days)
        first = self.local_date(start)
        if count == "working":
            end = self.roll_forward(self.add_working_days(first, days))
        else:
            end = self.add_calendar_days(first, days)
        marked, open_days = self._marked(first, end, days, count)
        reasons = [Reason("event_day", first, first), *group(marked)] if days else list(group(marked))
        if open_days:
            reasons.append(Reason("provisional", open_days[0], open_days[-1]))
        return Due(date=end, at=self.end_of(end), provisional=bool(open_days), reasons=tuple(reasons))

    def _marked(
        self, first: date, end: date, days: int, count: Count
    ) -> tuple[list[tuple[Kind, date, str]], list[date]]:
        """The days after `first` up to `end` that need a reason, and those that are not published."""
        marked: list[tuple[Kind, date, str]] = []
        open_days: list[date] = []
        nominal = first + timedelta(days=days) if count == "calendar" else first
        day = first if days else first - _DAY
        while day < end:
            day += _DAY
            if not self.is_covered(day) and (count == "working" or day >= nominal):
                open_days.append(day)
            name = self.name_of(day)
            if count == "calendar":
                if nominal <= day < end:
                    marked.append(("rolled", day, name or "weekend"))
            elif not self.is_working_day(day):
                marked.append(("holiday", day, name) if name else ("weekend", day, ""))
            elif day in self._work:
                marked.append(("makeup", day, name))
        return marked, open_days

    def days_before(self, due: date, n: int, count: Count) -> date:
        """The day n days ahead of `due`: reminders, notices. Calendar days are not moved (C-04)."""
        _check(n)
        return self.add_working_days(due, -n) if count == "working" else due - timedelta(days=n)

    def working_days_between(self, a: date, b: date) -> int:
        """Working days after `a` up to and with `b`; negative when b is before a."""
        if b < a:
            return -self.working_days_between(b, a)
        _check((b - a).days)
        return sum(self.is_working_day(a + timedelta(days=i)) for i in range(1, (b - a).days + 1))

    def remaining(self, at: datetime, due_at: datetime, count: Count) -> int:
        """Days left at the moment `at`: 0 on the last day, negative when overdue."""
        today, due = self.local_date(at), self.local_date(due_at)
        return self.working_days_between(today, due) if count == "working" else (due - today).days


def _check(n: int) -> None:
    if abs(n) > MAX_DAYS:
        raise _too_far(n)


def _too_far(n: int) -> ProcessFault:
    return ProcessFault("A period of {days} days is beyond the calendar.", days=n)
