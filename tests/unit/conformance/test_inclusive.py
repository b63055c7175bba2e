"""What an inclusive gateway waits for: tokens that can come by flows or by boundary events, unless a path of
sequence flows leads them to where a token is already."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.unit.conformance.pairing import check_simulation
from tests.unit.conformance.words import (
    E1,
    FLOOD,
    GO,
    OTHER,
    boundary,
    end,
    job,
    link,
    many,
    model,
    start,
    sub,
    task,
    timer,
)  # fmt: skip
from tests.unit.runtime.bpmn import chain, flow, node
from tests.unit.runtime.runner import Run

HOUR = timer("PT1H")


def gate(name: str, kind: str = "inclusive", **attributes: str) -> str:
    return node(f"{kind}Gateway", name, **attributes)


def choice(name: str, yes: str, no: str) -> str:
    """An exclusive gateway that goes to `yes` if the variable of its name says so."""
    return gate(name, "exclusive", default=f"{name}__{no}") + flow(name, yes, f"={name}") + flow(name, no)


def joined(*parts: str) -> str:
    """The inclusive join `i`, behind it the task `z`."""
    return "".join((start(), end(), gate("i"), task("z"), chain("i", "z", "e"), *parts))


def reminded(host: str, event: str = GO, name: str = "a") -> str:
    """From the start to `host`, whose boundary event leads beside it by way of `late` to the same join."""
    beside = boundary("t", name, event, interrupting=False) + task("late") + chain("t", "late", "i")
    return joined(host, chain("s", name, "i"), beside)


BESIDE = reminded(task("a"))
AT_ONCE = joined(task("a"), boundary("t", "a", GO, False), chain("s", "a", "i"), chain("t", "i"))
SUBPROCESS = reminded(sub("a", start("is"), task("b", "c"), end("ie"), chain("is", "b", "c", "ie")), HOUR)
LOOP = joined(
    task("a"), gate("m", "exclusive"), chain("s", "m", "a", "x"), choice("x", "m", "i"),
    boundary("t", "a", HOUR, False), task("late"), chain("t", "late", "i"),
)  # fmt: skip
#: `a` leads elsewhere; only its boundary event, and `c`, lead to the join.
AWAY = joined(
    gate("f", "parallel"), task("a", "c", "late"), end("e2"), end("e3"), chain("s", "f", "a", "e2"),
    chain("f", "c", "i"), chain("late", "x"), choice("x", "i", "e3"),
)  # fmt: skip
ONCE = AWAY + boundary("t", "a", HOUR, False) + chain("t", "late")
AGAIN = AWAY + boundary("t", "a", GO, False) + chain("t", "late")
ENDING = AWAY + boundary("t", "a", HOUR) + chain("t", "late")
TWO_AT_ONCE = (
    AWAY
    + boundary("t", "a", HOUR, False)
    + boundary("u", "a", GO, False)
    + chain("t", "late")
    + (task("late2") + chain("u", "late2", "x"))
)
THROWN = AWAY.replace(task("a"), job("a")) + boundary("t", "a", E1) + chain("t", "late")
#: Two tokens come to the same event-based gateway, one after the other.
EVENTS = joined(
    gate("f", "parallel"), task("a", "b"), gate("m", "exclusive"), node("eventBasedGateway", "g"),
    node("intermediateCatchEvent", "c1", GO), node("intermediateCatchEvent", "c2", FLOOD),
    chain("s", "f", "a", "m", "g", "c1", "i"), chain("f", "b", "m"), chain("g", "c2", "i"),
)  # fmt: skip
LINKED = joined(
    gate("f", "parallel"), task("a", "b", "c"), node("intermediateThrowEvent", "l", link("j")),
    node("intermediateCatchEvent", "k", link("j")), chain("s", "f", "a", "x"), choice("x", "i", "l"),
    chain("k", "i"), chain("f", "b", "i"),
)  # fmt: skip
NESTED = start("rs") + sub("all", BESIDE) + task("after") + chain("rs", "all", "after")
EACH = reminded(node("userTask", "a", many(cardinality="2")))


@pytest.mark.parametrize(("body", "steps", "waiting"), [
    # once the branch beside has come, the host is waited for, in whatever order and whatever it is
    (BESIDE, "go late", "a"), (BESIDE, "go late a", "z"), (BESIDE, "go a", "late"), (BESIDE, "go a late", "z"),
    (BESIDE, "a", "z"), (BESIDE, "go go late", "a late"), (BESIDE, "go go late late a", "z z"),
    (AT_ONCE, "go", "a"), (AT_ONCE, "go a", "z"), (SUBPROCESS, "1h late b", "c"), (SUBPROCESS, "1h late b c", "z"),
    (NESTED, "go late", "a"), (NESTED, "go late a", "z"), (EACH, "go late a", "a"), (EACH, "go late a a", "z"),
    # a host that goes round comes again
    (LOOP, "1h late a+", "a"), (LOOP, "1h late a+ a", "z"), (LOOP, "1h a+ 1h late", "a late"),
    # a boundary event that may come holds the join back; one that has come for the last time does not
    (ONCE, "c", "a"), (ONCE, "c a", "z"), (ONCE, "1h c late-", "a z"), (ONCE, "1h late- c", "a z"),
    (ONCE, "1h c", "a late"), (AGAIN, "go late- c", "a"), (AGAIN, "go late- c a", "z"),
    (ENDING, "c", "a"), (ENDING, "c 1h", "late"), (ENDING, "c 1h late-", "z"),
    (TWO_AT_ONCE, "1h late- c", "a"), (THROWN, "c", "a"), (THROWN, "c a", "z"),
    # tokens that can come where one is already are not waited for, at a gateway of events as anywhere else
    (EVENTS, "a go", "b z"), (EVENTS, "a b", ""), (EVENTS, "a b go", "z"),
    (LINKED, "b", "a"), (LINKED, "b a", "z"), (LINKED, "b a+", "z"),
])  # fmt: skip
def test_what_an_inclusive_join_waits_for(body: str, steps: str, waiting: str):
    run = Run(model(body), {"x": False})
    for step in steps.split():
        if step == "1h":
            run.simulation.advance(run.simulation.at + timedelta(hours=1))
        elif step == "go":
            run.simulation.message("go")
        else:
            run.complete(step.rstrip("+-"), {"x": step.endswith("+")})
        check_simulation(run.simulation)
    assert " ".join(run.waiting) == waiting


def test_a_complex_gateway_begins_anew_when_the_host_is_done_not_when_its_reminder_has_come():
    activation = '<bpmn:activationCondition xsi:type="bpmn:tFormalExpression">=activationCount &gt;= 1'
    first = node("complexGateway", "i", f"{activation}</bpmn:activationCondition>")
    run = Run(model(BESIDE.replace(gate("i"), first)))
    run.simulation.message("go")
    run.complete("late")
    assert run.waiting == ["a", "z"]
    assert run.complete("a").waiting == ["z"]
    assert run.complete("z").status == "completed"


def test_a_reminder_of_what_is_still_to_come_is_waited_for():
    body = joined(
        gate("f", "parallel"), task("a", "b", "c"), boundary("t", "b", OTHER, False), end("e2"),
        chain("s", "f", "a", "b", "e2"), chain("t", "i"), chain("f", "c", "i"),
    )  # fmt: skip
    run = Run(model(body)).complete("c")
    assert run.waiting == ["a"]
    assert run.complete("a").waiting == ["b"]
    run.simulation.message("other")
    assert run.waiting == ["b", "z"]
