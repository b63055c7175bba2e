"""Compensation in loops, calls, event subprocesses, ad-hoc subprocesses."""

from __future__ import annotations

import pytest

from tests.unit.conformance.combined.table import (
    UNDO,
    Table,
    ad_hoc,
    gateway,
    leads,
    part,
    repeat,
    throw,
    undo,
    undone,
    within,
)
from tests.unit.conformance.words import (
    E1,
    GO,
    STOP,
    boundary,
    call,
    end,
    handler,
    line,
    many,
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
    "a multi-instance task in a loop is undone once for each instance of each round",
    ":> m; m :> m; m :> m; m :> m; m :> u; u :> u; u :> u; u :> u; u :> done",
    line("L", "th"),
    part(
        "subProcess",
        "L",
        repeat(2),
        within("L", "m"),
        part("userTask", "m", many(cardinality="2", sequential=True)),
        undone("m", "u"),
    ),
    throw("th", UNDO),
)

TABLE.add(
    "a timer interrupts the scope while it is compensated",
    ":> a; a :> ua; +3 :> h; h :> done",
    line("a", "th"),
    task("a"),
    undone("a", "ua"),
    throw("th", UNDO),
    handler("es", timer("PT2H"), task("h"), then=("h",)),
)

TABLE.add(
    "a called process is undone from inside",
    ":> w; w :> uw; uw :> done",
    line("c1", "th"),
    call("c1", "q"),
    throw("th", UNDO),
    also=other("q", line("w", entry="qs", exit="qe"), task("w"), undone("w", "uw")),
)

TABLE.add(
    "a call with a handler of its own is undone by it, once",
    ":> w; w :> uc; uc :> done",
    line("c1", "th"),
    call("c1", "q"),
    undone("c1", "uc"),
    throw("th", UNDO),
    also=CALLED,
)

TABLE.add(
    "an error of a handler is caught where it was thrown",
    ":> a; a :> u; u :> h; h :> done",
    line("a", "th"),
    task("a"),
    undone("a", "us", "subProcess", within("us", "u", event=E1) + task("u")),
    throw("th", UNDO),
    handler("es", E1, task("h"), then=("h",)),
)

TABLE.add(
    "a multi-instance task is undone from an event subprocess, by name",
    ":> m m; m :> m; m :> z; m:go :> um; um :> um; um :> done",
    line("m", "z"),
    part("userTask", "m", many(cardinality="2")),
    undone("m", "um"),
    task("z"),
    handler("es", GO, throw("th", undo("m")), then=("th",)),
)

TABLE.add(
    "an event subprocess for compensation undoes what its scope has done",
    ":> m; m :> e1; e1 :> um; um :> done",
    line("sub", "th"),
    throw("th", UNDO),
    sub(
        "sub",
        within("sub", "m"),
        task("m"),
        undone("m", "um"),
        handler("es", UNDO, task("e1"), throw("ti", undo("m")), then=("e1", "ti")),
    ),
)

TABLE.add(
    "a handler that is multi-instance",
    ":> a; a :> u u; u :> u; u :> done",
    line("a", "th"),
    task("a"),
    undone("a", "u", inner=many(cardinality="2")),
    throw("th", UNDO),
)

TABLE.add(
    "a handler that is a call",
    ":> a; a :> w; w :> done",
    line("a", "th"),
    task("a"),
    part("boundaryEvent", "cb", UNDO, attachedToRef="a"),
    call("u", "q").replace('id="u"', 'id="u" isForCompensation="true"'),
    '<bpmn:association id="as" sourceRef="cb" targetRef="u"/>',
    throw("th", UNDO),
    also=CALLED,
)

TABLE.add(
    "what an interrupted subprocess has done is not undone",
    ":> b1; b1 :> b2; +3 :> h; h :> done",
    line("sub"),
    sub("sub", within("sub", "b1", "b2"), task("b1", "b2"), undone("b1", "ub1")),
    boundary("b", "sub", timer("PT2H")),
    task("h"),
    throw("th", UNDO),
    end("he"),
    chain("b", "h", "th", "he"),
)

TABLE.add(
    "parallel branches are undone in the order in which they ended",
    ":> a b; b :> a; a :> ua; ua :> ub; ub :> done",
    start(),
    gateway("g"),
    task("a", "b"),
    undone("a", "ua"),
    undone("b", "ub"),
    gateway("j"),
    throw("th", UNDO),
    end(),
    chain("s", "g", "a", "j", "th", "e"),
    chain("g", "b", "j"),
)

TABLE.add(
    "a compensation that nobody waits for",
    ":> a; a :> ua z; z :> ua; ua :> done",
    line("a", "th", "z"),
    task("a", "z"),
    undone("a", "ua"),
    throw("th", undo(wait=False)),
)

TABLE.add(
    "a multi-instance subprocess is undone instance by instance by its event subprocess",
    ":> m; m :> m; m :> e1; e1 :> e1; e1 :> done",
    line("sub", "th"),
    throw("th", UNDO),
    part(
        "subProcess",
        "sub",
        many(cardinality="2", sequential=True),
        within("sub", "m"),
        task("m"),
        handler("es", UNDO, task("e1"), then=("e1",)),
    ),
)

TABLE.add(
    "a handler of a subprocess comes before those inside",
    ":> m; m :> u; u :> done",
    line("sub", "th"),
    throw("th", UNDO),
    sub("sub", within("sub", "m"), task("m"), undone("m", "um")),
    undone("sub", "u"),
)

TABLE.add(
    "what was undone is not undone again",
    ":> a; a :> ua; ua :> z; z :> done",
    line("a", "t1", "t2", "z"),
    task("a", "z"),
    undone("a", "ua"),
    throw("t1", UNDO),
    throw("t2", UNDO),
)

TABLE.add(
    "what still runs is not undone",
    ":> a b; a :> b ua; ua :> b; b :> done",
    start(),
    gateway("g"),
    task("a", "b"),
    undone("a", "ua"),
    undone("b", "ub"),
    throw("th", UNDO),
    end(),
    end("e2"),
    chain("s", "g", "a", "th", "e"),
    chain("g", "b", "e2"),
)

TABLE.add(
    "a terminate end while handlers run",
    ":> a x; a :> ua x; x :> done",
    start(),
    gateway("g"),
    task("a", "x"),
    undone("a", "ua"),
    throw("th", UNDO),
    end(),
    end("et", STOP),
    chain("s", "g", "a", "th", "e"),
    chain("g", "x", "et"),
)

TABLE.add(
    "an event subprocess undoes what ended so far while the rest goes on",
    ":> a; a :> b; m:go :> b ua; ua :> b; b :> done",
    line("a", "b"),
    task("a", "b"),
    undone("a", "ua"),
    part(
        "subProcess",
        "es",
        start("es_s", GO, isInterrupting="false"),
        throw("th", UNDO),
        end("es_e"),
        chain("es_s", "th", "es_e"),
        triggeredByEvent="true",
    ),
)

TABLE.add(
    "activities of an ad-hoc subprocess are undone last first",
    ":> a b; b :> a; a :> ua; ua :> ub; ub :> done",
    line("ah", "th"),
    throw("th", UNDO),
    ad_hoc("ah", task("a", "b"), undone("a", "ua"), undone("b", "ub")),
)

TABLE.add(
    "a call in a called process is undone from inside",
    ":> w; w :> u2; u2 :> done",
    line("c1", "th"),
    throw("th", UNDO),
    call("c1", "q"),
    also=other("q", line("c2", entry="qs", exit="qe"), call("c2", "r"))
    + other("r", line("w", entry="rs", exit="re"), task("w"), undone("w", "u2")),
)

TABLE.add(
    "called processes of a multi-instance call are undone one by one",
    ":> w w; w :> w; w :> u; u :> u; u :> done",
    line("c1", "th"),
    throw("th", UNDO),
    call("c1", "q", loop=many(cardinality="2")),
    also=other("q", line("w", entry="qs", exit="qe"), task("w"), undone("w", "u")),
)

TABLE.add(
    "a multi-instance call with a handler of its own",
    ":> w w; w :> w; w :> u; u :> u; u :> done",
    line("c1", "th"),
    throw("th", UNDO),
    call("c1", "q", loop=many(cardinality="2")),
    undone("c1", "u"),
    also=CALLED,
)

TABLE.add(
    "a handler's error does not pass the boundary of what it undoes",
    ":> a; a :> b; b :> ua; ua :> h; h :> done",
    line("sub", "b", "th"),
    task("b"),
    throw("th", UNDO),
    sub(
        "sub",
        within("sub", "a"),
        task("a"),
        undone("a", "us", "subProcess", within("us", "ua", event=E1) + task("ua")),
    ),
    boundary("bs", "sub", E1),
    leads("bs", "never"),
    handler("es", E1, task("h"), then=("h",)),
)

TABLE.add(
    "a compensation in an instance undoes that instance",
    ":> a a; a :> a b; b :> a ua; ua :> a; a :> b; b :> ua; ua :> done",
    line("mi"),
    part(
        "subProcess",
        "mi",
        many(cardinality="2"),
        within("mi", "a", "b", "th"),
        task("a", "b"),
        undone("a", "ua"),
        throw("th", UNDO),
    ),
)

TABLE.add(
    "instances that did not complete are not undone",
    ":> a a a; a :> ua; ua :> done",
    line("mi", "th"),
    throw("th", UNDO),
    part(
        "subProcess",
        "mi",
        many(cardinality="3", until="numberOfCompletedInstances = 1"),
        within("mi", "a"),
        task("a"),
        undone("a", "ua"),
    ),
)

TABLE.add(
    "an event subprocess of a called process interrupts its compensation",
    ":> a; a :> ua; m:go :> h; h :> z; z :> done",
    line("c1", "z"),
    task("z"),
    call("c1", "q"),
    also=other(
        "q",
        line("a", "th", entry="qs", exit="qe"),
        task("a"),
        undone("a", "ua"),
        throw("th", UNDO),
        handler("es", GO, task("h"), then=("h",)),
    ),
)


@pytest.mark.parametrize("name", TABLE.cases)
def test_what_has_ended_is_undone(name: str) -> None:
    TABLE.play(name)
