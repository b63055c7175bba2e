"""Messages for which nobody waits yet: each is kept for a day of simulated time, as the live engine keeps
what a case has thrown, and given to the first that comes to wait for it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

#: How long a message is kept.
KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """A message, when it came, and from when on it is too late for it."""

    name: str
    key: str
    variables: dict[str, Any]
    at: datetime
    until: datetime


@dataclass
class Buffer:
    """kept: what may still be caught, oldest first. expired: what nobody caught in time."""

    kept: list[Kept] = field(default_factory=list)
    expired: list[Kept] = field(default_factory=list)

    def keep(self, name: str, key: str, variables: dict[str, Any], at: datetime) -> None:
        self.kept.append(Kept(name, key, variables, at, at + KEPT))

    def take(self, waits: Collection[tuple[str, str | None]], now: datetime) -> Kept | None:
        """The oldest message with one of some names and keys (None: any), no longer kept; None if there is
        none."""
        self.expire(now)
        found = next((m for m in self.kept if (m.name, m.key) in waits or (m.name, None) in waits), None)
        if found is not None:
            self.kept.remove(found)
        return found

    def expire(self, now: datetime) -> None:
        """Give up what nobody caught in time."""
        gone = [kept for kept in self.kept if kept.until <= now]
        if gone:
            self.expired += gone
            self.kept = [kept for kept in self.kept if kept.until > now]
