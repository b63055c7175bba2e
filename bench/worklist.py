"""The first page of a worklist with very many open tasks, of which many are offered to one person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from time import perf_counter
from typing import Any

import sqlalchemy as sa

from engine.service import Engine
from engine.store.database import Database
from engine.store.types import to_micros

PER_CASE = 10
_TIMES = 50
BEGIN = datetime(2026, 3, 6, 2, 0, tzinfo=UTC)

_NUMBERS = "WITH RECURSIVE number(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < {last}) "
_INSTANCES = (
    "INSERT INTO instance (id, number, pack_key, version, process, title, status, state, seq, head, "
    "started_at, started_by, changed_at, search) {numbers} SELECT {id}, '演示-' || n, 'p', 1, 'p', "
    "'案件' || n, 'active', {blob}, 1, {blob}, {at}, 'li', {at}, '案件' || n FROM number"
)
# a hundredth of the tasks is in clerk1's hands; an eighth is offered to clerks, the rest to others
_TASKS = (
    "INSERT INTO task (instance_id, key, element, name, status, assignee, priority, created_at, due_at, "
    "sort_at) {numbers} SELECT {case}, n % 10, 't', '办理', 'open', CASE WHEN {held} THEN 'clerk1' END, 50, "
    "{at}, CASE WHEN {due} THEN {sort} END, CASE WHEN {due} THEN {sort} ELSE {never} END FROM number"
)
_OFFERS = (
    "INSERT INTO task_candidate (kind, name, sort_at, instance_id, key) {numbers} SELECT 'group', "
    "CASE WHEN n % 8 = 1 THEN 'clerk' ELSE 'others' END, CASE WHEN {due} THEN {sort} ELSE {never} END, "
    "{case}, n % 10 FROM number WHERE NOT ({held})"
)


def fill(database: Database, tasks: int) -> None:
    """Write so many open tasks, ten to a case, by SQL alone."""
    if database.is_sqlite:
        day = {
            "at": str(to_micros(BEGIN)), "never": "253402214400000000", "blob": "x''",
            "sort": f"{to_micros(BEGIN)} + (n * 7919 % 100000) * 60000000",
        }  # fmt: skip
    else:
        day = {
            "at": f"timestamptz '{BEGIN.isoformat()}'", "never": "timestamptz '9999-12-31 00:00:00+00'",
            "blob": "''::bytea",
            "sort": f"timestamptz '{BEGIN.isoformat()}' + (n::bigint * 7919 % 100000) * interval '1 minute'",
        }  # fmt: skip
    padded = "substr('0000000000000' || {}, -13)" if database.is_sqlite else "lpad(({})::text, 13, '0')"
    words = {
        **day, "id": padded.format("n"), "case": padded.format("(n / 10)"), "held": "n % 100 = 0",
        "due": "n % 5 <> 0",
    }  # fmt: skip
    with database.write() as connection:
        for statement, count in ((_INSTANCES, tasks // PER_CASE), (_TASKS, tasks), (_OFFERS, tasks)):
            connection.exec_driver_sql(
                statement.format(numbers=_NUMBERS.format(last=count - 1), **words).replace(
                    "%", _percent(database)
                )
            )
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _percent(database: Database) -> str:
    """psycopg takes a single % for a place of its own."""
    return "%" if database.is_sqlite else "%%"


def measure(engine: Engine, tasks: int, progress: Callable[[], None] = lambda: None) -> dict[str, Any]:
    """Median time of the first page of twenty and of the counts beside the boxes."""
    fill(engine.database, tasks)
    pages: dict[str, list[float]] = {"group": [], "mine": [], "counts": []}
    for _ in range(_TIMES):
        for name, seconds in pages.items():
            began = perf_counter()
            if name == "counts":
                engine.read.box_counts("clerk1")
            else:
                engine.read.worklist("clerk1", box=name)  # type: ignore[arg-type]
            seconds.append(perf_counter() - began)
    with engine.database.read() as connection:
        offered = connection.execute(
            sa.text("SELECT count(*) FROM task_candidate WHERE name = 'clerk'")
        ).scalar_one()
    found: dict[str, Any] = {f"{name}_ms": round(median(times) * 1000, 2) for name, times in pages.items()}
    return {"open_tasks": tasks, "offered_to_the_person": offered, **found}
