"""Whatever an attacker with SQL changes in the history is found and named, on both databases."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Connection

from engine.history.verify import Verification, verify, verify_within
from engine.store import chain
from engine.store.database import Database
from engine.store.tables import document, instance, step

START = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
COLUMNS = [column.name for column in step.c]


@contextmanager
def attack(database: Database) -> Iterator[Connection]:
    """A transaction in which nothing stops a writer; it is taken back at the end."""
    with database.engine.connect() as connection, connection.begin() as transaction:
        if database.is_sqlite:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in names.all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        yield connection
        transaction.rollback()


def test_an_untouched_history_is_whole(recorded: Database) -> None:
    calls: list[tuple[int, int]] = []
    assert verify(recorded, lambda done, total: calls.append((done, total))) == Verification(2, 6, 0, ())
    assert calls == [(2, 2)]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_altered_byte_in_any_column_of_any_step_is_found_and_named(recorded: Database, data: Any) -> None:
    name = data.draw(st.sampled_from(COLUMNS), "column")
    case, seq = data.draw(st.sampled_from(["i1", "i2"])), data.draw(st.integers(1, 3))
    where = f"instance_id = '{case}' AND seq = {seq}"
    with attack(recorded) as connection:
        before = connection.exec_driver_sql(f"SELECT {name} FROM step WHERE {where}").scalar_one()
        after = data.draw(altered(before), "value")
        try:
            connection.execute(sa.text(f"UPDATE step SET {name} = :after WHERE {where}"), {"after": after})
        except sa.exc.IntegrityError:
            reject()  # another step has that number already
        problems = verify_within(connection).problems
        assert problems, f"{name}: {before!r} -> {after!r}"
        assert any(p.instance_id == case and p.seq == seq for p in problems), problems
        if name not in ("instance_id", "seq"):
            first = problems[0]
            named = {"kind", "actor", "prev_hash", "hash", "body"} & {name} or {"content"}
            assert (first.seq, first.what) == (seq, named.pop()), problems


def altered(value: Any) -> st.SearchStrategy[Any]:
    """The value with one byte changed (of a number or a time: a little more or less)."""
    if isinstance(value, int):
        return st.integers(1, 255).map(lambda n: value + n)
    if hasattr(value, "isoformat"):
        return st.integers(1, 10**9).map(lambda n: value - timedelta(microseconds=n))
    if isinstance(value, str):
        place = st.integers(0, len(value) - 1)
        letter = st.sampled_from("abcXYZ019_").filter(lambda c: c not in value)
        return st.builds(lambda i, c: value[:i] + c + value[i + 1 :], place, letter)
    raw = bytes(value)
    return st.builds(
        lambda i, bit: raw[:i] + bytes([raw[i] ^ bit]) + raw[i + 1 :],
        st.integers(0, len(raw) - 1),
        st.integers(1, 255),
    )


def test_a_forged_row_with_a_new_hash_breaks_the_chain_behind_it(recorded: Database) -> None:
    with attack(recorded) as connection:
        row = connection.execute(sa.select(step).where(step.c.instance_id == "i1", step.c.seq == 2)).one()
        forged = chain.step_hash("i1", 2, row.kind, "demo_9", row.at, row.body, row.state_hash, row.prev_hash)
        change = sa.update(step).where(step.c.instance_id == "i1", step.c.seq == 2)
        connection.execute(change.values(actor="demo_9", hash=forged))
        (problem,) = verify_within(connection).problems
        assert (problem.instance_id, problem.seq, problem.what) == ("i1", 3, "chain")


def test_a_forged_last_row_is_given_away_by_the_head_of_the_case(recorded: Database) -> None:
    with attack(recorded) as connection:
        row = connection.execute(sa.select(step).where(step.c.instance_id == "i1", step.c.seq == 3)).one()
        forged = chain.step_hash("i1", 3, row.kind, "demo_9", row.at, row.body, row.state_hash, row.prev_hash)
        change = sa.update(step).where(step.c.instance_id == "i1", step.c.seq == 3)
        connection.execute(change.values(actor="demo_9", hash=forged))
        (problem,) = verify_within(connection).problems
        assert (problem.table, problem.seq, problem.what) == ("instance", 3, "head")


@pytest.mark.parametrize("seq", [1, 2, 3])
def test_a_removed_step_is_missed(recorded: Database, seq: int) -> None:
    with attack(recorded) as connection:
        connection.execute(sa.delete(step).where(step.c.instance_id == "i2", step.c.seq == seq))
        problems = verify_within(connection).problems
        assert ("i2", seq, "missing") in [(p.instance_id, p.seq, p.what) for p in problems]
        assert {p.instance_id for p in problems} == {"i2"}


def test_a_whole_case_that_was_removed_is_missed_in_the_numbers(recorded: Database) -> None:
    with attack(recorded) as connection:
        connection.execute(sa.delete(step).where(step.c.instance_id == "i2"))
        connection.execute(sa.delete(instance).where(instance.c.id == "i2"))
        (problem,) = verify_within(connection).problems
        assert (problem.table, problem.key, problem.what) == ("counter", "petition", "missing")
        assert problem.text == "2 case numbers were given for pack petition, but 1 cases are there."


def test_steps_without_their_case_are_named(recorded: Database) -> None:
    with attack(recorded) as connection:
        connection.execute(sa.delete(instance).where(instance.c.id == "i1"))
        problems = verify_within(connection).problems
        assert {("i1", n) for n in (1, 2, 3)} <= {(p.instance_id, p.seq) for p in problems}


@pytest.mark.parametrize(
    ("column", "value"),
    [("status", "cancelled"), ("number", "信访2026-999999"), ("started_by", "demo_9"), ("version", 4)],
)
def test_the_row_of_a_case_cannot_say_something_else(recorded: Database, column: str, value: Any) -> None:
    with attack(recorded) as connection:
        connection.execute(sa.update(instance).where(instance.c.id == "i1").values({column: value}))
        (problem,) = verify_within(connection).problems
        assert (problem.table, problem.instance_id, problem.what) == ("instance", "i1", column)


def test_another_state_than_the_recorded_one_is_found(recorded: Database) -> None:
    with attack(recorded) as connection:
        other = sa.select(instance.c.state).where(instance.c.id == "i2").scalar_subquery()
        connection.execute(sa.update(instance).where(instance.c.id == "i1").values(state=other))
        (problem,) = verify_within(connection).problems
        assert (problem.instance_id, problem.what) == ("i1", "state")


def test_bytes_that_are_no_text_do_not_stop_the_check(recorded: Database) -> None:
    if not recorded.is_sqlite:
        pytest.skip("PostgreSQL takes no such bytes as a text")
    with attack(recorded) as connection:
        connection.exec_driver_sql(
            "UPDATE step SET actor = CAST(x'ff' || CAST(actor AS BLOB) AS TEXT) "
            "WHERE instance_id = 'i1' AND seq = 2"
        )
        (problem,) = verify_within(connection).problems
        assert (problem.instance_id, problem.seq, problem.what) == ("i1", 2, "actor")


def test_an_altered_document_is_named_with_its_case(recorded: Database) -> None:
    with attack(recorded) as connection:
        content = "告知书".encode()
        connection.execute(
            sa.insert(document).values(
                instance_id="i1", seq=3, element="notice", name="告知书.docx", media_type="text/plain",
                size=len(content), digest=hashlib.sha256(content).hexdigest(), content=content,
                created_at=START, created_by="worker",
            )
        )  # fmt: skip
        assert [p.what for p in verify_within(connection).problems] == []
        connection.execute(sa.update(document).values(content="告知 书".encode()))
        (problem,) = verify_within(connection).problems
        assert (problem.instance_id, problem.seq, problem.what) == ("i1", 3, "content")
        assert "告知书.docx" in problem.text
