"""Eight people complete the eight branches of one case at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from typing import Any

from bench.office import PEOPLE, complete, deploy
from engine import commands
from engine.errors import EngineError
from engine.service import Engine


def measure(engine: Engine, times: int, progress: Callable[[], None] = lambda: None) -> dict[str, Any]:
    """How many of the completions succeed, and how long the slowest person waits."""
    deploy(engine, "eight")
    successes, slowest = 0, 0.0
    with ThreadPoolExecutor(PEOPLE) as pool:
        for _ in range(times):
            started = engine.handle(commands.Start(actor="clerk1", process="eight"))
            gate = threading.Barrier(PEOPLE)
            people = [(f"clerk{n + 1}", task_id) for n, task_id in enumerate(started.task_ids)]
            came = list(pool.map(lambda who: _complete(engine, gate, *who), people))  # noqa: B023
            successes += sum(good for good, _ in came)
            slowest = max(slowest, *(seconds for _, seconds in came))
            progress()
    return {"completions": times * PEOPLE, "successes": successes, "slowest_s": round(slowest, 3)}


def _complete(engine: Engine, gate: threading.Barrier, login: str, task_id: str) -> tuple[bool, float]:
    gate.wait()
    began = perf_counter()
    try:
        complete(engine, task_id, login, **{login: True})
        good = True
    except EngineError:
        good = False
    return good, perf_counter() - began
