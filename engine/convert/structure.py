"""Reads a process as the notation writes it: scopes with their start and handlers, activities, steps.

The answer is the file as maps and lists, or `Unstructured` with the element that does not fit.
"""

from __future__ import annotations

from typing import Any

from engine.convert import fields, refusal
from engine.convert.around import Around, walls
from engine.convert.blocks import Blocks, Steps
from engine.convert.reach import Reach
from engine.convert.refusal import Unstructured
from engine.model import extensions
from engine.model.graph import Node
from engine.model.vocabulary import is_true, local


class Structure(Blocks):
    """One process."""

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
        written |= self._scope(None, graph.id) | fields.lanes(graph)
        left = [node for node in graph.nodes.values() if node.id not in self.done]
        if left:
            raise Unstructured(left[0].id, "It is not reached from the start event.")
        return written

    def _scope(self, scope: str | None, owner: str) -> dict[str, Any]:
        """`start`, `do` and the handlers inside of a process or subprocess."""
        before, self.reach = self.reach, Reach(self.graph, scope)
        children = self.graph.children(scope)
        starts = [node for node in children if node.type == "startEvent"]
        if len(starts) > 1 and scope is None and len({self._only(start) for start in starts}) == 1:
            given = [self._start(start, owner, True).get("start", {"id": start.id}) for start in starts]
            found: dict[str, Any] = {"start": given}
        else:
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
            raise refusal.of_event(event.id, event.kinds)
        handler: dict[str, Any] = {"id": named.id}
        if named.name:
            handler["name"] = named.name
        handler |= self._event(event)
        if event.is_non_interrupting:
            handler["beside"] = True
        return key, handler | fields.common(named.xml)

    def _activity(self, step: dict[str, Any], node: Node, stop: str | None, around: Around) -> str | None:
        step |= self._body(node)
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
                step |= _undone(event, node)
                continue
            key, handler = self._handler(event, event)
            beside = event.is_non_interrupting
            do = self._after(event, None if beside else target, () if beside else around)
            handler["do"] = self._closed(do, event.id) if beside else do
            self._add_handler(step, key, handler)
        return self._join(step, node, target, stop, around, before, "exclusiveGateway")

    def _body(self, node: Node) -> dict[str, Any]:
        """What an activity is, with all that is inside it."""
        found = fields.work(node, self.roots) | fields.loops(node)
        if node.type in ("subProcess", "transaction"):
            if node.type == "transaction":
                found["transaction"] = True
            found |= self._scope(node.id, node.id)
        elif node.type == "adHocSubProcess":
            found |= {"do": self._strands(node)} | fields.ad_hoc(node)
        return found | fields.common(node.xml)

    def _strands(self, node: Node) -> list[Any]:
        """What stands in an ad-hoc subprocess: steps, and lists of steps that follow each other."""
        before, self.reach = self.reach, Reach(self.graph, node.id)
        found: list[Any] = []
        for child in self.graph.children(node.id):
            if child.is_event_subprocess:
                raise Unstructured(child.id, "The notation has handlers inside of a block only.")
            if not child.incoming and not child.attached_to and child.id not in self.done:
                steps = self.steps(child.id, None, ())
                found.append(steps[0] if len(steps) == 1 else steps)
        self.reach = before
        return found

    def _undo(self, event: Node) -> dict[str, Any]:
        """The activity that an association leads to from a boundary event for compensation."""
        for link in self.graph.xml.iter():
            ends = [link.get("sourceRef"), link.get("targetRef")] if local(link) == "association" else []
            other = next((end for end in ends if end != event.id), None) if event.id in ends else None
            node = self.graph.nodes.get(other or "")
            if node is not None and is_true(node.xml.get("isForCompensation")):
                self.done.add(node.id)
                return self._named(fields.KINDS[node.type], node) | self._body(node)
        raise Unstructured(event.id, "No association leads from it to an activity for compensation.")


def _undone(event: Node, host: Node) -> dict[str, Any]:
    """Id and name of a boundary event for compensation, where they are not those that the notation gives."""
    given = {} if event.id == f"{host.id}_undone" else {"id": event.id}
    if event.name:
        given |= {"name": event.name}
    if not given:
        return {}
    return {"undone": event.id if given == {"id": event.id} else given}


def _check_start(owner: str, starts: list[Node]) -> None:
    if not starts:
        raise Unstructured(owner, "It begins without a start event, and the notation with one.")
    if len(starts) != 1:
        raise Unstructured(
            owner,
            "A block has one start event, not {count}; those of a process lead to one step.",
            count=len(starts),
        )
