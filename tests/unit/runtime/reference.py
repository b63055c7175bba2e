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
    return Meaning(names, values).run(block)


class Meaning:
    """What plain blocks mean. names: of their tasks, by the identity of the block; values: of the inputs."""

    def __init__(self, names: Mapping[int, str], values: Mapping[str, int]) -> None:
        self.names, self.values = names, values

    def run(self, block: Block) -> Reference | None:
        """Start a block; None if it is over at once."""
        if block.kind == "script":
            return None
        if block.kind == "task":
            return task(self.names[id(block)])
        if block.kind == "sub":
            return self.sequence(block.parts[0], 0)
        if block.kind == "loop":
            return self.loop(block, block.pick + 1)
        value = self.values[INPUTS[block.pick]]
        chosen = [
            part
            for index, part in enumerate(block.parts)
            if block.kind == "par" or (value > index if block.kind == "or" else value == index)
        ]
        return together([self.sequence(part, 0) for part in chosen])

    def sequence(self, parts: tuple[Block, ...], index: int) -> Reference | None:
        if index == len(parts):
            return None
        return then(self.run(parts[index]), lambda: self.sequence(parts, index + 1))

    def loop(self, block: Block, left: int) -> Reference | None:
        if left == 0:
            return None
        return then(self.sequence(block.parts[0], 0), lambda: self.loop(block, left - 1))


def task(name: str) -> Reference:
    """One open task."""
    return Reference([name], lambda completed: None)


def then(first: Reference | None, following: Next) -> Reference | None:
    """One after the other."""
    if first is None:
        return following()
    return Reference(first.waiting, lambda name: then(first.complete(name), following))


def together(parts: list[Reference | None]) -> Reference | None:
    """Side by side, until all are over."""
    running = [p for p in parts if p is not None]
    if not running:
        return None

    def complete(name: str) -> Reference | None:
        at = next(i for i, p in enumerate(running) if name in p.waiting)
        return together([*running[:at], running[at].complete(name), *running[at + 1 :]])

    return Reference([n for p in running for n in p.waiting], complete)
