"""What a step has still to do, in the order in which it is done. An item whose scope has ended is dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.model.definition import Event


@dataclass(frozen=True, slots=True)
class Arrive:
    """A token on its way into an element, through a flow or (None) without one.

    undoes: the activity that waits for this compensation handler; given: the variables that the handler
    sees, those of the activity that it compensates.
    """

    element: str
    scope: int
    flow: str | None = None
    undoes: int | None = None
    given: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance of a multi-instance activity that is to be started. key: of its item in a context."""

    element: str
    scope: int
    index: int
    item: Any
    has_item: bool
    key: str | None = None


@dataclass(frozen=True, slots=True)
class ScopeEnded:
    """The last token of a scope is gone."""

    scope: int


@dataclass(frozen=True, slots=True)
class Undone:
    """A compensation handler has ended; `waiting` goes on with what it has still to compensate."""

    waiting: int
    scope: int


@dataclass(frozen=True, slots=True)
class InstanceTold:
    """The body of a multi-instance activity throws an event because an instance has ended."""

    body: int
    scope: int
    event: Event


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A signal that this case has thrown. It reaches those too whose token was on its way to wait for it,
    and it is in no scope, so nothing that ends takes it back. but: whose boundary has had it already."""

    name: str
    variables: Mapping[str, Any]
    but: int | None = None
    scope: None = None


@dataclass(frozen=True, slots=True)
class Delivered:
    """What an activity has thrown has been delivered; it goes on if it is still there."""

    thrower: int
    scope: int


Item = Arrive | Instance | ScopeEnded | Undone | InstanceTold | Broadcast | Delivered
