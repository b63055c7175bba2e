"""Gateways, quantities, links and ad-hoc subprocesses in combinations."""

from __future__ import annotations

import pytest

from tests.unit.conformance.combined.table import (
    Table,
    beside,
    catch,
    first_of,
    gateway,
    leads,
    part,
    repeat,
    throw,
    together,
    transaction,
    within,
)
from tests.unit.conformance.words import (
    E1,
    FLOOD,
    GO,
    OTHER,
    STOP,
    boundary,
    end,
    handler,
    job,
    line,
    link,
    start,
    sub,
    task,
    timer,
)
from tests.unit.runtime.bpmn import chain, flow

TABLE = Table()

TABLE.add(
    "a complex gateway in a standard loop begins anew with each round",
    ":> a b; a :> b c; c :> b; b :> a b; b :> a c; a :> c; c :> done",
    line("L"),
    part(
        "subProcess",
        "L",
        repeat(2),
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
    "a boundary event on a task with a start quantity",
    ":> a b; a :> b; b :> c; +3 :> h; h :> done",
    start(),
    gateway("g"),
    task("a", "b"),
    part("userTask", "c", startQuantity="2"),
    end(),
    chain("s", "g", "a", "c", "e"),
    chain("g", "b", "c"),
    boundary("b1", "c", timer("PT2H")),
    leads("b1", "h"),
)

TABLE.add(
    "inclusive gateways in an event subprocess of a transaction",
    ":> a; m:go :> a x; x :> a z; z :> a; a :> done",
    line("tr"),
    transaction(
        "tr",
        within("tr", "a"),
        task("a"),
        part(
            "subProcess",
            "es",
            start("es_s", GO, isInterrupting="false"),
            gateway("i1", "inclusiveGateway"),
            task("x", "y", "z"),
            gateway("i2", "inclusiveGateway"),
            end("es_e"),
            chain("es_s", "i1"),
            flow("i1", "x", "=yes"),
            flow("i1", "y", "=no"),
            chain("x", "i2", "z", "es_e"),
            chain("y", "i2"),
            triggeredByEvent="true",
        ),
    ),
    given={"yes": True, "no": False},
)

TABLE.add(
    "an event-based gateway with a receive task in an event subprocess",
    ":> a; m:go :> a; s:flood :> a t; t :> a; a :> done",
    line("a"),
    task("a"),
    part(
        "subProcess",
        "es",
        start("es_s", GO, isInterrupting="false"),
        gateway("g", "eventBasedGateway"),
        part("receiveTask", "r", messageRef="m2"),
        catch("c", FLOOD),
        task("t"),
        end("es_e"),
        chain("es_s", "g", "r", "es_e"),
        chain("g", "c", "t", "es_e"),
        triggeredByEvent="true",
    ),
)

TABLE.add(
    "a parallel join waits for the branch that has more to do",
    ":> a b; a :> b a2; a2 :> b; b :> z; z :> done",
    start(),
    gateway("g"),
    task("a", "b", "a2"),
    gateway("j"),
    task("z"),
    end(),
    chain("s", "g", "a", "a2", "j"),
    chain("g", "b", "j", "z", "e"),
)

TABLE.add(
    "an inclusive join does not wait for what listens",
    ":> a b; a :> b; m:go :> b h; b :> h z; h :> z; z :> done",
    start(),
    gateway("g", "inclusiveGateway"),
    task("a", "b", "z"),
    gateway("j", "inclusiveGateway"),
    end(),
    chain("s", "g", "a", "j", "z", "e"),
    chain("g", "b", "j"),
    handler("es", GO, task("h"), interrupting=False, then=("h",)),
)

TABLE.add(
    "the default flow of a subprocess with a boundary event",
    ":> a; a{x=2} :> d; d :> done",
    start(),
    part("subProcess", "sub", within("sub", "a"), task("a"), default="fd"),
    task("c", "d"),
    end(),
    end("e2"),
    chain("s", "sub"),
    flow("sub", "c", "=x = 1"),
    flow("sub", "d", name="fd"),
    chain("c", "e"),
    chain("d", "e2"),
    boundary("b", "sub", E1),
    leads("b", "h"),
)

TABLE.add(
    "an inclusive join in a loop, with a boundary event that leads to it",
    (
        ":> a b; +1 :> a b h; h :> a b; a :> b; b :> z; z{again=true} :> a b; a :> b; b :> z; "
        "z{again=false} :> done"
    ),
    start(),
    gateway("m0", "exclusiveGateway"),
    gateway("g", "inclusiveGateway"),
    task("a", "b", "h", "z"),
    gateway("j", "inclusiveGateway"),
    gateway("d", "exclusiveGateway", default="d__e"),
    end(),
    chain("s", "m0", "g", "a", "j", "z", "d", "e"),
    chain("g", "b", "j"),
    flow("d", "m0", "=again"),
    beside("bt", "a", timer("PT1H")),
    chain("bt", "h", "j"),
)

TABLE.add(
    "a complex gateway that a boundary event leads to",
    ":> a b; +2 :> b h; h :> b z; z :> b; b :> done",
    start(),
    gateway("g"),
    task("a", "b", "h", "z"),
    first_of("x"),
    end(),
    chain("s", "g", "a", "x", "z", "e"),
    chain("g", "b", "x"),
    boundary("bt", "a", timer("PT1H")),
    chain("bt", "h", "x"),
)

TABLE.add(
    "a link that leads back",
    ":> a; a{again=true} :> a; a{again=false} :> done",
    start(),
    gateway("d", "exclusiveGateway", default="d__e"),
    task("a"),
    throw("lt", link("back")),
    catch("lc", link("back")),
    end(),
    gateway("m0", "exclusiveGateway"),
    chain("s", "m0", "a", "d", "e"),
    flow("d", "lt", "=again"),
    chain("lc", "m0"),
)

TABLE.add(
    "a terminate end while an error waits for its message",
    ":> j k; j!E1 :> k; k :> done",
    start(),
    gateway("g"),
    job("j"),
    task("k"),
    end(),
    end("et", STOP),
    chain("s", "g", "j", "e"),
    chain("g", "k", "et"),
    together("b", "j", E1, GO),
    leads("b", "h"),
)

TABLE.add(
    "an event subprocess interrupts an event-based gateway",
    ":> -; m:go :> h; h :> done",
    start(),
    gateway("g", "eventBasedGateway"),
    catch("c1", OTHER),
    catch("c2", timer("PT1H")),
    end(),
    end("e2"),
    chain("s", "g", "c1", "e"),
    chain("g", "c2", "e2"),
    handler("es", GO, task("h"), then=("h",)),
)

TABLE.add(
    "a boundary event of a subprocess with a start quantity",
    ":> a b; a :> b; b :> i; m:go :> i h; i :> h; h :> done",
    start(),
    gateway("g"),
    task("a", "b"),
    part("subProcess", "sq", within("sq", "i"), task("i"), startQuantity="2"),
    end(),
    chain("s", "g", "a", "sq", "e"),
    chain("g", "b", "sq"),
    beside("b1", "sq", GO),
    leads("b1", "h"),
)

TABLE.add(
    "two tokens in one subprocess, and one message at its boundary",
    ":> a b; a :> b i; b :> i i; m:go :> h i; h :> i; i :> done",
    start(),
    gateway("g"),
    task("a", "b"),
    sub("sq", within("sq", "i"), task("i")),
    end(),
    chain("s", "g", "a", "sq", "e"),
    chain("g", "b", "sq"),
    boundary("b1", "sq", GO),
    leads("b1", "h"),
)

TABLE.add(
    "an inclusive join reached by a boundary event's branch",
    ":> a b; +2 :> a h; a :> h; h :> z; z :> done",
    start(),
    gateway("g", "inclusiveGateway"),
    task("a", "b", "h", "z"),
    gateway("j", "inclusiveGateway"),
    end(),
    chain("s", "g", "a", "j", "z", "e"),
    chain("g", "b", "j"),
    boundary("bt", "b", timer("PT1H")),
    chain("bt", "h", "j"),
)

TABLE.add(
    "two tokens at an event-based gateway",
    ":> a; a :> -; m:go :> t; +3 :> t u; t :> u; u :> done",
    start(),
    part("userTask", "a", completionQuantity="2"),
    gateway("g", "eventBasedGateway"),
    catch("c1", GO),
    catch("c2", timer("PT2H")),
    task("t", "u"),
    end(),
    end("e2"),
    chain("s", "a", "g", "c1", "t", "e"),
    chain("g", "c2", "u", "e2"),
)

TABLE.add(
    "links in an event subprocess",
    ":> a; m:go :> a h; a :> h; h :> done",
    line("a"),
    task("a"),
    part(
        "subProcess",
        "es",
        start("es_s", GO, isInterrupting="false"),
        throw("lt", link("L")),
        catch("lc", link("L")),
        task("h"),
        end("es_e"),
        chain("es_s", "lt"),
        chain("lc", "h", "es_e"),
        triggeredByEvent="true",
    ),
)


@pytest.mark.parametrize("name", TABLE.cases)
def test_tokens_go_where_they_should(name: str) -> None:
    TABLE.play(name)
