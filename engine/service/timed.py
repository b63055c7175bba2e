"""Processes that start by themselves: at a time, or because a message or signal comes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy.engine import Connection

from engine import commands, runtime
from engine.model.definition import Pack
from engine.runtime import Timer
from engine.service.cases import open_case
from engine.service.core import Core
from engine.store import packs
from engine.store import work as works
from engine.store.work import Work


def subscriptions_of(pack: Pack) -> list[dict[str, Any]]:
    """The start events of a pack that wait for a message or signal; and, of kind `correlation`, the messages
    of its processes that carry a correlation key, with the key as their element."""
    starts = [
        {"process": process.id, "element": element.id, "kind": event.kind, "name": event.name}
        for process in pack.processes.values()
        for element in process.starts(None)
        for event in (element.event.definitions if element.event is not None else ())
        if event.kind in ("message", "signal") and isinstance(event.name, str)
    ]
    return starts + [
        {"process": process.id, "element": found.key, "kind": "correlation", "name": name}
        for process in pack.processes.values()
        for name, found in process.correlations.items()
    ]


def set_timers(core: Core, connection: Connection, pack: Pack, at: datetime) -> None:
    """Write when the processes of a newly deployed version start; what older versions had set is off."""
    works.remove_named(connection, f"begin:{pack.key}:")
    context = runtime.Context("", at, runtime.Library.of(pack), core.memory.calendar)
    for process in pack.processes:
        for element, timer in runtime.start_timers(context, pack.ref, process).items():
            _set(core, connection, pack, process, element, timer)


def begin(core: Core, connection: Connection, row: Work, at: datetime) -> None:
    """Start a case because its time has come, and write when the next one starts."""
    payload = row.payload
    ref = packs.find_newest_of(connection, payload["process"])
    if ref is None or ref != payload["pack"]:
        return  # another version was deployed, with start times of its own
    pack = core.memory.pack(ref)
    timer = msgspec.convert(payload["timer"], Timer)
    start = pack.processes[payload["process"]].elements[payload["element"]]
    context = runtime.Context("", at, core.memory.library, core.memory.calendar)
    following = runtime.next_start(context, ref, payload["process"], start, timer)
    if following is not None:
        _set(core, connection, pack, payload["process"], start.id, following)
    order = commands.Start(
        actor="scheduler", process=payload["process"], start=start.id, part=start.part_for("timer")
    )
    open_case(core, connection, pack, order, at, check_form=False)


def _set(core: Core, connection: Connection, pack: Pack, process: str, element: str, timer: Timer) -> None:
    if timer.at is None:
        return
    payload = {"pack": pack.ref, "process": process, "element": element, "timer": timer}
    name = f"begin:{pack.ref}:{process}:{element}:{timer.at.isoformat()}"
    row = works.new_row(name, "begin", timer.at, element=element, retries=core.attempts, payload=payload)
    works.add(connection, [row])
