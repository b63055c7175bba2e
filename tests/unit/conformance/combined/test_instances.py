"""Multi-instance activities with what stands in and around them."""

from __future__ import annotations

import pytest

from tests.unit.conformance.combined.table import (
    Table,
    ad_hoc,
    beside,
    catch,
    condition,
    first_of,
    gateway,
    leads,
    part,
    throw,
    within,
)
from tests.unit.conformance.words import (
    E1,
    FLOOD,
    GO,
    KEYED,
    STOP,
    X1,
    boundary,
    call,
    end,
    handler,
    job,
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
    "signal ends in the instances of a subprocess start an event subprocess each",
    ":> a a; a :> a h; a :> h h; h :> h; h :> done",
    line("mi"),
    part("subProcess", "mi", many(cardinality="2"), within("mi", "a", event=FLOOD), task("a")),
    handler("es", FLOOD, task("h"), interrupting=False, then=("h",)),
)

TABLE.add(
    "a conditional boundary event on a multi-instance call",
    ":> w w z; z{stop=true} :> h; h :> done",
    start(),
    gateway("g"),
    call("ca", "q", loop=many(cardinality="2")),
    task("z"),
    end(),
    end("e2"),
    chain("s", "g", "ca", "e"),
    chain("g", "z", "e2"),
    boundary("b", "ca", condition("stop = true")),
    leads("b", "h"),
    also=CALLED,
)

TABLE.add(
    "a terminate end ends its instance alone",
    ":> a a b b; b :> a b; a :> b; b :> done",
    line("mi"),
    part(
        "subProcess",
        "mi",
        many(cardinality="2"),
        start("is"),
        gateway("g"),
        task("a", "b"),
        end("ie"),
        end("it", STOP),
        chain("is", "g", "a", "ie"),
        chain("g", "b", "it"),
    ),
)

TABLE.add(
    "a timer boundary event in each instance of a sequential subprocess",
    ":> a; +1 :> a h; a :> h; h :> a; a :> done",
    line("mi"),
    part(
        "subProcess",
        "mi",
        many(cardinality="2", sequential=True),
        within("mi", "a"),
        task("a"),
        beside("b", "a", timer("PT1H")),
        leads("b", "h"),
    ),
)

TABLE.add(
    "event-based gateways in the instances of a subprocess",
    ":> -; m:go :> t1; +3 :> t1 t2; t1 :> t2; t2 :> done",
    line("mi"),
    part(
        "subProcess",
        "mi",
        many(cardinality="2"),
        start("is"),
        gateway("g", "eventBasedGateway"),
        catch("c1", GO),
        catch("c2", timer("PT2H")),
        task("t1", "t2"),
        end("ie"),
        chain("is", "g", "c1", "t1", "ie"),
        chain("g", "c2", "t2", "ie"),
    ),
)

TABLE.add(
    "a signal boundary event ends all instances",
    ":> a a a; a :> a a; s:flood :> h; h :> done",
    line("mi"),
    part("subProcess", "mi", many(cardinality="3"), within("mi", "a"), task("a")),
    boundary("b", "mi", FLOOD),
    leads("b", "h"),
)

TABLE.add(
    "escalations of instances, caught beside",
    ":> a a; a :> a h; a :> h h; h :> h; h :> done",
    line("mi"),
    part("subProcess", "mi", many(cardinality="2"), within("mi", "a", event=X1), task("a")),
    beside("b", "mi", X1),
    leads("b", "h"),
)

TABLE.add(
    "an escalation of one instance, caught for all",
    ":> a a a; a :> h; h :> done",
    line("mi"),
    part("subProcess", "mi", many(cardinality="3"), within("mi", "a", event=X1), task("a")),
    boundary("b", "mi", X1),
    leads("b", "h"),
)

TABLE.add(
    "a conditional event subprocess and a variable of an instance",
    ":> m m m; m{x=5} :> h; h :> done",
    line("m"),
    part("userTask", "m", many(cardinality="3")),
    handler("es", condition("x != null and x > 3"), task("h"), then=("h",)),
)

TABLE.add(
    "each instance waits for a message with a key of its own",
    ":> -; m:keyed/k2 :> t; t :> -; m:keyed/k1 :> t; t :> done",
    line("mi"),
    part("subProcess", "mi", many("keys", "key"), within("mi", "c", "t"), catch("c", KEYED), task("t")),
    given={"keys": ["k1", "k2"]},
)

TABLE.add(
    "an error from far inside reaches the event subprocess of the case",
    ":> j; j!E1 :> h; h :> done",
    line("mi"),
    part(
        "subProcess",
        "mi",
        many(cardinality="1"),
        within("mi", "q1"),
        sub("q1", within("q1", "q2"), sub("q2", within("q2", "j"), job("j"))),
    ),
    handler("es", E1, task("h"), then=("h",)),
)

TABLE.add(
    "an error in one of several calls",
    ":> w w w; w :> w w; w!E1 :> h; h :> done",
    line("c1"),
    call("c1", "q", loop=many(cardinality="3")),
    boundary("b", "c1", E1),
    leads("b", "h"),
    also=other("q", line("w", entry="qs", exit="qe"), job("w")),
)

TABLE.add(
    "a start quantity on a multi-instance task",
    ":> a b; a :> b; b :> m m; m :> m; m :> done",
    start(),
    gateway("g"),
    task("a", "b"),
    part("userTask", "m", many(cardinality="2"), startQuantity="2"),
    end(),
    chain("s", "g", "a", "m", "e"),
    chain("g", "b", "m"),
)

TABLE.add(
    "a signal of one instance reaches the others and its own branch",
    ":> t t; t :> t u; t :> u u; u :> u; u :> done",
    line("mi"),
    part(
        "subProcess",
        "mi",
        many(cardinality="2"),
        start("is"),
        task("t", "u"),
        throw("th", FLOOD),
        catch("c", FLOOD),
        end("ie"),
        gateway("g"),
        end("ie2"),
        chain("is", "t", "g", "th", "ie"),
        chain("g", "c", "u", "ie2"),
    ),
)

TABLE.add(
    "ad-hoc subprocesses in instances",
    ":> a a b b; a :> a b b; b{x=1} :> a b; a :> b; b :> done",
    line("mi"),
    part("subProcess", "mi", many(cardinality="2"), within("mi", "ah"), ad_hoc("ah", task("a", "b"))),
)

TABLE.add(
    "complex gateways in instances do not mix",
    ":> a a b b; a :> a b b c; c :> a b b; a :> b b c; b :> b c; b :> c; c :> done",
    line("mi"),
    part(
        "subProcess",
        "mi",
        many(cardinality="2"),
        start("ls"),
        gateway("g"),
        task("a", "b", "c"),
        first_of("x"),
        end("le"),
        chain("ls", "g", "a", "x", "c", "le"),
        chain("g", "b", "x"),
    ),
)

TABLE.add(
    "a multi-instance subprocess in another",
    ":> a a a a; a :> a a a; a :> a a; a :> a; a :> z; z :> done",
    line("o", "z"),
    task("z"),
    part(
        "subProcess",
        "o",
        many(cardinality="2"),
        within("o", "i"),
        part("subProcess", "i", many(cardinality="2"), within("i", "a"), task("a")),
    ),
)

TABLE.add(
    "a timer boundary event of a multi-instance task comes once",
    ":> m m; +2 :> m m h; m :> m h; m :> h; h :> done",
    line("m"),
    part("userTask", "m", many(cardinality="2")),
    beside("b", "m", timer("PT1H")),
    leads("b", "h"),
)

TABLE.add(
    "an event subprocess is part of its instance, which completes after it",
    ":> a a; m:go :> a h; h :> z; z :> done",
    line("mi", "z"),
    task("z"),
    part(
        "subProcess",
        "mi",
        many(cardinality="2", until="numberOfCompletedInstances = 1"),
        within("mi", "a"),
        task("a"),
        handler("es", GO, task("h"), then=("h",)),
    ),
)

TABLE.add(
    "conditional events in instances",
    ":> z; z{x=1} :> t t; t :> t; t :> done",
    start(),
    gateway("g"),
    task("z"),
    part(
        "subProcess",
        "mi",
        many(cardinality="2"),
        within("mi", "c", "t"),
        catch("c", condition("x = 1")),
        task("t"),
    ),
    end(),
    end("e2"),
    chain("s", "g", "z", "e"),
    chain("g", "mi", "e2"),
)

TABLE.add(
    "no instance at all, with a boundary event",
    ":> z; z :> done",
    line("m", "z"),
    task("z"),
    part("userTask", "m", many(cardinality="0")),
    boundary("b", "m", timer("PT1H")),
    leads("b", "h"),
)

TABLE.add(
    "a parallel event subprocess in instances",
    ":> j j; j!E1 :> j; j!E1 :> -; m:go :> h; m:go :> h h; h :> h; h :> z; z :> done",
    line("mi", "z"),
    task("z"),
    part(
        "subProcess",
        "mi",
        many(cardinality="2"),
        within("mi", "j"),
        job("j"),
        part(
            "subProcess",
            "es",
            start("es_s", E1 + GO, parallelMultiple="true"),
            task("h"),
            end("es_e"),
            chain("es_s", "h", "es_e"),
            triggeredByEvent="true",
        ),
    ),
)

TABLE.add(
    "cycles in instances",
    ":> -; +1 :> t t; +1 :> t t t t; t :> t t t; t :> t t; t :> t; t :> done",
    line("mi"),
    part(
        "subProcess",
        "mi",
        many(cardinality="2"),
        within("mi", "c", "t"),
        catch("c", timer("R2/PT1H", "Cycle")),
        task("t"),
    ),
)


@pytest.mark.parametrize("name", TABLE.cases)
def test_instances_do_not_mix(name: str) -> None:
    TABLE.play(name)
