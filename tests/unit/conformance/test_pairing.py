"""The check of events and tokens finds what it is there for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import commands
from engine.runtime import decode
from tests.unit.conformance.pairing import check_instance, check_simulation
from tests.unit.conformance.test_interleavings import NESTED
from tests.unit.runtime.runner import MONDAY, Run

CLOSING = (
    "completed", "cancelled", "task_completed", "task_cancelled", "unwaiting", "timer_fired", "timer_cancelled",
)  # fmt: skip
OPENING = ("activated", "task_created", "waiting", "timer_set")


@pytest.fixture(scope="module")
def run() -> Run:
    run = Run(NESTED)
    run.complete("a")
    run.simulation.advance(MONDAY + timedelta(hours=1))
    run.simulation.handle(run.instance, commands.Cancel(actor="x", instance_id="S1"))
    check_simulation(run.simulation)
    return run


@pytest.mark.parametrize("kind", [*CLOSING, *OPENING])
def test_an_event_too_few_or_too_many_is_found(run, kind):
    events = [h.event for h in run.simulation.history]
    places = [i for i, event in enumerate(events) if event["e"] == kind]
    assert places
    for place in places:
        with pytest.raises(AssertionError):
            check_instance([*events[:place], *events[place + 1 :]], run.instance.state)
        with pytest.raises(AssertionError):
            check_instance([*events[:place], events[place], *events[place:]], run.instance.state)


def test_tokens_that_were_lost_or_doubled_are_found():
    run = Run(NESTED)
    for key in run.instance.state.scopes:
        for change in (1, -1):
            state = decode(run.instance.data)
            state.scopes[key].tokens += change
            with pytest.raises(AssertionError, match="tokens"):
                check_instance([h.event for h in run.simulation.history], state)
