"""Makes a net smaller where what is left out cannot go wrong: sequences, blocks, loops, branches to the end.

A block-structured scope of any size becomes a single edge from its start to its end. What was left out is
remembered in the trails and members of what stays.
"""

from __future__ import annotations

from collections import deque
from functools import reduce as reduce_left

from engine.model.soundness.choices import options
from engine.model.soundness.net import Edge, Net, Node, joined


def reduce(net: Net) -> None:
    """Apply the rules until none fits; the work is about proportional to the number of edges."""
    _Reducer(net).run()


class _Reducer:
    def __init__(self, net: Net) -> None:
        self.net = net
        self.todo = deque(net.nodes)
        self.queued = set(self.todo)
        #: joins that wait ask where a token could still go
        self.waits = any(node.join == "wait" for node in net.nodes.values())

    def run(self) -> None:
        while self.todo:
            number = self.todo.popleft()
            self.queued.discard(number)
            node = self.net.nodes.get(number)
            if node is not None and not node.end:
                for rule in (self._drop_branches, self._merge_parallel, self._unroll, self._fuse):
                    if rule(node):
                        break

    def _again(self, *numbers: int) -> None:
        for number in numbers:
            if number in self.net.nodes and number not in self.queued:
                self.queued.add(number)
                self.todo.append(number)

    def _outs(self, node: Node) -> list[Edge]:
        return [self.net.edges[number] for number in node.outs]

    def _remove(self, edge: Edge) -> None:
        del self.net.edges[edge.id]
        del self.net.nodes[edge.source].outs[edge.id]
        del self.net.nodes[edge.target].ins[edge.id]

    def _drop_branches(self, node: Node) -> bool:
        """A branch that only comes to an end needs nobody, and nobody waits for it."""
        always = sum(e.role == "always" for e in self._outs(node))
        if node.one or not always or len(node.outs) < 2 or node.many > 1:
            return False
        asked = [
            "default",
            "else",
        ]  # without the conditional flows a default beside them would be taken always
        asked += ["if"] * any(e.role == "else" for e in self._outs(node))
        to_end = [e for e in self._outs(node) if e.role not in asked and self._ends(e)]
        before = len(node.outs)
        for edge in sorted(to_end, key=lambda e: e.rests):
            if edge.role == "always" and always == 1:
                continue
            always -= edge.role == "always"
            node.members = joined(node.members, edge.members)
            self._remove(edge)
        if len(node.outs) < before:
            self._again(node.id)
        return len(node.outs) < before

    def _ends(self, edge: Edge) -> bool:
        return self.net.nodes[edge.target].end == "end"

    def _merge_parallel(self, node: Node) -> bool:
        """Edges side by side from one node to another become one, where both agree on what they mean."""
        by_target: dict[int, list[Edge]] = {}
        for edge in self._outs(node):
            if edge.role != "never":
                by_target.setdefault(edge.target, []).append(edge)
        merged = False
        for number, edges in by_target.items():
            if len(edges) > 1 and self._agree(node, self.net.nodes[number], edges):
                self._merge(node, edges)
                self._again(node.id, number)
                merged = True
        return merged

    def _agree(self, node: Node, target: Node, edges: list[Edge]) -> bool:
        whole = len(edges) == len(node.outs) and len(edges) == len(target.ins)
        if node.many > 1:
            return False
        if node.one:
            return (target.join == "pass" and not target.takes_all) or (whole and target.join == "wait")
        if target.join == "all":
            return all(e.role == "always" for e in edges)
        return (whole and target.join == "wait") or (len(edges) == len(node.outs) and target.end == "end")

    def _merge(self, node: Node, edges: list[Edge]) -> None:
        """Keep the first with what the others have; of alternatives the shortest way is shown."""
        kept, *others = edges
        shown = self._shortest(node, edges)
        kept.trail, kept.length = reduce_left(joined, (e.trail for e in shown)), sum(e.length for e in shown)
        kept.condition = None
        kept.role = kept.role if node.one else "always"
        for edge in others:
            kept.members = joined(kept.members, edge.members)
            kept.rests = kept.rests or edge.rests
            kept.attached = kept.attached and edge.attached
            kept.again = kept.again or edge.again
            self._remove(edge)

    def _shortest(self, node: Node, edges: list[Edge]) -> list[Edge]:
        """Of edges out of a node those that are taken together on the shortest way."""
        if node.one:
            return [min(edges, key=lambda e: e.length)]
        if all(edge.role == "always" for edge in edges):
            return edges
        ways = [[self.net.edges[n] for n in option.edges] for option in options(self.net, node)[0]]
        return min(ways, key=lambda way: sum(e.length for e in way), default=edges)

    def _unroll(self, node: Node) -> bool:
        """A loop that a token leaves by choice can be thought away: it brings the token back as it was."""
        if node.join != "pass" or not node.one or node.many > 1:
            return False
        merge = node
        if len(node.ins) == 1:
            source = self.net.edges[next(iter(node.ins))].source
            merge = self.net.nodes.get(source, node)
            if merge.join != "pass" or len(merge.outs) != 1 or merge.many > 1:
                return False
        back = [e for e in self._outs(node) if e.target == merge.id]
        if not back or len(back) == len(node.outs) or len(back) == len(merge.ins):
            return False
        for edge in back:
            node.members = joined(node.members, edge.members)
            self._remove(edge)
        self._again(node.id, merge.id)
        return True

    def _fuse(self, node: Node) -> bool:
        """A node between one edge and another is a part of the way; a merge before a merge is one with it."""
        if not node.ins or len(node.outs) != 1 or node.many > 1 or node.join == "count":
            return False
        after = self.net.edges[next(iter(node.outs))]
        if after.role == "never":
            return False
        target = self.net.nodes[after.target]
        if target is node or not (self._is_series(node, after) or self._is_merge(node, after)):
            return False
        if self.waits and after.attached and any(self.net.edges[number].rests for number in node.ins):
            return False
        for number in node.ins:
            before = self.net.edges[number]
            before.trail = joined(joined(before.trail, node.element or None), after.trail)
            before.members = joined(joined(before.members, node.members), after.members)
            before.length += after.length + bool(node.element)
            before.rests = before.rests or after.rests
            before.target = target.id
            target.ins[number] = None
            before.stays = before.stays or after.stays
            before.attached = before.attached or after.attached
            before.again = before.again or after.again
            self._again(before.source)
        del target.ins[after.id], self.net.edges[after.id], self.net.nodes[node.id]
        self._again(target.id)
        return True

    def _is_series(self, node: Node, after: Edge) -> bool:
        before = self.net.edges[next(iter(node.ins))]
        if self.waits and before.rests and after.rests and self._has_aside(before):
            return False
        return len(node.ins) == 1

    def _has_aside(self, edge: Edge) -> bool:
        """Can something come beside it, while its elements take their time?"""
        source = self.net.nodes.get(edge.source)
        return source is not None and any(e.attached and e.role == "if" for e in self._outs(source))

    def _is_merge(self, node: Node, after: Edge) -> bool:
        target = self.net.nodes[after.target]
        merges = node.join == "pass" and target.join == "pass" and not target.takes_all
        return merges and not after.rests
