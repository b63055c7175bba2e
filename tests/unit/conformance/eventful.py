"""Models made by chance with everything that waits, throws and interrupts, nested in each other, and orders
given to them by chance. What they mean is not known; that books are kept and nothing breaks can be checked.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from random import Random

from engine import commands
from engine.errors import EngineError, Invalid
from tests.unit.conformance.pairing import check_simulation
from tests.unit.conformance.words import (
    E1,
    FIRE,
    FLOOD,
    GO,
    OTHER,
    STOP,
    X1,
    X2,
    boundary,
    call,
    end,
    many,
    model,
    other,
    start,
    timer,
)  # fmt: skip
from tests.unit.runtime.bpmn import chain, flow, node
from tests.unit.runtime.runner import Run

CATCH = [GO, OTHER, FLOOD, FIRE, timer("PT1H"), timer("PT2H"), timer("R3/PT1H", "Cycle")]
THROW = [FLOOD, FIRE, X1, X2, ""]


class Maker:
    """Writes one model; each block is entered at one node and left at one.

    catches: what starts event subprocesses and is caught at boundaries. kinds, deep: blocks that stand
    anywhere, and those that have others inside.
    """

    catches = CATCH
    kinds: tuple[str, ...] = ("task", "task", "throw", "catch", "gate")
    deep: tuple[str, ...] = ("fork", "fork", "either", "some", "activity", "activity", "activity")

    def __init__(self, seed: int, depth: int) -> None:
        self.chance = Random(seed)
        self.depth = depth
        self.count = 100  # clear of the ids of the root elements
        self.called: list[str] = []

    def name(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def model(self) -> bytes:
        body = self.scope(self.depth, named=("s", "e"))
        return model(body, also="".join(self.called))

    def scope(self, depth: int, named: tuple[str, str] | None = None) -> str:
        """A start, one to three blocks, an end of some sort; perhaps event subprocesses beside them."""
        first, last = named or (self.name("s"), self.name("e"))
        ends = ["", "", "", STOP, X1, E1 if depth < self.depth else ""]
        parts, at = [start(first), end(last, self.chance.choice(ends))], first
        for _ in range(self.chance.randint(1, 3)):
            at = self.block(depth, parts, at)
        parts.append(chain(at, last))
        for _ in range(self.chance.choice([0, 0, 1, 2]) if depth > 1 else 0):
            parts.append(self.handler(depth - 2))
        return "".join(parts)

    def handler(self, depth: int) -> str:
        name, first = self.name("ev"), self.name("es")
        event = self.chance.choice([*self.catches, E1, X1, X2])
        interrupting = event == E1 or self.chance.random() < 0.5
        inner = self.scope(max(depth, 0), named=(first, self.name("ee")))
        inner = inner.replace(start(first), start(first, event, isInterrupting=str(interrupting).lower()))
        return node("subProcess", name, inner, triggeredByEvent="true")

    def block(self, depth: int, parts: list[str], before: str) -> str:
        kinds = [*self.kinds, *(self.deep if depth > 0 else ())]
        return str(getattr(self, self.chance.choice(kinds))(depth, parts, before))

    def one(self, kind: str, parts: list[str], before: str, inner: str = "") -> str:
        name = self.name(kind[0])
        parts += [node(kind, name, inner), chain(before, name)]
        return name

    def task(self, depth: int, parts: list[str], before: str) -> str:
        name = self.one("userTask", parts, before, self.loop())
        self.guard(depth, parts, name)
        return name

    def throw(self, depth: int, parts: list[str], before: str) -> str:
        return self.one("intermediateThrowEvent", parts, before, self.chance.choice(THROW))

    def catch(self, depth: int, parts: list[str], before: str) -> str:
        return self.one("intermediateCatchEvent", parts, before, self.chance.choice(CATCH[:6]))

    def gate(self, depth: int, parts: list[str], before: str) -> str:
        gate = self.one("eventBasedGateway", parts, before)
        merge = self.name("x")
        parts.append(node("exclusiveGateway", merge))
        for event in self.chance.sample(CATCH[:6], 2):
            parts.append(chain(self.one("intermediateCatchEvent", parts, gate, event), merge))
        return merge

    def branches(self, split: str, join: str, kind: str, depth: int, parts: list[str], before: str) -> str:
        parts += [node(f"{kind}Gateway", split), node(f"{kind}Gateway", join), chain(before, split)]
        for number in range(self.chance.randint(2, 3)):
            into = self.name("i")
            condition = f"={self.chance.choice(['true', 'false'])}" if kind != "parallel" and number else None
            parts += [node("task", into), flow(split, into, condition)]
            parts.append(chain(self.block(depth - 1, parts, into), join))
        return join

    def fork(self, depth: int, parts: list[str], before: str) -> str:
        return self.branches(self.name("f"), self.name("j"), "parallel", depth, parts, before)

    def some(self, depth: int, parts: list[str], before: str) -> str:
        return self.branches(self.name("o"), self.name("j"), "inclusive", depth, parts, before)

    def either(self, depth: int, parts: list[str], before: str) -> str:
        return self.branches(self.name("x"), self.name("m"), "exclusive", depth, parts, before)

    def loop(self) -> str:
        if self.chance.random() < 0.7:
            return ""
        return many(
            f"1..{self.chance.randint(0, 3)}".join(["for n in ", " return n"]), "n",
            sequential=self.chance.random() < 0.5, into="out", output="n",
            until=self.chance.choice(["", "", "numberOfCompletedInstances >= 2"]),
        )  # fmt: skip

    def activity(self, depth: int, parts: list[str], before: str) -> str:
        if self.chance.random() < 0.3:
            name, process = self.name("c"), self.name("q")
            self.called.append(other(process, self.scope(depth - 1)))
            parts += [call(name, process, loop=self.loop()), chain(before, name)]
        else:
            name = self.one("subProcess", parts, before, self.loop() + self.scope(depth - 1))
        self.guard(depth, parts, name, [*self.catches, E1, X1, X2])
        return name

    def guard(self, depth: int, parts: list[str], host: str, events: list[str] | None = None) -> None:
        for _ in range(self.chance.choice([0, 1, 1, 2])):
            name, event = self.name("b"), self.chance.choice(events or self.catches)
            parts.append(boundary(name, host, event, event == E1 or self.chance.random() < 0.5))
            parts.append(chain(self.block(0, parts, name), last) if (last := self.end(parts)) else "")

    def end(self, parts: list[str]) -> str:
        name = self.name("e")
        parts.append(end(name))
        return name


def play(seed: int, orders: int = 12, depth: int = 2, maker: type[Maker] = Maker) -> Run | None:
    """Start the model of a seed and give it orders by chance; books are checked after each."""
    chance = Random(-seed)
    try:
        run = Run(maker(seed, depth).model(), {"v": 0})
    except Invalid:
        raise  # the file must be legal
    except EngineError:
        return None  # a run may fail
    check_simulation(run.simulation)
    for _ in range(orders):
        if run.status != "active":
            break
        with suppress(EngineError):  # refused, and then nothing has changed
            give(run, chance)
        check_simulation(run.simulation)
    if run.status == "active":
        run.simulation.handle(run.instance, commands.Cancel(actor="x", instance_id="S1"))
        check_simulation(run.simulation)
    return run


def give(run: Run, chance: Random) -> None:
    simulation, case = run.simulation, run.instance
    kind = chance.choice(["complete", "complete", "complete", "message", "signal", "time", "late"])
    if kind == "complete" and case.tasks:
        simulation.complete(chance.choice(sorted(case.tasks)), {"v": chance.randint(0, 9)})
    elif kind == "message":
        simulation.message(chance.choice(["go", "other"]), "", {"m": 1})
    elif kind == "signal":
        simulation.signal(chance.choice(["flood", "fire"]))
    elif kind == "time":
        simulation.advance(simulation.at + timedelta(minutes=chance.randint(1, 90)))
    elif kind == "late":  # the scheduler comes once, hours late
        simulation.at += timedelta(hours=chance.randint(1, 5))
        simulation.handle(case, commands.FireTimers(actor="scheduler", instance_id=case.id))
