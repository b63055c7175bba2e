"""Sessions, tokens and passwords: what ends a session, what every unsafe request needs, who may sign in at all."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from flask import Flask

from engine import DEMO_PASSWORD
from engine.clock import SimulatedClock
from engine.identity import passwords
from engine.service.engine import Engine
from tests.integration.security.endpoints import ALL
from tests.integration.webui.clients import Browser, Program
from webui import create_app
from webui.security import limiter

UNSAFE = sorted(name for name, endpoint in ALL.items() if endpoint.method != "GET")


@pytest.mark.parametrize("name", UNSAFE)
def test_every_unsafe_request_needs_the_token(
    name: str, browser: Callable[..., Browser], start_case: Callable[..., Any], engine: Engine
) -> None:
    receipt = start_case()
    places = {"case": receipt.instance_id, "task": receipt.task_ids[0], "document": 1, "job": "x"}
    person = browser("demo_leader")
    endpoint = ALL[name]
    for headers in (
        {},
        {"X-CSRFToken": "guess"},
        {"Authorization": "Bearer x"},
        {"Authorization": "Basic eDp5"},
    ):
        answer = person.client.open(
            endpoint.path.format(**places), method=endpoint.method, headers=headers, data=endpoint.body
        )
        assert answer.status_code == 400, headers
    assert engine.read.instance(receipt.instance_id, "demo_clerk").instance.seq == receipt.seq


def test_a_sign_in_from_another_site_needs_the_token_whatever_else_it_carries(app: Flask) -> None:
    form = {"login": "demo_clerk", "password": DEMO_PASSWORD}
    for headers in ({}, {"Authorization": "Basic eDp5"}, {"Authorization": "Bearer x"}):
        assert app.test_client().post("/login", data=form, headers=headers).status_code == 400


def test_signing_in_makes_a_new_session(browser: Callable[..., Browser]) -> None:
    """What somebody planted in the session before is gone, with its token."""
    person = browser()
    person.get("/login")
    with person.client.session_transaction() as session:
        session["planted"] = "x"
    before = person.token
    assert person.sign_in("demo_clerk").status_code == 302
    with person.client.session_transaction() as session:
        assert "planted" not in session
    person.get("/")
    assert person.token != before


def test_nobody_is_read_before_it_is_known_who_it_is(app: Flask) -> None:
    """A body of nobody is not even taken apart: no files are written for a stranger."""
    body = io.BytesIO(b"x" * 1_000_000)
    answer = app.test_client().post(
        "/processes/deploy", input_stream=body, content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code == 302
    assert body.tell() == 0


def test_a_forged_or_changed_cookie_is_worth_nothing(app: Flask, browser: Callable[..., Browser]) -> None:
    person = browser("demo_clerk")
    cookie = person.client.get_cookie("banjian")
    assert cookie is not None
    for value in (cookie.value[:-2] + "xx", "eyJfdXNlcl9pZCI6ImRlbW9fYWRtaW4ifQ.x.y", ""):
        other = app.test_client()
        other.set_cookie("banjian", value)
        assert other.get("/").status_code == 302


def test_a_copied_cookie_is_worth_nothing_after_signing_out(
    app: Flask, browser: Callable[..., Browser], engine: Engine, clock: SimulatedClock
) -> None:
    person, elsewhere = browser("demo_clerk"), browser("demo_clerk")
    cookie = person.client.get_cookie("banjian")
    assert cookie is not None
    person.post("/logout")
    thief = app.test_client()
    thief.set_cookie("banjian", cookie.value)
    assert thief.get("/").location == "/login"
    assert elsewhere.get("/").status_code == 200  # another session of the same person goes on
    clock.advance(timedelta(hours=13))
    assert browser("demo_leader").post("/logout").status_code == 302
    with engine.database.read() as connection:  # what is over by itself is not kept
        assert len(connection.exec_driver_sql("SELECT mark FROM ended_session").all()) == 1


def test_a_stronger_hash_keeps_the_session_that_made_it(
    engine: Engine, browser: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    stronger = type(passwords._hasher)(time_cost=2, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", stronger)
    person = browser()
    assert person.sign_in("demo_clerk").status_code == 302
    assert person.get("/").status_code == 200


def test_people_of_a_demonstration_get_in_only_where_one_is_served(engine: Engine) -> None:
    """The database of a demonstration that goes on as a real one must not let in whom everyone knows."""
    engine._core.config = msgspec.structs.replace(engine.config, demo=False)
    assert engine.identity.authenticate("demo_admin", DEMO_PASSWORD) is None
    app = create_app(engine._core.config, engine)
    limiter.enabled = False
    assert Program(app.test_client(), "demo_admin").get("/me").status_code == 401
    limiter.enabled = True


def test_one_who_has_left_is_refused_by_program_too(engine: Engine, program: Callable[..., Program]) -> None:
    caller = program("demo_leader")
    assert caller.get("/me").status_code == 200
    user = engine.identity.find_user("demo_leader")
    assert user is not None
    engine.identity.save_user(replace(user, active=False), ["petition_director"], actor="system")
    assert caller.get("/me").status_code == 401


def test_an_unknown_name_costs_as_much_as_a_wrong_password(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Measured in hashes that are compared, not in time."""
    compared: list[str] = []
    real = type(passwords._hasher).verify

    def counted(self: Any, stored: str, given: str) -> bool:
        compared.append(stored)
        return bool(real(self, stored, given))

    monkeypatch.setattr(type(passwords._hasher), "verify", counted)
    for login in ("demo_clerk", "nobody", "system", ""):
        compared.clear()
        assert engine.identity.authenticate(login, "guess") is None
        assert len(compared) == 1, login


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)",
               "\\\\evil.example", "http:evil.example", "/%0d%0aSet-Cookie:x=1", ""]
)  # fmt: skip
def test_no_address_leads_to_another_server(browser: Callable[..., Browser], target: str) -> None:
    person = browser()
    person.get("/login")
    form = {"csrf_token": person.token, "login": "demo_clerk", "password": DEMO_PASSWORD}
    done = person.client.post("/login", query_string={"next": target}, data=form)
    assert done.location.startswith("/")
    assert not done.location.startswith(("//", "/\\"))
    person.get("/")
    back = person.post("/language", {"language": "en", "next": target})
    assert back.location.startswith("/")
    assert not back.location.startswith(("//", "/\\"))
    assert back.headers.getlist("Set-Cookie")
    assert not any(cookie.startswith("x=") for cookie in back.headers.getlist("Set-Cookie"))
