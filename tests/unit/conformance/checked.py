"""A run whose books are checked after every step: events, tokens and listeners fit together."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from engine.commands import FailJob
from tests.unit.conformance.pairing import check_simulation
from tests.unit.runtime.runner import Run


class Checked(Run):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        check_simulation(self.simulation)

    def complete(self, element: str, variables: dict[str, Any] | None = None, **where: Any) -> Checked:
        super().complete(element, variables, **where)
        return self.checked()

    def message(self, name: str, variables: dict[str, Any] | None = None) -> Checked:
        self.simulation.message(name, variables=variables)
        return self.checked()

    def signal(self, name: str, variables: dict[str, Any] | None = None) -> Checked:
        self.simulation.signal(name, variables)
        return self.checked()

    def fail(self, element: str, code: str) -> Checked:
        """The handler of an open job answers with a BPMN error."""
        job = self.simulation.find_task(element)
        self.simulation.handle(self.instance, FailJob(actor="worker", job_id=job, error_code=code))
        return self.checked()

    def hours(self, count: int) -> Checked:
        """Let hours pass."""
        self.simulation.advance(self.simulation.at + timedelta(hours=count))
        return self.checked()

    def checked(self) -> Checked:
        check_simulation(self.simulation)
        return self
