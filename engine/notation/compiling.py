"""Compiles a model: steps become nodes and flows, blocks gateways, each with its place in the diagram."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from engine.notation import parts, words
from engine.notation.boxes import Atom, Fork, Lane, Loop, Node, Row
from engine.notation.graph import JOINING, End, Graph, Scope, atom
from engine.notation.source import Findings
from engine.notation.tree import Case, Join, Step

_GATEWAYS = {"decide": "exclusiveGateway", "parallel": "parallelGateway", "wait": "eventBasedGateway"}


@dataclass(slots=True, eq=False)
class _Round:
    """A `repeat` around the steps that are compiled: the ways back to its beginning, and out of it."""

    step: Step
    again: list[End] = field(default_factory=list)
    leave: list[End] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class _List:
    """A list of steps around those that are compiled: by id of a step to come, the ways that skip to it."""

    waiting: dict[str, list[End]]


Around = tuple[_Round | _List, ...]


class Compiler:
    """Compiles the steps of one file into a graph."""

    def __init__(self, graph: Graph, findings: Findings) -> None:
        self.graph, self.findings = graph, findings
        self._special: dict[str, Callable[[Scope, Step, list[End], Row, Around], list[End]]] = {
            "decide": self._fork, "parallel": self._fork, "repeat": self._repeat, "end": self._end,
            "again": self._jump, "leave": self._jump, "skip": self._skip, "wait": self._wait,
        }  # fmt: skip

    def steps(
        self, scope: Scope, steps: list[Step], ends: list[End], row: Row, around: Around, begun: bool = False
    ) -> list[End]:
        """Compile a list of steps behind the open ends; give back what is open then.

        begun: the first step needs nothing that leads to it.
        """
        this = _List({step.id: [] for step in steps if step.id})
        for step in steps:
            ends = _in_order(ends, this.waiting.pop(step.id, []))
            if not ends and not (begun and step is steps[0]):
                self._reject(step, "Nothing gets here: every way has ended")
                return []
            compiled = self._special.get(step.kind, self._plain)
            ends = compiled(scope, step, ends, row, (*around, this))
        return ends

    # --- single nodes

    def _plain(self, scope: Scope, step: Step, ends: list[End], row: Row, around: Around) -> list[End]:
        if step.kind in words.ACTIVITIES:
            return self._activity(scope, step, ends, row, around)
        node = self.graph.step(scope, words.KINDS[step.kind].tag, step)
        parts.event(node.xml, step, self.graph.roots, self.graph.ids)
        self.graph.enter(scope, ends, node, row)
        atom(row, node)
        return [End(node)]

    def _end(self, scope: Scope, step: Step, ends: list[End], row: Row, around: Around) -> list[End]:
        self._plain(scope, step, ends, row, around)
        return []

    def _wait(self, scope: Scope, step: Step, ends: list[End], row: Row, around: Around) -> list[End]:
        compiled = self._fork if "any" in step.fields else self._plain
        return compiled(scope, step, ends, row, around)

    def _activity(self, scope: Scope, step: Step, ends: list[End], row: Row, around: Around) -> list[End]:
        box = self._body(scope, step)
        self.graph.enter(scope, ends, box.node, row)
        row.boxes.append(box)
        ends = [End(box.node)]
        for handler in step.fields.get("handlers", []):
            if not handler.fields.get("inside"):
                ends += self._attached(scope, box, handler, around)
        undo = step.fields.get("undo")
        if isinstance(undo, Step):
            self._undo(scope, box, step, undo)
        return self._join(scope, step, "exclusiveGateway", ends, row)

    def _body(self, scope: Scope, step: Step, **attributes: object) -> Atom:
        """The node of an activity, with all that is inside it."""
        fields = step.fields
        tag = "transaction" if fields.get("transaction") else words.KINDS[step.kind].tag
        if step.kind in ("send", "receive") and "message" in fields:
            attributes["messageRef"] = self.graph.roots.reference(
                "message", fields["message"], step.place, fields.get("key")
            )
        if step.kind == "any order":
            attributes |= {
                "ordering": "Sequential" if fields.get("one by one") else None,
                "cancelRemainingInstances": False if fields.get("finish") else None,
            }
        node = self.graph.step(scope, tag, step, **attributes)
        parts.loop(node.xml, fields)
        if step.kind == "block":
            self.inside(self.graph.open(node.xml, node), step, node)
        elif step.kind == "any order":
            self._strands(self.graph.open(node.xml, node), step, node)
        elif any(handler.fields.get("inside") for handler in fields.get("handlers", [])):
            self._reject(step, "Only a block has handlers inside")
        return Atom(node=node)

    def inside(self, scope: Scope, step: Step, node: Node | None) -> list[Row]:
        """The start, the steps and the end of a scope, and its event subprocesses."""
        firsts = self._starts(scope, step)
        row = Row(boxes=[Atom(node=firsts[0])])
        ends = self.steps(scope, step.steps, [End(first) for first in firsts], row, ())
        self._close(scope, step, ends, row)
        rows = [row, *(Row(boxes=[Atom(node=first)]) for first in firsts[1:])]
        for handler in step.fields.get("handlers", []):
            if node is None or handler.fields.get("inside"):
                rows.append(Row(boxes=[self._event_subprocess(scope, handler)]))
        if node is not None:
            node.inside = rows
        return rows

    def _starts(self, scope: Scope, step: Step) -> list[Node]:
        """The start event of a scope, or several of a process."""
        begin = step.fields.get("start")
        starts = begin if isinstance(begin, list) else [Step("start", "", step.place)]
        if isinstance(begin, dict):
            starts[0].id, starts[0].name = begin.get("id", ""), begin.get("name", "")
        found = []
        for start in starts:
            start.id = start.id or self.graph.ids.take(f"{step.id}_start")
            found.append(self.graph.step(scope, "startEvent", start))
            parts.event(found[-1].xml, start, self.graph.roots, self.graph.ids)
        return found

    def _strands(self, scope: Scope, step: Step, node: Node) -> None:
        """The steps of an ad-hoc subprocess, which nothing leads to; what is open at last ends by itself."""
        scope.until = step.fields.get("until")
        for item in step.fields.get("do", []):
            row = Row()
            node.inside.append(row)
            item[-1].fields.setdefault("join", Join(direct=True))  # nothing comes behind it
            self.steps(scope, item, [], row, (), begun=True)

    def _close(self, scope: Scope, step: Step, ends: list[End], row: Row) -> None:
        """The end event of what is still open."""
        if ends:
            end = self.graph.node(
                scope,
                "endEvent",
                self.graph.ids.take(f"{step.id}_end"),
                "",
                self.graph.places[ends[0].node.id],
            )
            self.graph.connect(scope, ends, end)
            atom(row, end)

    # --- handlers

    def _event_subprocess(self, scope: Scope, handler: Step) -> Atom:
        node = self.graph.step(scope, "subProcess", handler, triggeredByEvent=True)
        inner = self.graph.open(node.xml, node)
        given = handler.fields.get("start", {})
        start_id = given.get("id") or self.graph.ids.take(f"{handler.id}_start")
        start = self.graph.node(
            inner, "startEvent", start_id, given.get("name", ""), handler.place,
            isInterrupting=False if self._is_beside(handler) else None,
        )  # fmt: skip
        parts.event(start.xml, handler, self.graph.roots, self.graph.ids)
        row = Row()
        atom(row, start)
        self._close(inner, handler, self.steps(inner, handler.steps, [End(start)], row, ()), row)
        node.inside = [row]
        return Atom(node=node)

    def _is_beside(self, handler: Step) -> bool:
        beside = bool(handler.fields.get("beside"))
        if beside and handler.kind in ("on error", "on cancel"):
            self._reject(handler, "'{kind}' always interrupts", kind=handler.kind)
        return beside

    def _reject(self, step: Step, message: str, **params: object) -> None:
        self.findings.add("yaml-flow", message, step.place, step.id, **params)

    def _attached(self, scope: Scope, box: Atom, handler: Step, around: Around) -> list[End]:
        """A boundary event and what it leads to; one beside the step ends by itself."""
        beside = self._is_beside(handler)
        node = self.graph.step(
            scope,
            "boundaryEvent",
            handler,
            attachedToRef=box.node.id,
            cancelActivity=False if beside else None,
        )
        parts.event(node.xml, handler, self.graph.roots, self.graph.ids)
        row = Row()
        box.lanes.append(Lane(node, row))
        ends = self.steps(scope, handler.steps, [End(node, row=None)], row, () if beside else around)
        if beside:
            self._close(scope, handler, ends, row)
            return []
        for end in ends:
            if end.node is node:
                end.row = row
        return ends

    def _undo(self, scope: Scope, box: Atom, step: Step, undo: Step) -> None:
        given = step.fields.get("undone", {})
        event_id = given.get("id") or self.graph.ids.take(f"{step.id}_undone")
        event = self.graph.node(
            scope, "boundaryEvent", event_id, given.get("name", ""), undo.place, attachedToRef=box.node.id
        )
        parts.event(
            event.xml, Step("throw", "", undo.place, fields={"undo": ""}), self.graph.roots, self.graph.ids
        )
        handler = self._body(scope, undo, isForCompensation=True)
        scope.links.append((self.graph.ids.take(f"{event.id}_by_{undo.id}"), event, handler.node))
        box.lanes.append(Lane(event, Row(boxes=[handler])))

    # --- blocks

    def _join(self, scope: Scope, step: Step, tag: str, ends: list[End], row: Row) -> list[End]:
        """The gateway where open ends meet, if one is wanted or there are several."""
        given: Join | None = step.fields.get("join")
        if len(ends) < 2 if given is None else given.direct:
            return ends
        node = self._gateway(scope, step, tag, given)
        self.graph.connect(scope, ends, node)
        atom(row, node)
        return [End(node)]

    def _gateway(self, scope: Scope, step: Step, tag: str, given: Join | None) -> Node:
        node_id = (given.id if given else "") or self.graph.ids.take(f"{step.id}_join")
        return self.graph.node(scope, tag, node_id, given.name if given else "", step.place)

    def _fork(self, scope: Scope, step: Step, ends: list[End], row: Row, around: Around) -> list[End]:
        tag = "inclusiveGateway" if step.fields.get("several") else _GATEWAYS[step.kind]
        split = self.graph.step(scope, tag, step)
        self.graph.enter(scope, ends, split, row)
        fork = Fork(split=split, rows=[], names=[case.label for case in _cases(step)])
        row.boxes.append(fork)
        joins = tag in JOINING
        strands = []
        for rank, case in enumerate(_cases(step)):
            branch = Row()
            fork.rows.append(branch)
            end = End(split, rank, case.condition, case.label, case.otherwise, place=case.place)
            out = self._branch(scope, case, end, branch, () if joins else around)
            strands.append(
                self.graph.gather(scope, out, f"{step.id}_{rank + 1}_join", branch) if joins else out
            )
        open_ends = [end for strand in strands for end in strand]
        given: Join | None = step.fields.get("join")
        if given is not None and given.direct and joins and len(open_ends) > 1:
            self._reject(step, "These ways must meet in a gateway: `join` cannot be false here")  # fmt: skip
        if len(open_ends) > 1 if given is None else not given.direct:
            fork.join = self._gateway(scope, step, tag if joins else "exclusiveGateway", given)
            self.graph.connect(scope, open_ends, fork.join)
            return [End(fork.join)]
        return open_ends

    def _branch(self, scope: Scope, case: Case, end: End, branch: Row, around: Around) -> list[End]:
        ends = [end]
        if case.event is not None:
            node = self.graph.step(scope, "intermediateCatchEvent", case.event)
            parts.event(node.xml, case.event, self.graph.roots, self.graph.ids)
            self.graph.connect(scope, ends, node)
            atom(branch, node)
            ends = [End(node)]
        else:
            end.row = branch
        return self.steps(scope, case.steps, ends, branch, around)

    def _repeat(self, scope: Scope, step: Step, ends: list[End], row: Row, around: Around) -> list[End]:
        given: Join | None = step.fields.get("join")
        condition = step.fields.get("while") or step.fields.get("until")
        body, this = Row(), _Round(step)
        loop = Loop(row=body)
        head = None
        if given is None or not given.direct:
            head = self.graph.step(scope, "exclusiveGateway", step)
            self.graph.enter(scope, ends, head, row)
            atom(body, head)
            ends = [End(head)]
        row.boxes.append(loop)
        ends = self.steps(scope, step.steps, ends, body, (*around, this))
        if condition:
            ends = self._test(scope, step, ends, body, this)
        target = head or body.first()
        if not this.again and self.findings.found:
            pass  # an `again` may be what was found fault with
        elif not this.again:
            self._reject(step, "Nothing leads back in this `repeat`: it needs `again`, `while` or `until`")
        elif target is None or target.tag in JOINING:
            self._reject(step, "The beginning of this `repeat` needs a gateway: `join` cannot be false here")
        else:
            self.graph.connect(scope, this.again, target, loop)
        return ends + this.leave

    def _test(self, scope: Scope, step: Step, ends: list[End], body: Row, this: _Round) -> list[End]:
        """The gateway behind the steps that leads back while, or until, the condition holds."""
        given = step.fields.get("test", {})
        test_id = given.get("id") or self.graph.ids.take(f"{step.id}_test")
        test = self.graph.node(scope, "exclusiveGateway", test_id, given.get("name", ""), step.place)
        self.graph.connect(scope, ends, test)
        atom(body, test)
        again = "while" in step.fields
        held = End(test, 0, step.fields["while" if again else "until"])
        other = End(test, 1, default=True)
        this.again.append(held if again else other)
        return [other if again else held]

    def _jump(self, scope: Scope, step: Step, ends: list[End], row: Row, around: Around) -> list[End]:
        rounds = [part for part in around if isinstance(part, _Round)]
        found = next((a for a in reversed(rounds) if step.name in ("", a.step.id)), None)
        if found is None and step.name:
            message = "There is no `repeat` with the id '{id}' around it"
            self.findings.add("yaml-flow", message, step.place.get(step.kind), id=step.name)
        elif found is None:
            self._reject(step, "There is no `repeat` around it for '{kind}'", kind=step.kind)
        else:
            (found.again if step.kind == "again" else found.leave).extend(ends)
        return []

    def _skip(self, scope: Scope, step: Step, ends: list[End], row: Row, around: Around) -> list[End]:
        for part in reversed(around):
            if isinstance(part, _List) and step.name in part.waiting:
                part.waiting[step.name].extend(ends)
                return []
        message = "There is no step with the id '{id}' further down in a list around it"
        self.findings.add("yaml-flow", message, step.place.get(step.kind), id=step.name)
        return []


def _in_order(ends: list[End], skipping: list[End]) -> list[End]:
    """Ways that go on and ways that skip to the same step, those of one source as they leave it."""
    return sorted([*ends, *skipping], key=lambda end: end.rank) if skipping else ends


def _cases(step: Step) -> list[Case]:
    return next(step.fields[key] for key in ("any", "cases", "branches") if key in step.fields)
