"""Messages and signals: to the one that waits, to many, kept for later, taken once; and between cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engine import commands
from engine.errors import Forbidden, NotFound
from engine.identity import Substitute
from engine.jobs.background import sweep
from engine.store.tables import work
from tests.integration.office import Office
from tests.unit.conformance.words import many
from tests.unit.runtime.bpmn import chain, extension, node, process

KEY = extension('<zeebe:subscription correlationKey="=number"/>')
MESSAGE = f'<bpmn:message id="m" name="reply">{KEY}</bpmn:message>'
SIGNAL = '<bpmn:signal id="sig" name="closed"/>'


def catching(definition: str, name: str = "catch") -> str:
    return node("intermediateCatchEvent", name, definition)


def waiter(key: str = "waiter") -> bytes:
    parts = [node("startEvent", "s"), catching('<bpmn:messageEventDefinition messageRef="m"/>'),
             node("endEvent", "e"), chain("s", "catch", "e")]  # fmt: skip
    return process(parts, key, before=MESSAGE)


def listener() -> bytes:
    parts = [node("startEvent", "s"), catching('<bpmn:signalEventDefinition signalRef="sig"/>'),
             node("endEvent", "e"), chain("s", "catch", "e")]  # fmt: skip
    return process(parts, "listener", before=SIGNAL)


def send(office: Office, key: str, **more: Any) -> Any:
    return office.engine.handle(commands.Correlate(actor="wu", message="reply", key=key, **more))


def test_a_message_reaches_the_case_that_waits_for_its_key(office: Office) -> None:
    office.deploy("waiter", waiter())
    one = office.start("waiter", number="A-1").instance_id
    other = office.start("waiter", number="A-2").instance_id
    receipt = send(office, "A-2", variables={"answer": "yes"})
    assert receipt.instance_id == other
    assert (office.status(one), office.status(other)) == ("active", "completed")
    assert office.values(other)["answer"] == "yes"
    with pytest.raises(NotFound):
        send(office, "A-2")
    with pytest.raises(Forbidden):
        office.engine.handle(commands.Correlate(actor="wang", message="reply", key="A-1"))


def test_a_message_with_an_id_is_taken_once(office: Office) -> None:
    office.deploy("waiter", waiter())
    first = office.start("waiter", number="A-1").instance_id
    second = office.start("waiter", number="A-1").instance_id
    assert send(office, "A-1", message_id="x").instance_id == first
    again = send(office, "A-1", message_id="x")
    assert (again.instance_id, again.changed) == (first, False)
    assert office.status(second) == "active"


def test_a_message_waits_for_its_receiver_until_its_time_is_over(office: Office) -> None:
    office.deploy("waiter", waiter())
    assert send(office, "A-1", ttl_seconds=60).delivered == 0
    assert send(office, "A-2", ttl_seconds=60).delivered == 0
    early = office.start("waiter", number="A-1").instance_id
    office.run()
    assert office.status(early) == "completed"
    twice = office.start("waiter", number="A-1").instance_id
    office.run()
    assert office.status(twice) == "active"
    office.clock.advance(timedelta(seconds=61))
    late = office.start("waiter", number="A-2").instance_id
    office.run()
    assert office.status(late) == "active"


def test_a_message_starts_a_process_that_begins_with_it(office: Office) -> None:
    start = node("startEvent", "s", '<bpmn:messageEventDefinition messageRef="m"/>')
    office.deploy("begun", process([start, node("endEvent", "e"), chain("s", "e")], "begun", before=MESSAGE))
    receipt = send(office, "", variables={"topic": "road"})
    assert receipt.status == "completed"
    assert office.values(receipt.instance_id) == {"topic": "road"}
    step = office.engine.read.timeline(receipt.instance_id)[0]
    assert (step.kind, step.actor) == ("Start", "wu")


def test_a_case_sends_a_message_to_another_case(office: Office) -> None:
    office.deploy("waiter", waiter())
    throw = node("intermediateThrowEvent", "send", '<bpmn:messageEventDefinition messageRef="m"/>')
    sender = [node("startEvent", "s"), throw, node("endEvent", "e"), chain("s", "send", "e")]
    office.deploy("sender", process(sender, "sender", before=MESSAGE))
    waits = office.start("waiter", number="B-7").instance_id
    sent = office.start("sender", number="B-7")
    assert sent.status == "completed"
    assert office.status(waits) == "active"
    assert office.run() >= 1
    assert office.status(waits) == "completed"
    step = office.engine.read.timeline(waits)[-1]
    assert (step.kind, step.actor, step.client) == ("Correlate", "system", f"case {sent.instance_id}")


def test_a_signal_reaches_all_that_wait_and_starts_what_begins_with_it(office: Office) -> None:
    office.deploy("listener", listener())
    start = node("startEvent", "s", '<bpmn:signalEventDefinition signalRef="sig"/>')
    office.deploy("alarm", process([start, node("endEvent", "e"), chain("s", "e")], "alarm", before=SIGNAL))
    cases = [office.start("listener").instance_id for _ in range(3)]
    receipt = office.engine.handle(
        commands.BroadcastSignal(actor="wu", signal="closed", variables={"why": "storm"})
    )
    assert receipt.delivered == 4
    assert office.run() == 4
    for case in cases:
        assert office.status(case) == "completed"
        assert office.values(case) == {"why": "storm"}
    begun = office.engine.read.instances("wu").items[0]
    assert (begun.process, begun.status, begun.started_by) == ("alarm", "completed", "wu")


def test_a_signal_is_recorded_with_who_gave_it_for_whom_why_and_from_where(office: Office) -> None:
    office.deploy("listener", listener())
    case = office.start("listener").instance_id
    known = office.engine.identity.directory.organisation
    standing_in = Substitute("wu", "zhao", office.clock.now().date())
    office.engine.identity.save_organisation(replace(known, substitutes=(standing_in,)), actor="system")
    said = {"on_behalf_of": "wu", "reason": "storm", "client": "api 10.1.2.3"}
    office.engine.handle(commands.BroadcastSignal(actor="zhao", signal="closed", **said))
    office.run()
    step = office.engine.read.timeline(case)[-1]
    assert (step.kind, step.actor) == ("BroadcastSignal", "zhao")
    assert {name: getattr(step, name) for name in said} == said


def test_a_signal_thrown_by_a_case_reaches_others(office: Office) -> None:
    office.deploy("listener", listener())
    throw = node("intermediateThrowEvent", "tell", '<bpmn:signalEventDefinition signalRef="sig"/>')
    teller = [node("startEvent", "s"), throw, node("endEvent", "e"), chain("s", "tell", "e")]
    office.deploy("teller", process(teller, "teller", before=SIGNAL))
    case = office.start("listener").instance_id
    office.start("teller")
    office.run()
    assert office.status(case) == "completed"
    assert office.kinds(case) == ["Start", "BroadcastSignal"]


def test_a_suspended_receiver_gets_the_signal_when_it_is_resumed(office: Office) -> None:
    office.deploy("listener", listener())
    case = office.start("listener").instance_id
    office.engine.handle(commands.BroadcastSignal(actor="wu", signal="closed"))
    office.engine.handle(commands.Suspend(actor="zhou", instance_id=case))
    assert office.run(hours=1) == 0
    office.engine.handle(commands.Resume(actor="zhou", instance_id=case))
    office.run()
    assert office.status(case) == "completed"


def test_a_message_and_a_case_that_did_not_see_each_other_are_brought_together(office: Office) -> None:
    office.deploy("waiter", waiter())
    send(office, "A-1", ttl_seconds=60)
    case = office.start("waiter", number="A-1").instance_id
    with office.engine.database.write() as connection:  # as if the start had not seen the message
        connection.execute(sa.delete(work))
    assert office.run() == 0
    assert sweep(office.engine.database, office.clock.now()) == 1
    office.run()
    assert office.status(case) == "completed"


def test_a_kept_message_whose_receiver_went_on_without_it_stays_for_the_next(office: Office) -> None:
    paths = [node("startEvent", "s"), node("eventBasedGateway", "g"), node("endEvent", "e"),
             catching('<bpmn:messageEventDefinition messageRef="m"/>'),
             catching('<bpmn:signalEventDefinition signalRef="sig"/>', "or"),
             chain("s", "g", "catch", "e"), chain("g", "or", "e")]  # fmt: skip
    office.deploy("either", process(paths, "either", before=MESSAGE + SIGNAL))
    office.deploy("waiter", waiter())
    send(office, "A-1", ttl_seconds=86_400)
    case = office.start("either", number="A-1").instance_id
    with office.engine.database.write() as connection:  # so the signal is quicker than the message
        connection.execute(sa.update(work).values(due_at=office.clock.now() + timedelta(minutes=5)))
    office.engine.handle(commands.BroadcastSignal(actor="wu", signal="closed"))
    office.run(hours=2)
    assert office.kinds(case) == ["Start", "BroadcastSignal"]
    assert office.engine.read.incidents("zheng").items == ()
    late = office.start("waiter", number="A-1").instance_id
    office.run()
    assert office.status(late) == "completed"


def test_more_receivers_than_a_statement_can_hold_begin_to_wait_together(office: Office) -> None:
    key = extension('<zeebe:subscription correlationKey="=loopCounter"/>')
    all_at_once = node("receiveTask", "r", many(cardinality="1100"), messageRef="m")
    parts = [node("startEvent", "s"), all_at_once, node("endEvent", "e"), chain("s", "r", "e")]
    message = f'<bpmn:message id="m" name="reply">{key}</bpmn:message>'
    office.deploy("crowd", process(parts, "crowd", before=message))
    send(office, "1050", ttl_seconds=60)
    case = office.start("crowd").instance_id
    office.run()
    assert office.kinds(case) == ["Start", "Correlate"]


def test_looking_for_such_misses_asks_no_open_case_while_no_message_is_kept(office: Office) -> None:
    office.deploy("waiter", waiter())
    office.start("waiter", number="A-1")
    asked: list[str] = []
    listen = (office.engine.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    sa.event.listen(*listen)
    assert sweep(office.engine.database, office.clock.now()) == 0
    sa.event.remove(*listen)
    assert len([text for text in asked if "FROM message" in text]) == 1
    assert [text for text in asked if "subscription" in text] == []


def test_a_wait_is_found_among_many_messages_that_nobody_waits_for(office: Office) -> None:
    office.deploy("waiter", waiter())
    for number in range(250):
        send(office, f"B-{number:03}", ttl_seconds=60)
    case = office.start("waiter", number="B-249").instance_id
    with office.engine.database.write() as connection:
        connection.execute(sa.delete(work))
    assert sweep(office.engine.database, office.clock.now()) == 1
    office.run()
    assert office.status(case) == "completed"
