"""Databases opened for the tests; the URLs come from `tests/conftest.py`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.store.database import Database


@pytest.fixture
def url(database_url: str) -> str:
    """URL of an empty database with all tables."""
    return database_url


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(url)
    yield opened
    opened.close()
