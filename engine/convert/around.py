"""What lies around a list of steps that is written: open loops, and nodes that lists around write later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Round:
    """A `repeat` that is open: where it begins and where it goes on; step: as it will be written."""

    head: str
    follow: str | None
    step: dict[str, Any]


@dataclass(slots=True)
class Later:
    """A list of steps: the node at which it ends, and those that it has to write yet, to which ways skip."""

    stop: str | None
    waiting: dict[str, None] = field(default_factory=dict)


Around = tuple[Round | Later, ...]


def rounds(around: Around) -> Iterator[Round]:
    """The open loops, the nearest first."""
    return (part for part in reversed(around) if isinstance(part, Round))


def lists(around: Around) -> Iterator[Later]:
    """The lists, the nearest first."""
    return (part for part in reversed(around) if isinstance(part, Later))


def walls(stop: str | None, around: Around) -> frozenset[str]:
    """The nodes that a list does not write, since somebody further out does."""
    found: set[str | None] = {stop}
    for part in around:
        found |= {part.head, part.follow} if isinstance(part, Round) else {part.stop, *part.waiting}
    return frozenset(node for node in found if node is not None)


def jump(node_id: str, around: Around) -> dict[str, Any] | None:
    """The step that goes to the beginning of a loop around, or out of one."""
    for depth, this in enumerate(rounds(around)):
        if node_id in (this.head, this.follow):
            if depth:  # not the nearest one: it must have a name
                this.step.setdefault("id", f"repeat_{this.head}")
            return {"again" if node_id == this.head else "leave": this.step["id"] if depth else ""}
    return None
