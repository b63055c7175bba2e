"""Words to write models with, beside those of tests/unit/runtime/bpmn.py."""

from __future__ import annotations

from tests.unit.runtime.bpmn import chain, extension, node, process

#: Root elements that the events below refer to.
ROOTS = (
    '<bpmn:message id="m1" name="go"/><bpmn:message id="m2" name="other"/>'
    '<bpmn:message id="mk" name="keyed">'
    + extension('<zeebe:subscription correlationKey="=key"/>')
    + '</bpmn:message><bpmn:signal id="s1" name="flood"/><bpmn:signal id="s2" name="fire"/>'
    '<bpmn:error id="err1" errorCode="E1"/><bpmn:error id="err2" errorCode="E2"/>'
    '<bpmn:escalation id="x1" escalationCode="X1"/><bpmn:escalation id="x2" escalationCode="X2"/>'
)
GO = '<bpmn:messageEventDefinition messageRef="m1"/>'
OTHER = '<bpmn:messageEventDefinition messageRef="m2"/>'
KEYED = '<bpmn:messageEventDefinition messageRef="mk"/>'
FLOOD = '<bpmn:signalEventDefinition signalRef="s1"/>'
FIRE = '<bpmn:signalEventDefinition signalRef="s2"/>'
E1 = '<bpmn:errorEventDefinition errorRef="err1"/>'
E2 = '<bpmn:errorEventDefinition errorRef="err2"/>'
ANY_ERROR = "<bpmn:errorEventDefinition/>"
X1 = '<bpmn:escalationEventDefinition escalationRef="x1"/>'
X2 = '<bpmn:escalationEventDefinition escalationRef="x2"/>'
ANY_ESCALATION = "<bpmn:escalationEventDefinition/>"
STOP = "<bpmn:terminateEventDefinition/>"


def timer(text: str, kind: str = "Duration") -> str:
    return f"<bpmn:timerEventDefinition><bpmn:time{kind}>{text}</bpmn:time{kind}></bpmn:timerEventDefinition>"


def link(name: str) -> str:
    return f'<bpmn:linkEventDefinition name="{name}"/>'


def named(element: str, name: str) -> str:
    """An element with a name beside its id."""
    return element.replace(" id=", f' name="{name}" id=', 1)


def start(name: str = "s", event: str = "", **attributes: str) -> str:
    return node("startEvent", name, event, **attributes)


def end(name: str = "e", event: str = "") -> str:
    return node("endEvent", name, event)


def task(*names: str) -> str:
    return "".join(node("userTask", name) for name in names)


def job(name: str, kind: str = "serviceTask") -> str:
    return node(kind, name, extension(f'<zeebe:taskDefinition type="{name}.work"/>'))


def script(name: str, expression: str, result: str) -> str:
    text = expression.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return node(
        "scriptTask", name, extension(f'<zeebe:script expression="={text}" resultVariable="{result}"/>')
    )


def boundary(name: str, host: str, event: str, interrupting: bool = True) -> str:
    return node("boundaryEvent", name, event, attachedToRef=host, cancelActivity=str(interrupting).lower())


def sub(name: str, *parts: str) -> str:
    return node("subProcess", name, "".join(parts))


def handler(name: str, event: str, *parts: str, interrupting: bool = True, then: tuple[str, ...] = ()) -> str:
    """An event subprocess: start `<name>_s`, the elements `then`, end `<name>_e`."""
    inner = (
        start(f"{name}_s", event, isInterrupting=str(interrupting).lower())
        + "".join(parts)
        + end(f"{name}_e")
    )
    return node("subProcess", name, inner + chain(f"{name}_s", *then, f"{name}_e"), triggeredByEvent="true")


def mapping(*inputs: tuple[str, str], outputs: tuple[tuple[str, str], ...] = ()) -> str:
    """zeebe:ioMapping, sources as FEEL without the `=`."""
    words = [("input", s, t) for s, t in inputs] + [("output", s, t) for s, t in outputs]
    texts = (f'<zeebe:{w} source="={s.replace(chr(34), "&quot;")}" target="{t}"/>' for w, s, t in words)
    return f"<zeebe:ioMapping>{''.join(texts)}</zeebe:ioMapping>"


def many(
    collection: str | None = None, item: str | None = None, *, sequential: bool = False, cardinality: str = "",
    until: str = "", into: str = "", output: str = "",
) -> str:  # fmt: skip
    """multiInstanceLoopCharacteristics over a FEEL collection, or `cardinality` times."""
    inner = ""
    if collection is not None:
        more = f' inputElement="{item}"' if item else ""
        if into:
            more += f' outputCollection="{into}" outputElement="={output}"'
        inner += extension(f'<zeebe:loopCharacteristics inputCollection="={collection}"{more}/>')
    if cardinality:
        inner += f"<bpmn:loopCardinality>={cardinality}</bpmn:loopCardinality>"
    if until:
        inner += f"<bpmn:completionCondition>={until.replace('<', '&lt;')}</bpmn:completionCondition>"
    flag = str(sequential).lower()
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{flag}">{inner}'
        "</bpmn:multiInstanceLoopCharacteristics>"
    )


def call(
    name: str, process_id: str, more: str = "", *, loop: str = "", parent: bool = True, child: bool = True
) -> str:
    called = (
        f'<zeebe:calledElement processId="{process_id}" propagateAllParentVariables="{str(parent).lower()}"'
        f' propagateAllChildVariables="{str(child).lower()}"/>'
    )
    return node("callActivity", name, extension(called + more) + loop)


def model(*parts: str, also: str = "") -> bytes:
    """A file with process `p` and whatever `other` processes stand beside it."""
    return process("".join(parts), before=ROOTS, after=also)


def other(name: str, *parts: str) -> str:
    """A further process, not executable by itself so that `run` need not be told which to start."""
    return f'<bpmn:process id="{name}" isExecutable="true">{"".join(parts)}</bpmn:process>'


def line(*names: str, entry: str = "s", exit: str = "e") -> str:
    """Start, the elements named, end: the events and the flows."""
    return start(entry) + end(exit) + chain(entry, *names, exit)
