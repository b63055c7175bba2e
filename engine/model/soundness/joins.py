"""When a joining node lets a token pass, by the rules of the engine (`engine.runtime.gateways`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.model.soundness.net import Net, Node

#: Tokens by place: the number of an edge on which one moves, its complement where one waits behind it.
Tokens = dict[int, int]
#: By edge, the edges into a node to which a way leads from it.
Reach = dict[int, frozenset[int]]
_NOWHERE: frozenset[int] = frozenset()


class Joins:
    """The joining nodes of a net; what can reach an inclusive one is worked out when it is asked for."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self.work = 0
        self._reach: dict[tuple[int, bool], Reach] = {}

    def arrive(self, node: Node, edge: int, tokens: Tokens) -> bool:
        """Let a token wait at a node behind an edge; whether the node passes one on now."""
        tokens[~edge] = tokens.get(~edge, 0) + 1
        if node.join == "all":
            if any(~other not in tokens for other in node.ins):
                return False
            self._take(tokens, ((other, 1) for other in node.ins))
            return True
        if node.join == "count":
            if sum(tokens.get(~other, 0) for other in node.ins) < node.needs:
                return False
            self._take(tokens, [(other, tokens[~other]) for other in node.ins if ~other in tokens])
            return True
        return False

    @staticmethod
    def _take(tokens: Tokens, from_each: Iterable[tuple[int, int]]) -> None:
        for edge, count in from_each:
            tokens[~edge] -= count
            if not tokens[~edge]:
                del tokens[~edge]

    def pass_inclusive(self, node: Node, tokens: Tokens) -> None:
        """Take one token of each edge that has some."""
        self._take(tokens, [(edge, 1) for edge in node.ins if ~edge in tokens])

    def ready(self, tokens: Tokens) -> list[Node]:
        """The inclusive nodes that pass now, when nothing else moves (BPMN 2.0, 13.4.3)."""
        waiting = {self.net.edges[~place].target for place in tokens if place < 0}
        nodes = [self.net.nodes[number] for number in sorted(waiting)]
        return [n for n in nodes if n.join == "wait" and not self._held_back(n, waiting, tokens)]

    def _held_back(self, node: Node, waiting: set[int], tokens: Tokens) -> bool:
        """Can a token come to an edge that has none, and by no way of flows only to one that has one?"""
        have = {edge for edge in node.ins if ~edge in tokens}
        flows, ways = self._reaching(node, attached=False), self._reaching(node, attached=True)
        for begun, entered in self._ways_of(tokens, waiting - {node.id}):
            is_led = not all(have.isdisjoint(flows.get(edge, _NOWHERE)) for edge in entered)
            if not is_led and not all(have.issuperset(ways.get(edge, _NOWHERE)) for edge in begun):
                return True
        return False

    def _ways_of(self, tokens: Tokens, waiting: set[int]) -> Iterator[tuple[list[int], list[int]]]:
        """By token the edges on which it can go on, and those of them to which no boundary event leads."""
        for place in tokens:
            if place >= 0:
                yield [place], [place]
        for node in waiting:
            outs = list(self.net.nodes[node].outs)
            yield outs, [edge for edge in outs if not self.net.edges[edge].attached]

    def _reaching(self, node: Node, *, attached: bool) -> Reach:
        """By edge, the edges of the node to which a way leads from it that avoids the node; a way that no
        boundary event is on, unless `attached`."""
        known = self._reach.get((node.id, attached))
        if known is not None:
            return known
        found: dict[int, set[int]] = {}
        for edge in node.ins:
            stack, seen = [edge], {edge}
            while stack:
                place = stack.pop()
                found.setdefault(place, set()).add(edge)
                source = self.net.edges[place].source
                if source in (-1, node.id) or (self.net.edges[place].attached and not attached):
                    continue
                for earlier in self.net.nodes[source].ins:
                    if earlier not in seen:
                        seen.add(earlier)
                        stack.append(earlier)
            self.work += len(seen)
        self._reach[node.id, attached] = {place: frozenset(edges) for place, edges in found.items()}
        return self._reach[node.id, attached]
