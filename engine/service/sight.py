"""Whether a person may see a case: asked by every reader of one, and by commands that need no part in it.

It brings the facts of the case; what they mean is decided in `engine.identity.access`.
"""

from __future__ import annotations

from sqlalchemy.engine import Connection

from engine import identity
from engine.identity import Actor, CaseFacts
from engine.service.core import Core
from engine.store.queries import cases, worklist
from engine.store.queries.common import Circumstances


def check_case(core: Core, connection: Connection, instance_id: str, started_by: str, actor: Actor) -> None:
    """Raises Forbidden for a case that the actor may not read."""
    if "instance.read_all" in actor.permissions or "system" in actor.permissions:
        return
    starter = core.memory.directory.find_user(started_by)
    where = Circumstances(core.clock.now(), core.memory.calendar.zone)
    tasks = worklist.list_open(connection, where, instance_id)
    worked = cases.has_worked(connection, instance_id, actor.login)
    identity.check_read(
        actor,
        CaseFacts(
            instance_id=instance_id,
            started_by=started_by,
            unit=starter.unit if starter else "",
            workers=frozenset({actor.login}) if worked else frozenset(),
            open_groups=frozenset(name for task in tasks for name in task.groups),
            open_users=frozenset(name for task in tasks for name in task.users),
            assignees=frozenset(task.assignee for task in tasks if task.assignee),
        ),
    )
