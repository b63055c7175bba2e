"""The migrations make exactly the tables of `engine.store.tables`, and can be taken back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from engine.calendar import load_default
from engine.history.verify import verify
from engine.model.files import digest
from engine.store import migrate
from engine.store.codec import pack_files
from engine.store.database import Database
from engine.store.tables import calendar_version, metadata, pack, start_subscription


def test_migrations_make_what_the_tables_say(database: Database) -> None:
    assert migrate.current(database) == migrate.newest()
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_going_back_to_base_leaves_nothing_and_up_again_works(database: Database) -> None:
    migrate.downgrade(database, "base")
    assert set(sa.inspect(database.engine).get_table_names()) <= {"alembic_version"}
    assert migrate.current(database) is None
    migrate.upgrade(database)
    assert set(metadata.tables) <= set(sa.inspect(database.engine).get_table_names())


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    migrate.upgrade(database)
    assert migrate.current(database) == migrate.newest()


def test_packs_and_calendars_of_before_get_their_hash_and_stay_unchangeable(database: Database) -> None:
    migrate.downgrade(database, "0005")
    at = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
    files = {"pack.yaml": b"key: petition"}
    old = {
        "key": "petition", "version": 1, "digest": digest(files), "title": "信访", "processes": "[]",
        "files": pack_files(files), "deployed_at": at, "deployed_by": "demo",
    }  # fmt: skip
    known = load_default()
    kept = {"version": known.version, "content": known.to_bytes(), "imported_at": at, "imported_by": "demo"}
    with database.write() as connection:
        connection.execute(sa.insert(_as_it_was(pack, old)).values(old))
        connection.execute(sa.insert(_as_it_was(calendar_version, kept)).values(kept))
    migrate.upgrade(database)
    assert verify(database).problems == ()
    for table in (pack, calendar_version):
        refused = pytest.raises(sa.exc.DBAPIError, match=f"{table.name} is append-only")
        with refused, database.write() as connection:
            connection.execute(sa.update(table).values(hash=None))


def _as_it_was(table: sa.Table, row: dict[str, Any]) -> sa.TableClause:
    return sa.table(table.name, *(sa.column(name, table.c[name].type) for name in row))


def test_a_new_sqlite_file_is_made_with_its_folder(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/var/new.db")
    migrate.upgrade(database)
    with database.read() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    database.close()


@pytest.mark.parametrize("table", sorted(metadata.tables))
def test_every_table_and_column_is_explained(table: str) -> None:
    assert metadata.tables[table].comment
    assert [c.name for c in metadata.tables[table].columns if not c.comment] == []


def test_what_starts_processes_is_kept_when_one_start_may_wait_for_several(database: Database) -> None:
    columns = ("process", "element", "kind", "name", "pack_key", "version")
    one = dict(zip(columns, ("p", "s", "message", "go", "pack", 1), strict=True))
    migrate.downgrade(database, "0007")
    with database.write() as connection:
        connection.execute(sa.insert(start_subscription).values(one))
    migrate.upgrade(database)
    with database.write() as connection:
        connection.execute(sa.insert(start_subscription).values({**one, "name": "other"}))
        names = connection.execute(sa.select(start_subscription.c.name)).scalars().all()
    assert sorted(names) == ["go", "other"]
    migrate.downgrade(database, "0007")
    with database.read() as connection:
        assert len(connection.execute(sa.select(start_subscription.c.name)).all()) == 1
