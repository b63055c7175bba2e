"""`banjian calendar`: show a year, explain a deadline, import the notice of a year."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Literal

import click

from engine.calendar import Year, read_year, write_year
from engine.cli.common import find_calendar, load_config, print_json

DAY = click.DateTime(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M%z"])


@click.group("calendar")
def calendar_group() -> None:
    """Working days: show, explain, import a year."""


@calendar_group.command("show")
@click.argument("year", type=click.IntRange(1900, 2199))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option(
    "--yaml", "as_yaml", is_flag=True, help="Print the year as a file for `banjian calendar import`."
)
def show_command(year: int, as_json: bool, as_yaml: bool) -> None:
    """Print the holidays, make-up days and number of working days of YEAR."""
    calendar = find_calendar(load_config())
    known = calendar.find_year(year) or Year(source="", holidays={}, provisional=True)
    if as_yaml:
        click.echo(write_year(year, known), nl=False)
        return
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    working = sum(calendar.is_working_day(date.fromordinal(n)) for n in range(first, last + 1))
    if as_json:
        print_json(
            {
                "year": year,
                "source": known.source,
                "provisional": known.provisional,
                "working_days": working,
                "holidays": known.holidays,
                "makeup_days": known.makeup_days,
                "version": calendar.version,
            }
        )
        return
    click.echo(f"{year}: {working} working days" + (", provisional" if known.provisional else ""))
    click.echo(f"source: {known.source or 'none, only weekends are known'}")
    for title, days in (("rest", known.holidays), ("make-up", known.makeup_days)):
        for name, each in sorted(days.items(), key=lambda item: item[1]):
            click.echo(f"  {title:8} {name}  {' '.join(day.strftime('%m-%d') for day in each)}")


@calendar_group.command("explain")
@click.argument("start", type=DAY)
@click.argument("days", type=click.IntRange(0, 36600))
@click.option("--count", type=click.Choice(["working", "calendar"]), default="working", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def explain_command(start: datetime, days: int, count: Literal["working", "calendar"], as_json: bool) -> None:
    """Print when a period of DAYS that begins with an event on START ends, and why."""
    calendar = find_calendar(load_config())
    at = start if start.tzinfo else calendar.at(start.date(), start.time())
    due = calendar.deadline(at, days, count)
    if as_json:
        print_json(
            {
                "start": calendar.local_date(at),
                "days": days,
                "count": count,
                "due_date": due.date,
                "due_at": due.at,
                "provisional": due.provisional,
                "reasons": [{**reason.as_dict(), "message": reason.text} for reason in due.reasons],
                "version": calendar.version,
            }
        )
        return
    click.echo(
        f"{calendar.local_date(at)} + {days} {count} days = {due.date}"
        + (" (provisional)" if due.provisional else "")
    )
    for reason in due.reasons:
        click.echo(f"  {reason.text}")


@calendar_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def import_command(file: Path, as_json: bool) -> None:
    """Take over the published holidays of one year from FILE (YAML)."""
    from engine import open_engine

    engine = open_engine(load_config())
    try:
        before = engine.calendar
        year = read_year(file.read_text("utf-8"), before, file.name)
        after = year.apply(before)
        recounted = engine.use_calendar(after)
    finally:
        engine.close()
    if as_json:
        print_json(
            {
                "year": year.year,
                "changed": before != after,
                "version": after.version,
                "recounted": recounted,
            }
        )
        return
    known = before == after
    click.echo(f"{year.year} was known already." if known else f"{year.year} imported: {year.source}")
    click.echo(f"Deadlines moved in {recounted} open cases.")
