"""The reference pages say what the code does: every rule and every line of the table of what runs."""

from __future__ import annotations

from pathlib import Path

from engine.model import lint, supported
from engine.model.findings import RULES

DOCS = Path(__file__).parents[3] / "docs" / "reference"


def test_every_rule_is_on_its_page_with_severity_and_line():
    assert lint is not None  # the module registers rules of its own
    page = (DOCS / "lint.md").read_text("utf-8")
    written = {line for line in page.splitlines() if line.startswith("| `")}
    assert written == {f"| `{r.id}` | {r.severity} | {r.doc} |" for r in RULES.values()}


def test_the_table_of_what_runs_is_on_its_page():
    page = (DOCS / "dialect.md").read_text("utf-8")
    said = {True: "yes", False: "no"}
    for tag, c in supported.NODES.items():
        assert f"| `{tag}` | {c.title} | {said[c.executed]} | {c.note} |" in page
    for c in [*supported.EVENTS.values(), *supported.CONSTRUCTS.values()]:
        assert f"| {c.title} | {said[c.executed]} | {c.note} |" in page
    for title, kinds in supported.POSITIONS.values():
        assert f"| {title} | {', '.join(sorted(kinds))} |" in page


def test_every_extension_element_that_is_executed_is_explained():
    page = (DOCS / "dialect.md").read_text("utf-8")
    assert [word for word, where in supported.EXTENSIONS.items() if where and word not in page] == []
