"""What the readers share: cursors, lamps, search patterns, who a reader is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from engine.errors import Invalid
from engine.store.rows import Lamp
from engine.store.types import from_micros, to_micros

#: (time, case, key): the place of a task in a list
Place = tuple[datetime, str, int]


#: what a whole number of both databases can hold
_HIGHEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Circumstances:
    """When and where a question is asked. now: decides the lamps. zone: in which days begin and end."""

    now: datetime
    zone: ZoneInfo

    def lamp(
        self, due_at: datetime | None, warn_at: datetime | None, ended_at: datetime | None = None
    ) -> Lamp | None:
        """Green, yellow from `warn_at`, red after `due_at`; of something ended, as it stood then."""
        if due_at is None:
            return None
        at = ended_at or self.now
        if at > due_at:
            return "red"
        return "yellow" if warn_at is not None and at >= warn_at else "green"

    def day(self, at: datetime | None) -> date | None:
        return None if at is None else at.astimezone(self.zone).date()


def to_cursor(place: Place) -> str:
    at, instance_id, key = place
    return f"{to_micros(at)}~{instance_id}~{key}"


def from_cursor(text: str) -> Place:
    """Raises Invalid for a text that is no cursor."""
    try:
        micros, instance_id, key = text.split("~")
        if not 0 <= int(key) <= _HIGHEST:
            raise ValueError(key)
        return from_micros(int(micros)), instance_id, int(key)
    except (ValueError, OverflowError) as cause:
        raise Invalid("The page mark {text} is not valid.", text=text[:80]) from cause


def from_mark(text: str | None) -> int | None:
    """The id that a page of a list began before; None for the first page, and for a text that is no id."""
    return int(text) if text and len(text) <= 18 and text.isdecimal() else None


def pattern(text: str) -> str:
    """A LIKE pattern that finds `text` anywhere; `\\` escapes."""
    escaped = text.strip().lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def candidacies(login: str, groups: Iterable[str]) -> list[tuple[str, str]]:
    """(kind, name) pairs under which tasks and notices are offered to a person; "" is everyone."""
    return [("group", ""), *(("group", name) for name in sorted(groups)), ("user", login)]


def named(names: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Parameters for so many candidacies."""
    named = {f"b_kind{number}": kind for number, (kind, _) in enumerate(names)}
    return named | {f"b_name{number}": name for number, (_, name) in enumerate(names)}
