"""A process whose start event needs several things: the first opens a case, the rest find it."""

from __future__ import annotations

from engine import commands
from tests.integration.office import Office
from tests.unit.runtime.bpmn import chain, extension, node, process

ROOTS = (
    '<bpmn:message id="m" name="paper">'
    + extension('<zeebe:subscription correlationKey="=number"/>')
    + '</bpmn:message><bpmn:message id="n" name="money">'
    + extension('<zeebe:subscription correlationKey="=number"/>')
    + '</bpmn:message><bpmn:signal id="sig" name="open"/>'
)
EVENTS = (
    '<bpmn:messageEventDefinition messageRef="m"/><bpmn:messageEventDefinition messageRef="n"/>'
    '<bpmn:signalEventDefinition signalRef="sig"/>'
)


def begun() -> bytes:
    start = node("startEvent", "s", EVENTS, parallelMultiple="true")
    parts = [start, node("userTask", "a"), node("endEvent", "e"), chain("s", "a", "e")]
    return process(parts, "begun", before=ROOTS)


def send(office: Office, message: str, number: str) -> str:
    command = commands.Correlate(actor="wu", message=message, key=number, variables={"number": number})
    instance: str = office.engine.handle(command).instance_id
    return instance


def test_messages_find_the_case_by_its_key_and_a_signal_finds_all(office: Office) -> None:
    office.deploy("begun", begun())
    first, second = send(office, "paper", "A-1"), send(office, "money", "A-2")
    assert (send(office, "money", "A-1"), send(office, "paper", "A-2")) == (first, second)
    assert first != second
    assert office.waiting(first) == office.waiting(second) == []
    office.engine.handle(commands.BroadcastSignal(actor="wu", signal="open"))
    office.run()
    assert [office.waiting(one) for one in (first, second)] == [["a"], ["a"]]
    third = office.engine.handle(commands.BroadcastSignal(actor="wu", signal="open"))
    assert third.delivered == 1, "nobody waits at the start any more, so it begins a case"
