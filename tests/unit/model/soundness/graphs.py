"""Random small process graphs, unstructured too, made by hypothesis.

On every way from one gateway to the next there is a task, so that each step of the engine moves one
token, and each decision is free. Each gateway decides by a variable of its own: the set of its ways.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, combinations

from hypothesis import strategies as st

from tests.unit.conformance.words import job
from tests.unit.runtime.bpmn import flow, node, process

KINDS = {"xor": "exclusiveGateway", "and": "parallelGateway", "or": "inclusiveGateway"}
#: Where a way can lead beside a gateway: a plain end, and one that ends everything.
END, TERMINATE = "end", "stop"


@dataclass(frozen=True)
class Graph:
    """kinds: of the gateways. ways: from a gateway to another, or to an end, in the order of its flows."""

    kinds: tuple[str, ...]
    ways: tuple[tuple[str, ...], ...]

    def answers(self, gateway: str) -> list[tuple[int, ...]]:
        """The ways that a gateway can choose together."""
        kind, count = self.kinds[int(gateway[1:])], len(self.ways[int(gateway[1:])])
        if kind == "and":
            return [tuple(range(count))]
        if kind == "xor":
            return [(way,) for way in range(count)]
        return list(chain.from_iterable(combinations(range(count), n) for n in range(1, count + 1)))

    @property
    def tasks(self) -> dict[str, str]:
        """By task, the gateway or end behind it."""
        pairs = [(f"t{g}_{w}", to) for g, ways in enumerate(self.ways) for w, to in enumerate(ways)]
        return {"t_first": "g0", **dict(pairs)}


@st.composite
def graphs(draw: st.DrawFn, largest: int = 5) -> Graph:
    count = draw(st.integers(2, largest))
    gateways = [f"g{i}" for i in range(count)]
    kinds = tuple(draw(st.sampled_from(["xor", "xor", "and", "and", "or"])) for _ in gateways)
    ways = []
    for at in range(count):
        ahead = gateways[at + 1 :] * 3 + gateways + [END] * 2 + [TERMINATE] * draw(st.integers(0, 1))
        ways.append(tuple(draw(st.lists(st.sampled_from(ahead), min_size=1, max_size=3))))
    return Graph(kinds, tuple(ways))


def write(graph: Graph) -> bytes:
    """The process of a graph; of a choice each way is taken if the gateway's variable holds its number."""
    parts = [node("startEvent", "s"), node("endEvent", END), flow("s", "t_first")]
    parts.append(node("endEvent", TERMINATE, "<bpmn:terminateEventDefinition/>"))
    parts += [node(KINDS[kind], f"g{at}") for at, kind in enumerate(graph.kinds)]
    for task, to in graph.tasks.items():
        parts += [job(task), flow(task, to)]
    for at, ways in enumerate(graph.ways):
        for way in range(len(ways)):
            asks = graph.kinds[at] != "and"
            condition = f"=list contains(g{at}, {way})" if asks else None
            parts.append(flow(f"g{at}", f"t{at}_{way}", condition))
    return process(parts)
