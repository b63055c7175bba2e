"""The lean state of an instance: what can still happen, and nothing of what has happened.

Kept outside as bytes (canonical JSON): the same state always gives the same bytes, so the hash of the
bytes is the hash of the state. Its size depends on open tokens and variables only, not on past steps.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

import msgspec

#: Key of the scope of the whole case; other scopes have the key of the activity that opened them.
ROOT = 0

Kind = Literal[
    "pass", "task", "job", "catch", "boundary", "trigger", "part", "gate", "scope", "call", "multi", "undo",
]  # fmt: skip


class Timer(msgspec.Struct, omit_defaults=True):
    """Something of an activity that is due. `at` is None while the clock it hangs on is paused.

    repeats: how often a cycle still fires, -1 for ever. every: ISO text of the cycle's interval.
    first, step: of a cycle by months, from when it is counted and how many intervals `at` is after that, so
    that a 31st that a short month has cut comes back.
    """

    what: Literal["timer", "reminder", "overdue"]
    at: datetime | None
    every: str | None = None
    repeats: int = 0
    first: datetime | None = None
    step: int = 0


class Multi(msgspec.Struct, omit_defaults=True):
    """Progress of a multi-instance body. `items` holds what a sequential one has still to do.

    total: -1 for an activity that is repeated while its condition holds. keys: of the entries, where the
    collection is a context. start: of an event subprocess, the start event that was triggered.
    """

    total: int
    started: int = 0
    completed: int = 0
    items: list[Any] = []
    outputs: list[Any] = []
    keys: list[str] | None = None
    start: str | None = None

    @property
    def collected(self) -> list[Any] | dict[str, Any]:
        """What the instances gave so far, under the keys of the entries if the collection is a context."""
        return self.outputs if self.keys is None else dict(zip(self.keys, self.outputs, strict=True))


class Done(msgspec.Struct, omit_defaults=True):
    """An activity that ended well and can be compensated.

    vars: its own variables as they were then. done: what ended inside it and can be compensated.
    process, pack: of a called process. each: the instances of a loop, whose handler runs once for each.
    scope: where it is compensated, once it is taken.
    """

    el: str
    vars: dict[str, Any] = {}
    done: list[Done] = []
    process: str | None = None
    pack: str | None = None
    each: bool = False
    scope: int = ROOT


class Activity(msgspec.Struct, omit_defaults=True):
    """An element that was activated and has not ended.

    kind: pass = runs through in the step; task, job = somebody works; catch = waits for its event;
    boundary = listens on its `host`; trigger = start event of an event subprocess, listening;
    part = one definition of a listening event (`host`) that has several;
    gate = event-based gateway; scope, call, multi = holds others; undo = waits for a compensation.
    host: for a boundary event its activity, for a catch behind an event-based gateway the gate.
    inner, index: an instance of a multi-instance activity, and which one.
    clock: name of the case clock that its timer or deadline follows.
    since: when it was activated, where a deadline counts from that.
    provisional: its deadline rests on a year whose calendar is not published yet.
    held: it waits for a condition, and whether that held when it was last looked at.
    part: which of its event's definitions it is. todo: what it has still to compensate, next one last.
    undoes: it runs for the compensation that activity `undoes` waits for.
    aside: it stands beside the flow; when it is done its token goes and nothing follows.
    queued: of a sequential ad-hoc subprocess, the activities that have not begun.
    correlated: name of a message that it waits for by a correlation key of the standard; `message` is not set
    while that key has no value. key: None where any key will do.
    """

    k: int
    el: str
    scope: int
    kind: Kind
    host: int | None = None
    timers: list[Timer] = []
    message: str | None = None
    key: str | None = None
    signal: str | None = None
    clock: str | None = None
    since: datetime | None = None
    provisional: bool = False
    assignee: str | None = None
    multi: Multi | None = None
    inner: bool = False
    index: int | None = None
    held: bool | None = None
    part: int | None = None
    todo: list[Done] = []
    undoes: int | None = None
    aside: bool = False
    queued: list[str] = []
    correlated: str | None = None


class Scope(msgspec.Struct, omit_defaults=True):
    """Variables, and tokens of the elements directly inside.

    tokens: activities that hold a token, tokens waiting at joins and tokens on their way.
    isolated: variables of the parent are not seen (a called process).
    done: what ended well in it and can be compensated, in the order it ended.
    keys: of a process, the correlation keys of its conversations that have a value.
    """

    k: int
    parent: int | None
    process: str
    pack: str
    el: str | None = None
    tokens: int = 0
    isolated: bool = False
    vars: dict[str, Any] = {}
    done: list[Done] = []
    keys: dict[str, str] = {}


class CaseClock(msgspec.Struct, omit_defaults=True):
    """A time limit of the case that can be paused (for example while an applicant supplements papers).

    It is due `days` after `since`; a pause moves `since` and leaves the days that were left.
    left: whole days left when it was paused, None while it runs.
    """

    ref: str
    pack: str
    since: datetime
    days: int
    due: datetime | None = None
    left: int | None = None
    provisional: bool = False


class _Head(msgspec.Struct, omit_defaults=True, kw_only=True):
    process: str
    pack: str
    started_at: datetime
    started_by: str
    number: str = ""
    status: Literal["active", "suspended", "completed", "cancelled"] = "active"
    last: int = 0
    #: "scope element" -> flow id -> tokens that wait there
    joins: dict[str, dict[str, int]] = {}
    #: "scope element" of a complex gateway that has fired and waits to begin anew -> flows it had tokens on
    resets: dict[str, list[str]] = {}
    clocks: dict[str, CaseClock] = {}


class _Stored(_Head, omit_defaults=True, kw_only=True):
    scopes: list[Scope] = []
    acts: list[Activity] = []


class State(_Head, kw_only=True):
    """Everything that the next step needs to know about an instance. Keys of scopes and activities are
    numbers that count up within the instance."""

    scopes: dict[int, Scope] = {}
    acts: dict[int, Activity] = {}

    def new_key(self) -> int:
        self.last += 1
        return self.last


# Mappings are written with sorted keys; scopes and activities as lists in the order of their keys.
_encoder = msgspec.json.Encoder(order="deterministic", decimal_format="number")
_decoder = msgspec.json.Decoder(_Stored, float_hook=Decimal)
_HEAD = tuple(f for f in _Head.__struct_fields__)


def encode(state: State) -> bytes:
    """The state as canonical JSON."""
    stored = _Stored(
        **{name: getattr(state, name) for name in _HEAD},
        scopes=[state.scopes[k] for k in sorted(state.scopes)],
        acts=[state.acts[k] for k in sorted(state.acts)],
    )
    return _encoder.encode(stored)


def decode(data: bytes) -> State:
    """The state from its bytes; a new object that the caller may change."""
    stored = _decoder.decode(data)
    return State(
        **{name: getattr(stored, name) for name in _HEAD},
        scopes={scope.k: scope for scope in stored.scopes},
        acts={act.k: act for act in stored.acts},
    )


def hash_of(data: bytes) -> str:
    """SHA-256 of an encoded state, hex."""
    return hashlib.sha256(data).hexdigest()
