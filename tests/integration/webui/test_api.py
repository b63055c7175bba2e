"""The REST interface: a case from start to end, who may do what, exact numbers, one shape of errors."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from engine.identity import Substitute
from engine.service.engine import Engine
from tests.integration.webui.clients import Program
from tests.integration.webui.conftest import pack_files
from tests.integration.webui.test_processes import archive


def test_a_case_is_started_worked_on_and_read_back(program: Callable[..., Program]) -> None:
    clerk, leader, auditor = program("demo_clerk"), program("demo_leader"), program("demo_auditor")
    started = clerk.post("/instances", {"process": "loan", "variables": {"item": "投影仪", "price": 4999.90}})
    assert started.status_code == 201
    case = started.json["instance_id"]

    (task,) = leader.get("/tasks", box="group").json["items"]
    assert task["lamp"] == "green"
    assert leader.post(f"/tasks/{task['task_id']}/claim").status_code == 200
    detail = leader.get(f"/tasks/{task['task_id']}").json
    assert detail["task"]["assignee"] == "demo_leader"
    assert detail["variables"]["item"] == "投影仪"
    assert detail["form"]["id"] == "decide"
    assert leader.put(f"/tasks/{task['task_id']}/draft", {"variables": {"opinion": "同"}}).status_code == 200
    assert leader.get(f"/tasks/{task['task_id']}").json["draft"] == {"opinion": "同"}
    refused = leader.post(f"/tasks/{task['task_id']}/complete", {"variables": {}})
    assert refused.status_code == 422
    assert [f["element"] for f in refused.json["error"]["findings"]] == ["opinion"]
    assert (
        leader.post(f"/tasks/{task['task_id']}/complete", {"variables": {"opinion": "同意"}}).status_code
        == 200
    )

    (task,) = clerk.get("/tasks", box="group").json["items"]
    assert clerk.post(f"/tasks/{task['task_id']}/complete").status_code == 200

    read = auditor.get(f"/instances/{case}").json
    assert read["instance"]["status"] == "completed"
    assert read["tasks"] == []
    steps = auditor.get(f"/instances/{case}/timeline").json
    assert [step["kind"] for step in steps] == ["Start", "Claim", "CompleteTask", "CompleteTask"]
    assert [step["actor"] for step in steps] == ["demo_clerk", "demo_leader", "demo_leader", "demo_clerk"]
    assert {step["client"] for step in steps} == {"api 127.0.0.1"}
    variables = {v["name"]: v["value"] for v in auditor.get(f"/instances/{case}/variables").json}
    assert variables["opinion"] == "同意"
    assert auditor.get(f"/instances/{case}/overlay", seq=1).json["active"] == {"decide": 1}
    assert auditor.get(f"/instances/{case}/documents").json == []
    assert (
        auditor.get("/instances", status="completed").json["items"][0]["number"] == read["instance"]["number"]
    )


def test_decimals_are_exact(program: Callable[..., Program], engine: Engine) -> None:
    clerk = program("demo_clerk")
    body = '{"process": "loan", "variables": {"item": "x", "price": 1234567890123456.10}}'
    started = clerk.client.post(
        "/api/v1/instances", headers=clerk.headers, data=body, content_type="application/json"
    )
    case = started.json["instance_id"]
    raw = clerk.get(f"/instances/{case}/variables").text
    stored = {row["name"]: row["value"] for row in json.loads(raw, parse_float=Decimal)}
    assert stored["price"] == Decimal("1234567890123456.10")


def test_a_case_is_suspended_resumed_and_cancelled_with_reasons(
    program: Callable[..., Program], start_case: Callable[..., Any]
) -> None:
    case = start_case().number
    leader = program("demo_leader")
    assert leader.post(f"/instances/{case}/suspend", {}).status_code == 422
    assert leader.post(f"/instances/{case}/suspend", {"reason": "补正材料"}).status_code == 200
    assert leader.get(f"/instances/{case}").json["instance"]["status"] == "suspended"
    assert leader.post(f"/instances/{case}/suspend", {"reason": "再次"}).status_code == 409
    assert leader.post(f"/instances/{case}/resume", {"reason": "材料齐全"}).status_code == 200
    assert leader.post(f"/instances/{case}/cancel", {"reason": "申请人撤回"}).status_code == 200
    steps = program("demo_auditor").get(f"/instances/{case}/timeline").json
    assert [step["reason"] for step in steps][1:] == ["补正材料", "材料齐全", "申请人撤回"]


def test_two_people_cannot_have_the_same_task(
    program: Callable[..., Program], start_case: Callable[..., Any], engine: Engine
) -> None:
    task = start_case().task_ids[0]
    leader = program("demo_leader")
    assert leader.post(f"/tasks/{task}/complete", {"variables": {"opinion": "同意"}}).status_code == 200
    again = leader.post(f"/tasks/{task}/complete", {"variables": {"opinion": "同意"}})
    assert again.status_code == 409
    assert again.json["error"]["kind"] == "conflict"


def test_an_auditor_changes_nothing(program: Callable[..., Program], start_case: Callable[..., Any]) -> None:
    receipt = start_case()
    auditor, case, task = program("demo_auditor"), receipt.instance_id, receipt.task_ids[0]
    assert program("demo_leader").post(f"/tasks/{task}/claim").status_code == 200
    tries = [
        auditor.post(f"/tasks/{task}/claim"),
        auditor.post(f"/tasks/{task}/release"),
        auditor.post(f"/tasks/{task}/complete", {"variables": {"opinion": "x"}}),
        auditor.post("/instances", {"process": "loan", "variables": {"item": "x"}}),
        auditor.post(f"/instances/{case}/cancel", {"reason": "x"}),
        auditor.post(f"/instances/{case}/suspend", {"reason": "x"}),
        auditor.post("/messages", {"message": "x"}),
        auditor.post("/signals", {"signal": "x"}),
        auditor.client.post(
            "/api/v1/packs", headers=auditor.headers, data={"files": (archive(pack_files()), "loan.zip")}
        ),
    ]
    assert [answer.status_code for answer in tries] == [403] * 7 + [403, 403]
    assert len(auditor.get(f"/instances/{case}/timeline").json) == 2


def test_a_stranger_may_not_read_a_case(
    program: Callable[..., Program], start_case: Callable[..., Any]
) -> None:
    receipt = start_case()
    stranger = program("demo_planning")
    for path in ("", "/timeline", "/variables", "/overlay", "/documents"):
        assert stranger.get(f"/instances/{receipt.instance_id}{path}").status_code == 403, path
    assert stranger.get(f"/tasks/{receipt.task_ids[0]}").status_code == 403
    assert stranger.get("/instances").json["items"] == []


def test_a_pack_is_deployed(program: Callable[..., Program], engine: Engine) -> None:
    designer = program("demo_designer")
    files = pack_files() | {"README.md": "说明".encode()}
    answer = designer.client.post(
        "/api/v1/packs",
        headers=designer.headers,
        query_string={"reason": "说明"},
        data={"files": (archive(files), "loan.zip")},
    )
    assert answer.status_code == 201
    assert (answer.json["pack"], answer.json["version"], answer.json["newest"]) == ("loan", 2, True)
    assert (answer.json["deployed_by"], answer.json["reason"]) == ("demo_designer", "说明")
    broken = files | {"loan.bpmn": b"<x/>"}
    answer = designer.client.post(
        "/api/v1/packs", headers=designer.headers, data={"files": (archive(broken), "loan.zip")}
    )
    assert answer.status_code == 422
    assert "loan.bpmn" in {finding["file"] for finding in answer.json["error"]["findings"]}


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"process"}),
        ({"process": 5}, {"process"}),
        ({"process": "loan", "variables": []}, {"variables"}),
        ({"process": "loan", "surprise": 1}, {"surprise"}),
    ],
)
def test_a_request_that_is_wrong_is_refused_field_by_field(
    program: Callable[..., Program], body: dict[str, Any], fields: set[str]
) -> None:
    answer = program("demo_clerk").post("/instances", body)
    assert answer.status_code == 422
    assert {finding["element"] for finding in answer.json["error"]["findings"]} == fields


def test_every_error_has_one_shape(program: Callable[..., Program]) -> None:
    clerk = program("demo_clerk")
    answers = {
        404: clerk.get("/instances/nope"),
        403: clerk.get("/incidents"),
        405: clerk.put("/me", {}),
        415: clerk.client.post("/api/v1/instances", headers=clerk.headers, data="x"),
        401: program("demo_clerk", "wrong").get("/me"),
        422: clerk.get("/tasks", limit=1000),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert set(answer.json) == {"error"}
        assert set(answer.json["error"]) == {"kind", "message", "findings"}
        assert answer.json["error"]["message"]


def test_a_substitute_acts_for_another_and_says_why(
    program: Callable[..., Program], engine: Engine, start_case: Callable[..., Any]
) -> None:
    people = engine.identity.directory.organisation
    standing_in = Substitute("demo_leader", "demo_head", date(2026, 3, 1), date(2026, 3, 31))
    engine.identity.save_organisation(replace(people, substitutes=(standing_in,)), actor="system")
    receipt = start_case()
    task, case = receipt.task_ids[0], receipt.number
    head, said = program("demo_head"), {"on_behalf_of": "demo_leader", "reason": "局长出差"}

    assert head.post(f"/tasks/{task}/claim", {"reason": "局长出差"}).status_code == 403
    assert program("demo_planning").post(f"/tasks/{task}/claim", said).status_code == 403
    assert head.post(f"/tasks/{task}/claim", {**said, "on_behalf_of": "nobody"}).status_code == 403
    assert head.post(f"/tasks/{task}/claim", said).status_code == 200
    assert head.post(f"/tasks/{task}/release", said).status_code == 200
    assert head.post(f"/instances/{case}/suspend", said).status_code == 200
    assert head.post(f"/instances/{case}/resume", said).status_code == 200
    done = head.post(f"/tasks/{task}/complete", {**said, "variables": {"opinion": "同意"}})
    assert done.status_code == 200

    steps = program("demo_auditor").get(f"/instances/{case}/timeline").json[1:]
    assert [step["kind"] for step in steps] == ["Claim", "Release", "Suspend", "Resume", "CompleteTask"]
    named = {tuple(step[name] for name in ("actor", "on_behalf_of", "reason", "client")) for step in steps}
    assert named == {("demo_head", "demo_leader", "局长出差", "api 127.0.0.1")}


def test_who_am_i(program: Callable[..., Program], start_case: Callable[..., Any]) -> None:
    start_case()
    me = program("demo_leader").get("/me").json
    assert (me["login"], me["unit"], me["tasks_group"]) == ("demo_leader", "信访局", 1)
    assert "task.claim" in me["permissions"]


def test_the_description_names_every_endpoint_and_its_page_shows_them(
    app: Flask, program: Callable[..., Program]
) -> None:
    clerk = program("demo_clerk")
    description = clerk.get("/openapi.json").json
    served = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and "openapi" not in rule.rule
    }
    described = set(description["paths"])
    assert len(described) == len(served) > 20
    assert description["components"]["schemas"]["Error"]["properties"].keys() == {"error"}
    page = clerk.client.get("/api/", headers=clerk.headers).text
    assert all(path.removeprefix("/api/v1") in page for path in described)


def test_the_reference_page_names_every_endpoint(app: Flask, program: Callable[..., Program]) -> None:
    page = (Path(__file__).parents[3] / "docs" / "reference" / "api.md").read_text("utf-8")
    paths = program("demo_clerk").get("/openapi.json").json["paths"]
    requests = {
        f"`{method.upper()} {path.removeprefix('/api/v1')}`"
        for path, methods in paths.items()
        for method in methods
        if method in {"get", "post", "put", "delete"}
    }
    assert {request for request in requests if request not in page} == set()
