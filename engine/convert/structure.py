"""Finds the blocks of a scope: where ways part and meet, what goes round, what hangs at an activity.

The answer is a list of steps as the notation writes them, or `Unstructured` with the element that does not
fit.
"""

from __future__ import annotations

from typing import Any

from engine.convert import fields
from engine.convert.around import Around, Later, Round, jump, lists, rounds, walls
from engine.convert.reach import Reach
from engine.model import extensions
from engine.model.graph import Edge, Node, ProcessGraph
from engine.model.vocabulary import ACTIVITIES, is_true, local

Steps = list[dict[str, Any]]


class Unstructured(Exception):
    """An element that the notation cannot say. message: an English sentence with places for `params`."""

    def __init__(self, element: str, message: str, **params: Any) -> None:
        super().__init__(message)
        self.element, self.message, self.params = element, message, params


class Structure:
    """The steps of one process. skips: ways that meet across blocks are told with `skip`."""

    def __init__(self, graph: ProcessGraph, roots: dict[str, Any], skips: bool = False) -> None:
        self.graph, self.roots, self.skips = graph, roots, skips
        self.skipped: set[str] = set()
        self.done: set[str] = set()
        self.reach = Reach(graph, None)

    def process(self) -> dict[str, Any]:
        """The process as YAML writes it. Raises Unstructured."""
        graph = self.graph
        written: dict[str, Any] = {"process": graph.id}
        if graph.name:
            written["name"] = graph.name
        written |= fields.common(graph.xml)
        tag = next((c for w, c in extensions.words(graph.xml) if w == "zeebe:versionTag"), None)
        if tag is not None:
            written["version"] = tag.get("value", "")
        written |= self._scope(None, graph.id)
        left = [node for node in graph.nodes.values() if node.id not in self.done]
        if left:
            raise Unstructured(left[0].id, "It is not reached from the start event.")
        return written

    # --- scopes

    def _scope(self, scope: str | None, owner: str) -> dict[str, Any]:
        """`start`, `do` and the handlers inside of a process or subprocess."""
        before, self.reach = self.reach, Reach(self.graph, scope)
        children = self.graph.children(scope)
        starts = [node for node in children if node.type == "startEvent"]
        _check_start(owner, starts)
        found = self._start(starts[0], owner, scope is None)
        found["do"] = self._closed(self._after(starts[0], None, ()), owner)
        for node in children:
            if node.is_event_subprocess:
                self._add_handler(found, *self._event_subprocess(node, scope))
        self.reach = before
        return found

    def _start(self, node: Node, owner: str, outermost: bool) -> dict[str, Any]:
        self.done.add(node.id)
        start = {} if node.id == f"{owner}_start" else {"id": node.id}
        if node.name:
            start["name"] = node.name
        if outermost:
            start |= fields.work(node, self.roots) | self._event(node) | fields.common(node.xml)
        return {"start": start} if start else {}

    def _closed(self, steps: Steps, owner: str) -> Steps:
        """Without the end event that the notation adds by itself."""
        if steps and steps[-1] == {"end": "", "id": f"{owner}_end"}:
            return steps[:-1]
        return steps

    def _event_subprocess(self, node: Node, scope: str | None) -> tuple[str, dict[str, Any]]:
        self.done.add(node.id)
        before, self.reach = self.reach, Reach(self.graph, node.id)
        starts = [n for n in self.graph.children(node.id) if n.type == "startEvent"]
        _check_start(node.id, starts)
        key, handler = self._handler(starts[0], node)
        start = self._start(starts[0], node.id, outermost=False)
        handler |= start | ({"inside": True} if scope is not None else {})
        handler["do"] = self._closed(self._after(starts[0], None, ()), node.id)
        if any(n.is_event_subprocess for n in self.graph.children(node.id)):
            raise Unstructured(node.id, "A handler inside a handler has no word in the notation.")
        self.reach = before
        return key, handler

    def _add_handler(self, step: dict[str, Any], key: str, handler: dict[str, Any]) -> None:
        """One handler of a kind as a map, several as a list."""
        known = step.get(key)
        step[key] = handler if known is None else [*(known if isinstance(known, list) else [known]), handler]

    def _handler(self, event: Node, named: Node) -> tuple[str, dict[str, Any]]:
        """Key and head of a handler: the event, and whose id and name it has."""
        key = fields.HANDLERS.get(event.kinds[0] if len(event.kinds) == 1 else "")
        if key is None:
            raise Unstructured(event.id, "The notation has no handler for this event.")
        handler: dict[str, Any] = {"id": named.id}
        if named.name:
            handler["name"] = named.name
        handler |= self._event(event)
        if event.is_non_interrupting:
            handler["beside"] = True
        return key, handler | fields.common(named.xml)

    def _event(self, node: Node) -> dict[str, Any]:
        found = fields.event(node, self.roots)
        if found is None:
            raise Unstructured(node.id, "The notation has no word for this event.")
        return found

    # --- lists of steps

    def steps(self, node_id: str | None, stop: str | None, around: Around, begun: bool = False) -> Steps:
        """The steps from a node up to `stop`, to an end, or to a way back or out of a loop.

        begun: the node is the beginning of a loop, which is written around them.
        """
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
            raise Unstructured(node.id, "The notation has no word for {type}.", type=node.type)
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
        """The target of the only flow out of a node."""
        if len(node.outgoing) != 1 or node.outgoing[0].conditional:
            raise Unstructured(node.id, "Exactly one flow without a condition must leave it.")
        return node.outgoing[0].target

    def _after(self, node: Node, stop: str | None, around: Around) -> Steps:
        return self.steps(self._only(node), stop, around)

    # --- activities

    def _activity(self, step: dict[str, Any], node: Node, stop: str | None, around: Around) -> str | None:
        step |= fields.work(node, self.roots)
        step |= fields.loops(node)
        if node.type in ("subProcess", "transaction"):
            if node.type == "transaction":
                step["transaction"] = True
            step |= self._scope(node.id, node.id)
        step |= fields.common(node.xml)
        target = self._only(node)
        before = set(self.done)
        ways = [edge.target for event in self.graph.attached(node.id) for edge in event.outgoing
                if not event.is_non_interrupting]  # fmt: skip
        if target is not None and ways:
            self._reserve([target, *ways], walls(stop, around), around)
        for event in self.graph.attached(node.id):
            self.done.add(event.id)
            if "compensation" in event.kinds:
                step["undo"] = self._undo(event)
                continue
            key, handler = self._handler(event, event)
            beside = event.is_non_interrupting
            do = self._after(event, None if beside else target, () if beside else around)
            handler["do"] = self._closed(do, event.id) if beside else do
            self._add_handler(step, key, handler)
        return self._join(step, node, target, stop, before, "exclusiveGateway")

    def _undo(self, event: Node) -> dict[str, Any]:
        """The activity that an association leads to from a boundary event for compensation."""
        for link in self.graph.xml.iter():
            ends = [link.get("sourceRef"), link.get("targetRef")] if local(link) == "association" else []
            other = next((end for end in ends if end != event.id), None) if event.id in ends else None
            node = self.graph.nodes.get(other or "")
            if node is not None and is_true(node.xml.get("isForCompensation")):
                self.done.add(node.id)
                step = self._named(fields.KINDS[node.type], node) | fields.work(node, self.roots)
                return step | fields.loops(node) | fields.common(node.xml)
        raise Unstructured(event.id, "No association leads from it to an activity for compensation.")

    def _join(
        self,
        step: dict[str, Any],
        node: Node,
        target: str | None,
        stop: str | None,
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
            join: Any = meeting.id
            if meeting.name:
                join = {"id": meeting.id, "name": meeting.name}
            step["join"] = join
            return self._only(meeting)
        if tag != "exclusiveGateway":
            raise Unstructured(node.id, "Its ways do not meet in a gateway of their own.")
        step["join"] = False
        return target

    # --- branches

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
        out.append(step)
        before = set(self.done)
        word = {"decide": "cases", "parallel": "branches", "wait": "any"}[kind]
        step[word] = [self._case(node, edge, meeting, inner) for edge in node.outgoing]
        if kind == "parallel":
            step[word] = [case["do"] for case in step[word]]
        return self._join(step, node, meeting, stop, before, node.type if joins else "exclusiveGateway")

    def _case(self, node: Node, edge: Edge, meeting: str | None, around: Around) -> dict[str, Any]:
        case: dict[str, Any] = {}
        target: str | None = edge.target
        if node.type in ("exclusiveGateway", "inclusiveGateway"):
            case = self._condition(node, edge)
        elif edge.conditional:
            raise Unstructured(edge.id, "A condition has no effect on this flow.")
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

    # --- loops

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


def _check_start(owner: str, starts: list[Node]) -> None:
    if len(starts) != 1:
        raise Unstructured(
            owner, "The notation has one start event in a process or block, not {count}.", count=len(starts)
        )


def _is_join(node: Node, tag: str) -> bool:
    """A gateway where ways only meet."""
    return node.type == tag and len(node.outgoing) == 1 and not node.outgoing[0].conditional and not any(
        local(child) == "extensionElements" for child in node.xml
    )  # fmt: skip
