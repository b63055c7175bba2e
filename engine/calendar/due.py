"""What a deadline is: a date, its last moment, and the reasons why it is that date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal

from engine.errors import fill

Count = Literal["working", "calendar"]
Kind = Literal["event_day", "weekend", "holiday", "makeup", "rolled", "provisional"]

_MESSAGES: dict[Kind, str] = {
    "event_day": "{first}: the day of the event is not counted",
    "weekend": "{span}: weekend, not counted",
    "holiday": "{span}: {name}, not counted",
    "makeup": "{span}: counted, a weekend worked to make up for {name}",
    "rolled": "{span}: the last day may not be a rest day ({name}), moved on",
    "provisional": "{span}: the holidays of this year are not published yet, the date may change",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the days `first` to `last` (inclusive) were treated as they were.

    name: of the holiday; `weekend` for a roll-forward over a plain weekend; empty otherwise.
    `message` is an English sentence with `{places}` for `params`, and the key of its translation.
    """

    kind: Kind
    first: date
    last: date
    name: str = ""

    @property
    def message(self) -> str:
        return _MESSAGES[self.kind]

    @property
    def params(self) -> dict[str, str]:
        first, last = self.first.isoformat(), self.last.isoformat()
        span = first if first == last else f"{first} – {last}"
        return {"first": first, "last": last, "span": span, "name": self.name}

    @property
    def text(self) -> str:
        return fill(self.message, self.params)

    def as_dict(self) -> dict[str, Any]:
        """The shape that events and `--json` carry."""
        return {
            "kind": self.kind,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "name": self.name,
        }


@dataclass(frozen=True, slots=True)
class Due:
    """The end of a time limit.

    date: the last day, in the zone of the calendar. at: its last second, UTC.
    provisional: it was counted through days of which the holidays are not published.
    reasons: every day that was not simply counted, in order of time.
    """

    date: date
    at: datetime
    provisional: bool
    reasons: tuple[Reason, ...] = field(default=())


def group(days: list[tuple[Kind, date, str]]) -> Iterator[Reason]:
    """Join neighbouring days of the same kind and name into one reason each."""
    first: date | None = None
    last = date.min
    kind: Kind = "weekend"
    name = ""
    for next_kind, day, next_name in days:
        if first is not None and (next_kind, next_name, day) == (kind, name, last + timedelta(days=1)):
            last = day
            continue
        if first is not None:
            yield Reason(kind, first, last, name)
        kind, name, first, last = next_kind, next_name, day, day
    if first is not None:
        yield Reason(kind, first, last, name)
