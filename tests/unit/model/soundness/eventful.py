"""Random small processes with all that moves tokens by other ways than gateways, made by hypothesis.

On a way from a gateway stands a task, a loop, an event, a subprocess, a call, a pair of links, or (ahead only)
nothing. Tasks and subprocesses have boundary events, which lead to gateways and ends as well; scopes have event
subprocesses. Every gateway, and every task that parts ways, decides by a variable of its own: the set of its ways.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain as together
from itertools import combinations

from hypothesis import strategies as st

from tests.unit.conformance.words import (
    E1,
    STOP,
    X1,
    boundary,
    call,
    end,
    job,
    link,
    many,
    mapping,
    other,
    start,
    timer,
)
from tests.unit.conformance.words import model as file
from tests.unit.model.soundness.player import HOLDS
from tests.unit.runtime.bpmn import chain, extension, flow, node

KINDS = {"xor": "exclusive", "and": "parallel", "or": "inclusive", "event": "eventBased"}
HOUR = timer("PT1H")
CANCEL = "<bpmn:cancelEventDefinition/>"
GUARDS = {"ends": "timer", "beside": "timer", "again": "message", "error": "error"}
#: What ends a scope beside a plain end: nothing, or the throw of what nobody catches.
PLAIN_ENDS = ("", "", X1, '<bpmn:signalEventDefinition signalRef="s1"/>')
#: A message may come again while its activity runs.
AGAIN = '<bpmn:messageEventDefinition messageRef="m1"/>'
#: What an event waits for; of `all` everything must come.
WAITS = ("timer", "message", "condition", "several", "all")
LOOPS = (
    many(cardinality="2"),
    many(cardinality="2", sequential=True),
    '<bpmn:standardLoopCharacteristics loopMaximum="2"><bpmn:loopCondition>=true</bpmn:loopCondition>'
    "</bpmn:standardLoopCharacteristics>",
)


def waiting(tag: str, name: str, kind: str, **attributes: str) -> str:
    """An event that waits for something of a kind."""
    condition = f"<bpmn:condition>={HOLDS}{name}</bpmn:condition>"
    # it holds once, lest a loop goes round and round at once
    met = extension(mapping(outputs=(("false", f"{HOLDS}{name}"),)))
    inner = {
        "timer": HOUR,
        "message": AGAIN,
        "condition": f"{met}<bpmn:conditionalEventDefinition>{condition}</bpmn:conditionalEventDefinition>",
        "error": E1,
    }.get(kind, AGAIN + HOUR)
    return node(tag, name, inner, **({"parallelMultiple": "true"} if kind == "all" else {}), **attributes)


@dataclass
class Made:
    """A file. called: the process that is called in it; answers: by gateway the ways that it can choose
    together; count: of the names given."""

    parts: list[str] = field(default_factory=list)
    called: str = ""
    answers: dict[str, list[tuple[int, ...]]] = field(default_factory=dict)
    count: int = 0

    def name(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    @property
    def xml(self) -> bytes:
        return file(*self.parts, also=other("q", self.called) if self.called else "")


@st.composite
def eventful(draw: st.DrawFn, largest: int = 3, depth: int = 1, calls: bool = True) -> Made:
    made = Made()
    if calls and draw(st.sampled_from([True, False, False])):
        made.called = _Scope(draw, made, 0, fails=False).write(draw(st.integers(1, 2)))
    made.parts.append(_Scope(draw, made, depth, fails=False).write(draw(st.integers(1, largest))))
    return made


class _Scope:
    """Writes what is inside a process or subprocess. fails: an error that is thrown in it is caught."""

    def __init__(self, draw: st.DrawFn, made: Made, depth: int, *, fails: bool) -> None:
        self.draw, self.made, self.depth, self.fails = draw, made, depth, fails
        self.parts: list[str] = []
        self.gateways: list[tuple[str, str]] = []
        self.ends: dict[str, str] = {made.name("e"): ""}

    def write(self, count: int, begins: str = "", interrupts: bool = True) -> str:
        """`begins`: the kind of event that starts an event subprocess."""
        kinds = ["xor", "and", "or", "event"]
        self.gateways = [(self.made.name("g"), self.draw(st.sampled_from(kinds))) for _ in range(count)]
        first = self.made.name("s")
        if begins:
            self.parts.append(waiting("startEvent", first, begins, isInterrupting=str(interrupts).lower()))
        else:
            self.parts.append(start(first))
            if self.draw(st.sampled_from([True, False, False, False])):
                self.handle()
        self.way(first, self.gateways[0][0], self.draw(st.sampled_from(["task", "task", "sub"])))
        for at, (name, kind) in enumerate(self.gateways):
            self.parts.append(node(f"{KINDS[kind]}Gateway", name))
            ways = self.draw(st.integers(2 if kind == "event" else 1, 3))
            for way in range(ways):
                self.choice(at, way)
            self.made.answers[name] = _answers(kind, ways)
        self.parts += [end(name, event) for name, event in self.ends.items()]
        return "".join(self.parts)

    def handle(self) -> None:
        """Give the scope an event subprocess."""
        kind = self.draw(st.sampled_from([*WAITS, "error"]))
        interrupts = kind == "error" or self.draw(st.booleans())
        inside = _Scope(self.draw, self.made, 0, fails=self.fails)
        inner = inside.write(self.draw(st.integers(1, 2)), kind, interrupts)
        self.parts.append(node("subProcess", self.made.name("h"), inner, triggeredByEvent="true"))
        self.fails = self.fails or kind == "error"

    def choice(self, at: int, way: int) -> None:
        gateway, kind = self.gateways[at]
        condition = f"=list contains({gateway}, {way})" if kind in ("xor", "or") else None
        target, ahead = self.target(at)
        stands = ["task", "task", "task", "wait", "sub", "sub", "link", "loop", "call", "split"]
        stands += ["nothing"] * ahead
        by = "wait" if kind == "event" else self.draw(st.sampled_from(stands))
        self.way(gateway, target, by, condition)

    def target(self, at: int) -> tuple[str, bool]:
        """A gateway or an end, and whether it is a gateway further on."""
        names = [name for name, _ in self.gateways]
        places = [*names[at + 1 :] * 3, *names, "end", "end", "stop", *(["fail"] if self.fails else [])]
        to = self.draw(st.sampled_from(places))
        if to in names:
            return to, names.index(to) > at
        event = {"stop": STOP, "fail": E1, "end": ""}[to] or (
            self.draw(st.sampled_from(PLAIN_ENDS)) if to == "end" else ""
        )
        name = self.made.name("e")
        self.ends[name] = event
        return name, False

    def way(self, source: str, target: str, by: str, condition: str | None = None) -> None:
        if by == "nothing":
            self.parts.append(flow(source, target, condition, name=self.made.name("f")))
            return
        if (by == "sub" and not self.depth) or (by == "call" and not self.made.called):
            by = "task"
        name = self.made.name("t")
        into, out = name, name
        if by == "wait":
            self.parts.append(waiting("intermediateCatchEvent", name, self.draw(st.sampled_from(WAITS))))
        elif by == "split":
            self.split(source, name, target, condition)
            return
        elif by == "call":
            self.parts.append(call(name, "q"))
            self.guard(name, ["ends", "beside", "error"])
        elif by == "loop":
            work = extension(f'<zeebe:taskDefinition type="{name}.work"/>')
            self.parts.append(node("serviceTask", name, work + self.draw(st.sampled_from(LOOPS))))
            self.guard(name, ["ends", "beside", "error"])
        elif by == "link":
            out = self.made.name("l")
            self.parts += [
                job(name),
                node("intermediateThrowEvent", f"{out}t", link(out)),
                chain(name, f"{out}t"),
            ]
            self.parts.append(node("intermediateCatchEvent", out, link(out)))
        elif by == "task":
            self.parts.append(job(name))
            self.guard(name, ["ends", "beside", "again", "error", "some"])
        else:
            self.subprocess(name)
        self.parts += [flow(source, into, condition), chain(out, target)]

    def split(self, source: str, name: str, target: str, condition: str | None) -> None:
        """A task that parts ways: by conditions, with a default or a plain flow."""
        second, third = self.target(-1)[0], self.target(-1)[0]
        plain, default = self.draw(st.booleans()), self.draw(st.booleans())
        ways = [(target, None if plain else 0), (second, 1), (third, None if default else 2)]
        given = {"default": f"{name}d"} if default else {}
        work = extension(f'<zeebe:taskDefinition type="{name}.work"/>')
        self.parts += [node("serviceTask", name, work, **given), flow(source, name, condition)]
        for (to, way), end_of_name in zip(ways, "abd", strict=True):
            asked = None if way is None else f"=list contains({name}, {way})"
            self.parts.append(flow(name, to, asked, name=f"{name}{end_of_name}"))
        asks = [way for _, way in ways if way is not None]
        sizes = range(0 if plain or default else 1, len(asks) + 1)
        self.made.answers[name] = [chosen for size in sizes for chosen in combinations(asks, size)]

    def subprocess(self, name: str) -> None:
        flavour = self.draw(st.sampled_from(["graph", "graph", "speaks", "cancels"]))
        if flavour == "graph":
            kinds = self.guard(name, ["ends", "beside", "again", "error"])
            inner = _Scope(self.draw, self.made, self.depth - 1, fails=self.fails or "error" in kinds)
            loop = self.draw(st.sampled_from(["", "", "", many(cardinality="1"), LOOPS[1]]))
            self.parts.append(node("subProcess", name, loop + inner.write(self.draw(st.integers(1, 2)))))
            return
        names = [self.made.name(kind) for kind in "stgee"]
        first, task, gate, last, other = names
        self.made.answers[gate] = _answers("xor", 2)
        if flavour == "speaks":
            aside = self.draw(st.booleans())
            self.leave(boundary(speaks := self.made.name("b"), name, X1, not aside), speaks)
            tag, throws = "subProcess", node("intermediateThrowEvent", other, X1)
            rest = self.made.name("t")  # it goes on after that
            throws += job(rest) + chain(other, rest, last)
        else:
            if self.draw(st.sampled_from([True, True, False])):
                self.leave(boundary(cancels := self.made.name("b"), name, CANCEL), cancels)
            tag, throws = "transaction", end(other, CANCEL)
        inside = [start(first), job(task), node("exclusiveGateway", gate), end(last), throws]
        inside += [chain(first, task, gate), flow(gate, last, f"=list contains({gate}, 0)")]
        inside.append(flow(gate, other, f"=list contains({gate}, 1)"))
        self.parts.append(node(tag, name, "".join(inside)))

    def guard(self, host: str, kinds: list[str]) -> list[str]:
        """Give an activity boundary events of different kinds; which."""
        count = self.draw(st.sampled_from([0, 0, 1, 1, 2]))
        chosen = self.draw(st.lists(st.sampled_from(kinds), min_size=count, max_size=count, unique=True))
        for kind in chosen:
            name = self.made.name("b")
            by = self.draw(st.sampled_from(WAITS)) if kind == "some" else GUARDS[kind]
            ends = self.draw(st.booleans()) if kind == "some" else kind in ("ends", "error")
            attached = {"attachedToRef": host, "cancelActivity": str(ends).lower()}
            self.leave(waiting("boundaryEvent", name, by, **attached), name)
        return chosen

    def leave(self, event: str, name: str) -> None:
        target, _ = self.target(-1)
        self.parts.append(event)
        self.way(name, target, self.draw(st.sampled_from(["nothing", "task"])))


def _answers(kind: str, count: int) -> list[tuple[int, ...]]:
    if kind == "xor":
        return [(way,) for way in range(count)]
    if kind == "or":
        return list(together.from_iterable(combinations(range(count), n) for n in range(1, count + 1)))
    return [tuple(range(count))]
