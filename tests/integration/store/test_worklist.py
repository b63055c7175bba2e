"""The worklist with very many open tasks: read along an index, in pages that neither skip nor repeat."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from bench.worklist import fill
from engine.store.tables import task_candidate
from engine.store.types import NEVER
from tests.integration.office import Office, open_office, organisation

#: as many as a province has; the plans that the databases choose for it are what is tested
OPEN_TASKS = 200_000


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    engine = open_office(database_url)
    engine.identity.save_organisation(organisation(), actor="system")
    fill(engine.database, OPEN_TASKS)
    yield Office(engine)
    engine.close()


def _plans(office: Office, **question: Any) -> str:
    """What the database says about how it answers a question."""
    engine, plans = office.engine.database.engine, []
    explain = "EXPLAIN QUERY PLAN " if office.engine.database.is_sqlite else "EXPLAIN "

    def note(connection: sa.Connection, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT") and "task" in statement:
            raw = connection.connection.cursor()
            raw.execute(explain + statement, parameters)
            plans.append("\n".join(str(row[-1]) for row in raw.fetchall()))

    event.listen(engine, "before_cursor_execute", note)
    try:
        office.engine.read.worklist("clerk1", **question)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return "\n".join(plans)


def test_a_big_worklist_is_read_along_its_index_in_pages(office: Office) -> None:
    read = office.engine.read
    for box in ("group", "mine"):
        plan = _plans(office, box=box)
        assert "SCAN task" not in plan, plan
        assert "Seq Scan on task" not in plan, plan
    seen, after = [], None
    for _ in range(20):
        page = read.worklist("clerk1", box="group", after=after, limit=50)
        seen += page.items
        after = page.next
    assert len({row.task_id for row in seen}) == 1000
    due = [row.due_at or NEVER for row in seen]
    assert due == sorted(due)
    with office.engine.database.read() as connection:
        first = connection.execute(
            sa.select(task_candidate.c.sort_at)
            .where(task_candidate.c.name == "clerk")
            .order_by(task_candidate.c.sort_at)
            .limit(1000)
        ).scalars()
        assert list(first) == due
    counts = read.box_counts("clerk1")
    assert (counts.mine, counts.group) == (100, 100)
