"""Runs recorded commands again and compares: proof that the history gives the state, byte for byte.

Writes nothing, calls no handler, reads no clock. That nobody altered the record is `verify`'s question.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any

from engine import commands, runtime
from engine.calendar import Calendar
from engine.errors import EngineError, ReplayMismatch
from engine.events import LATER
from engine.store import codec


class EventMismatch(ReplayMismatch):
    """Step `seq` gave the recorded state by other events than the recorded ones."""

    def __init__(self, seq: int, expected: str, got: str) -> None:
        super().__init__(seq, expected, got)
        self.message = "Expected events {expected} in step {seq}, but replay gave {got}."


@dataclass(frozen=True, slots=True)
class RecordedStep:
    """What a step row holds that replay needs. state_hash: hex SHA-256 of the state after the step."""

    seq: int
    at: datetime
    command: commands.Command
    events: tuple[Mapping[str, Any], ...]
    calendar_version: str
    state_hash: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """One step as it came out again. data: the encoded state after it."""

    seq: int
    data: bytes
    state_hash: str
    events: tuple[Mapping[str, Any], ...]


def replay(
    instance_id: str,
    number: str,
    steps: Iterable[RecordedStep],
    library: runtime.Library,
    calendars: Callable[[str], Calendar],
) -> Iterator[Replayed]:
    """Yield each step as it comes out again, in order.

    library, calendars: every pack and calendar version that the steps name; both raise NotFound.
    Raises ReplayMismatch at the first step whose state differs, EventMismatch where only its events
    differ, and the error itself where a recorded command is refused now.
    """
    data: bytes | None = None
    for recorded in steps:
        context = runtime.Context(
            instance_id=instance_id,
            at=recorded.at,
            library=library,
            calendar=calendars(recorded.calendar_version),
            number=number,
            bindings=_bindings(recorded.events),
        )
        result = runtime.step(context, data, recorded.command)
        if result.hash != recorded.state_hash:
            raise ReplayMismatch(recorded.seq, recorded.state_hash, result.hash)
        was, now = _facts(recorded.events), _facts(result.events)
        expected, got = _digest(was), _digest(_as_recorded(now, was))
        if expected != got:
            raise EventMismatch(recorded.seq, expected, got)
        data = result.data
        yield Replayed(recorded.seq, data, result.hash, tuple(result.events))


def find_mismatch(
    instance_id: str,
    number: str,
    steps: Iterable[RecordedStep],
    library: runtime.Library,
    calendars: Callable[[str], Calendar],
) -> tuple[int, bytes, EngineError | None]:
    """How many steps came out again, the encoded state after them, and the error that ended it, if any."""
    done, data = 0, b""
    try:
        for replayed in replay(instance_id, number, steps, library, calendars):
            done, data = done + 1, replayed.data
    except EngineError as error:
        return done, data, error
    return done, data, None


def _bindings(events: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Which version each process of the step was bound to when it was recorded, by `binding_of`."""
    return {
        runtime.binding_of(e.get("el"), e["process"]): e["pack"]
        for e in events
        if e["e"] in ("instance_started", "bound")
    }


def _facts(events: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What happened, without the warnings: a later version may word better why something is null."""
    return [
        {name: value for name, value in event.items() if name != "warnings"}
        for event in events
        if event["e"] != "warning"
    ]


def _as_recorded(events: list[dict[str, Any]], recorded: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The events as the version that recorded them would have told them: without fields that came later."""
    told = []
    for event, old in zip_longest(events, recorded):
        if event is not None:
            later = LATER.get(event["e"], frozenset()) - (old or event).keys()
            told.append({name: value for name, value in event.items() if name not in later})
    return told


def _digest(events: Iterable[Mapping[str, Any]]) -> str:
    return hashlib.sha256(codec.dumps(list(events))).hexdigest()
