"""What protects the pages: tokens, headers, cookies, caches, and no inner workings in an error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from engine import errors
from engine.service.engine import Engine
from tests.integration.webui.clients import Browser, Program


@pytest.mark.parametrize("path", ["/", "/login", "/processes/", "/api/", "/nothing", "/api/v1/me"])
def test_every_answer_carries_the_headers(browser: Callable[..., Browser], path: str) -> None:
    headers = browser("demo_clerk").get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe-eval" not in policy
    assert "script-src 'self' 'unsafe-inline'" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cache-Control"] == "no-store"


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(browser: Callable[..., Browser]) -> None:
    cookie = browser().sign_in("demo_clerk").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_behind_https_the_cookie_is_secure(engine: Engine) -> None:
    import msgspec

    from engine.config import Server
    from webui import create_app

    config = msgspec.structs.replace(engine.config, server=Server(secure_cookies=True))
    answer = create_app(config, engine).test_client().get("/login")
    assert "Secure" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("path", ["/language", "/logout", "/notices/read", "/processes/deploy"])
def test_a_form_without_the_token_is_refused(browser: Callable[..., Browser], path: str) -> None:
    person = browser("demo_designer")
    answer = person.client.post(path, data={"language": "en"})
    assert answer.status_code == 400
    assert "请重新提交" in answer.text


def test_a_session_needs_the_token_for_the_api_too(
    browser: Callable[..., Browser], start_case: Callable[..., Any]
) -> None:
    task = start_case().task_ids[0]
    person = browser("demo_leader")
    assert person.client.post(f"/api/v1/tasks/{task}/claim").status_code == 400
    done = person.client.post(f"/api/v1/tasks/{task}/claim", headers={"X-CSRFToken": person.token})
    assert done.status_code == 200


def test_a_password_beside_a_session_does_not_replace_the_token(
    app: Flask,
    browser: Callable[..., Browser],
    program: Callable[..., Program],
    start_case: Callable[..., Any],
) -> None:
    task = start_case().task_ids[0]
    person = browser("demo_leader")
    headers = program("demo_leader").headers
    assert person.client.post(f"/api/v1/tasks/{task}/claim", headers=headers).status_code == 400


def test_an_unexpected_error_shows_a_reference_and_nothing_else(
    app: Flask, browser: Callable[..., Browser], engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail of table xyz")

    person = browser("demo_clerk")
    monkeypatch.setattr(engine.read, "definitions", broken)
    app.testing = False
    page = person.get("/processes/")
    assert page.status_code == 500
    assert "参考编号" in page.text
    assert "secret detail" not in page.text
    assert "Traceback" not in page.text


def test_a_fault_of_the_process_says_what_to_do_and_leaves_the_case(
    app: Flask,
    browser: Callable[..., Browser],
    program: Callable[..., Program],
    start_case: Callable[..., Any],
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise errors.ProcessFault(
            "No flow out of {element} has a true condition and none is the default.", "which_way"
        )

    task = start_case().task_ids[0]
    person = browser("demo_leader")
    monkeypatch.setattr(engine, "handle", broken)
    app.testing = False
    page = person.post(f"/tasks/{task}/claim")
    assert page.status_code == 500
    assert "which_way 的流出条件均不成立" in page.text
    assert "请将办件编号告知系统管理员" in page.text
    assert "Traceback" not in page.text
    answer = program("demo_leader").post(f"/tasks/{task}/claim")
    assert (answer.status_code, answer.json["error"]["kind"]) == (500, "process_fault")


def test_a_password_for_the_api_is_not_asked_for_by_the_browser(app: Flask) -> None:
    answer = app.test_client().get("/api/v1/me")
    assert answer.status_code == 401
    assert not answer.headers["WWW-Authenticate"].lower().startswith("basic")


@pytest.mark.parametrize(("proxies", "client"), [(0, "127.0.0.1"), (1, "10.1.2.3")])
def test_the_client_is_the_person_behind_the_configured_proxy(
    engine: Engine, start_case: Callable[..., Any], proxies: int, client: str
) -> None:
    import base64

    import msgspec

    from engine import DEMO_PASSWORD
    from engine.config import Server
    from webui import create_app

    case = start_case()
    config = msgspec.structs.replace(engine.config, server=Server(proxies=proxies))
    token = base64.b64encode(f"demo_leader:{DEMO_PASSWORD}".encode()).decode()
    answer = (
        create_app(config, engine)
        .test_client()
        .post(
            f"/api/v1/tasks/{case.task_ids[0]}/claim",
            headers={"Authorization": f"Basic {token}", "X-Forwarded-For": "6.6.6.6, 10.1.2.3"},
        )
    )
    assert answer.status_code == 200, answer.text
    assert client in (engine.read.timeline(case.instance_id)[-1].client or "")
