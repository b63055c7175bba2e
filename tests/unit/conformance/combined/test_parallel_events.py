"""Parallel multiple events with errors, escalations and cancellations in combinations."""

from __future__ import annotations

import pytest

from tests.unit.conformance.combined.table import (
    UNDO,
    Table,
    catch,
    gateway,
    leads,
    part,
    repeat,
    throw,
    together,
    undone,
    within,
)
from tests.unit.conformance.words import (
    E1,
    FIRE,
    FLOOD,
    GO,
    X1,
    X2,
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

CALLED = other("q", line("w", entry="qs", exit="qe"), job("w"))

TABLE = Table()

TABLE.add(
    "a parallel event waits for a message and the error of an instance",
    ":> j j; m:go :> j j; j!E1 :> h; h :> done",
    line("mi"),
    part("subProcess", "mi", many(cardinality="2"), within("mi", "j"), job("j")),
    together("b", "mi", E1, GO),
    leads("b", "h"),
)

TABLE.add(
    "a parallel event whose error comes first ends all instances",
    ":> j j; j!E1 :> -; m:go :> h; h :> done",
    line("mi"),
    part("subProcess", "mi", many(cardinality="2"), within("mi", "j"), job("j")),
    together("b", "mi", E1, GO),
    leads("b", "h"),
)

TABLE.add(
    "the first of two boundary events catches an error that both could",
    ":> j; j!E1 :> k; k :> done",
    line("j"),
    job("j"),
    boundary("bp", "j", E1),
    leads("bp", "k"),
    together("b", "j", E1, GO),
    leads("b", "h"),
)

TABLE.add(
    "a parallel event waits for two escalations",
    ":> a; a :> a2; a2 :> h z; z :> h; h :> done",
    line("sub"),
    sub(
        "sub",
        within("sub", "a", "x1x", "a2", "x2x", "z"),
        task("a", "a2", "z"),
        throw("x1x", X1),
        throw("x2x", X2),
    ),
    together("b", "sub", X1, X2, interrupting=False),
    leads("b", "h"),
)

TABLE.add(
    "a timer interrupts while an error waits for its message",
    ":> j; j!E1 :> -; +3 :> t; t :> done",
    line("j"),
    job("j"),
    together("b", "j", E1, GO),
    leads("b", "h"),
    handler("es", timer("PT2H"), task("t"), then=("t",)),
)

TABLE.add(
    "a parallel event behind a gateway loses against another",
    ":> -; m:go :> -; s:fire :> u; u :> done",
    start(),
    gateway("g", "eventBasedGateway"),
    part("intermediateCatchEvent", "c1", GO, FLOOD, parallelMultiple="true"),
    catch("c2", FIRE),
    task("t", "u"),
    end(),
    end("e2"),
    chain("s", "g", "c1", "t", "e"),
    chain("g", "c2", "u", "e2"),
)

TABLE.add(
    "a parallel event behind a gateway wins when all of it has come",
    ":> -; m:go :> -; s:flood :> t; t :> done",
    start(),
    gateway("g", "eventBasedGateway"),
    part("intermediateCatchEvent", "c1", GO, FLOOD, parallelMultiple="true"),
    catch("c2", FIRE),
    task("t", "u"),
    end(),
    end("e2"),
    chain("s", "g", "c1", "t", "e"),
    chain("g", "c2", "u", "e2"),
)

TABLE.add(
    "parallel events in instances",
    ":> -; s:flood :> -; m:go :> t; m:go :> t t; t :> t; t :> done",
    line("mi"),
    part(
        "subProcess",
        "mi",
        many(cardinality="2"),
        within("mi", "c1", "t"),
        part("intermediateCatchEvent", "c1", GO, FLOOD, parallelMultiple="true"),
        task("t"),
    ),
)

TABLE.add(
    "an inclusive join waits for the token of an error that waits for its message",
    ":> a b; a!E1 :> b; b :> -; m:go :> h; h :> z; z :> done",
    start(),
    gateway("g", "inclusiveGateway"),
    job("a"),
    task("b", "h", "z"),
    gateway("j", "inclusiveGateway"),
    end(),
    chain("s", "g", "a", "j", "z", "e"),
    chain("g", "b", "j"),
    together("bt", "a", E1, GO),
    chain("bt", "h", "j"),
)

TABLE.add(
    "a timer outside interrupts an event subprocess that waits for the rest",
    ":> j; j!E1 :> -; +3 :> k; k :> done",
    line("sub"),
    sub(
        "sub",
        within("sub", "j"),
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
    boundary("b", "sub", timer("PT2H")),
    leads("b", "k"),
)

TABLE.add(
    "an event subprocess waits for an error and for a timer",
    ":> j; j!E1 :> -; +3 :> h; h :> done",
    line("j"),
    job("j"),
    part(
        "subProcess",
        "es",
        start("es_s", E1 + timer("PT2H"), parallelMultiple="true"),
        task("h"),
        end("es_e"),
        chain("es_s", "h", "es_e"),
        triggeredByEvent="true",
    ),
)

TABLE.add(
    "what an error has ended is not undone",
    ":> a; a :> j; j!E1 :> -; m:go :> z; z :> done",
    line("sub"),
    sub("sub", within("sub", "a", "j"), task("a"), undone("a", "ua"), job("j")),
    undone("sub", "us"),
    together("b", "sub", E1, GO),
    task("z"),
    throw("th", UNDO),
    end("ze"),
    chain("b", "th", "z", "ze"),
)

TABLE.add(
    "an error of a called process waits in the caller",
    ":> w; w!E1 :> -; m:go :> h; h :> done",
    line("c1"),
    call("c1", "q"),
    together("b", "c1", E1, GO),
    leads("b", "h"),
    also=CALLED,
)

TABLE.add(
    "an error that waits for its message in each round of a loop",
    (":> j k; j!E1 :> k; m:go :> h k; h :> k; k :> j k; j!E1 :> k; m:go :> h k; k :> h; h :> done"),
    line("L"),
    part(
        "subProcess",
        "L",
        repeat(2),
        start("ls"),
        gateway("g"),
        job("j"),
        task("k"),
        end("le"),
        end("le2"),
        chain("ls", "g", "j", "le"),
        chain("g", "k", "le2"),
        together("b", "j", E1, GO),
        leads("b", "h"),
    ),
)

TABLE.add(
    "each of two parallel events takes one of two escalations",
    ":> w; m:go :> h w; m:go :> h k w; w :> h k; h :> k; k :> done",
    line("sub"),
    sub("sub", within("sub", "y1", "y2", "w"), task("w"), throw("y1", X1), throw("y2", X1)),
    together("b", "sub", X1, GO, interrupting=False),
    leads("b", "h"),
    together("b2", "sub", X1, GO, interrupting=False),
    leads("b2", "k"),
)


@pytest.mark.parametrize("name", TABLE.cases)
def test_all_that_is_asked_for_is_awaited(name: str) -> None:
    TABLE.play(name)
