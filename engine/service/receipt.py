"""What the engine answers to a command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came of a command.

    instance_id, number, seq, status: of the case, after its new step; empty for commands that are not of one
    case. events: of the step, in order. task_ids: tasks that it created and left open.
    pack, version, changed: for Deploy; changed is False when the same digest was there already.
    delivered: for BroadcastSignal, to how many cases; for Correlate 0 when the message is kept for later.
    """

    instance_id: str = ""
    number: str = ""
    seq: int = 0
    status: str = ""
    events: tuple[Mapping[str, Any], ...] = ()
    task_ids: tuple[str, ...] = ()
    pack: str = ""
    version: int = 0
    changed: bool = True
    delivered: int = 1
