"""An office on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.office import Office, open_office, organisation


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    engine = open_office(database_url)
    engine.identity.save_organisation(organisation(), actor="system")
    yield Office(engine)
    engine.close()
