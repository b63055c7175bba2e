"""Boundary events and event subprocesses in combinations."""

from __future__ import annotations

import pytest

from tests.unit.conformance.combined.table import (
    Table,
    beside,
    condition,
    gateway,
    leads,
    part,
    repeat,
    throw,
    within,
)
from tests.unit.conformance.words import (
    FLOOD,
    GO,
    OTHER,
    STOP,
    boundary,
    call,
    end,
    handler,
    line,
    other,
    start,
    sub,
    task,
    timer,
)
from tests.unit.runtime.bpmn import chain

CALLED = other("q", line("w", entry="qs", exit="qe"), task("w"))

TABLE = Table()

TABLE.add(
    "a message boundary event that does not interrupt comes twice",
    ":> a; m:go :> a h; m:go :> a h h; a :> h h; h :> h; h :> done",
    line("a"),
    task("a"),
    beside("b", "a", GO),
    leads("b", "h"),
)

TABLE.add(
    "a terminate end in a called process ends that one",
    ":> a b; b :> z; z :> done",
    line("c1", "z"),
    task("z"),
    call("c1", "q"),
    also=other(
        "q",
        start("qs"),
        gateway("g"),
        task("a", "b"),
        end("qe"),
        end("qt", STOP),
        chain("qs", "g", "a", "qe"),
        chain("g", "b", "qt"),
    ),
)

TABLE.add(
    "a terminate end in an event subprocess ends that one",
    ":> a; m:go :> a h1 h2; h2 :> a; a :> done",
    line("a"),
    task("a"),
    part(
        "subProcess",
        "es",
        start("es_s", GO, isInterrupting="false"),
        gateway("g"),
        task("h1", "h2"),
        end("es_e"),
        end("es_t", STOP),
        chain("es_s", "g", "h1", "es_e"),
        chain("g", "h2", "es_t"),
        triggeredByEvent="true",
    ),
)

TABLE.add(
    "an event subprocess in an event subprocess",
    ":> a; m:go :> a h1; m:other :> a h1 h2; h1 :> a h2; a :> h2; h2 :> done",
    line("a"),
    task("a"),
    handler(
        "es",
        GO,
        task("h1"),
        handler("ei", OTHER, task("h2"), interrupting=False, then=("h2",)),
        interrupting=False,
        then=("h1",),
    ),
)

TABLE.add(
    "the timer of a looped receive task counts over its rounds",
    ":> -; m:go :> -; +3 :> h; h :> done",
    line("r"),
    part("receiveTask", "r", repeat(3), messageRef="m1"),
    boundary("b", "r", timer("PT2H")),
    leads("b", "h"),
)

TABLE.add(
    "a cycle starts event subprocesses until its scope has ended",
    ":> a; +1 :> a h; +1 :> a h h; a :> h h; +1 :> h h h; h :> h h; h :> h; h :> done",
    line("sub"),
    sub(
        "sub",
        within("sub", "a"),
        task("a"),
        handler("es", timer("R3/PT1H", "Cycle"), task("h"), interrupting=False, then=("h",)),
    ),
)

TABLE.add(
    "an interrupting event subprocess ends those that run beside",
    ":> a; m:go :> a h; s:flood :> k; k :> done",
    line("a"),
    task("a"),
    handler("e1", GO, task("h"), interrupting=False, then=("h",)),
    handler("e2", FLOOD, task("k"), then=("k",)),
)

TABLE.add(
    "a signal end event that interrupts the own case",
    ":> a b; a :> h; h :> done",
    start(),
    gateway("g"),
    task("a", "b"),
    end("e", FLOOD),
    end("e2"),
    chain("s", "g", "a", "e"),
    chain("g", "b", "e2"),
    handler("es", FLOOD, task("h"), then=("h",)),
)

TABLE.add(
    "a signal that interrupts the subprocess which threw it",
    ":> a; a :> h; h :> done",
    line("sub"),
    sub("sub", within("sub", "a", "th", "z"), task("a", "z"), throw("th", FLOOD)),
    boundary("b", "sub", FLOOD),
    leads("b", "h"),
)

TABLE.add(
    "a boundary event and an event subprocess hear the same signal",
    ":> a; s:flood :> h k; h :> k; k :> done",
    line("a"),
    task("a"),
    beside("b", "a", FLOOD).replace('cancelActivity="false"', 'cancelActivity="true"'),
    leads("b", "k"),
    handler("es", FLOOD, task("h"), interrupting=False, then=("h",)),
)

TABLE.add(
    "a conditional boundary event of a call sees the caller's variables",
    ":> w z; z{x=1} :> w h; w :> h; h :> done",
    start(),
    gateway("g"),
    call("c1", "q"),
    task("z"),
    end(),
    end("e2"),
    chain("s", "g", "c1", "e"),
    chain("g", "z", "e2"),
    beside("b", "c1", condition("x = 1")),
    leads("b", "h"),
    also=CALLED,
)

TABLE.add(
    "a terminate end in an interrupting event subprocess of the case",
    ":> a; m:go :> h; h :> done",
    line("a"),
    task("a"),
    part(
        "subProcess",
        "es",
        start("es_s", GO),
        task("h"),
        end("es_e", STOP),
        chain("es_s", "h", "es_e"),
        triggeredByEvent="true",
    ),
)

TABLE.add(
    "a multiple boundary event takes what comes first",
    ":> a z; z{x=1} :> h; h :> done",
    start(),
    gateway("g"),
    task("a", "z"),
    end(),
    end("e2"),
    chain("s", "g", "a", "e"),
    chain("g", "z", "e2"),
    boundary("b", "a", condition("x = 1") + timer("PT5H")),
    leads("b", "h"),
)


@pytest.mark.parametrize("name", TABLE.cases)
def test_events_are_caught_where_they_should_be(name: str) -> None:
    TABLE.play(name)
