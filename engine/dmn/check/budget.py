"""How much work a check may do: an answer is exact, or it is not given."""

from __future__ import annotations

#: bits of a set that are compared in the time that a comparison takes anyway
_BITS = 4096


def weight(mask: int) -> int:
    """How many comparisons one of a set with so many bits counts as."""
    return 1 + mask.bit_length() // _BITS


class Exhausted(Exception):
    """The work is used up; nothing is claimed."""


class Budget:
    """Counts comparisons of sets, for one question and as a part of a larger budget."""

    def __init__(self, limit: int, whole: Budget | None = None) -> None:
        self.left, self.whole = limit, whole

    def spend(self, work: int) -> None:
        """Take from the budget. Raises Exhausted."""
        self.left -= work
        if self.left < 0:
            raise Exhausted
        if self.whole is not None:
            self.whole.spend(work)
