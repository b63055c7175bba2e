"""What a list shows of a case: title, search text and due time, worked out from its state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from engine import feel, runtime
from engine.model.definition import Pack
from engine.model.host import HOST_FUNCTIONS
from engine.runtime import ROOT, Context, State
from engine.store.changes import Changes
from engine.store.writer import Case

#: Longer titles do not fit into a list.
_TITLE_LENGTH = 200


def are_touched(pack: Pack, changes: Changes) -> bool:
    """Whether a step may have changed what a list shows."""
    return changes.clocks or (bool(changes.variables) and not changes.variables.isdisjoint(_names(pack)))


def update(case: Case, pack: Pack, context: Context, state: State) -> None:
    """Bring the columns of a case up to its state."""
    variables = state.scopes[ROOT].vars
    title = _title(pack, context, state)
    case.title = title[:_TITLE_LENGTH]
    words = [
        case.number,
        case.title,
        *(_text(_find(variables, path)) for path in pack.settings.get("search", ())),
    ]
    case.search = "\n".join(word for word in words if word).lower()
    running = [(clock.due, name, clock) for name, clock in state.clocks.items() if clock.due is not None]
    if not running:
        case.due_at = case.warn_at = None
        case.provisional = 0
        return
    due, _, clock = min(running, key=lambda entry: entry[:2])
    limit = context.library.pack(clock.pack).deadlines[clock.ref]
    calendar = context.calendar
    day = calendar.days_before(calendar.local_date(due), limit.lamp_before, limit.count)
    case.due_at = due
    case.warn_at = datetime.combine(day, time(), calendar.zone).astimezone(context.at.tzinfo)
    case.provisional = int(clock.provisional)


def _title(pack: Pack, context: Context, state: State) -> str:
    expression = _title_expression(pack)
    if expression is None:
        return str(pack.settings.get("case_title") or pack.title)
    return _text(runtime.evaluate(context, state, expression)) or pack.title


def _title_expression(pack: Pack) -> feel.Expression | None:
    text = str(pack.settings.get("case_title", "")).strip()
    return feel.parse(text[1:].strip(), HOST_FUNCTIONS) if text.startswith("=") else None


def _names(pack: Pack) -> frozenset[str]:
    """The case variables that title and search text are made of."""
    expression = _title_expression(pack)
    names = expression.reads if expression is not None else frozenset()
    return names | {path.split(".")[0] for path in pack.settings.get("search", ())}


def _find(variables: Mapping[str, Any], path: str) -> Any:
    value: Any = variables
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _text(value: Any) -> str:
    return "" if value is None else str(value)
