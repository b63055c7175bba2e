"""What a block-structured model means, by its structure alone: no tokens, no graph.

A second oracle beside SpiffWorkflow, whose joins go wrong inside loops that run beside other branches.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.unit.runtime.generated import INPUTS, Block

Next = Callable[[], "Reference | None"]


class Reference:
    """A part that is running: the names of its open tasks, and what one completion makes of it."""

    def __init__(self, waiting: list[str], step: Callable[[str], Reference | None]) -> None:
        self.waiting = sorted(waiting)
        self.complete = step


def run(block: Block, names: Mapping[int, str], values: Mapping[str, int]) -> Reference | None:
    """Start a block; None if it is over at once."""
    if block.kind == "script":
        return None
    if block.kind == "task":
        return Reference([names[id(block)]], lambda name: None)
    if block.kind == "sub":
        return _sequence(block.parts[0], 0, names, values)
    if block.kind == "loop":
        return _loop(block, block.pick + 1, names, values)
    value = values[INPUTS[block.pick]]
    chosen = [
        part
        for index, part in enumerate(block.parts)
        if block.kind == "par" or (value > index if block.kind == "or" else value == index)
    ]
    return _together([_sequence(part, 0, names, values) for part in chosen])


def _sequence(
    parts: tuple[Block, ...], index: int, names: Mapping[int, str], values: Mapping[str, int]
) -> Reference | None:
    if index == len(parts):
        return None
    return _then(run(parts[index], names, values), lambda: _sequence(parts, index + 1, names, values))


def _loop(block: Block, left: int, names: Mapping[int, str], values: Mapping[str, int]) -> Reference | None:
    if left == 0:
        return None
    return _then(_sequence(block.parts[0], 0, names, values), lambda: _loop(block, left - 1, names, values))


def _then(first: Reference | None, following: Next) -> Reference | None:
    if first is None:
        return following()
    return Reference(first.waiting, lambda name: _then(first.complete(name), following))


def _together(parts: list[Reference | None]) -> Reference | None:
    running = [p for p in parts if p is not None]
    if not running:
        return None

    def complete(name: str) -> Reference | None:
        at = next(i for i, p in enumerate(running) if name in p.waiting)
        return _together([*running[:at], running[at].complete(name), *running[at + 1 :]])

    return Reference([n for p in running for n in p.waiting], complete)
