"""Signing in: who gets in, what it says, how often one may try, when a session ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from engine.clock import SimulatedClock
from engine.service.engine import Engine
from tests.integration.webui.clients import Browser, Program
from webui.security import limiter


def test_a_page_leads_to_the_sign_in_and_back(browser: Callable[..., Browser]) -> None:
    person = browser()
    asked = person.get("/processes/?x=1")
    assert asked.status_code == 302
    assert asked.location == "/login?next=/processes/?x%3D1"
    person.get(asked.location)
    done = person.post(asked.location, {"login": "demo_clerk", "password": "banjian-demo"})
    assert done.location == "/processes/?x=1"


def test_a_wrong_sign_in_does_not_say_which_part_was_wrong(browser: Callable[..., Browser]) -> None:
    wrong_password = browser().sign_in("demo_clerk", "guess")
    unknown = browser().sign_in("nobody", "guess")
    assert wrong_password.status_code == unknown.status_code == 401
    message = "用户名或密码不正确，请重试。"
    assert message in wrong_password.text
    assert message in unknown.text


def test_signing_in_never_leads_to_another_server(browser: Callable[..., Browser]) -> None:
    person = browser()
    person.get("/login")
    for target in ("https://evil.example/", "//evil.example/", "/\\evil.example"):
        done = person.client.post(
            "/login",
            query_string={"next": target},
            data={"csrf_token": person.token, "login": "demo_clerk", "password": "banjian-demo"},
        )
        assert done.location == "/"
        person = browser()
        person.get("/login")


def test_signing_out_ends_the_session(browser: Callable[..., Browser]) -> None:
    person = browser("demo_clerk")
    assert person.post("/logout").status_code == 302
    assert person.get("/").location == "/login"


def test_a_session_ends_after_a_working_day(browser: Callable[..., Browser], clock: SimulatedClock) -> None:
    person = browser("demo_clerk")
    clock.advance(timedelta(hours=11))
    assert person.get("/").status_code == 200
    clock.advance(timedelta(hours=2))
    assert person.get("/").location == "/login"


def test_a_person_who_has_left_is_out_at_once(browser: Callable[..., Browser], engine: Engine) -> None:
    from dataclasses import replace

    person = browser("demo_clerk")
    user = engine.identity.find_user("demo_clerk")
    assert user is not None
    engine.identity.save_user(replace(user, active=False), ["petition_registrar"], actor="system")
    assert person.get("/").location == "/login"


def test_a_new_password_ends_the_sessions_of_the_old_one(
    browser: Callable[..., Browser], engine: Engine
) -> None:
    person = browser("demo_clerk")
    engine.identity.set_password("demo_clerk", "another password", actor="demo_clerk")
    assert person.get("/").location == "/login"
    assert person.sign_in("demo_clerk", "another password").status_code == 302


def test_a_page_that_refreshes_itself_does_not_keep_the_session_alive(
    browser: Callable[..., Browser],
) -> None:
    person = browser("demo_clerk")
    assert "Set-Cookie" in person.get("/").headers
    refreshed = person.get(
        "/", headers={"HX-Request": "true", "HX-Target": "worklist-rows", "HX-Trigger": "worklist-rows"}
    )
    assert refreshed.status_code == 200
    assert "Set-Cookie" not in refreshed.headers


def test_guessing_is_stopped(app: Flask, browser: Callable[..., Browser]) -> None:
    limiter.enabled = True
    limiter.reset()
    person = browser()
    codes = [person.sign_in("demo_clerk", f"guess {n}").status_code for n in range(7)]
    assert codes == [401] * 6 + [429]
    refused = person.sign_in("demo_clerk")
    assert refused.status_code == 429
    assert "尝试次数过多" in refused.text


def test_guessing_by_program_is_stopped_and_good_requests_are_not_counted(
    app: Flask, program: Callable[..., Program]
) -> None:
    limiter.enabled = True
    limiter.reset()
    good = program("demo_leader")
    assert [good.get("/me").status_code for _ in range(8)] == [200] * 8
    bad = program("demo_clerk", "guess")
    assert [bad.get("/me").status_code for _ in range(7)] == [401] * 6 + [429]
    assert program("demo_clerk").get("/me").status_code == 429


def test_the_demonstration_lists_its_people_and_fills_in_the_form(browser: Callable[..., Browser]) -> None:
    page = browser().get("/login?as=demo_auditor").text
    assert "演示·审计监督员" in page
    assert 'value="demo_auditor"' in page
    assert 'value="banjian-demo"' in page


def test_a_server_that_is_no_demonstration_shows_no_people(engine: Engine) -> None:
    import msgspec

    from webui import create_app

    app = create_app(msgspec.structs.replace(engine.config, demo=False), engine)
    page = app.test_client().get("/login").text
    assert "demo_clerk" not in page
    assert "banjian-demo" not in page
