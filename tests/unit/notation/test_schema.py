"""The JSON Schema accepts what the reader accepts, and refuses unknown keys; the file beside it is up to date."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from jsonschema import Draft202012Validator

from engine.notation import SCHEMA
from engine.notation.schema import schema
from tests.unit.notation.generated import processes
from tests.unit.notation.words import compiled

ROOT = Path(__file__).parents[3]
VALIDATOR = Draft202012Validator(json.loads(SCHEMA.read_bytes()))
FILES = sorted(ROOT.glob("processes/**/*.process.yaml"))
PAGES = [ROOT / "docs" / "howto" / "write-a-process-in-yaml.md", ROOT / "docs" / "reference" / "yaml.md"]
EXAMPLES = [
    pytest.param(block, id=f"{page.stem}-{number}")
    for page in PAGES
    for number, block in enumerate(re.findall(r"^```yaml\n(.*?)^```", page.read_text("utf-8"), re.M | re.S))
]


def wrong(text: str | bytes) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(yaml.safe_load(text))]


def whole(block: str) -> str:
    """An example of some steps as a file."""
    if block.startswith("process:"):
        return block
    return "process: p\ndo:\n" + "".join(f"  {line}\n" for line in block.splitlines())


def test_the_file_is_what_the_table_of_words_gives() -> None:
    assert json.loads(SCHEMA.read_bytes()) == schema()
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_files_of_the_packs_are_accepted(path: Path) -> None:
    assert FILES
    assert wrong(path.read_bytes()) == []


@pytest.mark.parametrize("block", EXAMPLES)
def test_the_examples_of_the_pages_are_accepted_and_compile(block: str) -> None:
    assert wrong(whole(block)) == []
    assert compiled(whole(block)).xml


@given(processes())
def test_what_compiles_is_accepted(data: bytes) -> None:
    assert wrong(data) == []


@pytest.mark.parametrize(
    "text",
    [
        "process: p\ndo: []\nsteps: []",
        "process: p\ndo: [{tusk: a}]",
        "process: p\ndo: [{task: a, gruops: [b]}]",
        "process: p\ndo: [{task: a, deadline: {day: 3}}]",
        "process: p\ndo: [{task: a, on timeout: {after: P1D, then: []}}]",
        "process: p\ndo: [{job: a}]",
        "do: []",
    ],
)
def test_unknown_keys_and_missing_ones_are_refused(text: str) -> None:
    assert wrong(text)


def test_every_key_completes() -> None:
    made: dict[str, Any] = schema()["$defs"]

    assert "groups" in made["step task"]["properties"]
    assert made["on timeout"]["properties"]["after"]["description"]
