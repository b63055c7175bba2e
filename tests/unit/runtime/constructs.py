"""Models put together from blocks with the constructs that SpiffWorkflow lacks: loops on a task, several
instances, tokens gathered by quantity, a complex gateway as discriminator, ad-hoc, compensation.

What they mean by their structure stands beside how they are written; `reference` says it of the plain blocks.
"""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from tests.unit.runtime import reference
from tests.unit.runtime.bpmn import chain, node
from tests.unit.runtime.generated import INPUTS, Block, Writer, blocks
from tests.unit.runtime.reference import Reference

Names = Mapping[int, str]
Values = Mapping[str, int]


def rich_blocks() -> st.SearchStrategy[Block]:
    """Plain blocks with new ones among and inside them."""
    leaf = st.tuples(st.sampled_from(["repeated", "each", "undone"]), st.integers(0, 2)).map(
        lambda t: Block(t[0], (), t[1])
    )

    def grow(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
        sequence = st.lists(inner, min_size=1, max_size=2).map(tuple)
        branches = st.lists(sequence, min_size=2, max_size=3).map(tuple)
        kinds = ["gathered", "first", "free", "in turn", "xor", "par", "or"]
        forked = st.tuples(st.sampled_from(kinds), branches, st.integers(0, 2))
        nested = st.tuples(st.sampled_from(["sub", "loop"]), sequence, st.integers(0, 2))
        return st.one_of(
            forked.map(lambda t: Block(*t)), nested.map(lambda t: Block(t[0], (t[1],), t[2]))
        )  # fmt: skip

    return st.recursive(st.one_of(leaf, blocks()), grow, max_leaves=6)


class RichWriter(Writer):
    """Writes the new blocks too, for our engine only."""

    def __init__(self) -> None:
        super().__init__(feel=True)

    def block(self, block: Block, before: str, out: list[str], condition: str | None) -> str:
        if block.kind in ("repeated", "each"):
            name = self._named(block, "t")
            out.append(node("userTask", name, _loop(block)))
        elif block.kind == "gathered":
            return self._gathered(block, before, out, condition)
        elif block.kind in ("first", "undone"):
            inner: list[str] = []
            start, end = self.name("s"), self.name("e")
            inner += [node("startEvent", start), node("endEvent", end)]
            (self._first if block.kind == "first" else self._undone)(block, start, end, inner)
            name = self.name("sub")
            out.append(node("subProcess", name, "".join(inner)))
        elif block.kind in ("free", "in turn"):
            name = self.name("h")
            parts = "".join(self._apart(part) for part in block.parts)
            order = "Parallel" if block.kind == "free" else "Sequential"
            out.append(node("adHocSubProcess", name, parts, ordering=order))
        else:
            return super().block(block, before, out, condition)
        self.join_flow(before, name, out, condition)
        return name

    def _named(self, block: Block, prefix: str) -> str:
        self.tasks[id(block)] = self.name(prefix)
        return self.tasks[id(block)]

    def _apart(self, part: tuple[Block, ...]) -> str:
        """A sequence in a subprocess of its own."""
        start, end, inner = self.name("s"), self.name("e"), list[str]()
        self.join_flow(self.sequence(part, start, inner), end, inner)
        both = node("startEvent", start) + node("endEvent", end)
        return node("subProcess", self.name("sub"), both + "".join(inner))

    def _gathered(self, block: Block, before: str, out: list[str], condition: str | None) -> str:
        """Parallel branches into a task that takes as many tokens as there are branches."""
        split, name = self.name("g"), self._named(block, "t")
        out.append(node("parallelGateway", split))
        out.append(node("userTask", name, startQuantity=str(len(block.parts))))
        self.join_flow(before, split, out, condition)
        for part in block.parts:
            self.join_flow(self.sequence(part, split, out), name, out)
        return name

    def _first(self, block: Block, start: str, end: str, out: list[str]) -> None:
        """The first branch that comes lets the task behind it begin; the others are waited for at the end."""
        split, join, name = self.name("g"), self.name("j"), self._named(block, "t")
        asks = "<bpmn:activationCondition>=activationCount &gt;= 1</bpmn:activationCondition>"
        out += [node("parallelGateway", split), node("complexGateway", join, asks), node("userTask", name)]
        self.join_flow(start, split, out)
        for part in block.parts:
            self.join_flow(self.sequence(part, split, out), join, out)
        self.join_flow(join, name, out)
        self.join_flow(name, end, out)

    def _undone(self, block: Block, start: str, end: str, out: list[str]) -> None:
        """Some tasks one after the other, then all of them compensated, the last first."""
        name, throw = self._named(block, "t"), self.name("c")
        done = [f"{name}_{at}" for at in range(block.pick + 1)]
        for task in done:
            boundary = node(
                "boundaryEvent", f"{task}_b", "<bpmn:compensateEventDefinition/>", attachedToRef=task
            )
            undo = node("userTask", f"{task}_undo", isForCompensation="true")
            link = f'<bpmn:association id="{task}_a" sourceRef="{task}_b" targetRef="{task}_undo"/>'
            out += [node("userTask", task), boundary, undo, link]
        out += [node("intermediateThrowEvent", throw, "<bpmn:compensateEventDefinition/>")]
        out += [chain(start, *done, throw, end)]


def _loop(block: Block) -> str:
    if block.kind == "repeated":
        return f'<bpmn:standardLoopCharacteristics loopMaximum="{block.pick + 1}"/>'
    return (
        "<bpmn:multiInstanceLoopCharacteristics>"
        f"<bpmn:loopCardinality>={block.pick + 1}</bpmn:loopCardinality>"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )


class RichReference(reference.Meaning):
    """What the new blocks mean."""

    def run(self, block: Block) -> Reference | None:
        name = self.names.get(id(block), "")
        count = block.pick + 1
        if block.kind == "repeated":
            return self.one_by_one([name] * count)
        if block.kind == "each":
            return reference.together([reference.task(name) for _ in range(count)])
        if block.kind == "undone":
            done = [f"{name}_{at}" for at in range(count)]
            return self.one_by_one([*done, *(f"{task}_undo" for task in reversed(done))])
        parts = [lambda part=part: self.sequence(part, 0) for part in block.parts]
        if block.kind == "gathered":
            return reference.then(
                reference.together([part() for part in parts]), lambda: reference.task(name)
            )
        if block.kind == "first":
            running = [part() for part in parts]
            if any(part is None for part in running):
                return reference.together([*running, reference.task(name)])
            return _until_one(running, name)
        if block.kind == "free":
            return reference.together([part() for part in parts])
        if block.kind == "in turn":
            result: Reference | None = None
            for part in parts:
                result = reference.then(result, part)
            return result
        return super().run(block)

    def one_by_one(self, names: list[str]) -> Reference | None:
        if not names:
            return None
        return reference.then(reference.task(names[0]), lambda: self.one_by_one(names[1:]))


def _until_one(running: list[Reference | None], name: str) -> Reference:
    """Branches none of which has come to its end; when one does, the task `name` begins."""
    parts = [part for part in running if part is not None]

    def complete(task: str) -> Reference | None:
        at = next(i for i, part in enumerate(parts) if task in part.waiting)
        after = [*parts[:at], parts[at].complete(task), *parts[at + 1 :]]
        return (
            reference.together([*after, reference.task(name)])
            if after[at] is None
            else _until_one(after, name)
        )

    return Reference([task for part in parts for task in part.waiting], complete)


def values() -> st.SearchStrategy[dict[str, int]]:
    return st.tuples(*[st.integers(0, 2)] * 3).map(lambda v: dict(zip(INPUTS, v, strict=True)))
