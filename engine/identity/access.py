"""What an actor may do: pure questions over an actor and the facts of a task or case.

`check_...` raises Forbidden, `may_...` answers. No clock, no database: who asks brings the facts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.errors import Forbidden
from engine.identity.model import PERMISSIONS, Actor


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What decides who may work on a task."""

    task_id: str
    assignee: str | None = None
    users: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What decides who may see a case.

    unit: of the person who started it. workers: logins of all who gave a command in it.
    open_groups, open_users, assignees: of its open tasks.
    """

    instance_id: str
    started_by: str
    unit: str = ""
    workers: frozenset[str] = frozenset()
    open_groups: frozenset[str] = frozenset()
    open_users: frozenset[str] = frozenset()
    assignees: frozenset[str] = frozenset()


def may(actor: Actor, permission: str) -> bool:
    """Whether the actor has a permission at all; a wrong name is a mistake in the program."""
    if permission not in PERMISSIONS:
        raise ValueError(f"no such permission: {permission}")
    return permission in actor.permissions


def check(actor: Actor, permission: str) -> None:
    """Raises Forbidden without the permission."""
    if not may(actor, permission):
        raise Forbidden(
            "{name} may not do this: the permission {permission} is missing.",
            name=actor.name,
            permission=permission,
        )


def is_candidate(actor: Actor, task: TaskFacts) -> bool:
    """Named as candidate, or in a candidate group; a task without candidates is open to everyone."""
    if not task.users and not task.groups:
        return True
    return actor.login in task.users or not actor.groups.isdisjoint(task.groups)


def may_claim(actor: Actor, task: TaskFacts) -> bool:
    return "task.claim" in actor.permissions and is_candidate(actor, task)


def check_claim(actor: Actor, task: TaskFacts) -> None:
    """Claiming needs a candidate. Whether it is free is the state's business, not the right's."""
    check(actor, "task.claim")
    if not is_candidate(actor, task):
        raise Forbidden("Task {task_id} is not for {name}.", task_id=task.task_id, name=actor.name)


def may_complete(actor: Actor, task: TaskFacts) -> bool:
    if "task.complete" not in actor.permissions:
        return False
    return task.assignee == actor.login if task.assignee else is_candidate(actor, task)


def check_complete(actor: Actor, task: TaskFacts) -> None:
    """The assignee completes; a free task is completed by a candidate, who thereby claims it."""
    check(actor, "task.complete")
    if task.assignee and task.assignee != actor.login:
        raise Forbidden("Task {task_id} is in the hands of someone else.", task_id=task.task_id)
    if not may_complete(actor, task):
        raise Forbidden("Task {task_id} is not for {name}.", task_id=task.task_id, name=actor.name)


def may_release(actor: Actor, task: TaskFacts) -> bool:
    return "task.release_any" in actor.permissions or (
        "task.claim" in actor.permissions and task.assignee == actor.login
    )


def check_release(actor: Actor, task: TaskFacts) -> None:
    """Giving a task back: the assignee, or who has `task.release_any`."""
    if not may_release(actor, task):
        raise Forbidden("Task {task_id} is in the hands of someone else.", task_id=task.task_id)


def may_start(actor: Actor, starters: Iterable[str]) -> bool:
    """`starters`: the roles of pack.yaml; none named means everyone with the permission."""
    allowed = frozenset(starters)
    return "instance.start" in actor.permissions and (not allowed or not actor.groups.isdisjoint(allowed))


def check_start(actor: Actor, starters: Iterable[str], process: str) -> None:
    check(actor, "instance.start")
    if not may_start(actor, starters):
        raise Forbidden("{name} may not start process {process}.", name=actor.name, process=process)


def may_read(actor: Actor, case: CaseFacts) -> bool:
    """Auditors read all; leaders their unit; everyone what they started, worked on or could work on."""
    if "instance.read_all" in actor.permissions or "system" in actor.permissions:
        return True
    if "instance.read_unit" in actor.permissions and case.unit in actor.led_units:
        return True
    own = case.workers | case.open_users | case.assignees | {case.started_by}
    return actor.login in own or not actor.groups.isdisjoint(case.open_groups)


def check_read(actor: Actor, case: CaseFacts) -> None:
    if not may_read(actor, case):
        raise Forbidden("{name} may not read this case.", name=actor.name)
