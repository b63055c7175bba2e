"""The pure step: (circumstances, state, command) -> (state, events). It reads no clock, no database, no
network and no chance; the same input gives the same bytes, so a history can be replayed as proof."""

from __future__ import annotations

from dataclasses import dataclass

from engine import commands
from engine.errors import ProcessFault
from engine.runtime import arming, beginning, handling, moving, state
from engine.runtime.context import Context
from engine.runtime.execution import EventRecord, Execution
from engine.runtime.state import State


@dataclass(frozen=True, slots=True)
class Result:
    """The new state as canonical bytes with their hash, and what happened, in order.

    status: of the instance after the step. Events hold JSON values and aware UTC datetimes.
    state: what `data` says, for who wants to look at it without reading it again; it is not to be changed.
    """

    data: bytes
    hash: str
    status: str
    events: list[EventRecord]
    state: State


def step(ctx: Context, data: bytes | None, command: commands.Command) -> Result:
    """Take one command. `data` is the encoded state before, None for Start.

    Raises NotFound or Conflict when the command does not fit the state, ProcessFault when an
    expression or the model fails. Nothing is changed then.
    """
    ex = beginning.opened(ctx, command) if data is None else Execution(ctx, state.decode(data))
    try:
        if data is None:
            beginning.begin(ex, command)
        else:
            handling.handle(ex, command)
        moving.run(ex)
        arming.follow_keys(ex)
    except ProcessFault as fault:
        fault.events = ex.events
        raise
    encoded = state.encode(ex.state)
    return Result(encoded, state.hash_of(encoded), ex.state.status, ex.events, ex.state)
