"""Models by chance that have the rarer constructs too: compensation, transactions, conditions, several definitions,
loops, ad-hoc subprocesses, complex gateways, quantities."""

from __future__ import annotations

from tests.unit.conformance import eventful
from tests.unit.conformance.words import E1, FIRE, FLOOD, GO, OTHER, X1, boundary, many, start, task, timer
from tests.unit.runtime.bpmn import chain, node

WHEN = "<bpmn:conditionalEventDefinition><bpmn:condition>=v {}</bpmn:condition></bpmn:conditionalEventDefinition>"
CONDITIONS = [WHEN.format("&gt; 4"), WHEN.format("= 3"), WHEN.format("&lt; 2")]
SEVERAL = [GO + FLOOD, FIRE + OTHER + timer("PT1H"), FLOOD + CONDITIONS[0]]
CATCH = [*eventful.CATCH, *CONDITIONS, *SEVERAL]
UNDO = "<bpmn:compensateEventDefinition{}/>"
CANCEL = "<bpmn:cancelEventDefinition/>"
COMPLEX = (
    "<bpmn:complexBehaviorDefinition><bpmn:condition>=numberOfCompletedInstances = 2</bpmn:condition>"
    f'<bpmn:event id="{{}}">{X1}</bpmn:event></bpmn:complexBehaviorDefinition>'
)


class Maker(eventful.Maker):
    catches = CATCH
    kinds = ("task", "throw", "catch", "catch", "undoing", "back", "quantity")
    deep = ("fork", "some", "activity", "activity", "complex", "ad_hoc", "transaction")

    def catch(self, depth: int, parts: list[str], before: str) -> str:
        name = self.name("i")
        together = str(self.chance.random() < 0.5).lower()
        event = self.chance.choice([*CATCH[:6], *CONDITIONS, *SEVERAL])
        return self._put(
            parts, before, name, node("intermediateCatchEvent", name, event, parallelMultiple=together)
        )

    def undoing(self, depth: int, parts: list[str], before: str) -> str:
        """A task or subprocess with the handler that undoes it."""
        inside = depth > 0 and self.chance.random() < 0.6
        name = self.one("subProcess" if inside else "userTask", parts, before,
                        self.loop() + (self.scope(depth - 1) if inside else ""))  # fmt: skip
        event, undo = self.name("u"), self.name("h")
        work = self.scope(0) if self.chance.random() < 0.3 else ""
        kind = "subProcess" if work else self.chance.choice(["userTask", "task"])
        parts.append(node("boundaryEvent", event, UNDO.format(""), attachedToRef=name))
        parts.append(node(kind, undo, work, isForCompensation="true"))
        parts.append(f'<bpmn:association id="{self.name("as")}" sourceRef="{event}" targetRef="{undo}"/>')
        return name

    def back(self, depth: int, parts: list[str], before: str) -> str:
        wait = self.chance.choice(["", ' waitForCompletion="false"'])
        return self.one("intermediateThrowEvent", parts, before, UNDO.format(wait))

    def quantity(self, depth: int, parts: list[str], before: str) -> str:
        first, last = self.name("q"), self.name("q")
        count = self.chance.choice(["1", "2"])
        parts += [
            node("userTask", first, completionQuantity="2"),
            node("userTask", last, startQuantity=count),
        ]
        parts.append(chain(before, first, last))
        return last

    def complex(self, depth: int, parts: list[str], before: str) -> str:
        join = self.branches(self.name("f"), self.name("cx"), "parallel", depth, parts, before)
        needed = self.chance.randint(1, 3)
        condition = f"<bpmn:activationCondition>=activationCount &gt;= {needed}</bpmn:activationCondition>"
        parts[:] = [
            p.replace(node("parallelGateway", join), node("complexGateway", join, condition)) for p in parts
        ]
        return join

    def ad_hoc(self, depth: int, parts: list[str], before: str) -> str:
        inner = "".join(task(self.name("at")) for _ in range(2)) + node(
            "subProcess", self.name("as"), self.scope(depth - 1)
        )
        inner += self.handler(depth - 2) if self.chance.random() < 0.4 else ""
        if self.chance.random() < 0.4:
            inner += "<bpmn:completionCondition>=v &gt; 6</bpmn:completionCondition>"
        name = self.name("ah")
        ordering = self.chance.choice(["Parallel", "Sequential"])
        remaining = str(self.chance.random() < 0.5).lower()
        self._put(parts, before, name, node("adHocSubProcess", name, self.loop() + inner, ordering=ordering,
                                            cancelRemainingInstances=remaining))  # fmt: skip
        self.guard(depth, parts, name, [*CATCH, E1, X1])
        return name

    def transaction(self, depth: int, parts: list[str], before: str) -> str:
        first, gate, gives_up = self.name("s"), self.name("x"), self.name("ce")
        inner: list[str] = [start(first)]
        at = self.undoing(depth - 1, inner, self.undoing(0, inner, first))
        inner += [node("exclusiveGateway", gate), node("endEvent", gives_up, CANCEL), chain(at, gate)]
        inner.append(chain(gate, gives_up).replace("></bpmn:seq",
                     "><bpmn:conditionExpression>=v &gt; 3</bpmn:conditionExpression></bpmn:seq"))  # fmt: skip
        inner += [
            f'<bpmn:sequenceFlow id="{self.name("fl")}" sourceRef="{gate}" targetRef="{self.end(inner)}"/>'
        ]
        name = self.one("transaction", parts, before, self.loop() + "".join(inner))
        cancelled = self.name("b")
        parts += [boundary(cancelled, name, CANCEL), chain(cancelled, self.end(parts))]
        self.guard(depth, parts, name, [*CATCH, E1, X1])
        return name

    def loop(self) -> str:
        if self.chance.random() < 0.6:
            return super().loop()
        kind = self.chance.choice(["None", "One", "Complex", "standard"])
        if kind == "standard":
            before = str(self.chance.random() < 0.5).lower()
            return (
                f'<bpmn:standardLoopCharacteristics loopMaximum="3" testBefore="{before}">'
                "<bpmn:loopCondition>=v &gt; 2</bpmn:loopCondition></bpmn:standardLoopCharacteristics>"
            )
        inner = COMPLEX.format(self.name("ev")) if kind == "Complex" else ""
        return many(cardinality="3", sequential=self.chance.random() < 0.5).replace(
            '">', f'" behavior="{kind}">', 1).replace("</bpmn:multi", f"{inner}</bpmn:multi")  # fmt: skip

    def _put(self, parts: list[str], before: str, name: str, text: str) -> str:
        parts += [text, chain(before, name)]
        return name
