"""When something fails: what people read, what the log holds, what is kept private on the disk."""

from __future__ import annotations

import logging
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import OperationalError

from engine import commands, errors
from engine.config import Config, load_secret_key
from engine.config import Database as Settings
from engine.service.engine import Engine
from engine.store import database as store
from engine.store.database import Database
from tests.integration.security.test_access import with_service
from tests.integration.webui.clients import Browser, Program


@pytest.fixture
def gone(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Takes the database away: no connection can be had any more."""

    def away() -> None:
        def refuse(*_: object, **__: object) -> None:
            raise OperationalError("SELECT 1", {}, Exception("could not connect to 10.9.8.7:5432"))

        monkeypatch.setattr(engine.database.engine, "connect", refuse)
        monkeypatch.setattr(engine.database._writing, "begin", refuse)

    return away


@pytest.mark.parametrize(
    ("language", "title", "advice"),
    [("zh_CN", "数据库没有响应", "banjian doctor"), ("en", "The database does not answer", "Wait a minute")],
)
@pytest.mark.parametrize("login", ["", "demo_clerk"])
def test_without_a_database_every_page_says_so(
    app: Flask, browser: Callable[..., Browser], gone: Callable[[], None], language: str, title: str, advice: str,
    login: str,
) -> None:  # fmt: skip
    app.testing = False
    person = browser(login)
    person.get("/login")
    person.post("/language", {"language": language})
    gone()
    for path in ("/", "/instances/", "/tasks/x.1", "/processes/", "/notices/", "/login"):
        answer = person.get(path)
        if not login:  # a stranger is led to the sign-in first, and that needs nothing but itself
            assert answer.status_code in (302, 503)
            continue
        assert answer.status_code == 503, path
        assert title in answer.text
        assert advice in answer.text
        assert "10.9.8.7" not in answer.text
        assert "Traceback" not in answer.text
        assert answer.headers["Retry-After"]
        assert answer.headers["Content-Security-Policy"]
    signing_in = person.post("/login", {"login": "demo_clerk", "password": "x"})
    assert signing_in.status_code == 503
    assert title in signing_in.text


def test_without_a_database_programs_are_told_too(
    app: Flask, program: Callable[..., Program], gone: Callable[[], None]
) -> None:
    app.testing = False
    gone()
    for answer in (program("demo_clerk").get("/tasks"), program("demo_clerk").post("/tasks/x.1/claim")):
        assert answer.status_code == 503
        assert answer.json["error"]["kind"] == "unavailable"
        assert answer.headers["Retry-After"]


def test_a_database_that_stays_locked_is_busy_and_nothing_is_lost(
    app: Flask, engine: Engine, browser: Callable[..., Browser], start_case: Callable[..., Any]
) -> None:
    """Another process holds the file: the wait ends, the page says so, and later it works."""
    task = start_case().task_ids[0]
    leader = browser("demo_leader")
    with engine.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 10")
    other = sa.create_engine(engine.database.url, connect_args={"isolation_level": None})
    with other.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        answer = leader.post(f"/tasks/{task}/claim")
        connection.exec_driver_sql("ROLLBACK")
    other.dispose()
    assert answer.status_code == 503
    assert "没有做任何改动" in answer.text
    assert leader.post(f"/tasks/{task}/claim").status_code == 302


def test_who_waits_in_line_for_sqlite_does_not_wait_for_ever(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "BUSY_TIMEOUT", 20)
    opened = Database(sqlite_url)
    with opened.write(), pytest.raises(errors.Unavailable), opened.write():
        pass
    with opened.write() as connection:
        connection.exec_driver_sql("DELETE FROM substitute")
    opened.close()


def test_on_postgresql_nobody_waits_for_ever(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "LOCK_TIMEOUT", 50)
    first, second = Database(postgresql_url), Database(postgresql_url)
    with first.write() as holder:
        holder.exec_driver_sql("LOCK TABLE person")
        with pytest.raises(errors.Unavailable), second.write() as waiting:
            waiting.exec_driver_sql("DELETE FROM person")
    with second.write() as waiting:
        waiting.exec_driver_sql("DELETE FROM person")
    first.close()
    second.close()


def test_a_fault_while_a_fault_is_shown_still_gives_a_page(
    app: Flask, engine: Engine, browser: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    person = browser("demo_clerk")
    app.testing = False
    monkeypatch.setattr(engine.read, "worklist", broken)
    monkeypatch.setattr(engine.read, "box_counts", broken)
    answer = person.get("/")
    assert answer.status_code == 500
    assert "参考编号" in answer.text
    assert "secret detail" not in answer.text


def test_a_worker_that_fails_shows_no_trace_in_any_page(
    engine: Engine,
    deploy: Callable[..., Any],
    browser: Callable[..., Browser],
    program: Callable[..., Program],
) -> None:
    deploy("failing", with_service("security.broken"))
    case = engine.handle(
        commands.Start(actor="demo_clerk", process="failing", variables={"item": "x"})
    ).instance_id
    engine.run_due()
    for path in (f"/instances/{case}", f"/instances/{case}/overlay.json", f"/instances/{case}/replay.json"):
        answer = browser("demo_clerk").get(path)
        assert answer.status_code == 200
        assert "Traceback" not in answer.text
        assert 'File "' not in answer.text
    for path in (f"/instances/{case}", f"/instances/{case}/timeline"):
        for login in ("demo_clerk", "demo_auditor", "demo_admin"):
            assert "Traceback" not in program(login).get(path).text
    assert "Traceback" not in browser("demo_admin").get(f"/instances/{case}").text
    assert (
        "Traceback" in engine.read.instance(case, "demo_admin").incidents[0].detail
    )  # kept for the operator


def test_a_pack_without_its_handler_is_an_incident_that_can_be_mended(
    engine: Engine, deploy: Callable[..., Any], browser: Callable[..., Browser]
) -> None:
    deploy("unmade", with_service("security.not.there"))
    case = engine.handle(
        commands.Start(actor="demo_clerk", process="unmade", variables={"item": "x"})
    ).instance_id
    engine.run_due()
    detail = engine.read.instance(case, "demo_admin")
    assert [incident.element for incident in detail.incidents] == ["machine"]
    assert "security.not.there" in str(detail.incidents[0].params)
    assert browser("demo_clerk").get(f"/instances/{case}").status_code == 200


def test_two_tabs_and_a_second_click_are_answered_politely(
    engine: Engine, browser: Callable[..., Browser], start_case: Callable[..., Any]
) -> None:
    task = start_case().task_ids[0]
    leader = browser("demo_leader")
    assert [leader.post(f"/tasks/{task}/claim").status_code for _ in range(2)] == [302, 302]
    case = task.partition(".")[0]
    assert engine.read.instance(case, "demo_clerk").instance.seq == 2  # the second click changed nothing
    headers = {"X-CSRFToken": leader.token, "Accept": "application/json"}
    codes = [
        leader.client.post(
            f"/tasks/{task}/complete", json={"variables": {"opinion": "同意"}}, headers=headers
        ).status_code
        for _ in range(2)
    ]
    assert codes == [200, 409]
    page = leader.post(f"/tasks/{task}/release")
    assert page.status_code == 409
    assert "已" in page.text
    for action, codes in (("suspend", [302, 409]), ("resume", [302, 409]), ("cancel", [302, 409])):
        given = [leader.post(f"/instances/{case}/{action}", {"reason": "x"}).status_code for _ in range(2)]
        assert given == codes, action


def test_the_log_holds_nothing_that_was_typed_and_no_secret(
    app: Flask, engine: Engine, browser: Callable[..., Browser], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    app.testing = False
    person = browser()
    person.sign_in("demo_clerk", "a password of somebody")
    person.sign_in("demo_clerk")
    person.get("/")
    engine.identity.set_password("demo_clerk", "the new password", actor="demo_clerk")
    with pytest.raises(sa.exc.IntegrityError) as failed, engine.database.write() as connection:
        connection.execute(
            sa.text("INSERT INTO person (login, name, unit, password_hash) VALUES (:l, :n, 'petition', :h)"),
            {"l": "demo_clerk", "n": "演示", "h": "$argon2id$secret"},
        )
    assert "$argon2id$secret" not in str(failed.value)
    for secret in ("a password of somebody", "the new password", "$argon2", "banjian-demo", "k" * 40):
        assert secret not in caplog.text


def test_what_is_written_to_the_disk_is_for_its_owner_only(tmp_path: Path) -> None:
    config = Config(base=tmp_path / "office", database=Settings(url="sqlite:///var/banjian.db"))
    (tmp_path / "office").mkdir()
    opened = Database(config.database_url)
    with opened.write() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")
        files = sorted(config.var.glob("banjian.db*"))
        assert [file.name for file in files] == ["banjian.db", "banjian.db-shm", "banjian.db-wal"]
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    load_secret_key(config)
    assert stat.S_IMODE(config.var.stat().st_mode) == 0o700
    assert stat.S_IMODE((config.var / "secret_key").stat().st_mode) == 0o600
    opened.close()


def test_no_secret_is_in_what_the_configuration_says_of_itself() -> None:
    config = Config(secret_key="s3cret" * 6, mail_password="s3cret")
    assert "s3cret" not in repr(config)
    assert "s3cret" not in str(config)


def test_a_key_that_could_be_guessed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.ConfigError):
        load_secret_key(Config(base=tmp_path, secret_key="short"))
