"""A web application over a real engine on SQLite: the demonstration's people, one small pack, a set clock."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from engine import DEMO_PASSWORD, commands, open_engine
from engine.clock import SimulatedClock
from engine.config import Config, Database
from engine.identity import passwords
from engine.identity.loading import load_demo
from engine.identity.passwords import hash_password
from engine.service.engine import Engine
from tests.integration.webui.clients import Browser, Program
from webui import create_app
from webui.security import limiter

PACK = Path(__file__).parent / "pack"
#: A Friday, ten o'clock in Beijing.
START = datetime(2026, 3, 6, 2, 0, tzinfo=UTC)


def pack_files() -> dict[str, bytes]:
    return {str(path.relative_to(PACK)): path.read_bytes() for path in PACK.rglob("*") if path.is_file()}


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(START)


@pytest.fixture(scope="session")
def cheap_passwords() -> Iterator[None]:
    """Passwords at the least cost: hundreds of sign-ins are no test of argon2."""
    before = passwords._hasher
    passwords._hasher = type(before)(time_cost=1, memory_cost=8, parallelism=1)
    yield
    passwords._hasher = before


@pytest.fixture(scope="session")
def prepared(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, cheap_passwords: None) -> Path:
    """A database with the people and the pack, made once and copied for each test."""
    path = tmp_path_factory.mktemp("webui") / "banjian.db"
    shutil.copy(sqlite_template, path)
    opened = open_engine(Config(database=Database(url=f"sqlite:///{path}")), SimulatedClock(START))
    demo, password = load_demo(), hash_password(DEMO_PASSWORD)
    users = tuple(replace(user, password_hash=password) for user in demo.users)
    opened.identity.save_organisation(replace(demo, users=users), actor="system")
    opened.handle(commands.Deploy(actor="demo_designer", key="loan", files=pack_files()))
    with opened.database.read() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.close()
    return path


@pytest.fixture
def engine(prepared: Path, tmp_path: Path, clock: SimulatedClock) -> Iterator[Engine]:
    path = tmp_path / "banjian.db"
    shutil.copy(prepared, path)
    config = Config(demo=True, database=Database(url=f"sqlite:///{path}"), base=tmp_path, secret_key="k" * 40)
    opened = open_engine(config, clock)
    yield opened
    opened.close()


@pytest.fixture
def app(engine: Engine) -> Iterator[Flask]:
    made = create_app(engine.config, engine)
    made.testing = True
    limiter.enabled = False
    yield made
    limiter.enabled = True
    limiter.reset()


@pytest.fixture
def browser(app: Flask) -> Callable[[str], Browser]:
    """Opens a browser; signs in the person named."""

    def opened(login: str = "") -> Browser:
        made = Browser(app.test_client())
        if login:
            assert made.sign_in(login).status_code == 302
            made.get("/")
        return made

    return opened


@pytest.fixture
def program(app: Flask) -> Callable[..., Program]:
    def opened(login: str, password: str = DEMO_PASSWORD) -> Program:
        return Program(app.test_client(), login, password)

    return opened


@pytest.fixture
def start_case(engine: Engine) -> Callable[..., Any]:
    """Starts a case of the pack by command; gives the receipt."""

    def start(item: str = "投影仪", **variables: Any) -> Any:
        return engine.handle(
            commands.Start(actor="demo_clerk", process="loan", variables={"item": item, **variables})
        )

    return start
