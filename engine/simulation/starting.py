"""Which processes start by themselves on a message or a signal, and by which keys a message is looked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.model.definition import EventKind, Pack
from engine.runtime import Context, key_in


def starts_of(packs: Iterable[Pack], kind: EventKind, name: str) -> list[tuple[str, str, int | None]]:
    """Process, start event, and which of its definitions it is where it has several; in the order of the
    live engine."""
    return sorted(
        (process.id, start.id, start.part_for(kind, name))
        for pack in packs
        for process in pack.processes.values()
        for start in process.starts(None)
        if start.event is not None
        and any(event.kind == kind and event.name == name for event in start.event.definitions)
    )


def keys_of(
    packs: Iterable[Pack], ctx: Context, name: str, key: str, content: Mapping[str, Any]
) -> list[str]:
    """The keys to look for with a message: its own; before that, if it has none, the one in its content."""
    found = [] if key else [p.correlations.get(name) for pack in packs for p in pack.processes.values()]
    carried = (key_in(ctx, one, content) for one in found if one is not None)
    return [*(one for one in list(carried)[:1] if one is not None), key]
