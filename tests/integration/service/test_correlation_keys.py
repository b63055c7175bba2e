"""Messages that carry their key in their content, in the live engine."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from engine import commands
from engine.errors import NotFound
from engine.jobs.background import sweep
from engine.store.tables import work
from tests.integration.office import Office
from tests.unit.runtime.bpmn import chain, node, process

ROOTS = (
    '<bpmn:message id="m" name="paper"/><bpmn:message id="n" name="money"/>'
    '<bpmn:correlationProperty id="pr">'
    '<bpmn:correlationPropertyRetrievalExpression messageRef="m"><bpmn:messagePath>file.number</bpmn:messagePath>'
    "</bpmn:correlationPropertyRetrievalExpression>"
    '<bpmn:correlationPropertyRetrievalExpression messageRef="n"><bpmn:messagePath>number</bpmn:messagePath>'
    "</bpmn:correlationPropertyRetrievalExpression></bpmn:correlationProperty>"
    '<bpmn:collaboration id="co"><bpmn:correlationKey id="k">'
    "<bpmn:correlationPropertyRef>pr</bpmn:correlationPropertyRef></bpmn:correlationKey></bpmn:collaboration>"
)


def hears(key: str, subscribes: bool) -> bytes:
    """A process that hears of a paper and then of money."""
    bound = (
        '<bpmn:correlationSubscription id="cs" correlationKeyRef="k"><bpmn:correlationPropertyBinding '
        'correlationPropertyRef="pr"><bpmn:dataPath>number</bpmn:dataPath></bpmn:correlationPropertyBinding>'
        "</bpmn:correlationSubscription>"
    )
    parts = [bound if subscribes else "", node("startEvent", "s"), node("receiveTask", "a", messageRef="m"),
             node("receiveTask", "b", messageRef="n"), node("endEvent", "e"), chain("s", "a", "b", "e")]  # fmt: skip
    return process(parts, key, before=ROOTS)


def send(office: Office, message: str, ttl: int = 0, **content: Any) -> Any:
    command = commands.Correlate(actor="wu", message=message, variables=content, ttl_seconds=ttl)
    return office.engine.handle(command).instance_id


def test_the_case_is_found_by_what_the_message_says(office: Office) -> None:
    office.deploy("bound", hears("bound", subscribes=True))
    one, two = (office.start("bound", number=number).instance_id for number in ("A-1", "A-2"))
    assert send(office, "paper", file={"number": "A-2"}) == two
    with pytest.raises(NotFound):
        send(office, "paper", file={"number": "A-3"})
    with pytest.raises(NotFound):
        send(office, "paper", other=1)
    assert send(office, "paper", file={"number": "A-1"}) == one
    assert send(office, "money", number="A-1") == one
    assert (office.status(one), office.status(two)) == ("completed", "active")


def test_the_first_message_is_for_whoever_waits_longest_and_the_next_for_the_same(office: Office) -> None:
    office.deploy("free", hears("free", subscribes=False))
    one, two = (office.start("free").instance_id for _ in range(2))
    assert [send(office, "paper", file={"number": number}) for number in (7, 8)] == [one, two]
    assert [send(office, "money", number=number) for number in (8, 7)] == [two, one]


def test_a_message_that_came_before_is_found_by_its_content(office: Office) -> None:
    office.deploy("bound", hears("bound", subscribes=True))
    office.deploy("free", hears("free", subscribes=False).replace(b'"paper"', b'"letter"'))
    assert send(office, "paper", ttl=60, file={"number": "A-1"}) == ""
    assert send(office, "letter", ttl=60, file={"number": "B-1"}) == ""
    cases = [office.start("bound", number=one).instance_id for one in ("A-2", "A-1")]
    cases.append(office.start("free").instance_id)
    office.run()
    assert [len(office.kinds(case)) for case in cases] == [1, 2, 2]


def test_a_message_and_a_wait_for_any_that_missed_each_other_are_brought_together(office: Office) -> None:
    office.deploy("free", hears("free", subscribes=False))
    assert send(office, "paper", ttl=600, file={"number": "A-1"}) == ""
    case = office.start("free").instance_id
    with office.engine.database.write() as connection:
        connection.execute(sa.delete(work).where(work.c.kind == "kept"))
    assert sweep(office.engine.database, office.clock.now()) == 1
    office.run()
    assert len(office.kinds(case)) == 2


def test_a_message_without_a_key_reaches_those_who_ask_for_none(office: Office) -> None:
    office.deploy("bound", hears("bound", subscribes=True))
    plain = [node("startEvent", "s"), node("receiveTask", "a", messageRef="m"), node("endEvent", "e"),
             chain("s", "a", "e")]  # fmt: skip
    office.deploy("plain", process(plain, "plain", before='<bpmn:message id="m" name="paper"/>'))
    case = office.start("plain").instance_id
    assert send(office, "paper", file={"number": "A-1"}) == case
