"""Who may do what, at every endpoint, for every kind of person: the table of `endpoints.py` against the real thing."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from engine import commands, errors
from engine.handler_api import Job, handler
from engine.identity import Substitute
from engine.service.engine import Engine
from tests.integration.security.endpoints import ALL, KINDS, PEOPLE, Endpoint
from tests.integration.webui.clients import Browser
from tests.integration.webui.conftest import pack_files

SERVICE = """
    <bpmn:serviceTask id="{id}" name="{id}">
      <bpmn:extensionElements><zeebe:taskDefinition type="{type}" retries="1" /></bpmn:extensionElements>
      <bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>g1</bpmn:outgoing>
    </bpmn:serviceTask>
    <bpmn:sequenceFlow id="g1" sourceRef="{id}" targetRef="decide" />"""


@handler("security.letter")
def letter(job: Job) -> None:
    job.attach("通知书.docx", b"content", "application/octet-stream")


@handler("security.broken")
def broken(job: Job) -> None:
    raise RuntimeError("host 10.0.0.9 refused")


def with_service(kind: str) -> str:
    """The model of the pack with a service task before the decision."""
    text = pack_files()["loan.bpmn"].decode()
    text = text.replace('targetRef="decide" />', 'targetRef="machine" />', 1)
    text = text.replace("<bpmn:incoming>f1</bpmn:incoming>", "<bpmn:incoming>g1</bpmn:incoming>", 1)
    return text.replace(
        '<bpmn:userTask id="decide"', SERVICE.format(id="machine", type=kind) + '<bpmn:userTask id="decide"'
    )


@pytest.fixture
def office(engine: Engine, deploy: Callable[..., Any]) -> Callable[[str], dict[str, Any]]:
    """Makes a case in the state that an endpoint needs; gives the places of its path."""
    deploy("letters", with_service("security.letter"))
    deploy("failing", with_service("security.broken"))

    def made(ready: str) -> dict[str, Any]:
        process = "failing" if ready == "incident" else "letters"
        receipt = engine.handle(
            commands.Start(actor="demo_clerk", process=process, variables={"item": "演示物品"})
        )
        engine.run_due()
        detail = engine.read.instance(receipt.instance_id, "demo_auditor")
        task = detail.tasks[0].task_id if detail.tasks else ""
        if ready == "claimed":
            engine.handle(commands.Claim(actor="demo_leader", task_id=task))
        if ready == "suspended":
            engine.handle(
                commands.Suspend(actor="demo_leader", instance_id=receipt.instance_id, reason="演示")
            )
        documents = engine.read.documents(receipt.instance_id)
        return {
            "case": receipt.instance_id,
            "task": task,
            "document": documents[0].document_id if documents else "",
            "job": detail.incidents[0].job_id if detail.incidents else "",
        }

    return made


def leave(engine: Engine, login: str) -> None:
    user = engine.identity.find_user(login)
    assert user is not None
    posts = [post.key for post in engine.identity.directory.posts_of(login)]
    engine.identity.save_user(replace(user, active=False), posts, actor="system")


def ask(person: Browser, endpoint: Endpoint, places: dict[str, Any]) -> TestResponse:
    path = endpoint.path.format(**places)
    if endpoint.method == "GET":
        return person.client.get(path)
    headers = {"X-CSRFToken": person.token}
    if endpoint.files:
        files = [(io.BytesIO(content), name) for name, content in pack_files().items()]
        return person.client.post(path, data={"files": files}, headers=headers)
    if endpoint.body is not None and (path.startswith("/api/") or "reason" not in endpoint.body):
        form = not path.startswith("/api/") and not {"variables", "values"} & endpoint.body.keys()
        sent = {"data": endpoint.body} if form else {"json": endpoint.body}
        return person.client.open(path, method=endpoint.method, headers=headers, **sent)
    return person.client.open(path, method=endpoint.method, headers=headers, data=endpoint.body)


def test_every_endpoint_is_in_the_table(app: Flask) -> None:
    there = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert there == {(name, endpoint.method) for name, endpoint in ALL.items()}


@pytest.mark.parametrize("name", ALL)
def test_everyone_gets_what_the_table_says(
    name: str, engine: Engine, browser: Callable[..., Browser], office: Callable[[str], dict[str, Any]]
) -> None:
    endpoint, got = ALL[name], {}
    for kind in KINDS:
        places = office(endpoint.ready)
        before = engine.read.instance(places["case"], "demo_auditor").instance.seq
        person = browser(PEOPLE[kind]) if kind != "nobody" else browser()
        if kind == "nobody":
            person.get("/login")
        if kind == "away":
            leave(engine, PEOPLE[kind])
        answer = ask(person, endpoint, places)
        answer.close()
        got[kind] = answer.status_code
        if answer.status_code >= 400:
            after = engine.read.instance(places["case"], "demo_auditor").instance.seq
            assert after == before, f"{kind} was refused, but the case has a new step"
    assert got == {kind: endpoint.expected(kind) for kind in KINDS}


def test_the_engine_refuses_and_not_only_the_page(
    engine: Engine, office: Callable[[str], dict[str, Any]]
) -> None:
    places = office("claimed")
    case, task = places["case"], places["task"]
    orders = {
        "demo_chief": [
            commands.Cancel(actor="demo_chief", instance_id=case, reason="x"),
            commands.Suspend(actor="demo_chief", instance_id=case, reason="x"),
            commands.Release(actor="demo_chief", task_id=task),
            commands.CompleteTask(actor="demo_chief", task_id=task, variables={"opinion": "x"}),
        ],
        "demo_auditor": [
            commands.Claim(actor="demo_auditor", task_id=task),
            commands.Release(actor="demo_auditor", task_id=task),
            commands.Cancel(actor="demo_auditor", instance_id=case, reason="x"),
            commands.FireTimers(actor="demo_auditor", instance_id=case),
            commands.CompleteJob(actor="demo_auditor", job_id=f"{case}.1"),
            commands.Deploy(actor="demo_auditor", key="loan", files=pack_files()),
        ],
        "demo_designer": [
            commands.CompleteTask(actor="demo_designer", task_id=task, variables={"opinion": "x"})
        ],
    }
    for given in orders.values():
        for order in given:
            with pytest.raises(errors.Forbidden):
                engine.handle(order)


def test_a_document_is_not_found_under_a_case_one_may_see(
    engine: Engine, browser: Callable[..., Browser], office: Callable[[str], dict[str, Any]]
) -> None:
    foreign = office("")["document"]
    own = engine.handle(
        commands.Start(actor="demo_clerk", process="loan", variables={"item": "x"})
    ).instance_id
    for base in ("/instances", "/api/v1/instances"):
        assert browser("demo_clerk").get(f"{base}/{own}/documents/{foreign}").status_code == 404


def test_one_who_has_left_may_not_act_through_any_door(
    engine: Engine, start_case: Callable[..., Any]
) -> None:
    task = start_case().task_ids[0]
    leave(engine, "demo_leader")
    with pytest.raises(errors.Forbidden):
        engine.handle(commands.Claim(actor="demo_leader", task_id=task))
    with pytest.raises(errors.Forbidden):
        engine.read.task(task, "demo_leader")
    assert "demo_leader" not in [user.login for user in engine.identity.directory.members("petition_leader")]


def _stand_in(engine: Engine, clock: Any, post: str | None) -> None:
    known = engine.identity.directory.organisation
    today = engine.calendar.local_date(clock.now())
    standing = Substitute("demo_leader", "demo_fire", today, post=post)
    engine.identity.save_organisation(replace(known, substitutes=(standing,)), actor="system")


def test_a_substitute_has_the_rights_of_the_posts_named_and_no_more(
    engine: Engine, clock: Any, start_case: Callable[..., Any]
) -> None:
    task = start_case().task_ids[0]
    order = commands.Claim(actor="demo_fire", on_behalf_of="demo_leader", task_id=task)
    with pytest.raises(errors.Forbidden):
        engine.handle(order)
    _stand_in(engine, clock, "planning_head")  # a post that demo_leader does not hold
    with pytest.raises(errors.Forbidden):
        engine.handle(order)
    _stand_in(engine, clock, "petition_director")
    assert engine.handle(order).instance_id
    _stand_in(engine, clock, None)
    leave(engine, "demo_fire")
    with pytest.raises(errors.Forbidden):
        engine.handle(commands.Release(actor="demo_fire", on_behalf_of="demo_leader", task_id=task))


def test_nobody_is_named_like_a_part_of_the_machine(engine: Engine) -> None:
    user = engine.identity.find_user("demo_clerk")
    assert user is not None
    for login in ("system", "scheduler", "worker"):
        with pytest.raises(errors.Conflict):
            engine.identity.save_user(replace(user, login=login), [], actor="demo_admin")
        known = engine.identity.directory.organisation
        with pytest.raises(errors.Invalid):
            engine.identity.save_organisation(
                replace(known, users=(*known.users, replace(user, login=login))), actor="demo_admin"
            )


def test_people_start_a_case_where_its_form_is_asked(
    engine: Engine, deploy: Callable[..., Any], browser: Callable[..., Browser]
) -> None:
    """A start by message has no form; naming it must not be a way round the form."""
    text = pack_files()["loan.bpmn"].decode()
    text = text.replace(
        '<bpmn:process id="loan"', '<bpmn:message id="arrived" name="arrived" /><bpmn:process id="loan"'
    )
    text = text.replace(
        '<bpmn:userTask id="decide"',
        '<bpmn:startEvent id="by_message"><bpmn:outgoing>m1</bpmn:outgoing>'
        '<bpmn:messageEventDefinition messageRef="arrived" /></bpmn:startEvent>'
        '<bpmn:sequenceFlow id="m1" sourceRef="by_message" targetRef="decide" /><bpmn:userTask id="decide"',
    )
    text = text.replace(
        "<bpmn:incoming>f1</bpmn:incoming>",
        "<bpmn:incoming>f1</bpmn:incoming><bpmn:incoming>m1</bpmn:incoming>",
        1,
    )
    deploy("mail_in", text)
    for start in ("by_message", "decide"):
        with pytest.raises(errors.NotFound):
            engine.handle(
                commands.Start(actor="demo_clerk", process="mail_in", start=start, variables={"any": 1})
            )
    assert engine.handle(
        commands.Start(actor="demo_clerk", process="mail_in", start="begin", variables={"item": "x"})
    ).number
