"""What a person or a program may type, on both databases: what cannot be kept is refused clearly, never half kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from engine import DEMO_PASSWORD, commands, errors, open_engine
from engine.clock import SimulatedClock
from engine.config import Config, Database
from engine.identity.loading import load_demo
from engine.identity.passwords import hash_password
from engine.service import intake
from engine.service.engine import Engine
from tests.integration.webui.clients import Browser, Program
from tests.integration.webui.conftest import START, pack_files
from webui import create_app
from webui.security import MAX_BODY, limiter


@pytest.fixture
def site(database_url: str, tmp_path: Path, cheap_passwords: None) -> Iterator[Flask]:
    """The application over SQLite and over PostgreSQL."""
    config = Config(demo=True, database=Database(url=database_url), base=tmp_path, secret_key="k" * 40)
    opened = open_engine(config, SimulatedClock(START))
    demo, password = load_demo(), hash_password(DEMO_PASSWORD)
    users = tuple(replace(user, password_hash=password) for user in demo.users)
    opened.identity.save_organisation(replace(demo, users=users), actor="system")
    opened.handle(commands.Deploy(actor="demo_designer", key="loan", files=pack_files()))
    made = create_app(config, opened)
    limiter.enabled = False
    yield made
    limiter.enabled = True
    opened.close()


def put_in(app: Flask, body: bytes, task: str = "", login: str = "demo_clerk") -> TestResponse:
    """Start a case, or complete a task, with a body as it is."""
    client = Program(app.test_client(), login)
    path = f"/api/v1/tasks/{task}/complete" if task else "/api/v1/instances"
    return client.client.post(path, headers=client.headers, data=body, content_type="application/json")


def free_task(app: Flask) -> str:
    """A task of the clerk without a form: it takes any variables."""
    started = put_in(app, b'{"process": "loan", "variables": {"item": "x"}}').json
    assert "instance_id" in started, started
    done = put_in(app, b'{"variables": {"opinion": "x"}}', f"{started['instance_id']}.2", "demo_leader")
    return str(done.json["task_ids"][0])


def test_texts_that_cannot_be_kept_are_refused_on_both_databases(site: Flask) -> None:
    task = free_task(site)
    for text in ("a\0b", "bell\x07", "\x1b[31m", "\ufffe", "\x0b"):
        for variables in ({"x": text}, {text: 1}, {"x": [{"y": [text]}]}, {"x": {text: 1}}):
            answer = put_in(site, json.dumps({"variables": variables}).encode(), task)
            assert answer.status_code == 422, (text, variables)
            assert "无法保存" in answer.json["error"]["message"]
            assert answer.json["error"]["findings"][0]["rule"] == "intake"
    assert (
        put_in(site, '{"variables": {"x": "𠮷野家\\n二行\\t😀 \\u202e"}}'.encode(), task).status_code == 200
    )


@pytest.mark.parametrize(
    "value",
    [
        b'"\\ud800"', b"NaN", b"Infinity", b"-Infinity", b"1e99999999999999999999", b"1e5000", b"-1e-5000",
        b"9" * 5000, b"[" * 200 + b"]" * 200, b"[" * 100_000, b'{"a":' * 60 + b"1" + b"}" * 60,
        b"[" + b"0," * 120_000 + b"0]",
    ],
    ids=lambda value: value[:12].decode(),
)  # fmt: skip
def test_values_out_of_all_bounds_are_refused(app: Flask, value: bytes) -> None:
    task = free_task(app)
    assert put_in(app, b'{"variables": {"x": ' + value + b"}}", task).status_code == 422
    assert put_in(app, b'{"process": "loan", "variables": {"item": ' + value + b"}}").status_code == 422
    page = Browser(app.test_client())
    page.sign_in("demo_clerk")
    page.get("/")
    headers = {"X-CSRFToken": page.token, "Accept": "application/json"}
    sent = b'{"variables": {"item": ' + value + b"}}"
    answer = page.client.post(
        "/instances/new?process=loan", headers=headers, data=sent, content_type="application/json"
    )
    assert answer.status_code in (400, 422)


def test_large_numbers_within_the_bounds_stay_exact(app: Flask) -> None:
    task = free_task(app)
    case = task.partition(".")[0]
    assert (
        put_in(
            app, b'{"variables": {"n": 123456789012345678901234567890.123456789, "b": 1e900}}', task
        ).status_code
        == 200
    )
    found = Program(app.test_client(), "demo_clerk").get(f"/instances/{case}/variables").text
    assert "123456789012345678901234567890.123456789" in found
    assert Browser(app.test_client()).sign_in("demo_clerk").status_code == 302


def test_of_a_name_that_comes_twice_the_last_counts_everywhere(app: Flask) -> None:
    started = put_in(app, b'{"process": "loan", "variables": {"item": "first", "item": "last"}}').json
    found = Program(app.test_client(), "demo_clerk").get(f"/instances/{started['instance_id']}").json
    assert found["instance"]["title"] == "last"


@pytest.mark.parametrize(
    "path",
    ["/tasks/%00.1", "/instances/%00", "/processes/%00", "/?q=%00", "/instances/?pack=a%00b", "/instances/?after=%00",
     "/notices/?after=%00", "/?after=1~%00~1", "/instances/new/form.json?process=%00", "/api/v1/tasks?q=%00",
     "/api/v1/instances?started_by=%00", "/api/v1/instances/%00/timeline"],
)  # fmt: skip
def test_a_zero_character_in_an_address_is_refused_on_both_databases(site: Flask, path: str) -> None:
    page = Browser(site.test_client())
    page.sign_in("demo_admin")
    assert page.get(path).status_code == 422


def test_numbers_in_addresses_beyond_the_database_are_not_found_on_both(site: Flask) -> None:
    page, huge = Browser(site.test_client()), "9" * 30
    page.sign_in("demo_admin")
    case = put_in(site, b'{"process": "loan", "variables": {"item": "x"}}').json["instance_id"]
    for path in (f"/tasks/{case}.{huge}", f"/tasks/{case}.²", f"/instances/{case}/documents/{huge}",
                 f"/api/v1/tasks/{case}.{huge}", f"/api/v1/jobs/{case}.{huge}/retry"):  # fmt: skip
        method = "POST" if path.endswith("retry") else "GET"
        answer = page.client.open(path, method=method, headers={"X-CSRFToken": page.token or "x"})
        page.get("/")
        assert answer.status_code in (400, 404), path
    for path in (f"/?after=1~x~{huge}", f"/?after={huge}~x~1", "/?after=x"):
        assert page.get(path).status_code == 422, path
    for path in (f"/notices/?after={huge}", "/notices/?after=²", f"/api/v1/incidents?after={huge}",
                 f"/instances/{case}/replay.json?after={huge}"):  # fmt: skip
        assert page.get(path).status_code == 200, path


def test_a_reason_is_bounded_too(engine: Engine, start_case: Callable[..., Any]) -> None:
    case = start_case().instance_id
    with pytest.raises(errors.Invalid) as refused:
        engine.handle(commands.Cancel(actor="demo_leader", instance_id=case, reason="a\0b"))
    assert refused.value.findings[0].element == "reason"


def test_a_long_body_is_refused_unread(app: Flask, browser: Callable[..., Browser]) -> None:
    body = b'{"process": "loan", "variables": {"item": "' + b"x" * MAX_BODY + b'"}}'
    answer = put_in(app, body)
    assert (answer.status_code, answer.json["error"]["kind"]) == (413, "too_large")
    person = browser("demo_designer")
    assert person.post("/language", {"language": "x" * MAX_BODY}).status_code == 413


def test_a_draft_takes_any_text_but_not_any_amount(app: Flask, start_case: Callable[..., Any]) -> None:
    task = start_case().task_ids[0]
    leader = Program(app.test_client(), "demo_leader")
    assert (
        leader.put(f"/tasks/{task}/draft", {"variables": {"opinion": "from Word\x0b\0"}}).status_code == 200
    )
    assert leader.get(f"/tasks/{task}").json["draft"] == {"opinion": "from Word\x0b\0"}
    deep: Any = 1
    for _ in range(80):
        deep = [deep]
    assert leader.put(f"/tasks/{task}/draft", {"variables": {"opinion": deep}}).status_code == 422


def test_a_handler_is_held_to_the_same(engine: Engine) -> None:
    for attachment in (
        commands.Attachment("a\r\nSet-Cookie: x=1.docx", "text/plain", b""),
        commands.Attachment("x" * 201, "text/plain", b""),
        commands.Attachment(" ", "text/plain", b""),
        commands.Attachment("a.html", "text/html\r\nX: y", b""),
    ):
        with pytest.raises(errors.Invalid):
            intake.check(commands.CompleteJob(actor="worker", job_id="x.1", documents=(attachment,)))
    with pytest.raises(errors.Invalid):
        intake.check(commands.CompleteJob(actor="worker", job_id="x.1", variables={"n": Decimal("NaN")}))
    with pytest.raises(errors.Invalid):
        intake.check(commands.CompleteJob(actor="worker", job_id="x.1", variables={"n": float("inf")}))
    failed = intake.for_failure(
        commands.FailJob(actor="worker", job_id="x.1", message="no\0 answer" + "x" * 9000)
    )
    assert failed.message.startswith("no\N{REPLACEMENT CHARACTER} answer")
    assert len(failed.message) == 2000
