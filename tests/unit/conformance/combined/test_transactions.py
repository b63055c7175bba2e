"""Transactions in and around loops, subprocesses and each other."""

from __future__ import annotations

import pytest

from tests.unit.conformance.combined.table import (
    CANCEL,
    UNDO,
    Table,
    gateway,
    leads,
    part,
    repeat,
    throw,
    together,
    transaction,
    undone,
    within,
)
from tests.unit.conformance.words import E1, GO, boundary, end, handler, line, many, start, task
from tests.unit.runtime.bpmn import chain, flow

TABLE = Table()

TABLE.add(
    "a transaction in an event subprocess in a multi-instance subprocess",
    ":> a a; m:go :> a t; t :> a u; u :> a c; c :> a; a :> done",
    line("mi"),
    part(
        "subProcess",
        "mi",
        many(cardinality="2"),
        within("mi", "a"),
        task("a"),
        handler(
            "es",
            GO,
            transaction("tr", within("tr", "t", event=CANCEL), task("t"), undone("t", "u")),
            boundary("cb", "tr", CANCEL),
            task("c"),
            end("c_e"),
            chain("cb", "c", "c_e"),
            then=("tr",),
        ),
    ),
)

TABLE.add(
    "an inner transaction that gives up leaves the outer one alone",
    ":> a; a :> b; b :> ub; ub :> c; c :> z; z :> done",
    line("to", "z"),
    task("z"),
    transaction(
        "to",
        within("to", "a", "ti"),
        task("a"),
        undone("a", "ua"),
        transaction("ti", within("ti", "b", event=CANCEL), task("b"), undone("b", "ub")),
        boundary("bc", "ti", CANCEL),
        leads("bc", "c"),
    ),
)

TABLE.add(
    "an outer transaction that gives up undoes an inner one that ended",
    ":> a; a :> b; b :> ub; ub :> ua; ua :> c; c :> done",
    line("to", "z"),
    task("z"),
    transaction(
        "to",
        within("to", "a", "ti", event=CANCEL),
        task("a"),
        undone("a", "ua"),
        transaction("ti", within("ti", "b"), task("b"), undone("b", "ub")),
    ),
    boundary("bc", "to", CANCEL),
    leads("bc", "c"),
)

TABLE.add(
    "an error leaves a transaction without compensation",
    ":> a; a :> h; h :> done",
    line("tr"),
    transaction("tr", within("tr", "a", event=E1), task("a"), undone("a", "ua")),
    boundary("b", "tr", E1),
    leads("b", "h"),
    boundary("bc", "tr", CANCEL),
    leads("bc", "c"),
)

TABLE.add(
    "one instance of a transaction gives up",
    ":> a a; a :> b a; b :> a ua; ua :> c; c :> done",
    line("tr"),
    transaction(
        "tr", many(cardinality="2"), within("tr", "a", "b", event=CANCEL), task("a", "b"), undone("a", "ua")
    ),
    boundary("bc", "tr", CANCEL),
    leads("bc", "c"),
)

TABLE.add(
    "a cancel end in an event subprocess of a transaction",
    ":> a; a :> b; m:go :> ua; ua :> c; c :> done",
    line("tr"),
    transaction(
        "tr",
        within("tr", "a", "b"),
        task("a", "b"),
        undone("a", "ua"),
        part(
            "subProcess",
            "es",
            start("es_s", GO),
            end("es_e", CANCEL),
            chain("es_s", "es_e"),
            triggeredByEvent="true",
        ),
    ),
    boundary("bc", "tr", CANCEL),
    leads("bc", "c"),
)

TABLE.add(
    "each round of a task is undone when its transaction gives up",
    ":> a; a :> a; a :> b; b :> ua; ua :> ua; ua :> c; c :> done",
    line("tr"),
    transaction(
        "tr",
        within("tr", "a", "b", event=CANCEL),
        part("userTask", "a", repeat(2)),
        task("b"),
        undone("a", "ua"),
    ),
    boundary("bc", "tr", CANCEL),
    leads("bc", "c"),
)

TABLE.add(
    "a transaction that gives up in the second round undoes that round",
    ":> a; a{c=false} :> a; a{c=true} :> ua; ua :> k; k :> done",
    line("tr"),
    transaction(
        "tr",
        repeat(2),
        start("is"),
        task("a"),
        undone("a", "ua"),
        gateway("x", "exclusiveGateway", default="x__ie"),
        end("ie"),
        end("ic", CANCEL),
        chain("is", "a", "x", "ie"),
        flow("x", "ic", "=c"),
    ),
    boundary("bc", "tr", CANCEL),
    leads("bc", "k"),
)

TABLE.add(
    "a parallel event waits for a cancellation, after the handlers",
    ":> a; a :> b; b :> ua; ua :> -; m:go :> h; h :> done",
    line("tr"),
    transaction("tr", within("tr", "a", "b", event=CANCEL), task("a", "b"), undone("a", "ua")),
    together("b1", "tr", CANCEL, GO),
    leads("b1", "h"),
)

TABLE.add(
    "what ended in a loop in a transaction that gives up",
    ":> a; a :> a; a :> b; b :> ua; ua :> ua; ua :> k; k :> done",
    line("tr"),
    transaction(
        "tr",
        within("tr", "L", "b", event=CANCEL),
        part("subProcess", "L", repeat(2), within("L", "a"), task("a"), undone("a", "ua")),
        task("b"),
    ),
    boundary("bc", "tr", CANCEL),
    leads("bc", "k"),
)

TABLE.add(
    "the second of three transactions gives up",
    ":> a; a{c=false} :> a; a{c=true} :> ua; ua :> k; k :> done",
    line("tr"),
    transaction(
        "tr",
        many(cardinality="3", sequential=True),
        start("is"),
        task("a"),
        undone("a", "ua"),
        gateway("x", "exclusiveGateway", default="x__ie"),
        end("ie"),
        end("ic", CANCEL),
        chain("is", "a", "x", "ie"),
        flow("x", "ic", "=c"),
    ),
    boundary("bc", "tr", CANCEL),
    leads("bc", "k"),
)

TABLE.add(
    "what a transaction has undone is not undone again",
    ":> a; a :> ua; ua :> k; k :> z; z :> done",
    start(),
    transaction("tr", within("tr", "a", event=CANCEL), task("a"), undone("a", "ua")),
    boundary("bc", "tr", CANCEL),
    task("k", "z"),
    throw("th", UNDO),
    end(),
    end("e2"),
    chain("s", "tr", "e"),
    chain("bc", "k", "th", "z", "e2"),
)


@pytest.mark.parametrize("name", TABLE.cases)
def test_transactions_end_as_they_should(name: str) -> None:
    TABLE.play(name)
