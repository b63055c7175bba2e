"""Loops, behaviors and looped event subprocesses with what stands in and around them."""

from __future__ import annotations

import pytest

from tests.unit.conformance.combined.table import (
    CANCEL,
    UNDO,
    Table,
    behaving,
    beside,
    catch,
    gateway,
    leads,
    looped,
    part,
    repeat,
    throw,
    transaction,
    undone,
    within,
)
from tests.unit.conformance.words import (
    E1,
    GO,
    OTHER,
    STOP,
    X1,
    boundary,
    call,
    end,
    handler,
    job,
    line,
    link,
    many,
    other,
    start,
    sub,
    task,
    timer,
)
from tests.unit.runtime.bpmn import chain, flow

THROWN = '<bpmn:escalationEventDefinition id="ed" escalationRef="x1"/>'
THROWN_ERROR = '<bpmn:errorEventDefinition id="ed" errorRef="err1"/>'
CALLED = other("q", line("w", entry="qs", exit="qe"), job("w"))
COMPLEX = (
    "<bpmn:complexBehaviorDefinition><bpmn:condition>=numberOfCompletedInstances = 2</bpmn:condition>"
    '<bpmn:event id="ev"><bpmn:escalationEventDefinition escalationRef="x1"/></bpmn:event>'
    "</bpmn:complexBehaviorDefinition>"
)

TABLE = Table()

TABLE.add(
    "an event subprocess is started by the behavior of a multi-instance task",
    ":> m m; m :> h; h :> done",
    line("m"),
    part("userTask", "m", behaving("One", 2, reference='oneBehaviorEventRef="ed"')),
    handler("es", E1, task("h"), then=("h",)),
    also=THROWN_ERROR,
)

TABLE.add(
    "the default flow of a looped task",
    ":> m; m :> m; m :> b; b :> done",
    start(),
    part("userTask", "m", repeat(2), default="d"),
    task("a", "b"),
    end(),
    chain("s", "m"),
    flow("m", "a", "=x = 1"),
    flow("m", "b", name="d"),
    chain("a", "e"),
    chain("b", "e"),
)

TABLE.add(
    "an error in the second round of a looped call",
    ":> w; w :> w; w!E1 :> h; h :> done",
    line("c1"),
    call("c1", "q", loop=repeat(3)),
    boundary("b", "c1", E1),
    leads("b", "h"),
    also=other("q", line("w", entry="qs", exit="qe"), job("w")),
)

TABLE.add(
    "a completion quantity on a looped task",
    ":> m; m :> m; m :> z z; z :> z; z :> done",
    line("m", "z"),
    part("userTask", "m", repeat(2), completionQuantity="2"),
    task("z"),
)

TABLE.add(
    "links in a multi-instance subprocess in a loop",
    ":> a; a :> a; a :> a; a :> a; a :> done",
    line("L"),
    part(
        "subProcess",
        "L",
        repeat(2),
        within("L", "mi"),
        part(
            "subProcess",
            "mi",
            many(cardinality="2", sequential=True),
            start("is"),
            throw("lt", link("x")),
            catch("lc", link("x")),
            task("a"),
            end("ie"),
            chain("is", "lt"),
            chain("lc", "a", "ie"),
        ),
    ),
)

TABLE.add(
    "a timer boundary event of a looped task counts over all rounds",
    ":> m; m :> m; +3 :> h; h :> done",
    line("m"),
    part("userTask", "m", repeat(5)),
    boundary("b", "m", timer("PT2H")),
    leads("b", "h"),
)

TABLE.add(
    "a boundary event hears of each instance",
    ":> m m; m :> m h; m :> h h; h :> h; h :> done",
    line("m"),
    part("userTask", "m", behaving("None", 2, reference='noneBehaviorEventRef="ed"')),
    beside("b", "m", X1),
    leads("b", "h"),
    also=THROWN,
)

TABLE.add(
    "an event subprocess hears of each instance",
    ":> m m; m :> m h; m :> h h; h :> h; h :> done",
    line("m"),
    part("userTask", "m", behaving("None", 2, reference='noneBehaviorEventRef="ed"')),
    handler("es", X1, task("h"), interrupting=False, then=("h",)),
    also=THROWN,
)

TABLE.add(
    "a looped event subprocess in a multi-instance subprocess",
    ":> a a; m:go :> h h a; h :> h a; h :> a; a :> done",
    line("mi"),
    part(
        "subProcess",
        "mi",
        many(cardinality="2"),
        within("mi", "a"),
        task("a"),
        looped("es", many(cardinality="2"), GO, task("h"), then=("h",)),
    ),
)

TABLE.add(
    "a looped event subprocess for compensation",
    ":> m; m :> e1 e1; e1 :> e1; e1 :> done",
    line("sub", "th"),
    throw("th", UNDO),
    sub(
        "sub",
        within("sub", "m"),
        task("m"),
        looped("es", many(cardinality="2"), UNDO, task("e1"), then=("e1",)),
    ),
)

TABLE.add(
    "a terminate end in an instance of a looped event subprocess",
    ":> a; m:go :> a h k h k; k :> a h k; h :> a k; k :> a; a :> done",
    line("a"),
    task("a"),
    part(
        "subProcess",
        "es",
        many(cardinality="2"),
        start("es_s", GO, isInterrupting="false"),
        gateway("g"),
        task("h", "k"),
        end("es_e"),
        end("es_t", STOP),
        chain("es_s", "g", "h", "es_e"),
        chain("g", "k", "es_t"),
        triggeredByEvent="true",
    ),
)

TABLE.add(
    "a scope waits for its looped event subprocess",
    ":> a; m:go :> a h; a :> h; h :> h; h :> z; z :> done",
    line("sub", "z"),
    task("z"),
    sub(
        "sub",
        within("sub", "a"),
        task("a"),
        looped("es", repeat(2), GO, task("h"), then=("h",), interrupting=False),
    ),
)

TABLE.add(
    "a looped event subprocess without rounds interrupts all the same",
    ":> a; m:go :> z; z :> done",
    line("sub", "z"),
    task("z"),
    sub(
        "sub", within("sub", "a"), task("a"), looped("es", many(cardinality="0"), GO, task("h"), then=("h",))
    ),
)

TABLE.add(
    "behavior one tells of the first instance",
    ":> m m; m :> m h; m :> h; h :> done",
    line("m"),
    part("userTask", "m", behaving("One", 2, reference='oneBehaviorEventRef="ed"')),
    beside("b", "m", X1),
    leads("b", "h"),
    also=THROWN,
)

TABLE.add(
    "a complex behavior ends the other instances",
    ":> m m m; m :> m m; m :> h; h :> done",
    line("m"),
    part("userTask", "m", behaving("Complex", 3, COMPLEX)),
    handler("es", X1, task("h"), interrupting=False, then=("h",)),
)

TABLE.add(
    "an error of a call in a looped event subprocess",
    ":> a; m:go :> w w; w :> w; w!E1 :> k; k :> done",
    line("sub"),
    sub(
        "sub",
        within("sub", "a"),
        task("a"),
        part(
            "subProcess",
            "es",
            many(cardinality="2"),
            start("es_s", GO),
            call("cc", "q"),
            end("es_e"),
            chain("es_s", "cc", "es_e"),
            triggeredByEvent="true",
        ),
    ),
    boundary("b", "sub", E1),
    leads("b", "k"),
    also=CALLED,
)

TABLE.add(
    "a looped event subprocess in a looped event subprocess",
    ":> a; m:go :> a h; m:other :> a h k k; k :> a h k; k :> a h; h :> a; a :> done",
    line("a"),
    task("a"),
    part(
        "subProcess",
        "es",
        many(cardinality="1"),
        start("es_s", GO, isInterrupting="false"),
        task("h"),
        end("es_e"),
        chain("es_s", "h", "es_e"),
        part(
            "subProcess",
            "ei",
            many(cardinality="2"),
            start("ei_s", OTHER, isInterrupting="false"),
            task("k"),
            end("ei_e"),
            chain("ei_s", "k", "ei_e"),
            triggeredByEvent="true",
        ),
        triggeredByEvent="true",
    ),
)

TABLE.add(
    "transactions that give up in a looped event subprocess",
    ":> a; m:go :> t; t :> u; u :> c; c :> t; t :> u; u :> c; c :> done",
    line("a"),
    task("a"),
    part(
        "subProcess",
        "es",
        many(cardinality="2", sequential=True),
        start("es_s", GO),
        transaction("tr", within("tr", "t", event=CANCEL), task("t"), undone("t", "u")),
        end("es_e"),
        chain("es_s", "tr", "es_e"),
        boundary("cb", "tr", CANCEL),
        leads("cb", "c"),
        triggeredByEvent="true",
    ),
)

TABLE.add(
    "escalations of the instances of a looped event subprocess",
    ":> a; m:go :> a h h; h :> a h k; h :> a k k; a :> k k; k :> k; k :> done",
    line("sub"),
    sub(
        "sub",
        within("sub", "a"),
        task("a"),
        part(
            "subProcess",
            "es",
            many(cardinality="2"),
            start("es_s", GO, isInterrupting="false"),
            task("h"),
            end("es_e", X1),
            chain("es_s", "h", "es_e"),
            triggeredByEvent="true",
        ),
    ),
    beside("b", "sub", X1),
    leads("b", "k"),
)


@pytest.mark.parametrize("name", TABLE.cases)
def test_loops_go_on_and_end(name: str) -> None:
    TABLE.play(name)
