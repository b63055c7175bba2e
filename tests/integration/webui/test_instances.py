"""The pages of cases without a browser: who sees them, what they are told, what replay is given."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from engine import commands, handler_api
from engine.handler_api import Job, handler
from engine.service.engine import Engine
from tests.integration.webui.clients import Browser
from tests.unit.runtime.bpmn import chain, extension, node, process


def test_a_case_shows_its_history_in_words(
    browser: Callable[..., Browser], start_case: Callable[..., Any], engine: Engine
) -> None:
    receipt = start_case("投影仪")
    engine.handle(commands.Claim(actor="demo_leader", task_id=receipt.task_ids[0]))
    page = browser("demo_clerk").get(f"/instances/{receipt.instance_id}").text
    assert "发起办件" in page
    assert "签收“审批借用”" in page
    assert "演示·信访局领导" in page


def test_a_case_is_shown_to_those_only_whom_it_concerns(
    browser: Callable[..., Browser], start_case: Callable[..., Any]
) -> None:
    case = start_case("投影仪").instance_id
    stranger = browser("demo_window")
    for path in ("", "/overlay.json", "/replay", "/replay.json"):
        assert stranger.get(f"/instances/{case}{path}").status_code == 403


def test_replay_gets_each_step_with_its_words_and_its_events(
    browser: Callable[..., Browser], start_case: Callable[..., Any], engine: Engine
) -> None:
    receipt = start_case("投影仪")
    engine.handle(commands.Claim(actor="demo_leader", task_id=receipt.task_ids[0]))
    told = browser("demo_auditor").get(f"/instances/{receipt.instance_id}/replay.json").json
    assert [step["seq"] for step in told["steps"]] == [1, 2]
    assert told["next"] is None
    assert {"e": "taken", "el": "f1", "s": 0} in told["steps"][0]["events"]
    assert told["names"]["decide"] == "审批借用"
    rest = browser("demo_auditor").get(f"/instances/{receipt.instance_id}/replay.json?after=1").json
    assert [step["seq"] for step in rest["steps"]] == [2]


def test_a_reason_stands_in_the_history(
    browser: Callable[..., Browser], start_case: Callable[..., Any]
) -> None:
    case = start_case("投影仪").instance_id
    leader = browser("demo_leader")
    leader.post(f"/instances/{case}/suspend", {"reason": "设备检修"})
    assert "设备检修" in leader.get(f"/instances/{case}").text


def test_a_document_is_given_with_its_own_case_only(
    browser: Callable[..., Browser], start_case: Callable[..., Any]
) -> None:
    case = start_case("投影仪").instance_id
    assert browser("demo_clerk").get(f"/instances/{case}/documents/1").status_code == 404


def test_who_may_not_start_a_process_finds_no_form_for_it(browser: Callable[..., Browser]) -> None:
    assert browser("demo_clerk").get("/instances/new?process=loan").status_code == 200
    assert browser("demo_auditor").get("/instances/new?process=loan").status_code == 404


def test_an_incident_is_seen_mended_and_tried_again(browser: Callable[..., Browser], engine: Engine) -> None:
    work = extension('<zeebe:taskDefinition type="letter" retries="1"/>')
    model = process([node("startEvent", "s"), node("serviceTask", "print", work), node("endEvent", "e"),
                     chain("s", "print", "e")], "letters")  # fmt: skip
    manifest = "key: letters\ntitle: 演示文书\nprocess: letters\n"
    files = {"pack.yaml": manifest.encode(), "letters.bpmn": model}
    engine.handle(commands.Deploy(actor="demo_designer", key="letters", files=files))

    def broken(job: Job) -> None:
        raise RuntimeError("the printer is out of paper")

    handler("letter")(broken)
    try:
        case = engine.handle(commands.Start(actor="demo_clerk", process="letters")).instance_id
        engine.run_due()
        clerk, operator = browser("demo_clerk"), browser("demo_admin")
        assert "有 1 项异常" in clerk.get(f"/instances/{case}").text
        seen = operator.get(f"/instances/{case}").text
        assert "the printer is out of paper" in seen
        assert "Traceback" not in seen
        retry = re.search(r'action="(/instances/[^"]+/retry/[^"]+)"', seen)
        assert retry is not None
        assert case in operator.get("/instances/?status=incident").text
        assert clerk.post(retry[1]).status_code == 403
        handler_api._handlers["letter"] = lambda job: {}
        assert operator.post(retry[1]).status_code == 302
        engine.run_due()
        assert engine.read.instance(case, "demo_admin").instance.status == "completed"
        assert "项异常" not in operator.get(f"/instances/{case}").text
    finally:
        del handler_api._handlers["letter"]


def test_what_has_no_id_in_the_file_is_found_on_the_diagram(
    browser: Callable[..., Browser], engine: Engine
) -> None:
    model = process([node("startEvent", "s"), node("userTask", "t"), chain("s", "t")], "bare")
    model = model.replace(b' id="s__t"', b"")
    files = {"pack.yaml": "key: bare\ntitle: 演示\nprocess: bare\n".encode(), "bare.bpmn": model}
    engine.handle(commands.Deploy(actor="demo_designer", key="bare", files=files))
    case = engine.handle(commands.Start(actor="demo_clerk", process="bare")).instance_id
    auditor = browser("demo_auditor")
    (flow,) = auditor.get(f"/instances/{case}/overlay.json").json["taken"]
    assert f'id="{flow}"' in auditor.get("/processes/bare/1/bare.bpmn?shown=1").text
