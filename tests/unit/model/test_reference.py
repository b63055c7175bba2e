"""The reference pages say what the code does: every rule and every line of the table of what runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs.generate import MADE
from engine.model import supported

DOCS = Path(__file__).parents[3] / "docs" / "reference"


@pytest.mark.parametrize("name", sorted(MADE))
def test_the_tables_of_the_page_are_those_of_the_code(name):
    page = (DOCS / name).read_text("utf-8")
    assert MADE[name](page) == page, "run `make docs`"


def test_every_extension_element_that_is_executed_is_explained():
    page = (DOCS / "dialect.md").read_text("utf-8")
    assert [word for word, where in supported.EXTENSIONS.items() if where and word not in page] == []
