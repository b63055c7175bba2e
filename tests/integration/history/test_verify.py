"""Whatever an attacker with SQL changes in the history is found and named, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Connection

from engine.calendar import load_default
from engine.history.verify import Verification, verify, verify_within
from engine.model import files
from engine.store import chain, codec, packs
from engine.store.database import Database
from engine.store.tables import calendar_version, document, instance, pack, step

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
    assert verify(recorded, lambda done, total: calls.append((done, total))) == Verification(2, 6, 2, ())
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


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_altered_byte_in_any_column_of_a_document_is_found_and_named(
    recorded: Database, data: Any
) -> None:
    name = data.draw(st.sampled_from([c.name for c in document.c if c.name not in ("id", "instance_id")]))
    with attack(recorded) as connection:
        where = "instance_id = 'i1'"
        before = connection.exec_driver_sql(f"SELECT {name} FROM document WHERE {where}").scalar_one()
        after = data.draw(altered(before), "value")
        connection.execute(sa.text(f"UPDATE document SET {name} = :after WHERE {where}"), {"after": after})
        first = verify_within(connection).problems[0]
        assert (first.table, first.instance_id) == ("document", "i1")
        assert "告知书.docx" in first.text
        if name != "seq":
            assert (first.seq, first.what) == (3, name)


def test_a_document_moved_to_another_case_is_missed_here_and_found_there(recorded: Database) -> None:
    with attack(recorded) as connection:
        connection.execute(sa.update(document).where(document.c.instance_id == "i1").values(instance_id="i2"))
        problems = verify_within(connection).problems
        assert [(p.instance_id, p.seq, p.what) for p in problems] == [
            ("i1", 3, "missing"),
            ("i2", 3, "chain"),
        ]


def test_a_removed_document_is_missed(recorded: Database) -> None:
    with attack(recorded) as connection:
        connection.execute(sa.delete(document).where(document.c.instance_id == "i2"))
        (problem,) = verify_within(connection).problems
        assert problem.text == "Document 告知书.docx of step 3 is missing."


def test_an_altered_pack_is_found_by_its_own_digest(recorded: Database) -> None:
    with attack(recorded) as connection:
        other = codec.pack_files({"pack.yaml": b"key: petition # approve everything"})
        connection.execute(sa.update(pack).values(files=other))
        (problem,) = verify_within(connection).problems
        assert (problem.table, problem.key, problem.what) == ("pack", "petition:3", "files")


def test_an_altered_pack_with_a_new_digest_is_found_by_the_steps(recorded: Database) -> None:
    with attack(recorded) as connection:
        other = {"pack.yaml": b"key: petition # approve everything"}
        change = sa.update(pack).values(files=codec.pack_files(other), digest=files.digest(other))
        connection.execute(change)
        problems = verify_within(connection).problems
        assert [(p.instance_id, p.seq, p.what) for p in problems] == [
            ("i1", 1, "digest"),
            ("i2", 1, "digest"),
            ("", None, "content"),
        ]


@pytest.mark.parametrize(
    "altered",
    [
        {"title": "信仿"}, {"processes": '["petition"]'}, {"deployed_by": "demp"}, {"on_behalf_of": ""},
        {"deployed_at": START + timedelta(microseconds=1)}, {"reason": None}, {"client": "clj"},
        {"hash": None}, {"hash": bytes(32)},
    ],
    ids=lambda change: "-".join(change),
)  # fmt: skip
def test_who_deployed_a_pack_when_and_why_cannot_be_altered(
    recorded: Database, altered: dict[str, Any]
) -> None:
    with attack(recorded) as connection:
        connection.execute(sa.update(pack).values(altered))
        (problem,) = verify_within(connection).problems
        assert (problem.table, problem.key, problem.what) == ("pack", "petition:3", "content")


def test_an_altered_calendar_is_named(recorded: Database) -> None:
    known = load_default()
    with attack(recorded) as connection:
        packs.add_calendar(connection, known.version, known.to_bytes(), START, "demo")
        assert verify_within(connection).problems == ()
        with connection.begin_nested() as later:
            connection.execute(sa.update(calendar_version).values(imported_by="demp"))
            (problem,) = verify_within(connection).problems
            assert (problem.table, problem.key) == ("calendar_version", known.version)
            later.rollback()
        other = known.with_year(2030, {"元旦": [date(2030, 1, 2)]})
        connection.execute(sa.update(calendar_version).values(content=other.to_bytes()))
        (problem,) = verify_within(connection).problems
        assert (problem.table, problem.key) == ("calendar_version", known.version)


def test_bits_that_change_nothing_but_the_stream_are_found_in_the_body(recorded) -> None:
    with attack(recorded) as connection:
        where = "instance_id = 'i1' AND seq = 1"
        body = connection.exec_driver_sql(f"SELECT body FROM step WHERE {where}").scalar_one()
        changed = bytes([body[0], body[1] ^ 0b01000010]) + body[2:]
        connection.execute(sa.text(f"UPDATE step SET body = :body WHERE {where}"), {"body": changed})
        first = verify_within(connection).problems[0]
        assert (first.instance_id, first.seq, first.what) == ("i1", 1, "body")
