"""What a command costs in SQL, and what history looks like in the tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from engine import commands
from engine.store import chain
from engine.store.tables import APPEND_ONLY, metadata, step
from tests.integration.office import Office

LIMIT = 12


@contextmanager
def counted(office: Office) -> Iterator[list[str]]:
    """The statements sent in a block."""
    seen: list[str] = []

    def note(_c: Any, _k: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    engine = office.engine.database.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def test_completing_a_task_in_the_middle_takes_at_most_twelve_statements(office: Office) -> None:
    office.deploy("approval")
    case = office.start("approval").instance_id
    office.complete(office.task(case, "register"), form={"complete": True})
    for element, login in (("planning", "zhao"), ("finance", "qian"), ("safety", "sun")):
        task = office.task(case, element)
        with counted(office) as seen:
            office.complete(task, login, **{element: {"agree": True}})
        assert len(seen) <= LIMIT, "\n".join(seen)


def test_every_step_is_chained_to_the_one_before(office: Office) -> None:
    office.deploy("approval")
    case = office.start("approval", subject="占道").instance_id
    office.complete(office.task(case, "register"), form={"complete": True})
    with office.engine.database.read() as connection:
        rows = connection.execute(sa.select(step).order_by(step.c.seq)).all()
    before = chain.FIRST
    for row in rows:
        assert row.prev_hash == before
        before = chain.step_hash(
            row.instance_id, row.seq, row.kind, row.actor, row.at, row.body, row.state_hash, row.prev_hash
        )
        assert row.hash == before
    assert len(rows) == 2


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_refuses_to_change_history(office: Office, table: str, verb: str) -> None:
    office.deploy("approval")
    case = office.start("approval").instance_id
    known = metadata.tables[table]
    if table == "document":
        with office.engine.database.write() as connection:
            connection.execute(
                sa.insert(known),
                {
                    "instance_id": case, "seq": 1, "element": "x", "name": "n", "media_type": "text/plain",
                    "size": 1, "digest": "d", "content": b"c", "created_at": office.clock.now(),
                    "created_by": "wang",
                },
            )  # fmt: skip
    column = {"step": "actor", "document": "name", "pack": "title", "calendar_version": "imported_by"}[table]
    change = sa.update(known).values({column: "x"}) if verb == "update" else sa.delete(known)
    with (
        pytest.raises(sa.exc.DBAPIError, match=f"{table} is append-only"),
        office.engine.database.write() as c,
    ):
        c.execute(change)
    with office.engine.database.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(known)).scalar() == 1


def test_history_cannot_be_replaced_or_truncated(office: Office) -> None:
    office.deploy("approval")
    office.start("approval")
    sqlite = office.engine.database.is_sqlite
    trick = "INSERT OR REPLACE INTO step SELECT * FROM step" if sqlite else "TRUNCATE step"
    with pytest.raises(sa.exc.DBAPIError, match="step is append-only"), office.engine.database.write() as c:
        c.exec_driver_sql(trick)


def test_a_step_names_pack_and_calendar_and_who_gave_it_from_where(office: Office) -> None:
    office.deploy("approval")
    order = commands.Start(
        actor="wang", process="approval", client="web 10.1.2.3", variables={"subject": "占道"}
    )
    case = office.engine.handle(order).instance_id
    row = office.engine.read.timeline(case)[0]
    detail = office.engine.read.instance(case, "zheng")
    assert (row.kind, row.actor, row.client) == ("Start", "wang", "web 10.1.2.3")
    assert row.definition_digest == detail.digest
    assert row.calendar_version == office.engine.calendar.version
    assert row.command["variables"] == {"subject": "占道"}
    assert row.at == office.clock.now()
