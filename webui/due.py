"""Due times in words: the lamp's colour, and how many working days are left or lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from webui.context import engine


class HasDue(Protocol):
    """A task row or a case row."""

    @property
    def due_at(self) -> datetime | None: ...
    @property
    def due_date(self) -> date | None: ...
    @property
    def lamp(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Due:
    """What a lamp shows. words: the remaining working days as a sentence of two or three words."""

    lamp: str
    words: str


def init_app(app: Flask) -> None:
    app.jinja_env.globals["due"] = due


def due(row: HasDue, finished: bool = False) -> Due:
    """The lamp of a task or case; of a finished one whether it was in time, as the row says it."""
    if row.due_at is None or row.lamp is None:
        return Due("", "")
    if finished:
        late = row.lamp == "red"
        return Due("red" if late else "green", _("Finished late") if late else _("Finished in time"))
    now = engine().clock.now()
    days = engine().calendar.remaining(now, row.due_at, "working")
    if now > row.due_at:
        late = abs(days)
        words = (
            ngettext("%(num)s working day late", "%(num)s working days late", late) if late else _("Overdue")
        )
    elif days <= 0:
        words = _("Due today")
    else:
        words = ngettext("%(num)s working day left", "%(num)s working days left", days)
    return Due(row.lamp, words)
