"""Cost does not grow with what has been: work is counted in calls of the runtime's functions, size in bytes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine import commands, runtime
from engine.model.packs import load_file
from engine.runtime import Context, Library, decode, step
from tests.unit.conformance.test_compensation import throw, undo, undone_by
from tests.unit.conformance.test_conditions import when
from tests.unit.conformance.test_correlation import MESSAGES, ORDER, subscription
from tests.unit.conformance.test_loops import loop
from tests.unit.conformance.words import FLOOD, GO, ROOTS, boundary, end, handler, many, start, task, timer
from tests.unit.runtime.bpmn import chain, flow, node, process
from tests.unit.runtime.runner import CALENDAR, MONDAY

RUNTIME = str(Path(runtime.__file__).parent)


class Case:
    """A case driven by bare steps; `calls` of the runtime that the last one made."""

    def __init__(self, xml: bytes, variables: dict[str, Any] | None = None) -> None:
        self.context = Context("S1", MONDAY, Library.of(load_file(xml)), CALENDAR)
        self.data: bytes | None = None
        self.take(commands.Start(actor="x", process="p", variables=variables or {}))

    def take(self, command: commands.Command) -> None:
        result = step(self.context, self.data, command)
        self.data, self.status = result.data, result.status

    def open(self, element: str) -> list[str]:
        return [
            f"S1.{k}"
            for k, a in decode(self.data or b"").acts.items()
            if a.kind == "task" and a.el == element
        ]

    def complete(self, element: str, variables: dict[str, Any] | None = None) -> None:
        task_id = self.open(element)[0]
        self.take(commands.CompleteTask(actor="x", task_id=task_id, variables=variables or {}))

    def calls(self, work: Callable[[], None]) -> int:
        count = 0

        def note(frame: Any, kind: str, _: Any) -> None:
            nonlocal count
            count += kind == "call" and frame.f_code.co_filename.startswith(RUNTIME)

        sys.setprofile(note)
        try:
            work()
        finally:
            sys.setprofile(None)
        return count


def rounds(*parts: str, names: tuple[str, ...] = ("t",)) -> bytes:
    """A process that passes `names` again and again; `parts` stand beside."""
    return process(
        "".join([start(), node("exclusiveGateway", "back"), *parts, node("exclusiveGateway", "d", default="d__e"), end(),
                 chain("s", "back", *names, "d", "e"), flow("d", "back", "=true")]),
        before=ROOTS,
    )  # fmt: skip


ROUNDS = {
    "task": rounds(task("t")),
    "listeners": rounds(
        task("t"), *(boundary(f"b{n}", "t", event, False) for n, event in enumerate(
            [when("x = 1"), GO + FLOOD, timer("R/PT1H", "Cycle")])), end("be"), *(chain(f"b{n}", "be") for n in range(3)),
    ),
    "event subprocesses": rounds(node("subProcess", "sub", start("is") + task("t") + end("ie") + chain("is", "t", "ie")
                                      + handler("h", when("x = 1"), interrupting=False)), names=("sub",)),
    "transaction": rounds(node("transaction", "sub", start("is") + task("t") + end("ie") + chain("is", "t", "ie")),
                          names=("sub",)),
    "ad-hoc": rounds(node("adHocSubProcess", "sub", task("t") + node("task", "u"), ordering="Sequential"), names=("sub",)),
    "complex gateway": rounds(
        node("parallelGateway", "f"), node("task", "u"), task("t"),
        node("complexGateway", "x", "<bpmn:activationCondition>=activationCount &gt;= 2</bpmn:activationCondition>"),
        chain("f", "u", "x"), names=("f", "t", "x"),
    ),
    "undone each time": rounds(task("t"), undone_by("t", "undo_t"), throw("back_to", undo()), names=("t", "back_to")).replace(
        b'<bpmn:userTask id="undo_t"', b'<bpmn:manualTask id="undo_t"').replace(
        b'isForCompensation="true"></bpmn:userTask>', b'isForCompensation="true"></bpmn:manualTask>'),
}  # fmt: skip


@pytest.mark.parametrize("kind", ROUNDS)
def test_a_round_costs_the_same_each_time(kind: str) -> None:
    case = Case(ROUNDS[kind], {"x": 0})
    cost, size = [], []
    for _ in range(200):
        cost.append(case.calls(lambda: case.complete("t")))
        size.append(len(case.data or b""))
    assert cost[5:] == cost[5:6] * 195
    assert size[-1] - size[5] < 60  # keys have more digits, nothing else


def test_thousands_of_rounds_of_a_loop_are_flat() -> None:
    case = Case(
        process(
            [start(), node("userTask", "t", loop("=true", loopMaximum="20000")), end(), chain("s", "t", "e")]
        )
    )
    first = case.calls(lambda: case.complete("t"))
    size = len(case.data or b"")
    for _ in range(2_000):
        case.complete("t")
    assert case.calls(lambda: case.complete("t")) == first
    assert len(case.data or b"") - size < 40


@pytest.mark.parametrize("listening", [(), (when("x = 1"), FLOOD, GO)])
def test_the_last_of_a_thousand_parallel_instances_costs_no_more_than_the_first(
    listening: tuple[str, ...],
) -> None:
    listeners = "".join(boundary(f"b{n}", "m", event, False) for n, event in enumerate(listening))
    case = Case(process([start(), node("userTask", "m", many("for i in 1..1000 return i", "i")), listeners, end(), chain("s", "m", "e")],
                        before=ROOTS), {"x": 0})  # fmt: skip
    tasks = case.open("m")
    assert len(tasks) == 1000
    cost = [
        case.calls(lambda t=t: case.take(commands.CompleteTask(actor="x", task_id=t)))  # type: ignore[misc]
        for t in (*tasks[:3], *tasks[-3:-1])
    ]
    assert max(cost) <= 2 * cost[0]


@pytest.mark.parametrize("subscribed", ["", subscription("k", order="number")])
def test_many_who_wait_by_a_correlation_key_cost_a_step_nothing(subscribed: str) -> None:
    cost = []
    for receivers in (1, 500):
        case = Case(process([
            subscribed, start(), node("parallelGateway", "f"), node("receiveTask", "r", many(cardinality=str(receivers)),
            messageRef="m_answer"), task("t"), task("u"), end(), chain("s", "f", "r", "e"), chain("f", "t", "u", "e")],
            before=MESSAGES + ORDER), {"number": 7},
        )  # fmt: skip
        cost.append(case.calls(lambda case=case: case.complete("t", {"other": 1})))  # type: ignore[misc]
        case.complete("u", {"number": 8})
    assert cost[0] == cost[1]
    keys = {act.key for act in decode(case.data or b"").acts.values() if act.message is not None}
    assert keys == ({"8"} if subscribed else {None})


def test_without_compensation_nothing_is_kept_of_what_has_ended() -> None:
    inner = start("is") + task("t") + end("ie") + chain("is", "t", "ie")
    case = Case(rounds(node("subProcess", "sub", inner), names=("sub",)))
    case.complete("t")
    assert b'"done"' not in (case.data or b"")
