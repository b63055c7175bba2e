"""The file in which a new year's holidays are handed in, and its checks.

    year: 2027
    source: 国务院办公厅关于2027年部分节假日安排的通知
    holidays:
      元旦: [2027-01-01 .. 2027-01-03]
      春节: [2027-02-05 .. 2027-02-11, 2027-02-13]
    makeup_days:
      春节: [2027-01-31]

Days are ISO dates or spans `first .. last`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from engine.calendar.calendar import Calendar
from engine.calendar.tables import Year
from engine.errors import Finding, Invalid

_KEYS = {"year", "source", "holidays", "makeup_days"}


@dataclass(frozen=True, slots=True)
class YearFile:
    """One year as handed in; `holidays` and `makeup_days`: name of the holiday to its days."""

    year: int
    source: str
    holidays: Mapping[str, tuple[date, ...]]
    makeup_days: Mapping[str, tuple[date, ...]]

    def apply(self, calendar: Calendar) -> Calendar:
        """The calendar with this year in it."""
        return calendar.with_year(self.year, self.holidays, self.makeup_days, self.source)


def read_year(text: str, calendar: Calendar, file: str = "") -> YearFile:
    """Read and check a year file. Raises Invalid with one finding per mistake.

    calendar: what is known so far; days that the law gives may not be missing from the file.
    """
    findings: list[Finding] = []

    def find(element: str, message: str, **params: Any) -> None:
        findings.append(Finding("calendar.year", message, file=file, element=element, params=params))

    import yaml  # costs more than all of the calendar; only an import of a year needs it

    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as cause:
        raise Invalid("The calendar file {file} is not YAML: {cause}", file=file, cause=str(cause)) from cause
    if not isinstance(content, dict):
        raise Invalid("The calendar file {file} has no year, holidays and makeup_days.", file=file)
    for key in content.keys() - _KEYS:
        find(str(key), "unknown key; expected year, source, holidays, makeup_days")
    year = content.get("year")
    if not isinstance(year, int) or not 2004 <= year <= 2099:
        find("year", "expected a year from 2004 to 2099")
        raise Invalid("The calendar file {file} was refused.", findings, file=file)
    holidays = dict(_read(content.get("holidays"), "holidays", find))
    makeup_days = dict(_read(content.get("makeup_days"), "makeup_days", find))
    result = YearFile(year, str(content.get("source") or ""), holidays, makeup_days)
    if not result.source:
        find("source", "expected the notice this year is taken from")
    _check(result, calendar.find_year(year), find)
    if findings:
        raise Invalid("The calendar file {file} was refused.", findings, file=file)
    return result


def write_year(year: int, known: Year) -> str:
    """The file of a year, in the form that `read_year` takes."""
    import yaml

    return yaml.safe_dump(
        {
            "year": year,
            "source": known.source,
            "holidays": {name: list(days) for name, days in known.holidays.items()},
            "makeup_days": {name: list(days) for name, days in known.makeup_days.items()},
        },
        allow_unicode=True,
        sort_keys=False,
    )


def _read(part: Any, key: str, find: Any) -> Iterator[tuple[str, tuple[date, ...]]]:
    if part is None:
        return
    if not isinstance(part, dict):
        find(key, "expected names of holidays with lists of days")
        return
    for name, items in part.items():
        days: list[date] = []
        for item in items if isinstance(items, list) else [items]:
            try:
                days.extend(_span(item))
            except ValueError:
                find(f"{key}.{name}", "expected a day or a span of days, got {item}", item=str(item))
        yield str(name), tuple(days)


def _span(item: Any) -> Iterator[date]:
    """A date, or `first .. last`, both included."""
    if isinstance(item, date):
        yield item
        return
    first, dots, last = str(item).partition("..")
    day = date.fromisoformat(first.strip())
    end = date.fromisoformat(last.strip()) if dots else day
    if not 0 <= (end - day).days <= 31:
        raise ValueError(item)
    while day <= end:
        yield day
        day += timedelta(days=1)


def _check(file: YearFile, known: Year | None, find: Any) -> None:
    rest = {d for days in file.holidays.values() for d in days}
    work = {d for days in file.makeup_days.values() for d in days}
    for day in sorted(rest | work):
        if day.year != file.year and (day.year, day.month) != (file.year - 1, 12):
            find(day.isoformat(), "is outside the year {year}", year=file.year)
    for day in sorted(work):
        if day.weekday() < 5:
            find(day.isoformat(), "a make-up day must be a Saturday or Sunday")
        if day in rest:
            find(day.isoformat(), "is a rest day and a make-up day at once")
    if known is not None and known.provisional:
        for name, days in known.holidays.items():
            for day in sorted(set(days) - rest):
                find(day.isoformat(), "the law gives this day ({name}), but it is missing", name=name)
