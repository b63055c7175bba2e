"""FEEL in the browser: what docs/reference/feel-in-the-browser.md says of both sides is so, and where they agree they do.

The browser's side is the library that form-js brings, run by Node as it is locked in webui/frontend.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine import feel
from engine.calendar import load_default
from engine.feel.builtins import NAMES
from engine.model import host
from engine.model.forms import validate
from engine.model.forms_browser import MISSING

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
LIBRARY = ROOT / "webui/frontend/node_modules/@bpmn-io/feelin/dist/index.js"
PAGE = (ROOT / "docs/reference/feel-in-the-browser.md").read_text("utf-8")
LENT = host.functions(load_default())
NOW = datetime(2026, 1, 5, tzinfo=UTC)
#: made by words that the grammar knows, which cannot stand alone as names
BY_GRAMMAR = {"and", "or", "date and time", "years and months duration"}

found = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)
assert found
CONTEXT: dict[str, Any] = json.loads(found[1])
ROWS = [
    tuple(cell.strip().strip("`") for cell in line.strip("|").split(" | "))
    for line in PAGE.splitlines()
    if line.startswith("| `")
]
DIFFER = [row for row in ROWS if not row[0].startswith("=")]
RULES = [row for row in ROWS if row[0].startswith("=")]
AGREE = [
    line
    for line in (HERE / "browser_agrees.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]

pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or not LIBRARY.is_file(),
    reason="the packages of the front end are not installed: make setup",
)


@cache
def browser() -> tuple[dict[str, str], dict[str, bool]]:
    """What the library gives for every expression and rule of this file; one process for all."""
    expressions = sorted({row[0] for row in DIFFER} | set(AGREE) | NAMES | LENT.keys())
    rules = [row[0][1:] for row in RULES]
    asked = {"library": LIBRARY.as_uri(), "context": CONTEXT, "expressions": expressions, "rules": rules}
    done = subprocess.run(
        ["node", str(HERE / "browser_feel.mjs")], input=json.dumps(asked), capture_output=True, encoding="utf-8",
        check=True, timeout=60,
    )  # fmt: skip
    told = json.loads(done.stdout)
    return dict(zip(expressions, told["values"], strict=True)), dict(zip(rules, told["rules"], strict=True))


def written(value: Any) -> str:
    """A value in the notation of the page; `browser_feel.mjs` writes the browser's in the same way."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {written(part)}' for name, part in value.items())}}}"
    if isinstance(value, feel.Function):
        return "function"
    if isinstance(value, feel.Range):
        opens, closes = "[" if value.start_included else "(", "]" if value.end_included else ")"
        return f"{opens}{written(value.start)}..{written(value.end)}{closes}"
    text = str(feel.parse("string(it)").evaluate({"it": value}))
    return text if isinstance(value, int | float | Decimal) else f"@{text}"


def engine(expression: str) -> str:
    try:
        parsed = feel.parse(expression, frozenset(LENT))
    except feel.FeelSyntaxError:
        return "error"
    return written(parsed.evaluate(CONTEXT, now=NOW, functions=LENT))


@pytest.mark.parametrize(("expression", "ours", "theirs"), DIFFER, ids=[row[0] for row in DIFFER])
def test_a_difference_is_as_the_page_tells_it(expression: str, ours: str, theirs: str) -> None:
    assert (engine(expression), browser()[0][expression]) == (ours, theirs)
    assert ours != theirs


@pytest.mark.parametrize("expression", AGREE)
def test_both_agree(expression: str) -> None:
    assert engine(expression) == browser()[0][expression]


@pytest.mark.parametrize(("rule", "ours", "theirs"), RULES, ids=[row[0] for row in RULES])
def test_a_rule_of_a_form_holds_as_the_page_tells_it(rule: str, ours: str, theirs: str) -> None:
    asked = {
        "type": "textfield",
        "key": "asked",
        "validate": {"required": True},
        "conditional": {"hide": rule},
    }
    _, findings = validate({"type": "default", "components": [asked]}, {}, CONTEXT)
    told = {True: "holds", False: "does not hold"}
    assert (told[not findings], told[browser()[1][rule[1:]]]) == (ours, theirs)


def test_lint_knows_which_functions_the_browser_has_not() -> None:
    missing = {name for name in NAMES | LENT.keys() if browser()[0][name] != "function"}
    assert missing - BY_GRAMMAR == MISSING - BY_GRAMMAR


def test_the_page_and_the_list_are_large_enough_to_mean_something() -> None:
    assert len(DIFFER) > 80
    assert len(AGREE) > 250
    assert len(RULES) > 10
