"""Questions about the graph of one scope: what can be reached, what goes round, where ways meet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.model.graph import Node, ProcessGraph

#: Candidates that are looked at when a meeting point is sought.
MAX_TRIES = 60
#: A way of so many nodes that does not come back is told within its case.
SHORT = 4


class Reach:
    """Follows the flows of one scope. An interrupting boundary event is a way out of its activity."""

    def __init__(self, graph: ProcessGraph, scope: str | None) -> None:
        self.next: Mapping[str, list[str]] = {
            node.id: _targets(graph, node) for node in graph.children(scope)
        }

    def of(self, heads: Iterable[str], blocked: frozenset[str]) -> dict[str, None]:
        """What can be reached from `heads`, they too, in order of distance; blocked nodes are not passed."""
        found = dict.fromkeys(heads)
        waiting = list(found)
        for node in waiting:
            if node in blocked:
                continue
            for target in self.next.get(node, ()):
                if target not in found:
                    found[target] = None
                    waiting.append(target)
        return found

    def round(self, node: str, blocked: frozenset[str]) -> set[str]:
        """The nodes of the loop that begins at `node`; empty if nothing leads back to it."""
        ahead = self.of(self.next.get(node, ()), blocked | {node})
        if node not in ahead or node in blocked:
            return set()
        back: dict[str, list[str]] = {}
        for source in ahead:
            for target in self.next.get(source, ()) if source not in blocked else ():
                back.setdefault(target, []).append(source)
        found, waiting = {node}, [node]
        for current in waiting:
            for source in back.get(current, ()):
                if source in ahead and source not in found:
                    found.add(source)
                    waiting.append(source)
        return found

    def entries(self, heads: list[str], blocked: frozenset[str]) -> list[str]:
        """The nodes at which ways from different heads meet, but for the blocked ones."""
        reached = [self.of([head], blocked).keys() - blocked for head in heads]
        counts: dict[str, int] = {}
        for node in (node for nodes in reached for node in nodes):
            counts[node] = counts.get(node, 0) + 1
        alone = [node for node in self.of(heads, blocked) if counts.get(node) == 1]
        entered = dict.fromkeys([*heads, *(target for node in alone for target in self.next.get(node, ()))])
        return [node for node in entered if counts.get(node, 0) > 1]

    def is_first(self, node: str, nodes: Iterable[str], blocked: frozenset[str]) -> bool:
        """Does no way lead to it from another one of some nodes?"""
        others = [other for other in nodes if other != node]
        return node not in self.of(
            (n for other in others for n in self.next.get(other, ())), blocked - {node, *others}
        )

    def first(self, nodes: Iterable[str], blocked: frozenset[str]) -> str:
        """One of some nodes to which no way leads from another one."""
        names = list(nodes)
        return next((name for name in names if self.is_first(name, names, blocked)), names[0])

    def meeting(self, heads: list[str], stop: str | None, blocked: frozenset[str]) -> str | None:
        """Where most of the ways from `heads` meet first.

        If no two meet: the beginning of the one that goes on, if the others end soon; None if none goes on.
        """
        walls = blocked | ({stop} if stop else frozenset())
        hidden = blocked - {stop}
        reached = [[n for n in self.of([head], walls) if n not in hidden] for head in heads]
        counts: dict[str, int] = {}
        for nodes in reached:
            for node in nodes:
                counts[node] = counts.get(node, 0) + 1
        most = max(counts.values(), default=0)
        if most < 2:
            return self._going_on(heads, reached, stop)
        common = [node for node in self.of(heads, walls) if counts.get(node) == most]
        for node in common[:MAX_TRIES]:
            around = self.of(heads, walls | {node})
            if not any(other in around for other in common if other != node):
                return node
        return stop

    def _going_on(self, heads: list[str], reached: list[list[str]], stop: str | None) -> str | None:
        for head, nodes in zip(heads, reached, strict=True):
            if stop in nodes:
                return head
        order = sorted(range(len(heads)), key=lambda i: -len(reached[i]))
        if not order or not reached[order[0]]:
            return None
        others = [len(reached[i]) for i in order[1:]]
        return heads[order[0]] if all(length <= SHORT for length in others) else None


def _targets(graph: ProcessGraph, node: Node) -> list[str]:
    found = [edge.target for edge in node.outgoing]
    for attached in graph.attached(node.id):
        if not attached.is_non_interrupting and "compensation" not in attached.kinds:
            found += [edge.target for edge in attached.outgoing]
    return found
