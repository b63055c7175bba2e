"""Words for tables of models that combine constructs, each with a script of what is done and what is open then.

A script is a list of `done :> open`, divided by `;`. Done is nothing (the start), a task (`a`, with variables
`a{x=1}`), an error of its handler (`j!E1`), a message (`m:go`, with a key `m:keyed/k1`), a signal (`s:flood`)
or hours that pass (`+2`). Open are the tasks and jobs of all cases, `-` for none, or `done` when all is over.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.unit.conformance.checked import Checked
from tests.unit.conformance.words import end, model, start, task
from tests.unit.runtime.bpmn import chain, node

UNDO = "<bpmn:compensateEventDefinition/>"
CANCEL = "<bpmn:cancelEventDefinition/>"


def part(kind: str, name: str, *inner: str, **attributes: str) -> str:
    return node(kind, name, "".join(inner), **attributes)


def throw(name: str, event: str) -> str:
    return node("intermediateThrowEvent", name, event)


def catch(name: str, event: str) -> str:
    return node("intermediateCatchEvent", name, event)


def gateway(name: str, kind: str = "parallelGateway", **attributes: str) -> str:
    return node(kind, name, **attributes)


def transaction(name: str, *inner: str) -> str:
    return part("transaction", name, *inner)


def ad_hoc(name: str, *inner: str, ordering: str = "Parallel", until: str = "") -> str:
    done = f"<bpmn:completionCondition>={until}</bpmn:completionCondition>" if until else ""
    return part("adHocSubProcess", name, *inner, done, ordering=ordering)


def undone(host: str, handler: str, kind: str = "userTask", inner: str = "") -> str:
    """An activity is compensated by a handler."""
    return (
        part("boundaryEvent", f"cb_{host}", UNDO, attachedToRef=host)
        + part(kind, handler, inner, isForCompensation="true")
        + f'<bpmn:association id="as_{host}" sourceRef="cb_{host}" targetRef="{handler}"/>'
    )


def undo(activity: str = "", *, wait: bool = True) -> str:
    named = f'activityRef="{activity}" ' if activity else ""
    return f'<bpmn:compensateEventDefinition {named}waitForCompletion="{str(wait).lower()}"/>'


def within(name: str, *names: str, event: str = "") -> str:
    """What is inside a subprocess beside its activities: start, end and flows."""
    return start(f"{name}_s") + end(f"{name}_e", event) + chain(f"{name}_s", *names, f"{name}_e")


def leads(source: str, *names: str) -> str:
    """A way from a boundary event over tasks to an end."""
    return task(*names) + end(f"{source}_end") + chain(source, *names, f"{source}_end")


def beside(name: str, host: str, event: str) -> str:
    return node("boundaryEvent", name, event, attachedToRef=host, cancelActivity="false")


def together(name: str, host: str, *events: str, interrupting: bool = True) -> str:
    flag = str(interrupting).lower()
    return part(
        "boundaryEvent", name, *events, attachedToRef=host, parallelMultiple="true", cancelActivity=flag
    )


def condition(text: str) -> str:
    text = text.replace(">", "&gt;")
    return f"<bpmn:conditionalEventDefinition><bpmn:condition>={text}</bpmn:condition></bpmn:conditionalEventDefinition>"


def repeat(maximum: int) -> str:
    return f'<bpmn:standardLoopCharacteristics loopMaximum="{maximum}"/>'


def behaving(behavior: str, count: int, inner: str = "", reference: str = "") -> str:
    """A multi-instance loop that throws when instances are done."""
    return (
        f'<bpmn:multiInstanceLoopCharacteristics behavior="{behavior}" {reference}>'
        f"<bpmn:loopCardinality>{count}</bpmn:loopCardinality>{inner}</bpmn:multiInstanceLoopCharacteristics>"
    )


def triggered(name: str, *inner: str, event: str, interrupting: bool = True, **attributes: str) -> str:
    """An event subprocess whose start event is `<name>_s`."""
    begin = start(f"{name}_s", event, isInterrupting=str(interrupting).lower(), **attributes)
    return part("subProcess", name, *inner, begin, triggeredByEvent="true")


def looped(
    name: str, loop: str, event: str, *inner: str, then: tuple[str, ...], interrupting: bool = True
) -> str:
    """An event subprocess with a loop."""
    begin = start(f"{name}_s", event, isInterrupting=str(interrupting).lower())
    flows = end(f"{name}_e") + chain(f"{name}_s", *then, f"{name}_e")
    return part("subProcess", name, loop, begin, *inner, flows, triggeredByEvent="true")


def first_of(name: str) -> str:
    """A complex gateway that passes with the first token."""
    return node(
        "complexGateway", name, "<bpmn:activationCondition>=activationCount >= 1</bpmn:activationCondition>"
    )


@dataclass
class Table:
    """Models by name, each with its script and the variables that it starts with."""

    cases: dict[str, tuple[str, bytes, dict[str, Any]]] = field(default_factory=dict)

    def add(self, name: str, script: str, *parts: str, also: str = "", given: Any = None) -> None:
        assert name not in self.cases
        self.cases[name] = (script, model(*parts, also=also), given or {})

    def play(self, name: str) -> None:
        script, xml, given = self.cases[name]
        run: Checked | None = None
        for line in script.split(";"):
            done, _, wanted = (part.strip() for part in line.partition(":>"))
            if run is None:
                run = Checked(xml, given)
            else:
                _do(run, done)
            assert _open(run) == " ".join(sorted(wanted.split())), f"after {done or 'the start'}"


def _do(run: Checked, done: str) -> None:
    if done.startswith("m:"):
        name, _, key = done[2:].partition("/")
        run.simulation.message(name, key)
    elif done.startswith("s:"):
        run.signal(done[2:])
    elif done.startswith("+"):
        run.hours(int(done))
    elif "!" in done:
        run.fail(*done.split("!"))
    else:
        element, _, text = done.rstrip("}").partition("{")
        name, _, value = text.partition("=")
        read = {"true": True, "false": False}
        given = {name: read[value] if value in read else int(value)} if name else {}
        run.simulation.complete(run.simulation.find_task(element), given)
    run.checked()


def _open(run: Checked) -> str:
    cases = run.simulation.instances.values()
    if all(case.status == "completed" for case in cases):
        return "done"
    return " ".join(sorted(e["el"] for c in cases for e in [*c.tasks.values(), *c.jobs.values()])) or "-"
