"""The data dictionary in the docs says what the tables are."""

from __future__ import annotations

from pathlib import Path

from engine.store.describe import lines

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "tables.md"


def test_the_page_is_made_from_the_tables_as_they_are() -> None:
    assert PAGE.read_text("utf-8").splitlines() == list(lines())
