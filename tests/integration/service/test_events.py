"""The live engine with conditions, several definitions, compensation, gateways that start, and bound calls; and the
histories of all that, replayed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from engine import commands
from engine.errors import Conflict
from engine.history import recorded
from engine.history.raw import snapshot
from engine.history.replay import find_mismatch
from engine.history.verify import verify
from engine.service import messages
from engine.service.memory import Memory
from engine.store import compression
from engine.store.tables import incident, step, work
from tests.integration.office import Office
from tests.integration.service.test_statements import LIMIT, counted
from tests.unit.conformance.test_compensation import throw, undo, undone_by
from tests.unit.conformance.test_conditions import when
from tests.unit.conformance.words import FLOOD, GO, OTHER, ROOTS, boundary, end, start, task, timer
from tests.unit.runtime.bpmn import chain, extension, node, process


def model(key: str, *parts: str) -> bytes:
    return process("".join(parts), key, before=ROOTS)


@pytest.fixture
def office(office: Office) -> Iterator[Office]:
    """Whatever a test does: its histories come out again byte for byte, and their chains are whole."""
    yield office
    database = office.engine.database
    memory = Memory(database)
    with snapshot(database) as connection:
        cases = list(recorded.iter_cases(connection))
    assert cases
    for case in cases:
        _, data, error = find_mismatch(
            case.instance_id, case.number, case.steps, memory.library, memory.calendar_version
        )
        assert error is None
        assert compression.decompress(case.state) == data
    assert verify(database).problems == ()


def send(office: Office, name: str) -> str:
    receipt = office.engine.handle(commands.Correlate(actor="wu", message=name, key=""))
    return receipt.instance_id


def tell(office: Office, name: str) -> None:
    office.engine.handle(commands.BroadcastSignal(actor="wu", signal=name))
    office.run()


def test_a_condition_is_met_by_the_step_of_another_task(office: Office) -> None:
    office.deploy("watch", model(
        "watch", start(), node("parallelGateway", "g"), task("work", "beside", "told"), boundary("b", "work", when("x > 1")),
        end(), end("e2"), chain("s", "g", "work", "e"), chain("g", "beside", "e2"), chain("b", "told"),
    ))  # fmt: skip
    case = office.start("watch", x=0).instance_id
    beside = office.task(case, "beside")
    with counted(office) as seen:
        office.complete(beside, x=5)
    assert len(seen) <= LIMIT, "\n".join(seen)
    assert office.waiting(case) == ["told"]


def test_one_of_several_events_is_enough_and_the_others_are_waited_for_no_more(office: Office) -> None:
    office.deploy("one", model("one", start(), node("intermediateCatchEvent", "c", GO + FLOOD + timer("PT1H")), task("t"),
                               chain("s", "c", "t")))  # fmt: skip
    cases = [office.start("one").instance_id for _ in range(3)]
    assert send(office, "go") == cases[0]
    office.engine.handle(commands.BroadcastSignal(actor="wu", signal="flood"))
    office.run()
    assert [office.waiting(case) for case in cases] == [["t"]] * 3
    assert office.run(hours=2) == 0


def test_of_a_parallel_multiple_event_all_must_come(office: Office) -> None:
    event = node("intermediateCatchEvent", "c", GO + FLOOD + timer("PT1H"), parallelMultiple="true")
    office.deploy("all", model("all", start(), event, task("t"), chain("s", "c", "t")))
    case = office.start("all").instance_id
    tell(office, "flood")
    office.run(hours=1)
    assert office.waiting(case) == []
    send(office, "go")
    assert office.waiting(case) == ["t"]


def test_what_was_done_is_undone_and_each_step_stays_cheap(office: Office) -> None:
    office.deploy("booking", model("booking", start(), task("hotel", "flight"), undone_by("hotel", "no_hotel"),
        undone_by("flight", "no_flight"), throw("back", undo()), end(), chain("s", "hotel", "flight", "back", "e")))  # fmt: skip
    case = office.start("booking").instance_id
    for element in ("hotel", "flight", "no_flight", "no_hotel"):
        open_task = office.task(case, element)
        with counted(office) as seen:
            office.complete(open_task)
        assert len(seen) <= LIMIT, "\n".join(seen)
    assert office.status(case) == "completed"


def deploy_calls(office: Office, called: str) -> None:
    """A pack whose process `whole` calls `part` in all ways there are; in `part` the task `called`."""
    bindings = [
        'bindingType="latest"',
        'bindingType="deployment"',
        'bindingType="versionTag" versionTag="old"',
        "",
    ]
    calls = [
        node("callActivity", f"c{n}", extension(f'<zeebe:calledElement processId="part" {binding}/>'))
        for n, binding in enumerate(bindings)
    ]
    flows = [chain("first", f"c{n}", f"e{n}") + end(f"e{n}") for n in range(len(calls))]
    version = extension(f'<zeebe:versionTag value="{called}"/>')
    part = process(version + start("ps") + task(called) + end("pe") + chain("ps", called, "pe"), "part")
    whole = model("whole", start(), task("first"), *calls, *flows, chain("s", "first"))
    office.deploy("whole", whole, **{"part.bpmn": part})


def test_calls_are_bound_when_they_are_made_and_what_they_were_bound_to_is_recorded(office: Office) -> None:
    deploy_calls(office, "old")
    case = office.start("whole").instance_id
    deploy_calls(office, "new")
    office.complete(office.task(case, "first"))
    deploy_calls(office, "newest")
    assert office.waiting(case) == ["new", "old", "old", "old"]
    bound = [e for s in office.engine.read.timeline(case) for e in s.events if e["e"] == "bound"]
    assert {e["el"]: e["pack"] for e in bound} == {
        "c0": "whole:2",
        "c1": "whole:1",
        "c2": "whole:1",
        "c3": "whole:1",
    }
    office.complete(office.task(case, "new"))
    assert office.waiting(case) == ["old"] * 3


def test_a_process_starts_by_each_of_several_messages(office: Office) -> None:
    office.deploy("either", model("either", start("s", GO + OTHER), task("t"), chain("s", "t")))
    assert [office.waiting(send(office, name)) for name in ("go", "other")] == [["t"], ["t"]]


def test_a_conditional_start_asks_its_condition(office: Office) -> None:
    office.deploy("only", model("only", start("s", when("amount > 10")), task("t"), chain("s", "t")))
    order = {"actor": "wang", "process": "only", "start": "s"}
    with pytest.raises(Conflict):
        office.engine.handle(commands.Start(**order, variables={"amount": 3}))
    case = office.engine.handle(commands.Start(**order, variables={"amount": 30})).instance_id
    assert office.waiting(case) == ["t"]


@pytest.mark.parametrize("kind", ["Exclusive", "Parallel"])
def test_a_process_starts_at_an_event_gateway(office: Office, kind: str) -> None:
    office.deploy("gate", model(
        "gate", node("eventBasedGateway", "g", instantiate="true", eventGatewayType=kind),
        node("intermediateCatchEvent", "c1", GO), node("intermediateCatchEvent", "c2", OTHER), task("t1", "t2"),
        chain("g", "c1", "t1"), chain("g", "c2", "t2"),
    ))  # fmt: skip
    first = send(office, "go")
    second = send(office, "other")
    assert (second == first) == (kind == "Parallel")
    assert office.waiting(first) == (["t1", "t2"] if kind == "Parallel" else ["t1"])


@pytest.mark.parametrize("kinds", [1, 2])
def test_processes_that_start_each_other_for_ever_are_stopped_with_an_incident(
    office: Office, monkeypatch: pytest.MonkeyPatch, kinds: int
) -> None:
    monkeypatch.setattr(messages, "CHAIN", 40)
    for number in range(kinds):
        key = f"echo{number}"
        office.deploy(key, model(key, start("s", FLOOD), end("e", FLOOD), chain("s", "e")))
    tell(office, "flood")
    with office.engine.database.read() as connection:
        begun = connection.execute(sa.select(sa.func.count()).select_from(step)).scalar_one()
        reported = connection.execute(sa.select(incident.c.message)).scalars().all()
        left = connection.execute(sa.select(work.c.parked)).scalars().all()
    assert 5 < begun <= 40
    assert reported
    assert all("do not rest" in message for message in reported)
    assert set(left) == {2}
