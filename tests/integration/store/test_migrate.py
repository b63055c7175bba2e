"""The migrations make exactly the tables of `engine.store.tables`, and can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from engine.store import migrate
from engine.store.database import Database
from engine.store.tables import metadata


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
