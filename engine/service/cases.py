"""Commands of people on cases and tasks: start, claim, release, complete, suspend, resume, cancel.

Each asks for permission under the lock of its case, and is one transaction and one step.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy.engine import Connection

from engine import commands, identity, runtime
from engine.errors import Conflict, Forbidden, Invalid, NotFound
from engine.identity import Actor, TaskFacts
from engine.model import forms
from engine.model.definition import Pack
from engine.service import sight
from engine.service.core import Core
from engine.service.ids import new_instance_id, split_id
from engine.service.receipt import Receipt
from engine.store import chain, packs, writer
from engine.store.writer import Case, OpenTask

# whole sentences, so that they can be translated
_MESSAGES: dict[tuple[type, str], str] = {
    (commands.Claim, "completed"): (
        "Expected to claim task '{task}' of case {number}, but it was completed at {time} by {who}."
    ),
    (commands.Claim, "cancelled"): (
        "Expected to claim task '{task}' of case {number}, but it was cancelled at {time}."
    ),
    (commands.Release, "completed"): (
        "Expected to release task '{task}' of case {number}, but it was completed at {time} by {who}."
    ),
    (commands.Release, "cancelled"): (
        "Expected to release task '{task}' of case {number}, but it was cancelled at {time}."
    ),
    (commands.CompleteTask, "completed"): (
        "Expected to complete task '{task}' of case {number}, but it was completed at {time} by {who}."
    ),
    (commands.CompleteTask, "cancelled"): (
        "Expected to complete task '{task}' of case {number}, but it was cancelled at {time}."
    ),
}


def check(actor: Actor, permission: str) -> None:
    """Raises Forbidden unless the actor has the permission or is a part of the machine."""
    if "system" not in actor.permissions:
        identity.check(actor, permission)


def start(core: Core, command: commands.Start) -> Receipt:
    at = core.now()
    with core.database.write() as connection:
        core.memory.refresh(writer.load_mark(connection))
        actor = core.acting(command, at)
        pack = _newest(core, connection, command.process)
        if "system" not in actor.permissions:
            identity.check_start(actor, pack.settings.get("starters", ()), command.process)
            _check_start_event(pack, command)
        return open_case(core, connection, pack, command, at, check_form=True)


def _newest(core: Core, connection: Connection, process: str) -> Pack:
    ref = packs.find_newest_of(connection, process)
    if ref is None:
        raise NotFound("Expected process {process}, but it is not deployed.", process=process)
    return core.memory.pack(ref)


def open_case(
    core: Core, connection: Connection, pack: Pack, command: commands.Start, at: datetime, check_form: bool
) -> Receipt:
    """Number a new case and take its first step; permission was checked before."""
    element = _start_event(pack, command)
    form = element.form if element is not None else None
    local = at.astimezone(core.memory.calendar.zone)
    if check_form and form is not None:
        command = _validated(pack, form, command, {"parameters": pack.parameters}, local)
    seq = packs.count_up(connection, pack.key, local.year)
    case = Case(
        id=new_instance_id(at), number=pack.number(seq, local), pack_key=pack.key, version=pack.version,
        process=command.process, title=pack.title, status="active", state=b"", seq=0, head=chain.FIRST,
        started_at=at, started_by=command.on_behalf_of or command.actor, changed_at=at,
    )  # fmt: skip
    return core.take_step(connection, case, command, at, bindings={command.process: pack.ref})


def _start_event(pack: Pack, command: commands.Start) -> Any:
    process = pack.processes.get(command.process)
    if process is None:
        raise NotFound("Expected process {process}, but it is not deployed.", process=command.process)
    if command.start is not None:
        return process.elements.get(command.start)
    plain = [e for e in process.starts(None) if e.event is None or e.event.kind == "none"]
    return plain[0] if plain else None


def _check_start_event(pack: Pack, command: commands.Start) -> None:
    """People start at a plain start event, or at a conditional one if its condition holds: the others have
    no form, and belong to messages and timers.

    Raises NotFound.
    """
    process = pack.processes.get(command.process)
    starts = process.starts(None) if process else ()
    open_to_people = [e.id for e in starts if e.event is None or e.event.kind in ("none", "conditional")]
    if command.start is not None and command.start not in open_to_people:
        raise NotFound(
            "Process {process} has no start event {element} for people.",
            process=command.process,
            element=command.start,
        )


def _validated(pack: Pack, form: str, command: Any, seen: Mapping[str, Any], local: datetime) -> Any:
    """The command with the variables that its form lets through. Raises Invalid with findings.

    seen: what the expressions of the form see. local: now, as the office's clock shows it.
    """
    schema = pack.forms.get(form)
    if schema is None:
        raise NotFound("The form {form} is not in pack {pack}.", form=form, pack=pack.ref)
    values, findings = forms.validate(schema, command.variables, seen, now=local)
    if findings:
        raise Invalid("The form has mistakes.", findings)
    return msgspec.structs.replace(command, variables=values)


def claim(core: Core, command: commands.Claim) -> Receipt:
    with core.database.write() as connection:
        case, task, facts, actor, at = _on_task(core, connection, command)
        identity.check_claim(actor, facts)
        if task.assignee is not None and task.assignee != actor.login:
            raise Conflict(
                "Expected to claim task '{task}' of case {number}, but {who} has claimed it.",
                task=task.name,
                number=case.number,
                who=task.assignee,
            )
        if task.assignee is not None:  # a second click: it is theirs already
            return Receipt(
                instance_id=case.id, number=case.number, seq=case.seq, status=case.status, changed=False
            )
        return core.take_step(connection, case, command, at)


def release(core: Core, command: commands.Release) -> Receipt:
    with core.database.write() as connection:
        case, task, facts, actor, at = _on_task(core, connection, command)
        if task.assignee is None:
            raise Conflict(
                "Expected to release task '{task}' of case {number}, but nobody has claimed it.",
                task=task.name,
                number=case.number,
            )
        identity.check_release(actor, facts)
        if task.assignee != actor.login:
            sight.check_case(core, connection, case.id, case.started_by, actor)
        return core.take_step(connection, case, command, at)


def complete(core: Core, command: commands.CompleteTask) -> Receipt:
    with core.database.write() as connection:
        case, task, facts, actor, at = _on_task(core, connection, command)
        if "system" not in actor.permissions:
            identity.check_complete(actor, facts)
        if task.form is not None:
            seen = runtime.form_context(core.context(case, at), case.state, command.task_id)
            local = at.astimezone(core.memory.calendar.zone)
            command = _validated(core.pack_of(case), task.form, command, seen, local)
        return core.take_step(connection, case, command, at)


def _on_task(
    core: Core, connection: Connection, command: Any
) -> tuple[Case, OpenTask, TaskFacts, Actor, datetime]:
    """The case under its lock and its open task. Raises NotFound, Conflict if the task has ended."""
    instance_id, key = split_id(command.task_id)
    case, mark, task = writer.load_case_and_task(connection, instance_id, key)
    core.memory.refresh(mark)
    if task is None:
        raise NotFound("There is no task {id}.", id=command.task_id)
    at = core.now(case)
    actor = core.acting(command, at)
    facts = TaskFacts(command.task_id, task.assignee, frozenset(task.users), frozenset(task.groups))
    if task.status != "open":
        raise _too_late(core, case, task, type(command), facts, actor)
    return case, task, facts, actor, at


def _too_late(
    core: Core, case: Case, task: OpenTask, kind: type, facts: TaskFacts, actor: Actor
) -> Conflict | Forbidden:
    """Why a task can no longer be worked on; who has done it is told to those who might have."""
    if not (identity.is_candidate(actor, facts) or actor.login in (task.assignee, task.ended_by)):
        return Forbidden("Task {task_id} is not for {name}.", task_id=facts.task_id, name=actor.name)
    ended = task.ended_at or case.changed_at
    by = core.memory.directory.find_user(task.ended_by or "")
    return Conflict(
        _MESSAGES[kind, task.status],
        task=task.name,
        number=case.number,
        time=ended.astimezone(core.memory.calendar.zone).strftime("%Y-%m-%d %H:%M"),
        who=by.name if by else task.ended_by,
    )


def suspend(core: Core, command: commands.Suspend) -> Receipt:
    return _on_case(core, command, "instance.suspend")


def resume(core: Core, command: commands.Resume) -> Receipt:
    return _on_case(core, command, "instance.suspend")


def cancel(core: Core, command: commands.Cancel) -> Receipt:
    return _on_case(core, command, "instance.cancel")


def recount(core: Core, command: commands.RecountDeadlines) -> Receipt:
    """Count provisional deadlines again; a case that has none gets no step."""
    with core.database.write() as connection:
        case = core.load(connection, command.instance_id)
        at = core.now(case)
        check(core.acting(command, at), "calendar.manage")
        return core.take_step(connection, case, command, at, only_if_eventful=True)


def _on_case(core: Core, command: Any, permission: str) -> Receipt:
    with core.database.write() as connection:
        case = core.load(connection, command.instance_id)
        at = core.now(case)
        actor = core.acting(command, at)
        check(actor, permission)
        sight.check_case(core, connection, case.id, case.started_by, actor)
        return core.take_step(connection, case, command, at)
