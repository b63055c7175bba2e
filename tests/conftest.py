"""Databases for all tests: SQLite and a real PostgreSQL, with the tables made once and copied per test.

A private PostgreSQL is started when the first test asks for one; TEST_POSTGRESQL_URL names another to use.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.chromium import CHROMIUM, FLAGS

if TYPE_CHECKING:
    import sqlalchemy as sa
    from playwright.sync_api import Browser

# A busy machine is slow, not wrong. `--hypothesis-profile thorough` looks for rare faults: a night's work.
settings.register_profile("banjian", deadline=None, max_examples=30)
settings.register_profile("thorough", deadline=None, max_examples=1_000)
settings.load_profile("banjian")

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests that want one: Playwright cannot be started twice in a process."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and no rows."""
    path = tmp_path_factory.mktemp("template") / "banjian.db"
    _make_tables(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[sa.Engine]:
    """A running server with the database `banjian_template`, which has all tables and no rows."""
    import sqlalchemy as sa

    from bench import postgres

    with ExitStack() as stack:
        url = os.environ.get("TEST_POSTGRESQL_URL")
        if url is None:
            if postgres.find_binaries() is None:
                pytest.skip("no PostgreSQL server on this machine: apt-get install postgresql")
            url = stack.enter_context(postgres.private_server(fast=True))
        server = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
        with server.connect() as connection:
            connection.execute(sa.text("DROP DATABASE IF EXISTS banjian_template"))
            connection.execute(sa.text("CREATE DATABASE banjian_template"))
        _make_tables(server.url.set(database="banjian_template").render_as_string(False))
        yield server
        server.dispose()


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """URL of a fresh SQLite database with all tables."""
    path = tmp_path / "banjian.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgres_server: sa.Engine) -> Iterator[str]:
    """URL of a fresh PostgreSQL database with all tables."""
    yield from _copy(postgres_server, "TEMPLATE banjian_template")


@pytest.fixture
def empty_postgresql_url(postgres_server: sa.Engine) -> Iterator[str]:
    """URL of a PostgreSQL database without tables."""
    yield from _copy(postgres_server, "")


@pytest.fixture
def postgres_url(postgresql_url: str) -> str:
    """The same as `postgresql_url`."""
    return postgresql_url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """URL of a fresh database with all tables: each test that takes it runs on both."""
    return str(request.getfixturevalue(f"{request.param}_url"))


def _make_tables(url: str) -> None:
    from engine.store.database import Database
    from engine.store.migrate import upgrade

    database = Database(url)
    upgrade(database)
    if database.is_sqlite:
        with database.read() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def _copy(server: sa.Engine, template: str) -> Iterator[str]:
    import sqlalchemy as sa

    name = f"banjian_test_{os.getpid()}_{next(_numbers)}"
    with server.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name} {template}"))
    yield server.url.set(database=name).render_as_string(False)
    with server.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
