"""Parallel multiple events with errors, escalations and cancellations in combinations."""

from __future__ import annotations

import pytest

from tests.unit.conformance.combined.table import Table, leads, part, throw, together, within
from tests.unit.conformance.words import E1, GO, X1, X2, boundary, handler, job, line, many, sub, task, timer

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


@pytest.mark.parametrize("name", TABLE.cases)
def test_all_that_is_asked_for_is_awaited(name: str) -> None:
    TABLE.play(name)
