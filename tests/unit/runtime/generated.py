"""Block-structured models made by hypothesis, and the same model run by SpiffWorkflow as it comes.

The oracle keeps every past task in its tree; ours keeps only what can still happen. Equal traces,
data and ends on both show that nothing is lost by that.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.util.task import TaskState

from tests.unit.runtime.bpmn import extension, flow, node, process

#: Variables that conditions look at; set at the start, never changed.
INPUTS = ("p", "q", "r")


@dataclass(frozen=True)
class Block:
    """kind: task, script, xor, or, par, loop, sub; parts: what is inside; pick: which input decides."""

    kind: str
    parts: tuple[Any, ...] = ()
    pick: int = 0


def blocks() -> st.SearchStrategy[Block]:
    leaf = st.sampled_from(["task", "task", "script"]).map(lambda kind: Block(kind))

    def grow(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
        sequence = st.lists(inner, min_size=1, max_size=3).map(tuple)
        branches = st.lists(sequence, min_size=2, max_size=3).map(tuple)
        forked = st.tuples(st.sampled_from(["xor", "par", "or"]), branches, st.integers(0, 2))
        nested = st.tuples(st.sampled_from(["sub", "loop"]), sequence, st.integers(0, 2))
        return st.one_of(
            forked.map(lambda t: Block(*t)), nested.map(lambda t: Block(t[0], (t[1],), t[2]))
        )  # fmt: skip

    return st.recursive(leaf, grow, max_leaves=12)


def has_join_in_loop(block: Block, looping: bool = False) -> bool:
    """SpiffWorkflow's joins go wrong in the second round of a loop, so it is no oracle there."""
    if looping and block.kind in ("par", "or"):
        return True
    inside = looping or block.kind == "loop"
    return any(has_join_in_loop(b, inside) for part in block.parts for b in part)


@dataclass
class Writer:
    """Writes one model in two dialects: FEEL for ours, Python expressions for SpiffWorkflow."""

    feel: bool
    count: int = 0
    #: name of the task that was written for a block, by the block's identity
    tasks: dict[int, str] = field(default_factory=dict)

    def name(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    def condition(self, name: str, operator: str, value: Any) -> str:
        equal = {"=": "="} if self.feel else {"=": "=="}
        return ("=" if self.feel else "") + f"{name} {equal.get(operator, operator)} {value}"

    def script(self, name: str, variable: str, expression: str) -> str:
        if self.feel:
            text = expression.replace('"', "&quot;")
            return node("scriptTask", name, extension(
                f'<zeebe:script expression="={text}" resultVariable="{variable}"/>'))  # fmt: skip
        return node("scriptTask", name, f"<bpmn:script>{variable} = {expression}</bpmn:script>")

    def sequence(
        self, parts: tuple[Block, ...], before: str, out: list[str], condition: str | None = None
    ) -> str:
        """Write blocks one after the other behind `before`; give back the last node."""
        last = before
        for index, part in enumerate(parts):
            first = index == 0
            last = self.block(part, last, out, condition if first else None)
        return last

    def join_flow(self, source: str, target: str, out: list[str], condition: str | None = None) -> None:
        out.append(flow(source, target, condition, f"f{self.name('')}"))

    def block(self, block: Block, before: str, out: list[str], condition: str | None) -> str:
        if block.kind in ("task", "script"):
            name = self.tasks[id(block)] = self.name("t" if block.kind == "task" else "w")
            out.append(
                node("userTask", name) if block.kind == "task" else self.script(name, f"v_{name}", "p + q")
            )
            self.join_flow(before, name, out, condition)
            return name
        if block.kind == "sub":
            name, inner = self.name("sub"), []
            start, end = self.name("s"), self.name("e")
            inner.append(node("startEvent", start))
            self.join_flow(self.sequence(block.parts[0], start, inner), end, inner)
            inner.append(node("endEvent", end))
            out.append(node("subProcess", name, "".join(inner)))
            self.join_flow(before, name, out, condition)
            return name
        if block.kind == "loop":
            return self.loop(block, before, out, condition)
        return self.fork(block, before, out, condition)

    def loop(self, block: Block, before: str, out: list[str], condition: str | None) -> str:
        zero, merge, more, again = self.name("z"), self.name("m"), self.name("n"), self.name("x")
        counter = f"c_{again}"
        after = self.name("a")
        out.append(self.script(zero, counter, "0"))
        out.append(node("exclusiveGateway", merge))
        out.append(self.script(more, counter, f"{counter} + 1"))
        done = f"f{self.name('')}"
        out.append(node("exclusiveGateway", again, default=done))
        out.append(self.script(after, f"v_{after}", "0"))
        self.join_flow(before, zero, out, condition)
        self.join_flow(zero, merge, out)
        self.join_flow(self.sequence(block.parts[0], merge, out), more, out)
        self.join_flow(more, again, out)
        self.join_flow(again, merge, out, self.condition(counter, "<", block.pick + 1))
        out.append(flow(again, after, None, done))
        return after

    def fork(self, block: Block, before: str, out: list[str], condition: str | None) -> str:
        kind = {"xor": "exclusiveGateway", "par": "parallelGateway", "or": "inclusiveGateway"}[block.kind]
        split, join = self.name("g"), self.name("j")
        default = self.name("d") if block.kind != "par" else None
        attributes = {"default": f"f{default}"} if default else {}
        out.append(node(kind, split, **attributes))
        out.append(node(kind, join))
        self.join_flow(before, split, out, condition)
        if default:
            out.append(self.script(default, f"v_{default}", "1"))
            out.append(flow(split, default, None, f"f{default}"))
            self.join_flow(default, join, out)
        for index, part in enumerate(block.parts):
            branch = self.condition(INPUTS[block.pick], ">" if block.kind == "or" else "=", index)
            last = self.sequence(part, split, out, None if block.kind == "par" else branch)
            self.join_flow(last, join, out)
        return join


def write(block: Block, *, feel: bool = True, by: Writer | None = None) -> tuple[bytes, dict[int, str]]:
    """The file, and the names of its tasks by block. by: a writer that knows more blocks."""
    writer, out = by or Writer(feel), list[str]()
    out.append(node("startEvent", "begin"))
    writer.join_flow(writer.block(block, "begin", out, None), "finish", out)
    out.append(node("endEvent", "finish"))
    return process(out), writer.tasks


class Oracle:
    """The model run by SpiffWorkflow, its whole task tree kept."""

    def __init__(self, xml: bytes, variables: dict[str, int]) -> None:
        parser = BpmnParser()
        parser.add_bpmn_io(io.BytesIO(xml))
        self.workflow = BpmnWorkflow(parser.get_spec("p"), parser.get_subprocess_specs("p"))
        self.workflow.task_tree.data.update(variables)
        self.workflow.do_engine_steps()

    @property
    def waiting(self) -> list[str]:
        return sorted(t.task_spec.name for t in self._ready())

    def _ready(self) -> list[Any]:
        return [t for t in self.workflow.get_tasks(state=TaskState.READY) if t.task_spec.manual]

    def complete(self, name: str) -> None:
        next(t for t in self._ready() if t.task_spec.name == name).run()
        self.workflow.do_engine_steps()

    @property
    def completed(self) -> bool:
        return bool(self.workflow.is_completed())

    @property
    def data(self) -> dict[str, Any]:
        return dict(self.workflow.last_task.data)

    def passed(self) -> list[str]:
        """Tasks and scripts that were completed, sorted."""
        return sorted(
            t.task_spec.name
            for t in self.workflow.get_tasks(state=TaskState.COMPLETED)
            if type(t.task_spec).__name__ in ("UserTask", "ScriptTask")
        )
