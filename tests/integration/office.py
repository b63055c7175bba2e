"""A small office for tests: people, packs from a few words of BPMN, and an engine with a set clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from engine import commands, open_engine
from engine.clock import Clock, SimulatedClock
from engine.config import Config, Database, Handlers, Jobs, Mail
from engine.identity import Membership, Organisation, Post, Role, Substitute, Unit, User
from engine.service import Engine, Receipt

MODELS = Path(__file__).parents[2] / "bench" / "models"
#: A Friday, ten o'clock in Beijing.
START = datetime(2026, 3, 6, 2, 0, tzinfo=UTC)

_CLERK = frozenset({"task.claim", "task.complete", "instance.start"})
_LEADER = _CLERK | {"task.release_any", "instance.read_unit", "instance.suspend", "instance.cancel"}
_ADMIN = frozenset(
    {"user.manage", "calendar.manage", "pack.deploy", "job.retry", "message.send", "instance.read_all"}
)
_HOLDERS = {
    "clerk": ["wang", "li", *(f"clerk{n}" for n in range(1, 9))],
    "planning": ["zhao"],
    "finance": ["qian"],
    "safety": ["sun"],
    "leader": ["zhou"],
    "administrator": ["wu"],
    "auditor": ["zheng"],
}
_PERMISSIONS = {"leader": _LEADER, "administrator": _ADMIN, "auditor": frozenset({"instance.read_all"})}


def organisation() -> Organisation:
    """Clerks wang, li, clerk1 to clerk8; reviewers zhao, qian, sun; leader zhou, administrator wu, auditor
    zheng. li stands in for wang."""
    return Organisation(
        units=(Unit("office", "演示局", "Demo office", "office"),),
        roles=tuple(Role(key, key, key, _PERMISSIONS.get(key, _CLERK)) for key in _HOLDERS),
        posts=tuple(Post(f"{key}_post", key, key, "office", (key,)) for key in _HOLDERS),
        users=tuple(
            User(login, f"演示·{login}", "office", mail=f"{login}@example.test")
            for logins in _HOLDERS.values()
            for login in logins
        ),
        memberships=tuple(
            Membership(login, f"{key}_post") for key, logins in _HOLDERS.items() for login in logins
        ),
        substitutes=(Substitute("wang", "li", START.date()),),
    )


def open_office(url: str, clock: Clock | None = None, mail_port: int = 0, **jobs: Any) -> Engine:
    """An engine over `url` that imports no handlers and retries after one minute, then two."""
    config = Config(
        database=Database(url=url),
        handlers=Handlers(modules=(), settings={"demo": {"place": "演示县"}}),
        jobs=Jobs(**{"retries": (timedelta(minutes=1), timedelta(minutes=2)), "lease_seconds": 30, **jobs}),
        mail=Mail(host="127.0.0.1" if mail_port else "", port=mail_port or 25, sender="banjian@example.test"),
    )
    return open_engine(config, clock or SimulatedClock(START))


@dataclass
class Office:
    """Short words for what tests do with an engine."""

    engine: Engine

    @property
    def clock(self) -> SimulatedClock:
        assert isinstance(self.engine.clock, SimulatedClock)
        return self.engine.clock

    def deploy(self, key: str, model: bytes | None = None, settings: str = "", **files: bytes) -> Receipt:
        """A pack of one model, its process named like the pack; `model` None takes the one of the bench."""
        given = {name.replace("__", "/"): content for name, content in files.items()}
        given["pack.yaml"] = f"key: {key}\ntitle: 演示 {key}\nprocess: {key}\n{settings}".encode()
        given[f"{key}.bpmn"] = model or (MODELS / f"{key}.bpmn").read_bytes()
        return self.engine.handle(commands.Deploy(actor="wu", key=key, files=given))

    def start(self, process: str, actor: str = "wang", **variables: Any) -> Receipt:
        return self.engine.handle(commands.Start(actor=actor, process=process, variables=variables))

    def complete(self, task_id: str, actor: str = "wang", **variables: Any) -> Receipt:
        return self.engine.handle(commands.CompleteTask(actor=actor, task_id=task_id, variables=variables))

    def task(self, instance_id: str, element: str) -> str:
        """Id of the open task of an element."""
        tasks = self.engine.read.instance(instance_id, "zheng").tasks
        return next(task.task_id for task in tasks if task.element == element)

    def values(self, instance_id: str) -> Mapping[str, Any]:
        """The variables of the case."""
        return {row.name: row.value for row in self.engine.read.variables(instance_id) if row.scope == 0}

    def waiting(self, instance_id: str) -> list[str]:
        """Elements with an open task."""
        return sorted(task.element for task in self.engine.read.instance(instance_id, "zheng").tasks)

    def status(self, instance_id: str) -> str:
        return self.engine.read.instance(instance_id, "zheng").instance.status

    def kinds(self, instance_id: str) -> list[str]:
        """Kinds of its steps."""
        return [step.kind for step in self.engine.read.timeline(instance_id)]

    def run(self, until: datetime | None = None, **later: float) -> int:
        """Do all due work, up to a time or `hours=2` from now."""
        return self.engine.run_due(until or (self.clock.now() + timedelta(**later) if later else None))
