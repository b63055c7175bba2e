"""Makes the net of a scope from a process: gateways, activities, boundary events, links, ends and starts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.model import vocabulary
from engine.model.definition import Element, Event, EventKind, Process
from engine.model.soundness.net import Edge, Join, Net, Node, Thrown

#: What is thrown at an end event and ends all else in its scope, and what goes on at a boundary event then.
_THROWN: tuple[EventKind, ...] = ("error", "cancel")
#: A cycle of an intermediate event that comes once (see 0007 of the decisions).
_ONE_TIME = re.compile(r"(R1?/|[^R])")
_JOINS: dict[str, Join] = {"parallelGateway": "all", "inclusiveGateway": "wait"}


@dataclass(frozen=True, slots=True)
class Endless:
    """A subprocess of which no run comes to an end of its own. throws: the errors and the like by which one
    can end; stuck: one can get stuck."""

    throws: frozenset[Thrown]
    stuck: bool


def net_of(process: Process, scope: str | None, endless: Mapping[str, Endless]) -> Net | None:
    """The net of a scope; None where its tokens are moved by more than its flows, or the model is broken.

    That is so of ad-hoc subprocesses, and where a complex gateway joins, a timer lets a token pass several
    times, or a loop throws events to its boundary. endless: those of the subprocesses of which that is known.
    """
    owner = process.elements.get(scope or "")
    inside = [process.elements[name] for name in process.children.get(scope, ())]
    if (owner is not None and owner.type == "adHocSubProcess") or not _is_whole(inside):
        return None
    if any(_makes_tokens(e) or (e.type == "complexGateway" and len(e.incoming) > 1) for e in inside):
        return None
    return _Builder(process, inside, endless).build(scope)


def _makes_tokens(element: Element) -> bool:
    """Does it send on more tokens than came, how many is not said by the flows?"""
    if element.loop is not None and element.loop.throws and element.boundary:
        return True
    event = _event(element)
    if element.type != "intermediateCatchEvent" or event.timer_kind != "cycle":
        return False
    return not (isinstance(event.timer, str) and _ONE_TIME.match(event.timer))


def _is_whole(inside: list[Element]) -> bool:
    """Does every flow, boundary event and link of a scope lead to something in it?"""
    known = {e.id for e in inside}
    entered = {e.id for e in inside if _is_placed(e) and e.type != "boundaryEvent"}
    caught = {_link(e) for e in inside if e.type == "intermediateCatchEvent"}
    return all(
        all(f.source in known for f in e.incoming)
        and all(f.target in entered for f in e.outgoing)
        and (e.type != "boundaryEvent" or e.attached_to in known)
        and (e.type != "intermediateThrowEvent" or _link(e) is None or _link(e) in caught)
        for e in inside
    )


def _event(element: Element) -> Event:
    return element.event or Event("none")


def _link(element: Element) -> str | None:
    event = _event(element)
    return str(event.name) if event.kind == "link" else None


def _throws(event: Event) -> bool:
    return any(event.has(kind) for kind in _THROWN)


def _catches(event: Event, thrown: Thrown) -> bool:
    kind, name = thrown
    return any(part.kind == kind and part.name in (None, name) for part in event.definitions)


def _comes_once(event: Event) -> bool:
    return event.kind == "timer" and event.timer_kind != "cycle"


def _is_placed(element: Element) -> bool:
    """Does it stand in the flow, by itself or at the border of what does?"""
    if element.triggered_by_event or element.for_compensation:
        return False
    return not (element.type == "boundaryEvent" and _event(element).has("compensation"))


def _takes_time(element: Element) -> bool:
    if element.type in vocabulary.ACTIVITIES or element.type == "eventBasedGateway":
        return True
    thrown = element.type in ("intermediateThrowEvent", "intermediateCatchEvent")
    return thrown and _event(element).kind not in ("none", "link")


class _Builder:
    def __init__(self, process: Process, inside: Iterable[Element], endless: Mapping[str, Endless]) -> None:
        self.process, self.endless = process, endless
        self.inside = {e.id: e for e in inside if _is_placed(e)}
        self.net = Net()
        self.end, self.kill = self.net.node(), self.net.node()
        self.end.end, self.kill.end = "end", "kill"
        self.throws: dict[Thrown, Node] = {}
        #: by link the first event that catches it
        self.caught: dict[str, str] = {}
        for element in reversed(self.inside.values()):
            if element.type == "intermediateCatchEvent" and (link := _link(element)) is not None:
                self.caught[link] = element.id
        #: by element, where its tokens come in and where they go out
        self.entry: dict[str, Node] = {}
        self.exit: dict[str, Node] = {}

    def build(self, scope: str | None) -> Net | None:
        placed = [e for e in self.inside.values() if e.type != "boundaryEvent"]
        for element in self.inside.values():
            self.exit[element.id] = self._exit(element)
        for element in placed:
            self._place(element)
        for element in self.inside.values():
            if self.exit[element.id].end == "":
                self._connect(element)
        for names in self._beginnings(scope):
            self.net.starts.append(tuple(self.net.edge(None, self.entry[n]).id for n in names))
        return self.net if self.net.starts else None

    def _exit(self, element: Element) -> Node:
        if element.type == "intermediateThrowEvent" and _link(element) is not None:
            return self.net.node()
        if element.type == "endEvent" and _throws(_event(element)):
            part = next(part for part in _event(element).definitions if part.kind in _THROWN)
            return self._throw((part.kind, part.name))
        if element.type == "endEvent" and _event(element).has("terminate"):
            return self.kill
        if not element.outgoing:
            return self.end
        is_gateway = element.type in vocabulary.GATEWAYS and element.type != "eventBasedGateway"
        made = self.net.node(element.id if is_gateway else "")
        made.one = element.type in ("exclusiveGateway", "eventBasedGateway")
        made.many = element.completion_quantity
        return made

    def _throw(self, thrown: Thrown) -> Node:
        """The end that throws something out of the scope."""
        if thrown not in self.throws:
            self.throws[thrown] = self.net.node()
            self.throws[thrown].end, self.throws[thrown].thrown = "throw", thrown
        return self.throws[thrown]

    def _place(self, element: Element) -> None:
        """The way of a token through an element, its boundary events beside it."""
        out = self.exit[element.id]
        if out.element:
            into = out
        else:
            into = self.net.node()
            self._body(element, into, out)
        self.entry[element.id] = into
        if len(element.incoming) > 1 and element.type in _JOINS:
            into.join = _JOINS[element.type]
        into.element = element.id if into.join != "pass" else into.element
        if element.start_quantity > 1 and element.incoming:
            into.join, into.needs, into.element = "count", element.start_quantity, element.id

    def _body(self, element: Element, into: Node, out: Node) -> None:
        boundary = [self.inside[name] for name in element.boundary if name in self.inside]
        ending = [b for b in boundary if b.interrupting or _throws(_event(b))]
        ends = {b.id for b in ending}
        aside = {b.id for b in boundary} - ends
        begun = into
        if aside:
            begun = self.net.node()
            self.net.edge(into, begun)
        vanishes = self._can_vanish(element, ending)
        after = self.net.node() if ending or vanishes or element.id in self.endless else out
        body = self.net.edge(begun, after, element.id)
        body.rests = _takes_time(element) and not self._is_awaited(element)
        if body.rests:
            self.net.resting.add(element.id)
        for event in boundary:
            leaving = self.net.edge(after if event.id in ends else begun, self.exit[event.id], event.id)
            leaving.role = "if" if event.id in aside else "always"
            leaving.attached, leaving.again = True, not _comes_once(_event(event))
        if vanishes:
            self.net.edge(after, self.end)
        if ending or vanishes:
            after.one = True
        endless = self.endless.get(element.id)
        if endless is not None:
            self._keep(element, endless, body, after, ending)
        if after is not out:
            self.net.edge(after, out).role = "always" if endless is None else "never"

    def _keep(
        self, element: Element, endless: Endless, body: Edge, after: Node, ending: list[Element]
    ) -> None:
        """A subprocess that does not come to its end: an error can, or the token stays in it."""
        after.one = True
        for thrown in sorted(endless.throws, key=repr):
            if any(_catches(_event(event), thrown) for event in ending):
                continue
            if thrown[0] != "cancel" or element.type != "transaction":
                self.net.edge(after, self._throw(thrown))
        if not after.outs and not ending:
            body.stays = element.id
            if not endless.stuck:
                self.net.turning.add(element.id)

    def _can_vanish(self, element: Element, ending: list[Element]) -> bool:
        """Is it a transaction that can be cancelled, and has no event for that? No token leaves it then."""
        if element.type != "transaction" or any(_event(event).has("cancel") for event in ending):
            return False
        return self._is_cancelled(element.id)

    def _is_cancelled(self, scope: str) -> bool:
        """Is there a cancel end event in a scope, or in a subprocess of it that is no transaction itself?"""
        inside = [self.process.elements[name] for name in self.process.children.get(scope, ())]
        if any(e.type == "endEvent" and _event(e).has("cancel") for e in inside):
            return True
        return any(self._is_cancelled(e.id) for e in inside if e.type != "transaction")

    def _is_awaited(self, element: Element) -> bool:
        """Is it the gateway before it that waits for its event?"""
        sources = {self.inside[f.source].type for f in element.incoming if f.source in self.inside}
        return sources == {"eventBasedGateway"}

    def _connect(self, element: Element) -> None:
        source = self.exit[element.id]
        link = _link(element)
        if element.type == "intermediateThrowEvent" and link is not None:
            self.net.edge(source, self.entry[self.caught[link]])
            return
        parallel = element.type == "parallelGateway"
        for flow in element.outgoing:
            edge = self.net.edge(source, self.entry[flow.target])
            if not parallel and flow.id == element.default:
                # that of an activity competes with its conditional flows only (BPMN 2.0, 13.2.1)
                edge.role = "default" if element.type in vocabulary.GATEWAYS else "else"
            elif not parallel and flow.condition is not None:
                edge.role, edge.condition = "if", flow.condition
        made = [self.net.edges[number] for number in source.outs]
        if len(made) > 1 and (source.one or any(edge.role != "always" for edge in made)):
            for edge, flow in zip(made, element.outgoing, strict=True):
                edge.trail = edge.members = flow.id

    def _beginnings(self, scope: str | None) -> list[tuple[str, ...]]:
        """The elements that have a token when a run begins, for each way to begin."""
        starts = [e for e in self.inside.values() if e.type == "startEvent"]
        owner = self.process.elements.get(scope or "")
        if owner is not None and owner.triggered_by_event:
            return [(e.id,) for e in starts]
        plain = [e.id for e in starts if _event(e).kind == "none"]
        found: list[tuple[str, ...]] = [tuple(plain)] if plain else []
        if scope is None:
            found += [(e.id,) for e in starts if e.id not in plain]
            for element in self.inside.values():
                if element.instantiate and not element.incoming and element.type != "startEvent":
                    found += self._instantiated(element)
        if not found:
            free = tuple(
                e.id for e in self.inside.values() if not e.incoming and e.type != "boundaryEvent"
                and _link(e) is None
            )  # fmt: skip
            found = [free] if free else []
        return found

    def _instantiated(self, element: Element) -> list[tuple[str, ...]]:
        if element.type != "eventBasedGateway":
            return [(element.id,)]
        events = tuple(flow.target for flow in element.outgoing)
        return [events] if element.parallel else [(event,) for event in events]
