"""What `banjian init` does, step by step; every step can be done again without harm."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from engine import commands
from engine.calendar import load_default
from engine.clock import Clock, SimulatedClock
from engine.config import DEMO_PASSWORD, Config
from engine.identity import Membership, Organisation, Post, Role, Unit, User
from engine.identity.loading import load_demo
from engine.identity.passwords import hash_password
from engine.model.packs import read_folder
from engine.service import Engine, Receipt, open_engine
from engine.store import migrate as migrations
from engine.store.database import Database

ADMINISTRATOR = "admin"
_CLERK = frozenset({"task.claim", "task.complete", "instance.start"})
_ADMINISTRATION = frozenset(
    {
        "user.manage", "calendar.manage", "pack.deploy", "job.retry", "message.send", "instance.read_all",
        "instance.suspend", "instance.cancel", "task.release_any", "history.audit",
    }
)  # fmt: skip


def migrate(config: Config) -> str:
    """Bring the tables to the form of this version; the revision they have then."""
    database = Database(config.database_url)
    try:
        migrations.upgrade(database)
        return migrations.current(database) or ""
    finally:
        database.close()


def is_without_cases(config: Config) -> bool:
    """Whether nobody has started a case yet."""
    with opened(config) as engine:
        return not engine.read.instances("system", limit=1).items


@contextmanager
def opened(config: Config, clock: Clock | None = None) -> Iterator[Engine]:
    """An engine without its background, closed at the end."""
    engine = open_engine(config, clock)
    try:
        yield engine
    finally:
        engine.close()


def deploy_packs(engine: Engine, config: Config) -> list[Receipt]:
    """Deploy every pack of the configured folder, and take over years that the shipped calendar newly knows.

    Raises Invalid with the findings of a pack that cannot run.
    """
    completed = engine.calendar.completed_from(load_default())
    if completed != engine.calendar:
        engine.use_calendar(completed)
    found = []
    if config.processes_path.is_dir():
        for folder in sorted(config.processes_path.iterdir()):
            if (folder / "pack.yaml").is_file():
                order = commands.Deploy(
                    actor="system", client="cli", key=folder.name, files=read_folder(folder)
                )
                found.append(engine.handle(order))
    return found


def add_administrator(engine: Engine) -> dict[str, Any]:
    """An office with one administrator and the roles of the packs, where there is nobody yet.

    The password is made by chance and given back once; only its hash is kept.
    """
    if engine.identity.directory.organisation.users:
        return {}
    password = secrets.token_urlsafe(12)
    roles = {"administrator": Role("administrator", "系统管理员", "Administrator", _ADMINISTRATION)}
    for row in engine.read.definitions():
        if row.newest:
            for key, role in engine.read.definition(row.pack, row.version).settings.get("roles", {}).items():
                roles.setdefault(key, Role(key, role["title"], role.get("title_en") or role["title"], _CLERK))
    user = User(ADMINISTRATOR, "系统管理员", "office", "Administrator", hash_password(password))
    office = Organisation(
        units=(Unit("office", "本单位", "Office", "office"),),
        roles=tuple(roles.values()),
        posts=(Post("administration", "系统管理岗", "Administration", "office", ("administrator",)),),
        users=(user,),
        memberships=(Membership(ADMINISTRATOR, "administration"),),
    )
    engine.identity.save_organisation(office, actor="system")
    return {"login": ADMINISTRATOR, "password": password}


def demo_clock(config: Config) -> Clock | None:
    """A clock in the past, for the demonstration's cases; None if there are cases already."""
    from engine.cli import demo

    return SimulatedClock(demo.begin(demo.now())) if is_without_cases(config) else None


def add_demo(engine: Engine, quiet: bool) -> dict[str, Any]:
    """The invented county with its people, and, with a clock in the past, its cases."""
    from engine.cli import demo

    organisation = load_demo()
    shared = hash_password(DEMO_PASSWORD)
    users = tuple(replace(user, password_hash=shared) for user in organisation.users)
    engine.identity.save_organisation(replace(organisation, users=users), actor="system")
    return {"cases": demo.make_cases(engine, quiet) if isinstance(engine.clock, SimulatedClock) else 0}
