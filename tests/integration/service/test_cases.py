"""The main road: deploy, start, claim, complete, to the end; and who may not do what."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from engine import commands
from engine.errors import Conflict, Forbidden, Invalid, NotFound, ProcessFault
from engine.identity import Substitute
from engine.store.tables import pack
from tests.integration.office import Office
from tests.unit.runtime.bpmn import chain, extension, node, process

CLERK = extension('<zeebe:userTask/><zeebe:assignmentDefinition candidateGroups="clerk"/>')


def test_an_approval_runs_from_start_to_end(office: Office) -> None:
    office.deploy("approval")
    case = office.start("approval", subject="道路占用").instance_id
    assert office.waiting(case) == ["register"]
    office.complete(office.task(case, "register"), form={"complete": True})
    assert office.waiting(case) == ["finance", "planning", "safety"]
    office.complete(office.task(case, "planning"), "zhao", planning={"agree": True})
    office.complete(office.task(case, "finance"), "qian", finance={"agree": True})
    assert office.waiting(case) == ["safety"]
    office.complete(office.task(case, "safety"), "sun", safety={"agree": False})
    assert office.values(case)["approved"] is False
    last = office.complete(office.task(case, "close"))
    assert last.status == "completed"
    assert office.waiting(case) == []
    detail = office.engine.read.instance(last.number, "zheng")
    assert detail.instance.ended_at == office.clock.now()
    assert office.kinds(case) == ["Start", *["CompleteTask"] * 5]
    done = office.engine.read.worklist("wang", box="done").items
    assert [task.element for task in done] == ["close", "register"]
    assert {task.completed_by for task in done} == {"wang"}


def test_numbers_count_up_per_pack_and_year_without_gaps(office: Office) -> None:
    office.deploy(
        "approval",
        settings='numbering: "演示{year}-{seq:04}"\nstarters: [clerk]\nroles: {clerk: {title: 办事员}}\n',
    )
    assert office.start("approval").number == "演示2026-0001"
    with pytest.raises(Forbidden):
        office.start("approval", actor="zhao")
    assert office.start("approval").number == "演示2026-0002"


def test_title_and_search_follow_the_variables(office: Office) -> None:
    settings = 'case_title: "= applicant.name + \\"：\\" + subject"\nsearch: [applicant.name]\n'
    office.deploy("approval", settings=settings)
    started = office.start("approval", subject="占道", applicant={"name": "演示甲"})
    assert office.engine.read.instance(started.number, "zheng").instance.title == "演示甲：占道"
    register = started.task_ids[0]
    office.complete(register, form={"complete": True}, applicant={"name": "演示乙"})
    assert office.engine.read.instance(started.number, "zheng").instance.title == "演示乙：占道"
    found = office.engine.read.worklist("zhao", box="group", text="演示乙").items
    assert [task.element for task in found] == ["planning"]
    assert office.engine.read.worklist("zhao", box="group", text="演示甲").items == ()


def test_a_title_follows_a_variable_that_is_called_like_a_function(office: Office) -> None:
    title = 'case_title: "= string(count) + \\" of \\" + string(working days between(first, last))"\n'
    office.deploy("approval", settings=title)
    started = office.start("approval", count=1, first="2026-03-02", last="2026-03-06")
    office.complete(started.task_ids[0], form={"complete": True}, count=2)
    assert office.engine.read.instance(started.number, "zheng").instance.title == "2 of 4"


def test_the_same_pack_again_changes_nothing_and_running_cases_keep_their_version(office: Office) -> None:
    first = office.deploy("approval")
    assert (first.version, first.changed) == (1, True)
    old = office.start("approval")
    again = office.deploy("approval")
    assert (again.version, again.changed) == (1, False)
    model = process([node("startEvent", "s"), node("userTask", "only", CLERK), node("endEvent", "e"),
                     chain("s", "only", "e")], "approval")  # fmt: skip
    second = office.deploy("approval", model)
    assert second.version == 2
    new = office.start("approval")
    assert office.waiting(new.instance_id) == ["only"]
    office.complete(old.task_ids[0], form={"complete": False})
    assert office.waiting(old.instance_id) == ["close"]
    rows = office.engine.read.definitions()
    assert [(row.version, row.newest, row.active) for row in rows] == [(2, True, 1), (1, False, 1)]


def test_a_version_says_who_deployed_it_for_whom_why_and_from_where(office: Office) -> None:
    known = office.engine.identity.directory.organisation
    standing_in = Substitute("wu", "zhao", office.clock.now().date())
    office.engine.identity.save_organisation(replace(known, substitutes=(standing_in,)), actor="system")
    files = {
        "pack.yaml": b"key: approval\ntitle: t\nprocess: approval\n",
        "approval.bpmn": process(
            [node("startEvent", "s"), node("endEvent", "e"), chain("s", "e")], "approval"
        ),
    }
    said = {"on_behalf_of": "wu", "reason": "新条例施行", "client": "web 10.1.2.3"}
    with pytest.raises(Forbidden):
        office.engine.handle(commands.Deploy(actor="zhao", key="approval", files=files))
    office.engine.handle(commands.Deploy(actor="zhao", key="approval", files=files, **said))
    (row,) = office.engine.read.definitions()
    assert (row.deployed_by, row.on_behalf_of, row.reason) == ("zhao", "wu", "新条例施行")
    with office.engine.database.read() as connection:
        assert connection.execute(sa.select(pack.c.client)).scalar_one() == "web 10.1.2.3"


def test_a_refused_pack_names_its_findings_and_writes_nothing(office: Office) -> None:
    model = process([node("startEvent", "s"), node("subChoreography", "loose"), chain("s", "loose")], "bad")
    with pytest.raises(Invalid) as refused:
        office.deploy("bad", model)
    assert any(finding.element == "loose" for finding in refused.value.findings)
    assert office.engine.read.definitions() == ()


def test_claiming_takes_a_task_out_of_the_group_and_releasing_gives_it_back(office: Office) -> None:
    office.deploy("approval")
    task = office.start("approval").task_ids[0]
    read = office.engine.read
    assert [row.task_id for row in read.worklist("li", box="group").items] == [task]
    office.engine.handle(commands.Claim(actor="wang", task_id=task))
    assert read.worklist("li", box="group").items == ()
    assert [row.task_id for row in read.worklist("wang", box="mine").items] == [task]
    with pytest.raises(Conflict, match="has claimed it"):
        office.engine.handle(commands.Claim(actor="li", task_id=task))
    with pytest.raises(Forbidden):
        office.complete(task, "li", form={"complete": True})
    office.engine.handle(commands.Release(actor="wang", task_id=task))
    assert [row.task_id for row in read.worklist("li", box="group").items] == [task]
    assert read.worklist("wang", box="mine").items == ()
    office.complete(task, "li", form={"complete": True})


def test_who_is_late_is_told_when_and_by_whom_it_was_done(office: Office) -> None:
    office.deploy("approval")
    task = office.start("approval").task_ids[0]
    office.complete(task, "wang", form={"complete": True})
    with pytest.raises(Conflict) as late:
        office.complete(task, "li", form={"complete": True})
    assert str(late.value) == (
        "Expected to complete task '登记' of case approval2026-000001, "
        "but it was completed at 2026-03-06 10:00 by 演示·wang."
    )
    with pytest.raises(Forbidden):  # not told to those whom it does not concern
        office.complete(task, "zhao")


def test_nobody_else_may_work_on_a_task(office: Office) -> None:
    office.deploy("approval")
    task = office.start("approval").task_ids[0]
    for login in ("zhao", "wu", "nobody"):
        with pytest.raises(Forbidden):
            office.complete(task, login, form={"complete": True})
    with pytest.raises(NotFound):
        office.complete("nosuchcase.1", "wang")
    with pytest.raises(NotFound):
        office.complete("nonsense", "wang")


def test_a_substitute_acts_for_another_and_the_step_says_so(office: Office) -> None:
    office.deploy("approval")
    task = office.start("approval").task_ids[0]
    office.engine.handle(commands.Claim(actor="wang", task_id=task))
    order = commands.CompleteTask(
        actor="li", on_behalf_of="wang", task_id=task, variables={"form": {"complete": True}}
    )
    case = office.engine.handle(order).instance_id
    step = office.engine.read.timeline(case)[-1]
    assert (step.actor, step.on_behalf_of) == ("li", "wang")
    with pytest.raises(Forbidden, match="does not stand in"):
        office.engine.handle(commands.Start(actor="zhao", on_behalf_of="wang", process="approval"))


def test_a_suspended_case_takes_no_work_until_it_is_resumed(office: Office) -> None:
    office.deploy("approval")
    started = office.start("approval")
    case, task = started.instance_id, started.task_ids[0]
    with pytest.raises(Forbidden):
        office.engine.handle(commands.Suspend(actor="wang", instance_id=case))
    office.engine.handle(commands.Suspend(actor="zhou", instance_id=case, reason="复议"))
    assert office.status(case) == "suspended"
    with pytest.raises(Conflict, match="suspended"):
        office.complete(task, form={"complete": True})
    office.engine.handle(commands.Resume(actor="zhou", instance_id=case))
    office.complete(task, form={"complete": True})
    assert office.engine.read.timeline(case)[1].reason == "复议"


def test_a_cancelled_case_leaves_no_work(office: Office) -> None:
    office.deploy("approval")
    started = office.start("approval")
    office.engine.handle(commands.Cancel(actor="zhou", instance_id=started.instance_id, reason="撤回"))
    assert office.status(started.instance_id) == "cancelled"
    assert office.engine.read.worklist("wang", box="group").items == ()
    with pytest.raises(Conflict, match="cancelled at"):
        office.complete(started.task_ids[0])


def test_a_process_fault_of_a_person_comes_back_and_changes_nothing(office: Office) -> None:
    parts = [
        node("startEvent", "s"),
        node("userTask", "ask", CLERK),
        node("exclusiveGateway", "way"),
        node("endEvent", "e"),
        chain("s", "ask", "way"),
        '<bpmn:sequenceFlow id="only" sourceRef="way" targetRef="e"><bpmn:conditionExpression'
        ' xsi:type="bpmn:tFormalExpression">=yes</bpmn:conditionExpression></bpmn:sequenceFlow>',
        node("endEvent", "other"),
        '<bpmn:sequenceFlow id="second" sourceRef="way" targetRef="other"><bpmn:conditionExpression'
        ' xsi:type="bpmn:tFormalExpression">=no</bpmn:conditionExpression></bpmn:sequenceFlow>',
    ]
    office.deploy("fault", process(parts, "fault"))
    started = office.start("fault")
    with pytest.raises(ProcessFault) as fault:
        office.complete(started.task_ids[0])
    assert fault.value.element == "way"
    assert office.waiting(started.instance_id) == ["ask"]
    assert office.kinds(started.instance_id) == ["Start"]
    assert office.complete(started.task_ids[0], yes=True).status == "completed"
