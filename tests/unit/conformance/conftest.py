"""`run`: a model through the command line, its JSON asserted, its events and states checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from engine.cli import run as cli
from engine.simulation.simulation import Simulation
from tests.unit.conformance.pairing import check_simulation

#: Monday, a working day, in Beijing.
START = ["--at", "2026-01-05T09:00+08:00"]


class Outcome:
    """The document that `banjian run --json` printed, and the simulation behind it."""

    def __init__(self, document: dict[str, Any], simulation: Simulation | None) -> None:
        self.document = document
        self.simulation = simulation
        self.status: str = document["status"]
        self.error: dict[str, Any] | None = document["error"]
        self.variables: dict[str, Any] = document["variables"]

    @property
    def waiting(self) -> list[str]:
        """Elements that wait, sorted."""
        return sorted(w["element"] for w in self.document["waiting"])

    def seen(self, event: str) -> list[str]:
        """Elements of one kind of event, in order, without flows into the bargain."""
        return [t["element"] for t in self.document["trace"] if t["event"] == event]

    @property
    def findings(self) -> set[tuple[str, str]]:
        """Rule and element of what refused the model."""
        return {(f["rule"], f["element"]) for f in self.document.get("findings", ())}

    def __repr__(self) -> str:
        lines = [f"{t['event']} {t['element']}" for t in self.document["trace"]]
        return "\n".join([self.status, repr(self.error), repr(self.waiting), repr(self.variables), *lines])


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`run(xml, *options, code=0)`: exit code, JSON, and the state after the run are in order."""
    made: list[Simulation] = []

    class Recorded(Simulation):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            made.append(self)

    monkeypatch.setattr(cli, "Simulation", Recorded)

    def run_model(xml: bytes, *options: str, code: int = 0) -> Outcome:
        made.clear()
        file = tmp_path / "model.bpmn"
        file.write_bytes(xml)
        arguments = [str(file), *START, *options, "--json"]
        result = CliRunner().invoke(cli.run_command, arguments, catch_exceptions=False)
        assert result.exit_code == code, result.output
        for simulation in made:
            check_simulation(simulation)
        return Outcome(json.loads(result.stdout), made[0] if made else None)

    return run_model
