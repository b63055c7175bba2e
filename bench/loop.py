"""A case that goes round and round: the last round must cost what the tenth costs."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

from bench.office import complete, deploy
from engine import commands
from engine.service import Engine

#: rounds taken together, so that one slow write to the disk does not decide
_AROUND = 100


def measure(engine: Engine, rounds: int, progress: Callable[[], None] = lambda: None) -> dict[str, Any]:
    """Run one case through `rounds` rounds; the median of the last hundred against that from the tenth on."""
    deploy(engine, "loop")
    task_id = engine.handle(commands.Start(actor="clerk1", process="loop")).task_ids[0]
    times = []
    for number in range(rounds):
        again = number < rounds - 1
        began = perf_counter()
        receipt = complete(engine, task_id, "clerk1", again=again, note=f"round {number}")
        times.append(perf_counter() - began)
        if again:
            task_id = receipt.task_ids[0]
        progress()
    tenth, last = median(times[9 : 9 + _AROUND]), median(times[-1 - _AROUND : -1])
    return {
        "rounds": rounds,
        "tenth_ms": round(tenth * 1000, 3),
        "last_ms": round(last * 1000, 3),
        "last_to_tenth": round(last / tenth, 2),
    }
