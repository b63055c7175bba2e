"""An engine over an empty database with the people that the bench's models name."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.postgres import find_binaries, private_server
from engine import commands
from engine.clock import SystemClock
from engine.config import Config, Database, Handlers
from engine.identity import Membership, Organisation, Post, Role, Unit, User
from engine.service import Engine, Receipt, open_engine

MODELS = Path(__file__).with_name("models")
_MAY = frozenset({"task.claim", "task.complete", "instance.start"})
_ROLES = ("clerk", "planning", "finance", "safety")
PEOPLE = 8


@contextmanager
def sqlite_engine() -> Iterator[Engine]:
    """On a file in a temporary folder, as an installation has it: WAL, synchronous FULL."""
    with (
        tempfile.TemporaryDirectory(prefix="banjian-bench-") as folder,
        _engine(f"sqlite:///{folder}/b.db") as made,
    ):
        yield made


@contextmanager
def postgresql_engine() -> Iterator[Engine]:
    """On a private server with its stock settings."""
    with private_server() as url, _engine(url) as made:
        yield made


def has_postgresql() -> bool:
    return find_binaries() is not None


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    engine = open_engine(Config(database=Database(url=url), handlers=Handlers(modules=())), SystemClock())
    try:
        engine.identity.save_organisation(_organisation(), actor="system")
        yield engine
    finally:
        engine.close()


def _organisation() -> Organisation:
    """`<role>1` to `<role>8` for each role."""
    logins = [(role, f"{role}{n}") for role in _ROLES for n in range(1, PEOPLE + 1)]
    return Organisation(
        units=(Unit("office", "演示局", "Demo office", "office"),),
        roles=tuple(Role(role, role, role, _MAY) for role in _ROLES),
        posts=tuple(Post(role, role, role, "office", (role,)) for role in _ROLES),
        users=tuple(User(login, login, "office") for _, login in logins),
        memberships=tuple(Membership(login, role) for role, login in logins),
    )


def deploy(engine: Engine, name: str) -> None:
    """A pack of one of the bench's models."""
    deploy_text(engine, name, (MODELS / f"{name}.bpmn").read_text(encoding="utf-8"))


def deploy_text(engine: Engine, name: str, model: str) -> None:
    """A pack of a model whose process has this name."""
    manifest = f"key: {name}\ntitle: {name}\nprocess: {name}\nsearch: [subject]\n".encode()
    files = {"pack.yaml": manifest, f"{name}.bpmn": model.encode()}
    engine.handle(commands.Deploy(actor="system", key=name, files=files))


def complete(engine: Engine, task_id: str, login: str, **variables: object) -> Receipt:
    return engine.handle(commands.CompleteTask(actor=login, task_id=task_id, variables=variables))
