"""Who may read what; task pages with form and draft; overlays and variables at any step."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from engine import commands
from engine.errors import Forbidden, Invalid, NotFound
from engine.store.rows import InstanceFilter
from tests.integration.office import Office
from tests.unit.runtime.bpmn import chain, extension, node, process

FORM = {
    "id": "accept",
    "type": "default",
    "schemaVersion": 18,
    "components": [
        {"type": "textfield", "key": "phone", "label": "电话", "id": "f1", "validate": {"required": True}},
        {"type": "number", "key": "people", "label": "人数", "id": "f2", "validate": {"max": 5}},
    ],
}


def with_form() -> bytes:
    task = node(
        "userTask",
        "register",
        extension(
            '<zeebe:userTask/><zeebe:formDefinition formId="accept"/>'
            '<zeebe:assignmentDefinition candidateGroups="clerk"/>'
        ),
    )
    return process(
        [node("startEvent", "s"), task, node("endEvent", "e"), chain("s", "register", "e")], "formed"
    )


def deploy_form(office: Office) -> str:
    office.deploy("formed", with_form(), **{"forms__accept.form.json": json.dumps(FORM).encode()})
    return office.start("formed", subject="占道").task_ids[0]


def test_what_is_posted_is_checked_against_the_form(office: Office) -> None:
    task = deploy_form(office)
    for posted, wrong in (
        ({"people": 3}, {"phone"}),
        ({"phone": "1", "people": 6}, {"people"}),
        ({"phone": "1", "stranger": 1}, {"stranger"}),
    ):
        with pytest.raises(Invalid) as refused:
            office.complete(task, **posted)
        assert {finding.element for finding in refused.value.findings} == wrong
    case = office.complete(task, phone="000", people=5).instance_id
    assert office.values(case) == {"subject": "占道", "phone": "000", "people": 5}


def test_a_task_page_has_form_variables_and_the_readers_own_draft(office: Office) -> None:
    task = deploy_form(office)
    engine = office.engine
    at = engine.save_draft("wang", task, {"phone": "12"})
    engine.save_draft("wang", task, {"phone": "123"})
    detail = engine.read.task(task, "wang")
    assert detail.form == FORM
    assert detail.variables == {"subject": "占道"}
    assert (detail.draft, detail.draft_saved_at) == ({"phone": "123"}, at)
    assert detail.facts["instance"]["number"] == detail.task.number
    assert engine.read.task(task, "li").draft is None
    with pytest.raises(Forbidden):
        engine.read.task(task, "zhao")
    with pytest.raises(Forbidden):
        engine.save_draft("zhao", task, {})
    office.complete(task, phone="1")
    with pytest.raises(NotFound):
        engine.save_draft("wang", task, {"phone": "late"})
    assert engine.read.task(task, "wang").task.status == "completed"


def test_cases_are_seen_by_those_who_work_on_them_their_leaders_and_auditors(office: Office) -> None:
    office.deploy("approval")
    read = office.engine.read
    started = office.start("approval")
    case = started.instance_id

    def readers() -> set[str]:
        found = set()
        for login in ("wang", "li", "zhao", "zhou", "zheng", "wu"):
            listed = case in {row.instance_id for row in read.instances(login).items}
            try:
                read.instance(case, login)
                opened = True
            except Forbidden:
                opened = False
            assert listed == opened, login
            if opened:
                found.add(login)
        return found

    assert readers() == {"wang", "li", "zhou", "zheng", "wu"}  # li could work on it, zhao not yet
    office.complete(started.task_ids[0], "wang", form={"complete": True})
    assert readers() == {"wang", "zhao", "zhou", "zheng", "wu"}
    with pytest.raises(Forbidden):
        read.instance(case, "nobody")
    with pytest.raises(NotFound):
        read.instance("nothing", "zheng")


def test_lists_of_cases_are_narrowed_and_paged(office: Office) -> None:
    office.deploy("approval", settings="search: [subject]\n")
    office.deploy("eight")
    for number in range(7):
        office.start("approval", subject=f"Road {number}")
        office.clock.advance(timedelta(seconds=1))
    office.start("eight")
    read = office.engine.read
    approvals = InstanceFilter(pack="approval")
    first = read.instances("zheng", approvals, limit=5)
    rest = read.instances("zheng", approvals, after=first.next, limit=5)
    numbers = [int(row.number[-6:]) for row in (*first.items, *rest.items)]
    assert numbers == [7, 6, 5, 4, 3, 2, 1]
    assert rest.next is None
    assert [row.pack for row in read.instances("zheng", InstanceFilter(text="road 3")).items] == ["approval"]
    assert read.instances("zheng", InstanceFilter(text="100%")).items == ()
    assert read.instances("zheng", InstanceFilter(status="completed")).items == ()
    assert len(read.instances("zheng", InstanceFilter(started_by="wang")).items) == 8


def test_overlay_and_variables_follow_the_steps(office: Office) -> None:
    office.deploy("approval")
    case = office.start("approval", subject="占道").instance_id
    office.complete(office.task(case, "register"), form={"complete": True})
    office.complete(office.task(case, "planning"), "zhao", planning={"agree": True})
    read = office.engine.read
    assert read.overlay(case, 1).active == {"register": 1}
    assert read.overlay(case, 2).active == {"planning": 1, "finance": 1, "safety": 1}
    assert read.overlay(case).active == {
        "finance": 1,
        "safety": 1,
    }
    assert read.overlay(case).taken["f5"] == 1
    assert {row.name for row in read.variables(case, 1)} == {"subject"}
    last = {row.name: row for row in read.variables(case)}
    assert last["planning"].seq == 3
    assert last["planning"].element == "planning"


def test_an_instance_of_many_counts_its_instances_not_their_body(office: Office) -> None:
    many = extension('<zeebe:userTask/><zeebe:assignmentDefinition candidateGroups="clerk"/>') + (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>"
        '<zeebe:loopCharacteristics inputCollection="=offices" inputElement="office"/>'
        "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"
    )
    parts = [
        node("startEvent", "s"),
        node("userTask", "each", many),
        node("endEvent", "e"),
        chain("s", "each", "e"),
    ]
    office.deploy("many", process(parts, "many"))
    started = office.start("many", offices=["a", "b", "c"])
    read = office.engine.read
    assert read.overlay(started.instance_id).active == {"each": 3}
    seen = [read.task(task, "wang").variables["office"] for task in started.task_ids]
    assert seen == ["a", "b", "c"]
    office.complete(started.task_ids[0])
    overlay = read.overlay(started.instance_id)
    assert (overlay.active, overlay.done["each"]) == ({"each": 2}, 1)


def test_what_can_be_started_names_the_form_and_only_for_those_who_may(office: Office) -> None:
    office.deploy("approval", settings="starters: [clerk]\nroles: {clerk: {title: 办事员}}\n")
    read = office.engine.read
    assert [(row.pack, row.process, row.version) for row in read.startable("wang")] == [
        ("approval", "approval", 1)
    ]
    assert read.startable("zhao") == ()
    assert b"<bpmn:process" in read.definition_xml("approval", 1, "approval")
    with pytest.raises(NotFound):
        read.definition_xml("approval", 2, "approval")


def test_a_process_in_yaml_is_deployed_run_and_shown_as_a_diagram(office: Office) -> None:
    model = "process: note\ndo:\n  - {task: 办理, id: do_it, groups: [clerk], deadline: {days: 1}}\n"
    files = {
        "pack.yaml": "key: note\ntitle: 演示\nprocess: note\n".encode(),
        "note.process.yaml": model.encode(),
    }
    office.engine.handle(commands.Deploy(actor="wu", key="note", files=files))
    started = office.start("note")
    office.complete(started.task_ids[0])

    read = office.engine.read
    assert read.instance(started.instance_id, "zheng").instance.status == "completed"
    for shown in (read.definition_xml("note", 1, "note"), read.diagram_xml("note", 1, "note")):
        assert b'bpmnElement="do_it"' in shown
        assert b'bpmnElement="note_start_to_do_it"' in shown
