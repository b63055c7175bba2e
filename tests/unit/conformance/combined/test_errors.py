"""Errors and escalations in combinations."""

from __future__ import annotations

import pytest

from tests.unit.conformance.combined.table import (
    Table,
    beside,
    gateway,
    leads,
    part,
    throw,
    triggered,
    within,
)
from tests.unit.conformance.words import (
    ANY_ERROR,
    E1,
    FLOOD,
    GO,
    X1,
    boundary,
    call,
    end,
    handler,
    job,
    line,
    other,
    start,
    sub,
    task,
)
from tests.unit.runtime.bpmn import chain

CALLED = other("q", line("w", entry="qs", exit="qe"), task("w"))

TABLE = Table()

TABLE.add(
    "an error end in an event subprocess is caught outside",
    ":> a; m:go :> h; h :> done",
    line("sub"),
    sub(
        "sub",
        within("sub", "a"),
        task("a"),
        triggered("es", end("es_e", E1), chain("es_s", "es_e"), event=GO),
    ),
    boundary("b", "sub", E1),
    leads("b", "h"),
)

TABLE.add(
    "an escalation goes out through two calls",
    ":> w; w :> h; h :> done",
    line("c1"),
    call("c1", "q"),
    boundary("b", "c1", X1),
    leads("b", "h"),
    also=other("q", line("c2", entry="qs", exit="qe"), call("c2", "r"))
    + other("r", start("rs"), task("w"), end("re", X1), chain("rs", "w", "re")),
)

TABLE.add(
    "an escalation of a called process starts an event subprocess",
    ":> h w; w :> h; h :> done",
    line("c1"),
    call("c1", "q"),
    handler("es", X1, task("h"), interrupting=False, then=("h",)),
    also=other("q", line("x", "w", entry="qs", exit="qe"), throw("x", X1), task("w")),
)

TABLE.add(
    "an end event with a signal and an error",
    ":> a b; a :> f h; f :> h; h :> done",
    line("sub"),
    sub(
        "sub",
        start("is"),
        gateway("g"),
        task("a", "b"),
        end("ie", FLOOD + E1),
        end("ie2"),
        chain("is", "g", "a", "ie"),
        chain("g", "b", "ie2"),
    ),
    boundary("b1", "sub", E1),
    leads("b1", "h"),
    handler("es", FLOOD, task("f"), interrupting=False, then=("f",)),
)

TABLE.add(
    "an error event subprocess in a called process",
    ":> w; w :> h; h :> z; z :> done",
    line("c1", "z"),
    task("z"),
    call("c1", "q"),
    also=other(
        "q",
        line("sx", entry="qs", exit="qe"),
        sub("sx", within("sx", "w", event=E1), task("w")),
        handler("es", E1, task("h"), then=("h",)),
    ),
)

TABLE.add(
    "an interrupting escalation event subprocess",
    ":> a; a :> h; h :> z; z :> done",
    line("sub", "z"),
    task("z"),
    sub(
        "sub",
        start("is"),
        task("a", "a2"),
        throw("x", X1),
        end("ie"),
        chain("is", "a", "x", "a2", "ie"),
        handler("es", X1, task("h"), then=("h",)),
    ),
)

TABLE.add(
    "the nearest boundary event catches an error",
    ":> j; j!E1 :> h1; h1 :> z; z :> done",
    line("o", "z"),
    task("z"),
    sub(
        "o",
        within("o", "i"),
        sub("i", within("i", "j"), job("j")),
        boundary("bi", "i", E1),
        task("h1"),
        end("h1e"),
        chain("bi", "h1", "h1e"),
    ),
    boundary("bo", "o", E1),
    leads("bo", "h2"),
)

TABLE.add(
    "an error of another code passes on outwards",
    ":> j; j!E2 :> h2; h2 :> done",
    line("o"),
    sub(
        "o",
        within("o", "i"),
        sub("i", within("i", "j"), job("j")),
        boundary("bi", "i", E1),
        task("h1"),
        end("h1e"),
        chain("bi", "h1", "h1e"),
    ),
    boundary("bo", "o", ANY_ERROR),
    leads("bo", "h2"),
)

TABLE.add(
    "an error in an error event subprocess passes on outwards",
    ":> j; j!E1 :> k; k!E1 :> h; h :> done",
    line("o"),
    sub("o", within("o", "j"), job("j"), handler("es", E1, job("k"), then=("k",))),
    boundary("b", "o", E1),
    leads("b", "h"),
)

TABLE.add(
    "an event subprocess ends with an escalation",
    ":> a; m:go :> a k; a :> k; k :> done",
    line("sub"),
    sub(
        "sub",
        within("sub", "a"),
        task("a"),
        part(
            "subProcess",
            "es",
            start("es_s", GO, isInterrupting="false"),
            end("es_e", X1),
            chain("es_s", "es_e"),
            triggeredByEvent="true",
        ),
    ),
    beside("b", "sub", X1),
    leads("b", "k"),
)

TABLE.add(
    "an error end in an event subprocess beside the flow ends its scope",
    ":> a; m:go :> k; k :> done",
    line("sub"),
    sub(
        "sub",
        within("sub", "a"),
        task("a"),
        part(
            "subProcess",
            "es",
            start("es_s", GO, isInterrupting="false"),
            end("es_e", E1),
            chain("es_s", "es_e"),
            triggeredByEvent="true",
        ),
    ),
    boundary("b", "sub", E1),
    leads("b", "k"),
)

TABLE.add(
    "an error of one event subprocess is caught by another",
    ":> a; m:go :> k; k :> done",
    line("sub"),
    sub(
        "sub",
        within("sub", "a"),
        task("a"),
        part(
            "subProcess",
            "es",
            start("es_s", GO, isInterrupting="false"),
            end("es_e", E1),
            chain("es_s", "es_e"),
            triggeredByEvent="true",
        ),
        handler("ee", E1, task("k"), then=("k",)),
    ),
)


@pytest.mark.parametrize("name", TABLE.cases)
def test_errors_and_escalations_are_caught_where_they_should_be(name: str) -> None:
    TABLE.play(name)
