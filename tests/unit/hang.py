"""A guard against what would never end: it bounds processor time, so a busy machine does not trip it.

It measures no speed. What it stops is work that grows out of all proportion; the bound lies far above what
is needed and far below that.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest


@contextmanager
def no_hang(seconds: float = 20) -> Iterator[None]:
    """Fail once what is inside has used so many seconds of processor time."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        pytest.fail(f"not done after {seconds} s of processor time")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
