"""Ad-hoc subprocesses in combinations."""

from __future__ import annotations

import pytest

from tests.unit.conformance.combined.table import (
    Table,
    ad_hoc,
    beside,
    catch,
    leads,
    part,
    throw,
    within,
)
from tests.unit.conformance.words import (
    GO,
    X1,
    call,
    handler,
    line,
    link,
    many,
    other,
    sub,
    task,
)
from tests.unit.runtime.bpmn import chain

TABLE = Table()

TABLE.add(
    "a condition ends a sequential ad-hoc subprocess from within a subprocess",
    ":> a; a{enough=true} :> done",
    line("ah"),
    ad_hoc(
        "ah", sub("q1", within("q1", "a"), task("a")), task("b"), ordering="Sequential", until="enough = true"
    ),
)

TABLE.add(
    "an event subprocess in an ad-hoc subprocess",
    ":> a b; m:go :> a b h; a :> b h; b :> h; h :> done",
    line("ah"),
    ad_hoc("ah", task("a", "b"), handler("es", GO, task("h"), interrupting=False, then=("h",))),
)

TABLE.add(
    "an interrupting event subprocess in an ad-hoc subprocess",
    ":> a b; m:go :> h; h :> z; z :> done",
    line("ah", "z"),
    task("z"),
    ad_hoc("ah", task("a", "b"), handler("es", GO, task("h"), then=("h",))),
)

TABLE.add(
    "an interrupted sequential ad-hoc subprocess begins nothing more",
    ":> a; m:go :> h; h :> z; z :> done",
    line("ah", "z"),
    task("z"),
    ad_hoc("ah", task("a", "b"), handler("es", GO, task("h"), then=("h",)), ordering="Sequential"),
)

TABLE.add(
    "a multi-instance task in a sequential ad-hoc subprocess",
    ":> a a; a :> a; a :> b; b :> done",
    line("ah"),
    ad_hoc("ah", part("userTask", "a", many(cardinality="2")), task("b"), ordering="Sequential"),
)

TABLE.add(
    "ad-hoc subprocesses in an ad-hoc subprocess",
    ":> a c; a :> b c; c :> b d; b :> d; d :> done",
    line("ah"),
    ad_hoc(
        "ah",
        ad_hoc("i1", task("a", "b"), ordering="Sequential"),
        ad_hoc("i2", task("c", "d"), ordering="Sequential"),
    ),
)

TABLE.add(
    "links in an ad-hoc subprocess begin nothing by themselves",
    ":> a k; k :> a; a :> b; b :> done",
    line("ah"),
    ad_hoc(
        "ah",
        task("a", "b"),
        throw("lt", link("x")),
        catch("lc", link("x")),
        chain("a", "lt"),
        chain("lc", "b"),
        task("k"),
    ),
)

TABLE.add(
    "a call with an escalation boundary in an ad-hoc subprocess",
    ":> h w z; h :> w z; z :> w; w :> done",
    line("ah"),
    ad_hoc("ah", call("ca", "q"), beside("bx", "ca", X1), leads("bx", "h"), task("z")),
    also=other("q", line("x", "w", entry="qs", exit="qe"), throw("x", X1), task("w")),
)


@pytest.mark.parametrize("name", TABLE.cases)
def test_ad_hoc_subprocesses_run_what_they_hold(name: str) -> None:
    TABLE.play(name)
