"""Databases for the tests: every test that takes `url` runs on SQLite and on a real PostgreSQL.

The tables are made once per database system; each test gets its own copy.
BANJIAN_TEST_POSTGRESQL names a server to use; without it a private one is started.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa

from bench import postgres
from engine.store.database import Database
from engine.store.migrate import upgrade

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "banjian.db"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    with database.read() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[sa.Engine]:
    with ExitStack() as stack:
        url = os.environ.get("BANJIAN_TEST_POSTGRESQL")
        if url is None:
            if postgres.find_binaries() is None:
                pytest.skip("no PostgreSQL server binaries on this machine")
            url = stack.enter_context(postgres.private_server())
        server = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
        with server.connect() as connection:
            connection.execute(sa.text("DROP DATABASE IF EXISTS banjian_template"))
            connection.execute(sa.text("CREATE DATABASE banjian_template"))
        database = Database(server.url.set(database="banjian_template").render_as_string(False))
        upgrade(database)
        database.close()
        yield server
        server.dispose()


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    path = tmp_path / "banjian.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgres_server: sa.Engine) -> Iterator[str]:
    name = f"banjian_test_{os.getpid()}_{next(_numbers)}"
    with postgres_server.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name} TEMPLATE banjian_template"))
    yield postgres_server.url.set(database=name).render_as_string(False)
    with postgres_server.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """URL of an empty database with all tables."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(url)
    yield opened
    opened.close()
