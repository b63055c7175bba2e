"""Runs some models through many commands and prints the hash of each state and of its events: a program
that is started twice with different seeds of Python's hashes."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import msgspec

from engine.runtime import hash_of
from tests.unit.conformance.test_interleavings import NESTED
from tests.unit.conformance.words import (
    FLOOD,
    GO,
    boundary,
    call,
    end,
    handler,
    many,
    model,
    other,
    start,
    task,
    timer,
)
from tests.unit.runtime.bpmn import chain, node
from tests.unit.runtime.runner import MONDAY, Run

BUSY = model(
    start(), node("parallelGateway", "f"), *(node("userTask", n, many("[3, 1, 2]", n * 2)) for n in "abc"),
    *(boundary(f"b{n}", n, timer("R3/PT1H", "Cycle"), False) for n in "abc"), task("d"), boundary("bd", "d", FLOOD, False),
    call("c1", "q"), node("inclusiveGateway", "i"), end(), handler("ev", GO, task("et"), interrupting=False, then=("et",)),
    *(chain("f", n, "i") for n in ("a", "b", "c", "d", "c1")), chain("s", "f"), chain("i", "e"), chain("bd", "e"),
    *(chain(f"b{n}", "i") for n in "abc"),
    also=other("q", start("qs"), task("qt"), end("qe"), chain("qs", "qt", "qe"), handler("qev", FLOOD, task("qet"), then=("qet",))),
)  # fmt: skip


def main() -> None:
    for xml in (NESTED, BUSY):
        run = Run(xml, {"z": 1, "a": {"y": [1, "文"], "x": {"n": None}}, "m": "甲"})
        tell(run)
        for hours in (1, 2, 5):
            run.simulation.message("go", "", {"got": {"b": 1, "a": 2}})
            tell(run)
            run.simulation.advance(MONDAY + timedelta(hours=hours))
            tell(run)
            for name in sorted(set(run.waiting)):
                run.complete(name, {name: {"z": hours, "a": name}})
                tell(run)
        run.simulation.signal("flood", {"s": 1})
        tell(run)


def tell(run: Run) -> None:
    events = msgspec.json.encode([h.event for h in run.simulation.history])
    print(hash_of(run.instance.data), hashlib.sha256(events).hexdigest(), run.status)


if __name__ == "__main__":
    main()
