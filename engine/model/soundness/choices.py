"""What a splitting node can choose, as far as its conditions do not exclude each other by their words.

Data is not looked at: `x` may be true or false. But `x` and `not(x)`, `a = 1` and `a = 2` are never true at
once, and the same words mean the same at two gateways.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations

from engine.feel import Expression
from engine.model.soundness.net import Edge, Net, Node

#: Of more conditional flows than this not every combination is tried.
MAX_FREE = 8
#: Conditions of more alternatives than this are not compared.
MAX_ASKED = 60

#: What a condition is about, and what it says of that: a comparison with a literal, or true and false.
Key = tuple[str, str]

_NOT = re.compile(r"not\s*\((.*)\)")
_COMPARED = re.compile(r"([\w.]+)\s*(!=|<=|>=|=|<|>)\s*(\"[^\"]*\"|-?[\w.]+)")
_OPPOSITE = {"!=": "=", "<=": ">", ">=": "<"}


@lru_cache(maxsize=4096)
def meaning(text: str) -> tuple[Key, bool]:
    """What a condition says in words that can be compared: (what about, whether it affirms it)."""
    text, affirms = " ".join(text.strip().removeprefix("=").split()), True
    while (inner := _NOT.fullmatch(text)) and _is_balanced(inner[1]):
        text, affirms = inner[1].strip(), not affirms
    compared = _COMPARED.fullmatch(text)
    if compared is None:
        return (text, ""), affirms
    name, operator, value = compared.groups()
    if operator in _OPPOSITE:
        operator, affirms = _OPPOSITE[operator], not affirms
    return ((name, value) if operator == "=" else (f"{name} {operator} {value}", "")), affirms


def _is_balanced(text: str) -> bool:
    depth = 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if depth < 0:
            return False
    return depth == 0


#: What has been decided: what about, to (what was said, by which node).
Facts = Mapping[Key, tuple[bool, int]]


@dataclass(slots=True)
class Option:
    """Edges that are taken together, and what that says of their conditions."""

    edges: tuple[int, ...]
    says: dict[Key, bool] = field(default_factory=dict)

    def fits(self, facts: Facts) -> bool:
        return not any(_contradicts(key, value, facts) for key, value in self.says.items())


def _contradicts(key: Key, value: bool, facts: Facts) -> bool:
    if key in facts:
        return facts[key][0] != value
    if not value or not key[1]:
        return False
    return any(k[0] == key[0] and k[1] and k != key and said for k, (said, _) in facts.items())


def options(net: Net, node: Node) -> tuple[list[Option], bool]:
    """What a token can do at a node; False as the second where these are not all of it."""
    edges = [net.edges[number] for number in node.outs]
    if node.one:
        return _alternatives([edge for edge in edges if edge.role != "never"]), True
    always = tuple(e.id for e in edges if e.role == "always")
    free = [e for e in edges if e.role == "if"]
    found = []
    for chosen in _subsets(free):
        taken = always + tuple(e.id for e in chosen)
        default = () if chosen else tuple(e.id for e in edges if _is_default(e, taken))
        says = _said([(e, e in chosen) for e in free]) if len(free) <= MAX_ASKED else {}
        if says is None and default:
            says = {}  # neither of two opposites holds where the data are missing: that is what it is for
        if (taken or default) and says is not None:
            found.append(Option(taken + default, says))
    return found, len(free) <= MAX_FREE


def _is_default(edge: Edge, taken: tuple[int, ...]) -> bool:
    return edge.role == "else" or (edge.role == "default" and not taken)


def _alternatives(edges: list[Edge]) -> list[Option]:
    """One of the edges: its condition holds, and none of an edge that is asked before it."""
    asked = [e for e in edges if e.role != "default"]
    if len(edges) > MAX_ASKED:
        return [Option((edge.id,)) for edge in edges]
    found = []
    for edge in edges:
        before = asked[: asked.index(edge)] if edge in asked else asked
        says = _said([(e, False) for e in before] + [(edge, True)] * (edge.role != "default"))
        found.append(Option((edge.id,), says or {}))
    return found


def _subsets(edges: list[Edge]) -> Iterator[tuple[Edge, ...]]:
    """All of them by size; of many edges none, each alone and all together."""
    sizes = range(len(edges) + 1) if len(edges) <= MAX_FREE else (0, 1, len(edges))
    for size in sizes:
        yield from combinations(edges, size)


def _said(answers: list[tuple[Edge, bool]]) -> dict[Key, bool] | None:
    """What these answers to the conditions say together; None if they contradict each other."""
    said: dict[Key, tuple[bool, int]] = {}
    for edge, holds in answers:
        if edge.condition is not None:
            key, affirms = meaning(edge.condition.text)
            if _contradicts(key, affirms == holds, said):
                return None
            said[key] = affirms == holds, 0
    return {key: value for key, (value, _) in said.items()}


def shared(net: Net) -> frozenset[str]:
    """What the conditions of more than one node are about."""
    asked: dict[str, set[int]] = {}
    for edge in net.edges.values():
        if isinstance(edge.condition, Expression) and edge.source >= 0:
            asked.setdefault(meaning(edge.condition.text)[0][0], set()).add(edge.source)
    return frozenset(about for about, nodes in asked.items() if len(nodes) > 1)
