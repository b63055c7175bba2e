"""The suites of `banjian bench`: name, what it measures, and how."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from bench import approval, concurrency, constructs, diagram, feel, loop, stepper, worklist
from bench.office import has_postgresql, postgresql_engine, sqlite_engine

#: of what was opened (an engine, or nothing), how much, and what to call after each piece
Measure = Callable[[Any, int, Callable[[], None]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Suite:
    """amount: cases, rounds or times by default. server, browser: needs PostgreSQL, Chromium."""

    title: str
    open: Callable[[], AbstractContextManager[Any]]
    measure: Measure
    amount: int
    server: bool = False
    browser: bool = False


SUITES: dict[str, Suite] = {
    "approval": Suite("approval end to end, SQLite", sqlite_engine, approval.measure, 300),
    "approval_postgresql": Suite(
        "approval end to end, PostgreSQL", postgresql_engine, approval.measure, 300, True
    ),
    "loop": Suite("one case in a loop, SQLite", sqlite_engine, loop.measure, 10_000),
    "constructs": Suite("large constructs in one case, SQLite", sqlite_engine, constructs.measure, 1_000),
    "worklist": Suite("worklist, SQLite", sqlite_engine, worklist.measure, 200_000),
    "eight": Suite("eight people at once, SQLite", sqlite_engine, concurrency.measure, 10),
    "eight_postgresql": Suite(
        "eight people at once, PostgreSQL", postgresql_engine, concurrency.measure, 10, True
    ),
    "stepper": Suite("a step without a database, beside SpiffWorkflow", nullcontext, stepper.measure, 10_000),
    "feel": Suite("FEEL and decision tables", nullcontext, feel.measure, 30),
    "diagram": Suite(
        "a diagram of 800 elements in the browser", diagram.site, diagram.measure, 5, browser=True
    ),
}


def run(name: str, amount: int | None = None, progress: Callable[[], None] = lambda: None) -> dict[str, Any]:
    """Measure one suite."""
    suite = SUITES[name]
    with suite.open() as opened:
        return suite.measure(opened, amount or suite.amount, progress)


def available() -> list[str]:
    """The suites that can run on this machine."""
    return [
        name
        for name, suite in SUITES.items()
        if (not suite.server or has_postgresql()) and (not suite.browser or diagram.has_browser())
    ]
