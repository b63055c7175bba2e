"""What expressions see beside the variables: parameters and deadlines of the pack, the case, its clocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.model.definition import Pack
from engine.runtime.context import Context
from engine.runtime.state import State

#: Names that expressions see and that are no variables.
FACTS = ("parameters", "instance", "deadlines", "clocks")


class Facts(Mapping[str, Any]):
    """What every expression sees beside the variables, made only when asked for.

    deadlines: of pack.yaml, days and count by name. clocks: of the case, due_date by name (null while
    paused), so that a notice can print until when the office has time.
    """

    __slots__ = ("_ctx", "_pack", "_state")

    def __init__(self, ctx: Context, state: State, pack: Pack) -> None:
        self._ctx, self._state, self._pack = ctx, state, pack

    def __getitem__(self, name: str) -> Any:
        if name == "parameters":
            return self._pack.parameters
        if name == "instance":
            return self._instance()
        if name == "deadlines":
            return {k: {"days": d.days, "count": d.count} for k, d in self._pack.deadlines.items()}
        if name == "clocks":
            zone = self._ctx.calendar.zone
            return {
                k: {"due_date": c.due.astimezone(zone).date() if c.due else None, "days": c.days}
                for k, c in self._state.clocks.items()
            }
        raise KeyError(name)

    def _instance(self) -> dict[str, Any]:
        state, zone = self._state, self._ctx.calendar.zone
        return {
            "id": self._ctx.instance_id,
            "number": state.number,
            "process": state.process,
            "started_at": state.started_at.astimezone(zone).isoformat(),
            "started_by": state.started_by,
        }

    def __iter__(self) -> Iterator[str]:
        return iter(FACTS)

    def __len__(self) -> int:
        return len(FACTS)
