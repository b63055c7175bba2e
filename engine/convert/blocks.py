"""Finds the blocks of a list of steps: where ways part and meet, and what goes round.

What an activity is, with all that hangs at it and is in it, `structure` adds.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from engine.convert import fields, refusal
from engine.convert.around import Around, Later, Round, jump, lists, rounds, walls
from engine.convert.reach import Reach
from engine.convert.refusal import Unstructured
from engine.model.graph import Edge, Node, ProcessGraph
from engine.model.vocabulary import ACTIVITIES, local

Steps = list[dict[str, Any]]
#: Lists of steps in one another; the notation itself has 160 levels of maps and lists.
MAX_DEPTH = 60


class Blocks(ABC):
    """The steps of one process. skips: ways that meet across blocks are told with `skip`."""

    def __init__(self, graph: ProcessGraph, roots: dict[str, Any], skips: bool = False) -> None:
        self.graph, self.roots, self.skips = graph, roots, skips
        self.skipped: set[str] = set()
        self.done: set[str] = set()
        self.depth = 0
        self.reach = Reach(graph, None)

    @abstractmethod
    def _activity(self, step: dict[str, Any], node: Node, stop: str | None, around: Around) -> str | None:
        """Write what an activity is; give back where it goes on."""

    def _event(self, node: Node) -> dict[str, Any]:
        found = fields.event(node, self.roots)
        if found is None:
            raise refusal.of_event(node.id, node.kinds)
        return found

    def steps(self, node_id: str | None, stop: str | None, around: Around, begun: bool = False) -> Steps:
        """The steps from a node up to `stop`, to an end, or to a way back or out of a loop.

        begun: the node is the beginning of a loop, which is written around them.
        """
        if self.depth == MAX_DEPTH:
            raise Unstructured(
                node_id or "", "Blocks lie in one another, more than {limit}.", limit=MAX_DEPTH
            )
        self.depth += 1
        found = self._list(node_id, stop, around, begun)
        self.depth -= 1
        return found

    def _list(self, node_id: str | None, stop: str | None, around: Around, begun: bool) -> Steps:
        found: Steps = []
        this = Later(stop)
        inner = (*around, this) if self.skips else around
        while True:
            while node_id is not None and node_id != stop:
                way = None if begun else jump(node_id, inner) or self._skip(node_id, this, inner)
                begun = False
                if way is not None:
                    found.append(way)
                    node_id = None
                    break
                if node_id in self.done:
                    raise Unstructured(node_id, "Ways meet here that are not parts of one block.")
                node_id = self._any(self.graph.nodes[node_id], stop, inner, found)
            if not this.waiting:
                return found
            if node_id is not None:
                found.append(jump(node_id, around) or self._skip_to(node_id))
            node_id = self.reach.first(this.waiting, walls(stop, around))

    def _skip(self, node_id: str, this: Later, around: Around) -> dict[str, Any] | None:
        """The step that goes to a node that this list, or one around it, writes further down."""
        hidden = walls(this.stop, around[:-1])
        if node_id in this.waiting and self.reach.is_first(node_id, this.waiting, hidden):
            del this.waiting[node_id]
            return None
        if any(node_id == part.stop or node_id in part.waiting for part in lists(around)):
            return self._skip_to(node_id)
        return None

    def _skip_to(self, node_id: str) -> dict[str, Any]:
        self.skipped.add(node_id)
        return {"skip": node_id}

    def _follow(self, heads: list[str], stop: str | None, around: Around) -> str | None:
        """Where it goes on behind a block whose ways begin at `heads`."""
        hidden = walls(stop, around)
        waiting = self._reserve(heads, hidden, around)
        if waiting:
            first = self.reach.first(waiting, hidden)
            if first in self.reach.of(heads, hidden | waiting.keys()):
                return first
        return self.reach.meeting(heads, stop, hidden)

    def _reserve(self, heads: list[str], hidden: frozenset[str], around: Around) -> dict[str, None]:
        """Leave the nodes where ways from `heads` meet to the nearest list; what it still has to write."""
        this = next(lists(around), None)
        if this is None:
            return {}
        this.waiting |= dict.fromkeys(self.reach.entries(heads, hidden))
        return this.waiting

    def _any(self, node: Node, stop: str | None, around: Around, out: Steps) -> str | None:
        """Write the block that begins at a node; give back where it goes on."""
        if node.id not in [this.head for this in rounds(around)][:1]:
            loop = self.reach.round(node.id, walls(stop, around))
            if loop:
                return self._repeat(node, loop, stop, around, out)
        return self._block(node, stop, around, out)

    def _block(self, node: Node, stop: str | None, around: Around, out: Steps) -> str | None:
        self.done.add(node.id)
        kind = fields.KINDS.get(node.type)
        if kind is None:
            raise refusal.of_node(node.id, node.type)
        if node.type.endswith("Gateway"):
            if node.type == "exclusiveGateway" and len(node.outgoing) == 1:
                out.append(self._named("merge", node) | fields.common(node.xml))
                return self._only(node)
            return self._fork(kind, node, stop, around, out)
        step = self._named(kind, node)
        out.append(step)
        if node.type in ACTIVITIES:
            return self._activity(step, node, stop, around)
        step |= self._event(node) | fields.work(node, self.roots) | fields.common(node.xml)
        return None if node.type == "endEvent" else self._only(node)

    def _named(self, kind: str, node: Node) -> dict[str, Any]:
        return {kind: node.name, "id": node.id}

    def _only(self, node: Node) -> str | None:
        """The target of the only flow out of a node; None for the last one of a list in whatever order."""
        around = self.graph.nodes.get(node.scope or "")
        if around is not None and around.type == "adHocSubProcess" and not node.outgoing:
            return None
        if len(node.outgoing) != 1 or node.outgoing[0].conditional:
            raise Unstructured(node.id, "Exactly one flow without a condition must leave it.")
        return node.outgoing[0].target

    def _after(self, node: Node, stop: str | None, around: Around) -> Steps:
        return self.steps(self._only(node), stop, around)

    def _join(
        self,
        step: dict[str, Any],
        node: Node,
        target: str | None,
        stop: str | None,
        around: Around,
        before: set[str],
        tag: str,
    ) -> str | None:
        """Where the ways of a block meet: its own gateway, or straight in what comes next."""
        if target is None:
            return None
        own = (self.done - before) | {node.id}
        meeting = self.graph.nodes[target]
        inside = [edge for edge in meeting.incoming if edge.source in own]
        if len(inside) < 2:
            return target
        own_gateway = _is_join(meeting, tag) and len(inside) == len(meeting.incoming)
        if target != stop and own_gateway and target not in self.skipped:
            self.done.add(target)
            for part in lists(around):
                part.waiting.pop(target, None)
            if meeting.name:
                step["join"] = {"id": meeting.id, "name": meeting.name}
            elif meeting.id != f"{node.id}_join":
                step["join"] = meeting.id
            return self._only(meeting)
        if tag != "exclusiveGateway":
            raise Unstructured(node.id, "Its ways do not meet in a gateway of their own.")
        step["join"] = False
        return target

    def _fork(self, kind: str, node: Node, stop: str | None, around: Around, out: Steps) -> str | None:
        step = self._named(kind, node) | fields.common(node.xml)
        if len(node.outgoing) < 2:
            raise Unstructured(node.id, "It is a join without the split that belongs to it.")
        joins = node.type in ("parallelGateway", "inclusiveGateway")
        if node.type == "inclusiveGateway":
            step["several"] = True
        inner: Around = () if joins else around
        heads = [edge.target for edge in node.outgoing]
        hidden = walls(stop, around)
        meeting = self.reach.meeting(heads, stop, hidden) if joins else self._follow(heads, stop, around)
        if node.type == "eventBasedGateway" and meeting in heads:
            meeting = self._only(self.graph.nodes[meeting])  # the event is a part of its case
        out.append(step)
        before = set(self.done)
        word = {"decide": "cases", "parallel": "branches", "wait": "any"}[kind]
        step[word] = [self._case(node, edge, meeting, inner) for edge in node.outgoing]
        if kind == "parallel":
            step[word] = [case if "name" in case else case["do"] for case in step[word]]
        tag = node.type if joins else "exclusiveGateway"
        return self._join(step, node, meeting, stop, around, before, tag)

    def _case(self, node: Node, edge: Edge, meeting: str | None, around: Around) -> dict[str, Any]:
        case: dict[str, Any] = {}
        target: str | None = edge.target
        if node.type in ("exclusiveGateway", "inclusiveGateway"):
            case = self._condition(node, edge)
        elif edge.conditional:
            raise Unstructured(edge.id, "A condition has no effect on this flow.")
        elif node.type == "parallelGateway" and edge.xml.get("name"):
            case["name"] = edge.xml.get("name")
        if node.type == "eventBasedGateway":
            event = self.graph.nodes[edge.target]
            if event.type != "intermediateCatchEvent" or event.id == meeting or len(event.incoming) > 1:
                raise Unstructured(event.id, "Behind this gateway the notation has catching events only.")
            self.done.add(event.id)
            case = {"id": event.id, **({"name": event.name} if event.name else {})}
            case |= self._event(event) | fields.common(event.xml)
            target = self._only(event)
        return case | {"do": self.steps(target, meeting, around)}

    def _condition(self, node: Node, edge: Edge) -> dict[str, Any]:
        label = edge.xml.get("name", "")
        if node.default == edge.id:
            return {"else": label}
        condition = next((c.text for c in edge.xml if local(c) == "conditionExpression"), None)
        if condition is None:
            raise Unstructured(edge.id, "The flow has neither a condition nor is it the default.")
        return {"when": fields.feel(condition)} | ({"name": label} if label else {})

    def _repeat(self, node: Node, loop: set[str], stop: str | None, around: Around, out: Steps) -> str | None:
        exits = [
            target
            for source in self.reach.of([node.id], walls(stop, around))
            if source in loop
            for target in self.reach.next[source]
            if target not in loop
        ]
        follow = self._follow(list(dict.fromkeys(exits)), stop, around)
        step: dict[str, Any] = {"repeat": ""}
        out.append(step)
        this = Round(node.id, follow, step)
        inner = (*around, this)
        if _is_join(node, "exclusiveGateway"):
            self.done.add(node.id)
            step |= {"repeat": node.name, "id": node.id} | fields.common(node.xml)
            step["do"] = self.steps(self._only(node), follow, inner)
        else:
            step["join"] = False
            step["do"] = self.steps(node.id, follow, inner, begun=True)
        return follow


def _is_join(node: Node, tag: str) -> bool:
    """A gateway where ways only meet."""
    return node.type == tag and len(node.outgoing) == 1 and not node.outgoing[0].conditional and not any(
        local(child) == "extensionElements" for child in node.xml
    )  # fmt: skip
