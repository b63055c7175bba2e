"""The task page and what its script asks of the server: form, draft, completion, rights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine import commands
from engine.service.engine import Engine
from tests.integration.webui.clients import Browser

JSON = {"Accept": "application/json"}


@pytest.fixture
def task(start_case: Callable[..., Any]) -> str:
    """A free task of the leaders: to decide on a loan."""
    return str(start_case("投影仪").task_ids[0])


@pytest.fixture
def leader(browser: Callable[..., Browser], engine: Engine, task: str) -> Browser:
    """A leader who has claimed it."""
    engine.handle(commands.Claim(actor="demo_leader", task_id=task))
    return browser("demo_leader")


def send(client: Browser, path: str, body: dict[str, Any]) -> Any:
    return client.client.post(path, json=body, headers={**JSON, "X-CSRFToken": client.token})


def test_the_form_comes_with_the_values_of_the_case(leader: Browser, task: str) -> None:
    form = leader.get(f"/tasks/{task}/form.json").json
    assert form["values"]["item"] == "投影仪"
    assert form["read_only"] is False
    assert form["draft"] is None
    assert {"parameters", "deadlines"} <= set(form["values"])


def test_a_draft_comes_back_to_its_writer_only(
    leader: Browser, task: str, browser: Callable[..., Browser]
) -> None:
    saved = send(leader, f"/tasks/{task}/draft", {"values": {"opinion": "同"}})
    assert saved.status_code == 200
    assert leader.get(f"/tasks/{task}/form.json").json["draft"]["values"] == {"opinion": "同"}
    auditor = browser("demo_auditor")
    assert auditor.get(f"/tasks/{task}/form.json").json["draft"] is None


def test_a_task_in_the_hands_of_another_is_read_only(
    leader: Browser, task: str, browser: Callable[..., Browser]
) -> None:
    auditor = browser("demo_auditor")
    assert auditor.get(f"/tasks/{task}/form.json").json["read_only"] is True
    page = auditor.get(f"/tasks/{task}").text
    assert "data-form-submit" not in page
    assert f"/tasks/{task}/claim" not in page


def test_a_free_task_is_claimed_before_it_is_filled_in(browser: Callable[..., Browser], task: str) -> None:
    leader = browser("demo_leader")
    assert leader.get(f"/tasks/{task}/form.json").json["read_only"] is True
    assert leader.post(f"/tasks/{task}/claim").location == f"/tasks/{task}"
    assert leader.get(f"/tasks/{task}/form.json").json["read_only"] is False


def test_values_that_the_form_does_not_take_are_named_by_field(leader: Browser, task: str) -> None:
    refused = send(leader, f"/tasks/{task}/complete", {"variables": {"unknown_field": 1}})
    assert refused.status_code == 422
    assert "unknown_field" in {finding["element"] for finding in refused.json["error"]["findings"]}


def test_the_page_says_how_the_due_date_was_counted(leader: Browser, task: str) -> None:
    page = leader.get(f"/tasks/{task}").text
    assert "3 个工作日" in page
    assert "审批期限" in page
    assert "周末" in page or "开始的当日不计算在内" in page


def test_a_task_of_an_unknown_case_is_not_found(leader: Browser) -> None:
    assert leader.get("/tasks/nosuchcase.7").status_code == 404
