"""Multi-instance over a context, and loops of event subprocesses: each triggering runs the loop."""

from __future__ import annotations

import pytest

from tests.unit.conformance.checked import Checked as Run
from tests.unit.conformance.words import E1, GO, boundary, end, job, line, many, model, start, sub, task
from tests.unit.runtime.bpmn import chain, node

FEES = {"road": 3, "water": 5}


@pytest.mark.parametrize("sequential", [False, True])
def test_an_instance_sees_the_value_and_its_key_and_the_output_has_the_same_keys(sequential: bool) -> None:
    loop = many("fees", "fee", sequential=sequential, into="out", output="loopKey + string(fee)")
    run = Run(model(line("m"), node("userTask", "m", loop)), {"fees": FEES})
    while run.waiting:
        run.complete("m")
    assert run.variables["out"] == {"road": "road3", "water": "water5"}
    assert list(run.variables["out"]) == list(FEES)


def test_what_did_not_run_is_null_under_its_key_and_conditions_see_what_is_there() -> None:
    loop = many("fees", "fee", into="out", output="fee", until="out.water = 5")
    run = Run(model(line("m"), node("userTask", "m", loop)), {"fees": FEES}).complete("m", fee=5)
    assert (run.status, run.variables["out"]) == ("completed", {"road": None, "water": 5})


def test_an_empty_context_gives_an_empty_one() -> None:
    run = Run(model(line("m"), node("userTask", "m", many("fees", into="out", output="1"))), {"fees": {}})
    assert (run.status, run.variables["out"]) == ("completed", {})


def looped(loop: str, event: str, *parts: str, interrupting: bool = True) -> str:
    """An event subprocess `es` with a loop, which runs task `h`."""
    inner = start("es_s", event, isInterrupting=str(interrupting).lower()) + task("h") + "".join(parts)
    inner += end("es_e") + chain("es_s", "h", "es_e")
    return node("subProcess", "es", loop + inner, triggeredByEvent="true")


def test_a_triggered_event_subprocess_runs_its_loop_over_what_the_event_brought() -> None:
    loop = many("names", "who", into="done", output="who")
    run = Run(model(line("a"), task("a"), looped(loop, GO, interrupting=False)))
    run.message("go", {"names": ["x", "y"]})
    assert run.waiting == ["a", "h", "h"]
    run.complete("h", who="y").message("go", {"names": ["z"]})
    assert run.waiting == ["a", "h", "h"]
    run.complete("h", who="z").complete("h", who="x").complete("a")
    assert run.status == "completed"
    assert run.variables["done"] == ["x", "y"]
    assert run.seen("caught").count("es_s") == 2


def test_an_interrupting_one_interrupts_once_and_its_instances_follow_each_other() -> None:
    loop = '<bpmn:standardLoopCharacteristics loopMaximum="2"/>'
    run = Run(model(line("a"), job("a"), looped(loop, E1)))
    run.fail("a", "E1")
    assert run.waiting == ["h"]
    run.complete("h")
    assert run.waiting == ["h"]
    assert run.complete("h").status == "completed"
    assert run.seen("cancelled") == ["a"]


def test_an_error_in_an_instance_leaves_the_loop_and_the_scope() -> None:
    inner = line("a", entry="is", exit="ie") + task("a")
    loop = many(cardinality="2")
    body = start("es_s", GO) + job("h") + end("es_e") + chain("es_s", "h", "es_e")
    handler = node("subProcess", "es", loop + body, triggeredByEvent="true")
    run = Run(model(line("w"), sub("w", inner, handler), boundary("b", "w", E1), task("t"), end("e2"),
                    chain("b", "t", "e2")))  # fmt: skip
    run.message("go")
    assert run.waiting == ["h", "h"]
    run.fail("h", "E1")
    assert run.waiting == ["t"]
    assert run.complete("t").status == "completed"
