"""Clocks of the case that grow, count from an earlier day, and are seen by expressions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine.calendar import load_default
from engine.errors import ProcessFault
from engine.model.packs import load_pack
from engine.simulation.simulation import Simulation
from tests.unit.runtime.bpmn import chain, extension, node, process
from tests.unit.runtime.runner import MONDAY

PACK = """
key: p
title: 试验
process: p
deadlines:
  handling: {title: 办理期限, days: 60, count: calendar, lamp_before: 10}
  intake: {title: 受理审查期限, days: 5, count: working, lamp_before: 1}
"""


def simulate(*parts: str, **variables: Any) -> Simulation:
    pack, findings = load_pack({"pack.yaml": PACK.encode(), "p.bpmn": process(parts)})
    assert pack is not None, [f.text for f in findings]
    simulation = Simulation([pack], load_default(), MONDAY, handlers=lambda job_type: None)
    simulation.start("p", variables)
    return simulation


def clock(action: str, **more: str) -> str:
    words = "".join(f' {name.rstrip("_")}="{value}"' for name, value in more.items())
    return f'<banjian:clock name="c" action="{action}"{words}/>'


def start(*words: str) -> str:
    return node("startEvent", "s", extension("".join(words)))


def task(name: str, words: str = '<banjian:deadline clock="c"/>') -> str:
    return node("userTask", name, extension(words))


def due(simulation: Simulation, element: str) -> str | None:
    return next(t["due_date"] for t in simulation.instances["S1"].tasks.values() if t["el"] == element)


def test_an_extension_makes_the_whole_limit_longer() -> None:
    """60 and 30 days from 5 January end on 5 April, a rest day: so on 7 April (Civil Code art. 203)."""
    simulation = simulate(
        start(clock("start", ref="handling")), node("parallelGateway", "f"), task("handle"), task("extend", ""),
        node("task", "longer", extension(clock("extend", days="=granted"))),
        chain("s", "f", "handle"), chain("f", "extend", "longer"), granted=30,
    )  # fmt: skip
    assert due(simulation, "handle") == "2026-03-06"

    simulation.complete(simulation.find_task("extend"))

    assert due(simulation, "handle") == "2026-04-07"
    assert [h.event["action"] for h in simulation.history if h.event["e"] == "clock"] == ["start", "extend"]


def test_a_paused_clock_that_is_extended_goes_on_with_more_days() -> None:
    simulation = simulate(
        start(clock("start", ref="intake")), task("wait", clock("pause", on="activated") + clock("resume")),
        task("check"), chain("s", "wait", "check"),
    )  # fmt: skip
    simulation.complete(simulation.find_task("wait"))
    assert due(simulation, "check") == "2026-01-12"

    longer = simulate(
        start(clock("start", ref="intake")), node("task", "more", extension(
            clock("pause", on="activated") + clock("extend", days="2") + clock("resume"))),
        task("check"), chain("s", "more", "check"),
    )  # fmt: skip
    assert due(longer, "check") == "2026-01-14"


def test_a_pause_gives_the_days_that_were_left_and_no_rest_day_behind_the_end() -> None:
    """90 days from 5 January end on 5 April, and so on 7 April; with 10 days that do not count on 15 April."""
    simulation = simulate(
        start(clock("start", ref="handling"), clock("extend", days="30")),
        task("hearing", clock("pause", on="activated") + clock("resume")), task("opinion"),
        chain("s", "hearing", "opinion"),
    )  # fmt: skip
    simulation.advance(MONDAY + timedelta(days=10))
    simulation.complete(simulation.find_task("hearing"))
    assert due(simulation, "opinion") == "2026-04-15"


def test_a_limit_may_count_from_an_earlier_day() -> None:
    """Deemed acceptance counts from the receipt (Administrative Licensing Law art. 32)."""
    simulation = simulate(
        start(clock("start", ref="intake", from_="=received")), task("check"), chain("s", "check"),
        received="2025-12-31",
    )  # fmt: skip
    assert due(simulation, "check") == "2026-01-08"  # Sunday 4 January is worked


def test_expressions_see_limits_and_clocks() -> None:
    simulation = simulate(
        start(clock("start", ref="intake")),
        node("scriptTask", "a", extension(
            '<zeebe:script expression="={until: clocks.c.due_date, days: deadlines.intake.days}"'
            ' resultVariable="running"/>' + clock("pause"))),
        node("scriptTask", "b", extension(
            '<zeebe:script expression="={until: clocks.c.due_date}" resultVariable="paused"/>')),
        task("check"), chain("s", "a", "b", "check"),
    )  # fmt: skip
    seen = simulation.instances["S1"].state.scopes[0].vars

    assert seen["running"] == {"until": "2026-01-12", "days": 5}
    assert seen["paused"] == {"until": None}


def test_an_extension_without_a_number_is_a_fault() -> None:
    with pytest.raises(ProcessFault, match="needs a number of days"):
        simulate(
            start(clock("start", ref="intake")), node("task", "more", extension(clock("extend", days="=nothing"))),
            chain("s", "more"),
        )  # fmt: skip


def test_a_task_that_ends_is_not_told_of_its_clock() -> None:
    simulation = simulate(
        start(clock("start", ref="intake")), task("check", '<banjian:deadline clock="c"/>' + clock("stop")),
        chain("s", "check"),
    )  # fmt: skip
    simulation.complete(simulation.find_task("check"))

    kinds = [h.event["e"] for h in simulation.history]
    assert "task_changed" not in kinds[kinds.index("task_completed") :]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (clock("extend"), "needs days"),
        (clock("pause", days="3"), "days has no effect with pause"),
        (clock("stop", from_="=today()"), "from has no effect with stop"),
    ],
)
def test_a_clock_with_words_that_mean_nothing_is_refused(words: str, text: str) -> None:
    files = {"pack.yaml": PACK.encode(), "p.bpmn": process([start(words), task("a"), chain("s", "a")])}

    pack, findings = load_pack(files)

    assert pack is None
    assert any(text in finding.text for finding in findings)
