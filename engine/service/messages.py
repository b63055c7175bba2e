"""Messages and signals: from outside or thrown by a case, to the cases that wait or to those they start."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy.engine import Connection

from engine import commands, runtime
from engine.errors import Conflict, NotFound, ProcessFault
from engine.service import timed
from engine.service.cases import check, open_case
from engine.service.core import Core, following
from engine.service.ids import new_instance_id
from engine.service.receipt import Receipt
from engine.store import messages, packs, writer
from engine.store import work as works
from engine.store.work import Work

#: How long an id of a message is remembered at least, so that the message is taken once.
_REMEMBERED = timedelta(days=7)
#: How long a message that a case threw waits for its receiver.
_KEPT = timedelta(days=1)
#: So many messages and signals may follow from one, each thrown by the step that the one before led to.
#: Where a signal starts several processes they share what is left, so that all together stay within it.
CHAIN = 1_000


def correlate(core: Core, command: commands.Correlate) -> Receipt:
    """Deliver a message to the case that waits for it, else start one, else keep it for `ttl_seconds`.

    Raises NotFound if nobody waits and it is not to be kept. A message_id that came before does nothing.
    """
    with core.database.write() as connection:
        core.memory.refresh(writer.load_mark(connection))
        at = core.now()
        check(core.acting(command, at), "message.send")
        if command.message_id is not None:
            taken = messages.find_taken(connection, command.message_id)
            if taken is not None:
                return Receipt(instance_id=taken.instance_id or "", changed=False, delivered=0)
        receipt = _deliver(core, connection, command, at)
        if receipt is None and command.ttl_seconds <= 0:
            raise NotFound(
                "Nobody waits for message '{message}' with key '{key}'.",
                message=command.message,
                key=command.key,
            )
        until = at + timedelta(seconds=command.ttl_seconds)
        if receipt is None:
            kept = _keyed(core, connection, command, at)[0]
            messages.keep(connection, _recorded(kept), at, until, None)
            return Receipt(delivered=0)
        if command.message_id is not None:
            until = max(until, at + _REMEMBERED)
            messages.keep(connection, _recorded(command), at, until, receipt.instance_id)
        return receipt


def _recorded(command: commands.Correlate) -> dict[str, Any]:
    recorded: dict[str, Any] = msgspec.to_builtins(command, builtin_types=(datetime,))
    return recorded


def _deliver(core: Core, connection: Connection, command: commands.Correlate, at: datetime) -> Receipt | None:
    """To the case that waits, or to a new one; None if there is neither."""
    for order in _keyed(core, connection, command, at):
        receipt = _to_waiting(core, connection, order)
        if receipt is not None:
            return receipt
    starts = messages.list_starts(connection, "message", command.message)
    if not starts:
        return None
    process, element = starts[0]
    return _start(core, connection, command, process, element, at)


def _to_waiting(core: Core, connection: Connection, command: commands.Correlate) -> Receipt | None:
    tried: set[str] = set()
    while True:
        waiting = messages.find_waiting(connection, command.message, command.key)
        if waiting is None or waiting in tried:
            return None
        tried.add(waiting)
        case = core.load(connection, waiting)
        try:
            return core.take_step(connection, case, command, core.now(case))
        except Conflict:
            # while its lock was waited for, it got the same message from someone else, or was suspended
            if case.status == "suspended":
                raise


def _keyed(
    core: Core, connection: Connection, command: commands.Correlate, at: datetime
) -> list[commands.Correlate]:
    """A message as it came; before that, where it came without a key, with the one that it carries in its
    content, if a deployed process reads one there."""
    if command.key:
        return [command]
    context = runtime.Context("", at, core.memory.library, core.memory.calendar)
    for process, _ in messages.list_starts(connection, "correlation", command.message):
        ref = packs.find_newest_of(connection, process)
        found = core.memory.pack(ref).processes[process].correlations.get(command.message) if ref else None
        key = runtime.key_in(context, found, command.variables) if found is not None else None
        if key is not None:
            return [msgspec.structs.replace(command, key=key), command]
    return [command]


def _start(
    core: Core, connection: Connection, command: Any, process: str, element: str, at: datetime
) -> Receipt:
    """Start a case by a message or signal; the step is recorded as a Start by whoever sent it."""
    ref = packs.find_newest_of(connection, process)
    if ref is None:
        raise NotFound("Expected process {process}, but it is not deployed.", process=process)
    pack = core.memory.pack(ref)
    start = pack.processes[process].elements[element]
    if isinstance(command, commands.Correlate):
        part = start.part_for("message", command.message)
    else:
        part = start.part_for("signal", command.signal)
    order = commands.Start(
        actor=command.actor, on_behalf_of=command.on_behalf_of, reason=command.reason, client=command.client,
        process=process, variables=command.variables, start=element, part=part,
    )  # fmt: skip
    return open_case(core, connection, pack, order, at, check_form=False)


def broadcast(core: Core, command: commands.BroadcastSignal) -> Receipt:
    """Write one delivery for every case that waits for a signal, and one for every process it starts.

    The deliveries are made right after, each in its own transaction: one case that fails or is busy holds up
    no other.
    """
    with core.database.write() as connection:
        core.memory.refresh(writer.load_mark(connection))
        at = core.now()
        check(core.acting(command, at), "message.send")
        payload = {
            "name": command.signal, "variables": command.variables, "actor": command.actor,
            "on_behalf_of": command.on_behalf_of, "client": command.client, "reason": command.reason,
        }  # fmt: skip
        return Receipt(delivered=_spread(core, connection, payload, at, new_instance_id(at), None))


def _spread(
    core: Core,
    connection: Connection,
    payload: dict[str, Any],
    at: datetime,
    serial: str,
    thrower: str | None,
) -> int:
    """Deliveries of a signal to all but the case that threw it, which has had it."""
    signal, name = payload["name"], f"signal:{serial}"
    starts = [
        (process, element)
        for process, element in messages.list_starts(connection, "signal", signal)
        if not messages.is_begun(connection, signal, process, element)
    ]
    shared = {"left": payload["left"] // max(1, len(starts))} if "left" in payload else {}
    rows = [
        works.new_row(f"{name}:{one}", "deliver", at, one, retries=core.attempts, payload=payload)
        for one in messages.list_listening(connection, signal)
        if one != thrower
    ]
    rows += [
        works.new_row(
            f"{name}:{process}:{element}", "start", at, retries=core.attempts,
            payload={**payload, "process": process, "element": element, "from": thrower, **shared},
        )
        for process, element in starts
    ]  # fmt: skip
    works.add(connection, rows)
    return len(rows)


def deliver(core: Core, row: Work) -> None:
    """Do a delivery that a worker has claimed. The row goes in the same transaction, so it is done once.

    Raises Conflict if the claim was lost, and what the step raises.
    """
    with core.database.write() as connection:
        # the case before the row, as everyone does: who ends a wait removes its rows under the case's lock
        if row.instance_id is not None:
            core.load(connection, row.instance_id)
        else:
            core.memory.refresh(writer.load_mark(connection))
        if not works.remove(connection, row.id, row.epoch):
            raise Conflict(
                "Expected to deliver {name}, but another worker has taken it over.", name=row.dedupe_key
            )
        chain = following.set(_left(row))
        try:
            _DELIVERIES[row.kind](core, connection, row, core.now())
        finally:
            following.reset(chain)


def _left(row: Work) -> int:
    """How many deliveries may follow from this one. Raises ProcessFault where none is left for itself."""
    payload = row.payload or {}
    left: int = payload.get("left", CHAIN)
    if left <= 0:
        raise ProcessFault(
            "The processes do not rest: {limit} messages and signals followed from one command, the last was "
            "{name}.",
            row.element or "", limit=CHAIN, name=payload.get("name", ""),
        )  # fmt: skip
    return left - 1


def _thrown_message(core: Core, connection: Connection, row: Work, at: datetime) -> None:
    payload = row.payload
    command = commands.Correlate(
        actor="system", client=f"case {payload['from']}", message=payload["name"], key=payload["key"],
        variables=payload["variables"],
    )  # fmt: skip
    if _deliver(core, connection, command, at) is None:
        kept = _keyed(core, connection, command, at)[0]
        messages.keep(connection, _recorded(kept), at, at + _KEPT, None)


def _thrown_signal(core: Core, connection: Connection, row: Work, at: datetime) -> None:
    payload = {
        "name": row.payload["name"], "variables": row.payload["variables"], "actor": "system",
        "client": f"case {row.payload['from']}", "left": following.get(),
    }  # fmt: skip
    _spread(core, connection, payload, at, row.dedupe_key.partition(":")[2], row.payload["from"])


def _signal_to_case(core: Core, connection: Connection, row: Work, at: datetime) -> None:
    case = core.load(connection, row.instance_id or "")
    if case.status not in ("completed", "cancelled"):
        core.take_step(connection, case, _signal(row.payload), core.now(case), only_if_eventful=True)


def _signal_starts(core: Core, connection: Connection, row: Work, at: datetime) -> None:
    _start(core, connection, _signal(row.payload), row.payload["process"], row.payload["element"], at)


def _kept_message(core: Core, connection: Connection, row: Work, at: datetime) -> None:
    """A message that came before its case waited; nothing, if another was quicker or it waits no longer."""
    case = core.load(connection, row.instance_id or "")
    recorded = messages.take_kept(connection, case.id, row.key or 0, at)
    if recorded is not None:
        command = msgspec.convert(recorded, commands.Correlate)
        core.take_step(connection, case, command, core.now(case))


_DELIVERIES: dict[str, Callable[[Core, Connection, Work, datetime], None]] = {
    "message": _thrown_message,
    "signal": _thrown_signal,
    "deliver": _signal_to_case,
    "start": _signal_starts,
    "kept": _kept_message,
    "begin": timed.begin,
}


def _signal(payload: dict[str, Any]) -> commands.BroadcastSignal:
    return commands.BroadcastSignal(
        actor=payload["actor"], on_behalf_of=payload.get("on_behalf_of"), client=payload.get("client"),
        reason=payload.get("reason"), signal=payload["name"], variables=payload["variables"],
    )  # fmt: skip
