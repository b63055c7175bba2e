"""The table of days: one record per year, and the years that are shipped with the product.

`days.json` is made by `python -m engine.calendar.importer`; nothing else writes it.
"""

from __future__ import annotations

import functools
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from engine.calendar.calendar import Calendar

FORMAT = 1
DAYS_FILE = Path(__file__).with_name("days.json")


class Year(msgspec.Struct, frozen=True, omit_defaults=True):
    """The holidays of one year.

    holidays: name to rest days, weekends within a holiday included.
    makeup_days: name of the holiday to the weekend days worked for it.
    source: the notice or library the year was taken from.
    provisional: known from the law only; the notice of the State Council is not out.
    Days of the last week of December before may belong to a year (the New Year holiday).
    """

    source: str
    holidays: dict[str, tuple[date, ...]]
    makeup_days: dict[str, tuple[date, ...]] = {}
    provisional: bool = False


class Table(msgspec.Struct, frozen=True):
    """What a stored calendar consists of."""

    format: int
    zone: str
    #: year to its holidays, as text, for a canonical order in JSON
    years: dict[str, Year]


def encode(table: Table) -> bytes:
    """Canonical bytes: the same table gives the same bytes."""
    return msgspec.json.encode(table, order="sorted")


def decode(content: bytes) -> Table:
    table = msgspec.json.decode(content, type=Table)
    if table.format != FORMAT:
        raise ValueError(f"calendar format {table.format}, expected {FORMAT}")
    return table


@functools.cache
def load_default() -> Calendar:
    """The calendar that is shipped: published years from 2004, then years by law, provisional."""
    from engine.calendar.calendar import Calendar

    return Calendar(decode(DAYS_FILE.read_bytes()))
