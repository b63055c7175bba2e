"""How much work a check may do: an answer is exact, or it is not given."""

from __future__ import annotations


class Exhausted(Exception):
    """The work is used up; nothing is claimed."""


class Budget:
    """Counts comparisons of sets."""

    def __init__(self, limit: int) -> None:
        self.left = limit

    def spend(self, work: int) -> None:
        """Take from the budget. Raises Exhausted."""
        self.left -= work
        if self.left < 0:
            raise Exhausted
