"""The examples of the pages run: each comes to its end when tasks are done, time passes and messages come."""

from __future__ import annotations

import pytest

from engine.model.packs import check_file
from engine.simulation.simulation import Simulation
from tests.unit.notation.test_schema import EXAMPLES, whole
from tests.unit.runtime.runner import CALENDAR, MONDAY

OTHER = b"process: archive\ndo: [{step: a}]\n"
#: What the examples look at; with it each goes on to its end.
VALUES = {
    "approved": True, "departments": ["a", "b", "c"], "opinion": "yes", "opinions": [], "complete": True,
    "verified": True, "number": "7", "arrive_on": "2026-02-01",
}  # fmt: skip


def test_the_lesson_has_examples() -> None:
    assert len(EXAMPLES) >= 4


@pytest.mark.parametrize("block", EXAMPLES)
def test_an_example_runs_to_its_end(block: str) -> None:
    pack, findings = check_file("example.process.yaml", whole(block).encode())
    assert pack is not None, [finding.text for finding in findings]
    archive, _ = check_file("archive.process.yaml", OTHER)
    assert archive is not None
    simulation = Simulation([pack, archive], CALENDAR, MONDAY, handlers=lambda job_type: None)
    instance = simulation.start(next(iter(pack.processes)), VALUES)

    for _ in range(60):
        if instance.status != "active":
            break
        work = sorted([*instance.tasks, *instance.jobs])
        if work:
            simulation.complete(work[0], VALUES)
        elif not simulation.message("answer", "7"):
            due = simulation.next_due()
            assert due is not None
            simulation.advance(due)
    assert instance.status == "completed"
    happened = {h.event.get("el") for h in simulation.history if h.event["e"] == "activated"}
    assert len(happened) > 3
