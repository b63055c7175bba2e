"""`run`: a model through the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from engine.cli.run import run_command

START = ["--at", "2026-01-05T09:00+08:00"]


@pytest.fixture
def tell(tmp_path: Path) -> Any:
    """`tell(xml, *options)`: the result as people see it."""

    def run_model(xml: bytes, *options: str, name: str = "model.bpmn") -> Result:
        file = tmp_path / name
        file.write_bytes(xml)
        return CliRunner().invoke(run_command, [str(file), *START, *options])

    return run_model


@pytest.fixture
def run(tell: Any) -> Any:
    """`run(xml, *options, code=0)`: the JSON document, the exit code checked."""

    def run_model(xml: bytes, *options: str, code: int = 0, name: str = "model.bpmn") -> dict[str, Any]:
        result = tell(xml, *options, "--json", name=name)
        assert result.exit_code == code, result.output
        document: dict[str, Any] = json.loads(result.stdout)
        return document

    return run_model
