"""Runs one BPMN file in simulated time, for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from engine.calendar import load_default
from engine.model.packs import load_file
from engine.runtime import ROOT
from engine.simulation.simulation import Simulation

#: Monday, a working day, 09:00 in Beijing.
MONDAY = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
CALENDAR = load_default()


class Run:
    """One started process; elements are named by their ids."""

    def __init__(
        self,
        xml: bytes,
        variables: dict[str, Any] | None = None,
        process: str = "p",
        start: str | None = None,
    ) -> None:
        self.simulation = Simulation([load_file(xml)], CALENDAR, MONDAY, handlers=lambda job_type: None)
        self.instance = self.simulation.start(process, variables, start=start)

    @property
    def waiting(self) -> list[str]:
        """Elements with open tasks or jobs, sorted."""
        return sorted(e["el"] for e in [*self.instance.tasks.values(), *self.instance.jobs.values()])

    @property
    def status(self) -> str:
        return self.instance.status

    @property
    def variables(self) -> dict[str, Any]:
        return self.instance.state.scopes[ROOT].vars

    def complete(self, element: str, variables: dict[str, Any] | None = None, **where: Any) -> Run:
        self.simulation.complete(self.simulation.find_task(element, where), variables)
        return self

    def seen(self, kind: str) -> list[str]:
        """Elements of all events of a kind, in order."""
        return [h.event["el"] for h in self.simulation.history if h.event["e"] == kind]

    def events(self, kind: str) -> list[dict[str, Any]]:
        return [h.event for h in self.simulation.history if h.event["e"] == kind]
