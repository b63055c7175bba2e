"""The approval model end to end: cases per second, the cost of completing a task against the floor of a bare
transaction measured between the cases, bytes per finished case, SQL statements per completion."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from bench.floor import Floor
from bench.office import complete, deploy
from engine import commands
from engine.service import Engine
from engine.store.database import Database
from engine.store.tables import metadata

_OPINION = "经审查，该项目用地符合国土空间规划和用途管制要求，同意按所报方案实施；施工期间应当保持道路通行。"
_WARM_UP = 5


@dataclass
class _Run:
    """Times in seconds."""

    cases: list[float] = field(default_factory=list)
    completions: list[float] = field(default_factory=list)
    floors: list[float] = field(default_factory=list)


def measure(engine: Engine, cases: int, progress: Callable[[], None] = lambda: None) -> dict[str, Any]:
    """Run `cases` cases one after the other in this thread, a transaction of the floor between the steps."""
    deploy(engine, "approval")
    floor = Floor(engine.database)
    _take(engine, floor, _Run(), _WARM_UP, lambda: None)
    run = _Run()
    _take(engine, floor, run, cases, progress)
    size = _bytes_per_case(engine, cases)
    completion, bare = median(run.completions), median(run.floors)
    return {
        "cases": cases,
        "cases_per_s": round(cases / sum(run.cases), 1),
        "completion_ms_median": round(completion * 1000, 3),
        "completion_ms_p95": round(quantiles(run.completions, n=20)[-1] * 1000, 3),
        "floor_ms_median": round(bare * 1000, 3),
        "ratio_to_floor": round(completion / bare, 2),
        "bytes_per_case": size,
        "sql_per_completion": _statements(engine),
    }


def _take(engine: Engine, floor: Floor, run: _Run, cases: int, progress: Callable[[], None]) -> None:
    for number in range(cases):
        floor.new_case()
        spent = 0.0
        for seconds, is_completion in _case(engine, number):
            spent += seconds
            if is_completion:
                run.completions.append(seconds)
                run.floors.append(floor.measure())
        run.cases.append(spent)
        progress()


def _case(engine: Engine, number: int) -> Iterator[tuple[float, bool]]:
    """One case from start to end; yields what each command took and whether it completed a task."""
    began = perf_counter()
    subject = f"演示县人民路{number}号临时占道施工"
    start = commands.Start(actor="clerk1", process="approval", variables={"subject": subject})
    receipt = engine.handle(start)
    yield perf_counter() - began, False
    began = perf_counter()
    form = {"complete": True, "applicant": f"演示申请人{number}", "phone": "000-0000000", "remark": _OPINION}
    receipt = complete(engine, receipt.task_ids[0], "clerk2", form=form)
    yield perf_counter() - began, True
    for task_id, name in zip(receipt.task_ids, ("planning", "finance", "safety"), strict=True):
        began = perf_counter()
        opinion = {"agree": True, "opinion": _OPINION, "conditions": "围挡；夜间照明", "officer": f"{name}1"}
        receipt = complete(engine, task_id, f"{name}1", **{name: opinion})
        yield perf_counter() - began, True
    began = perf_counter()
    complete(engine, receipt.task_ids[0], "clerk1", result={"delivered": True, "remark": _OPINION})
    yield perf_counter() - began, True


def _bytes_per_case(engine: Engine, cases: int) -> int:
    """Growth of the engine's tables and indexes by a further lot of cases."""
    before = _size(engine.database)
    lot = max(cases, 200)
    for number in range(lot):
        for _ in _case(engine, number):
            pass
    return round((_size(engine.database) - before) / lot)


def _size(database: Database) -> int:
    """Bytes of all tables of the engine with their indexes."""
    with database.read() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            free = connection.exec_driver_sql("PRAGMA freelist_count").scalar_one()
            return int((pages - free) * connection.exec_driver_sql("PRAGMA page_size").scalar_one())
        total = sa.select(sum(sa.func.pg_total_relation_size(name) for name in metadata.tables))
        return int(connection.execute(total).scalar_one())


def _statements(engine: Engine) -> int:
    """The most SQL statements that completing one of the three parallel tasks takes."""
    with _counted(engine) as seen:
        counts = []
        for _, is_completion in _case(engine, 0):
            counts.append(len(seen) if is_completion else 0)
            seen.clear()
    return max(counts[2:5])


@contextmanager
def _counted(engine: Engine) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_c: Any, _k: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(engine.database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine.database.engine, "before_cursor_execute", note)
