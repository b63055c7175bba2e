"""Handlers: called between transactions, perhaps twice, with one effect; retried, then an incident."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine import commands, handler_api
from engine.errors import Conflict, Forbidden
from engine.handler_api import BpmnError, Job, RetryLater
from engine.jobs import execute
from engine.store import work as works
from engine.store.rows import InstanceFilter
from tests.integration.office import Office
from tests.unit.runtime.bpmn import chain, extension, flow, node, process

LEASE = timedelta(seconds=30)


def service(name: str, job_type: str, inner: str = "", retries: int = 3) -> str:
    definition = f'<zeebe:taskDefinition type="{job_type}" retries="{retries}"/>'
    headers = '<zeebe:taskHeaders><zeebe:header key="place" value="hall"/></zeebe:taskHeaders>'
    return node("serviceTask", name, extension(definition + headers + inner))


def model(*parts: str, after: str = "") -> bytes:
    nodes = [node("startEvent", "s"), *parts, node("endEvent", "e"), chain("s", "work", "e")]
    return process(nodes, "job", before=after)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """A handler `demo` that notes its jobs and does what `answer` says."""
    seen: list[Job] = []
    monkeypatch.setattr(handler_api, "_handlers", {})
    return seen


def handle_with(seen: list[Job], answer: Any) -> None:
    @handler_api.handler("demo")
    def demo(job: Job) -> Any:
        seen.append(job)
        return answer(job) if callable(answer) else answer


def claim(office: Office, owner: str = "other") -> works.Work:
    rows = works.claim(office.engine.database, works.SLOW, office.clock.now(), 1, owner, LEASE)
    return rows[0]


def open_incidents(office: Office) -> Any:
    return office.engine.read.incidents("wu").items


def test_a_handler_gets_the_job_and_its_results_go_into_the_case(office: Office, calls: list[Job]) -> None:
    handle_with(calls, {"sum": 42})
    mapping = '<zeebe:ioMapping><zeebe:input source="=a + 1" target="n"/><zeebe:output source="=sum" target="total"/></zeebe:ioMapping>'
    office.deploy("job", model(service("work", "demo", mapping)), documents__x=b"template")
    started = office.start("job", a=1)
    assert started.status == "active"
    assert office.run() == 1
    job = calls[0]
    assert (job.id, job.type, job.element, job.attempt) == (f"{started.instance_id}.2", "demo", "work", 1)
    assert (dict(job.variables), dict(job.headers)) == ({"n": 2}, {"place": "hall"})
    assert job.pack_files["documents/x"] == b"template"
    assert job.settings == {"demo": {"place": "演示县"}}
    assert job.number == started.number
    assert office.values(started.instance_id) == {"a": 1, "total": 42}
    assert office.status(started.instance_id) == "completed"
    assert office.run() == 0


def test_documents_are_kept_with_the_step_that_brought_them(office: Office, calls: list[Job]) -> None:
    handle_with(calls, lambda job: job.attach("告知书.txt", "内容".encode(), "text/plain"))
    office.deploy("job", model(service("work", "demo")))
    case = office.start("job").instance_id
    office.run()
    row = office.engine.read.documents(case)[0]
    assert (row.name, row.media_type, row.size, row.element, row.seq) == (
        "告知书.txt",
        "text/plain",
        6,
        "work",
        2,
    )
    assert office.engine.read.document(row.document_id).content == "内容".encode()
    step = office.engine.read.timeline(case)[-1]
    assert "documents" not in step.command  # the content is kept once, the step has its digest


def test_a_failing_handler_is_tried_again_then_becomes_an_incident_and_is_mended(
    office: Office, calls: list[Job]
) -> None:
    broken = True

    def answer(job: Job) -> dict[str, Any]:
        if broken:
            raise RuntimeError("printer on fire")
        return {}

    handle_with(calls, answer)
    office.deploy("job", model(service("work", "demo")))
    case = office.start("job").instance_id
    office.run()
    assert len(calls) == 1
    assert open_incidents(office) == ()
    office.run(seconds=59)
    assert len(calls) == 1
    office.run(seconds=1)  # one minute after the first
    assert len(calls) == 2
    office.run(minutes=2)
    assert [job.attempt for job in calls] == [1, 2, 3]
    assert {job.id for job in calls} == {f"{case}.2"}
    office.run(days=1)
    assert len(calls) == 3
    (incident,) = open_incidents(office)
    assert (incident.element, incident.kind, incident.job_id) == ("work", "job", f"{case}.2")
    assert incident.params == {"reason": "RuntimeError: printer on fire"}
    assert "printer on fire" in incident.detail
    assert "Traceback" in incident.detail
    step = office.engine.read.timeline(case)[-1]
    assert "Traceback" not in str(step)
    broken = False
    with pytest.raises(Forbidden):
        office.engine.handle(commands.RetryJob(actor="wang", job_id=incident.job_id))
    office.engine.handle(commands.RetryJob(actor="wu", job_id=incident.job_id, reason="已修复"))
    assert open_incidents(office) == ()
    office.run()
    assert office.status(case) == "completed"
    solved = office.engine.read.incidents("wu", open_only=False).items[0]
    assert (solved.resolved_by, solved.resolved_at) == ("wu", office.clock.now())
    assert office.kinds(case) == ["Start", *["FailJob"] * 3, "RetryJob", "CompleteJob"]


def test_retry_later_uses_up_no_retry_and_is_no_step(office: Office, calls: list[Job]) -> None:
    def answer(job: Job) -> dict[str, Any]:
        if len(calls) < 6:
            raise RetryLater(timedelta(hours=1))
        return {}

    handle_with(calls, answer)
    office.deploy("job", model(service("work", "demo", retries=1)))
    case = office.start("job").instance_id
    office.run(hours=4)
    assert office.status(case) == "active"
    office.run(hours=1)
    assert office.status(case) == "completed"
    assert len(calls) == 6
    assert office.kinds(case) == ["Start", "CompleteJob"]


def test_a_bpmn_error_goes_on_at_the_boundary_event(office: Office, calls: list[Job]) -> None:
    def answer(job: Job) -> None:
        raise BpmnError("closed", "the office is closed", {"until": "monday"})

    handle_with(calls, answer)
    boundary = node(
        "boundaryEvent", "caught", '<bpmn:errorEventDefinition errorRef="err"/>', attachedToRef="work"
    )
    parts = [service("work", "demo"), boundary, node("endEvent", "refused"), flow("caught", "refused")]
    office.deploy("job", model(*parts, after='<bpmn:error id="err" errorCode="closed"/>'))
    case = office.start("job").instance_id
    office.run()
    assert office.status(case) == "completed"
    assert office.engine.read.overlay(case).done["refused"] == 1


def test_an_uncaught_bpmn_error_is_an_incident_of_the_job(office: Office, calls: list[Job]) -> None:
    def answer(job: Job) -> None:
        raise BpmnError("closed")

    handle_with(calls, answer)
    office.deploy("job", model(service("work", "demo")))
    case = office.start("job").instance_id
    office.run()
    (incident,) = open_incidents(office)
    assert incident.instance_id == case
    assert "closed" in str(incident.params)
    assert office.engine.read.instances("wu").items[0].status == "active"


def test_a_job_without_a_handler_is_an_incident_at_once(office: Office, calls: list[Job]) -> None:
    office.deploy("job", model(service("work", "unknown")))
    office.start("job")
    office.run()
    assert open_incidents(office)[0].params == {"reason": "no handler for the type unknown"}


def test_a_worker_killed_between_handler_and_commit_runs_the_same_job_again(
    office: Office, calls: list[Job]
) -> None:
    handle_with(calls, {"done": True})
    office.deploy("job", model(service("work", "demo")))
    case = office.start("job").instance_id
    row = claim(office)
    job = office.engine._door.find_job(row)
    assert job is not None
    handler_api.find_handler("demo")(job)  # type: ignore[misc]
    # here the process died: nothing was committed, the lease runs on
    assert office.run() == 0
    office.run(seconds=31)
    assert [call.id for call in calls] == [f"{case}.2"] * 2
    assert [call.attempt for call in calls] == [1, 2]
    assert office.status(case) == "completed"
    assert office.kinds(case) == ["Start", "CompleteJob"]


def test_a_paused_worker_that_lost_its_lease_has_no_effect(office: Office, calls: list[Job]) -> None:
    handle_with(calls, lambda job: {"attempt": job.attempt})
    office.deploy("job", model(service("work", "demo")))
    case = office.start("job").instance_id
    paused = claim(office)
    office.clock.advance(LEASE + timedelta(seconds=1))
    taken_over = claim(office, "second")
    assert (taken_over.id, taken_over.epoch) == (paused.id, paused.epoch + 1)
    execute(office.engine._door, paused)  # wakes up and brings its result: too late
    assert office.status(case) == "active"
    late = commands.CompleteJob(actor="worker", job_id=f"{case}.2", epoch=paused.epoch)
    with pytest.raises(Conflict):
        office.engine.handle(late)
    execute(office.engine._door, taken_over)
    assert office.status(case) == "completed"
    assert office.values(case) == {"attempt": 2}
    assert office.kinds(case) == ["Start", "CompleteJob"]


def test_a_heartbeat_keeps_a_lease(office: Office, calls: list[Job]) -> None:
    handle_with(calls, {})
    office.deploy("job", model(service("work", "demo")))
    office.start("job")
    row = claim(office)
    office.clock.advance(timedelta(seconds=20))
    with office.engine.database.write() as connection:
        works.renew(connection, "other", [(row.id, row.epoch)], office.clock.now() + LEASE)
    office.clock.advance(timedelta(seconds=20))
    assert office.run() == 0
    office.clock.advance(timedelta(seconds=11))
    assert office.run() == 1


def test_only_the_machine_may_report_results(office: Office, calls: list[Job]) -> None:
    office.deploy("job", model(service("work", "demo")))
    case = office.start("job").instance_id
    for order in (
        commands.CompleteJob(actor="wu", job_id=f"{case}.2"),
        commands.FailJob(actor="wu", job_id=f"{case}.2"),
        commands.FireTimers(actor="wu", instance_id=case),
    ):
        with pytest.raises(Forbidden):
            office.engine.handle(order)


def test_a_suspended_case_gets_no_job_done_until_it_is_resumed(office: Office, calls: list[Job]) -> None:
    handle_with(calls, {})
    office.deploy("job", model(service("work", "demo")))
    case = office.start("job").instance_id
    office.engine.handle(commands.Suspend(actor="zhou", instance_id=case))
    assert office.run(days=1) == 0
    office.engine.handle(commands.Resume(actor="zhou", instance_id=case))
    assert office.run() == 1
    assert office.status(case) == "completed"


def test_an_incident_closes_when_its_job_is_no_longer_needed(office: Office, calls: list[Job]) -> None:
    escape = node(
        "boundaryEvent", "late",
        "<bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>",
        attachedToRef="work",
    )  # fmt: skip
    wait = node("userTask", "by_hand", extension("<zeebe:userTask/>"))
    parts = [service("work", "unknown"), escape, wait, flow("late", "by_hand"), flow("by_hand", "e")]
    office.deploy("job", model(*parts))
    case = office.start("job").instance_id
    office.run()
    assert len(open_incidents(office)) == 1
    office.run(hours=1)
    assert office.waiting(case) == ["by_hand"]
    assert open_incidents(office) == ()
    (closed,) = office.engine.read.incidents("wu", open_only=False).items
    assert (closed.resolved_by, closed.resolved_at) == ("scheduler", office.clock.now())


def test_an_incident_closes_with_its_case(office: Office, calls: list[Job]) -> None:
    office.deploy("job", model(service("work", "unknown")))
    case = office.start("job").instance_id
    office.run()
    assert office.engine.read.instances("wu", InstanceFilter(with_incident=True)).items != ()
    office.engine.handle(commands.Cancel(actor="zhou", instance_id=case, reason="撤回"))
    assert open_incidents(office) == ()
    assert office.engine.read.instances("wu", InstanceFilter(with_incident=True)).items == ()


def test_without_retries_in_the_model_every_pause_of_the_list_is_used(
    office: Office, calls: list[Job]
) -> None:
    def answer(job: Job) -> None:
        raise RuntimeError("no connection")

    handle_with(calls, answer)
    office.deploy("job", model(service("work", "demo").replace(' retries="3"', "")))
    case = office.start("job").instance_id
    office.run(hours=1)
    begun = [job.at - calls[0].at for job in calls]
    assert begun == [
        timedelta(),
        timedelta(minutes=1),
        timedelta(minutes=3),
    ]  # pauses of one, then two minutes
    assert [row.instance_id for row in open_incidents(office)] == [case]
