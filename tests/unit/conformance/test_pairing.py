"""The check of events and tokens finds what it is there for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import commands
from engine.runtime import decode
from engine.simulation.trace import trace
from tests.unit.conformance.pairing import check_instance, check_simulation
from tests.unit.conformance.test_interleavings import NESTED
from tests.unit.conformance.tracing import check_lines
from tests.unit.conformance.words import GO, boundary, chain, end, model, start, task
from tests.unit.runtime.runner import CALENDAR, MONDAY, Run

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


@pytest.mark.parametrize("kind", ["activated", "completed", "cancelled", "taken"])
def test_a_line_of_the_trace_that_is_missing_or_comes_late_is_found(kind):
    run = Run(model(start(), task("a"), boundary("b", "a", GO), end(), chain("s", "a", "e"), chain("b", "e")))
    run.simulation.message("go")
    lines = trace(run.simulation.history, run.simulation.library, CALENDAR.zone)
    check_lines(lines, run.simulation)
    places = [i for i, line in enumerate(lines) if line["event"] == kind]
    assert places
    for place in places:
        rest = [*lines[:place], *lines[place + 1 :]]
        with pytest.raises(AssertionError):
            check_lines(rest, run.simulation)
    if kind != "cancelled":  # nothing follows from the end of what was interrupted
        late = [*lines[: places[0]], *lines[places[0] + 1 :], lines[places[0]]]
        with pytest.raises(AssertionError):
            check_lines(late, run.simulation)
