"""The heart of the engine: one step of one case, within one transaction.

The commands' own modules decide who may do what and load the case under its lock; `take_step` runs the pure
step and has the store write all that it means. It knows no page and calls no handler.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy.engine import Connection

from engine import commands, runtime
from engine.clock import Clock
from engine.config import Config
from engine.errors import Forbidden
from engine.identity import Actor
from engine.model.definition import Pack
from engine.service import facts
from engine.service.memory import Memory
from engine.service.receipt import Receipt
from engine.store import codec, incidents, messages, notices, writer
from engine.store import work as works
from engine.store.changes import Changes, collect
from engine.store.database import Database
from engine.store.writer import Case

#: How many deliveries may still follow, while one is made that a case brought about
following: ContextVar[int | None] = ContextVar("following", default=None)


def _rest() -> dict[str, int]:
    """What a delivery made now passes on; nothing outside of one, where a chain begins."""
    left = following.get()
    return {} if left is None else {"left": left}


@dataclass(slots=True)
class Core:
    """What every command needs."""

    database: Database
    memory: Memory
    clock: Clock
    config: Config

    def actor(self, login: str) -> Actor:
        """Who gives a command. Raises Forbidden for one whom nobody knows, or who has left."""
        directory = self.memory.directory
        found = directory.find_actor(login)
        if found is None:
            raise Forbidden("There is no user {login}.", login=login)
        if not directory.is_active(login):
            raise Forbidden("{login} has left and may not do anything here.", login=login)
        return found

    def acting(self, command: commands.Command, at: datetime) -> Actor:
        """Whose rights count: the actor's, or those of the person for whom the actor is substitute.

        One who stands in for one post only has the rights of that post. Raises Forbidden if the actor
        is no substitute of that person on that day, or has left.
        """
        if command.on_behalf_of is None or command.on_behalf_of == command.actor:
            return self.actor(command.actor)
        self.actor(command.actor)
        day = self.memory.calendar.local_date(at)
        found = self.memory.directory.find_stand_in(command.on_behalf_of, command.actor, day)
        if found is None:
            raise Forbidden(
                "{actor} does not stand in for {person} on {day}.",
                actor=command.actor,
                person=command.on_behalf_of,
                day=day.isoformat(),
            )
        return found

    @property
    def attempts(self) -> int:
        """How often work is tried for which the model does not say: once, and once after each pause."""
        return len(self.config.jobs.retries) + 1

    def now(self, case: Case | None = None) -> datetime:
        """The time of a step: the clock's, but never before the case's last step."""
        now = self.clock.now()
        return now if case is None or now >= case.changed_at else case.changed_at

    def load(self, connection: Connection, instance_id: str) -> Case:
        """A case under its lock; brings people and calendar up to date. Raises NotFound."""
        case, mark = writer.load_case(connection, instance_id)
        self.memory.refresh(mark)
        return case

    def pack_of(self, case: Case) -> Pack:
        return self.memory.pack(case.ref)

    def context(self, case: Case, at: datetime, bindings: Mapping[str, str] | None = None) -> runtime.Context:
        """The circumstances of a step of a case."""
        memory = self.memory
        return runtime.Context(case.id, at, memory.library, memory.calendar, case.number, bindings or {})

    def take_step(
        self,
        connection: Connection,
        case: Case,
        command: commands.Command,
        at: datetime,
        documents: Sequence[dict[str, Any]] = (),
        bindings: dict[str, str] | None = None,
        only_if_eventful: bool = False,
    ) -> Receipt:
        """Run the pure step on a locked case and write what came of it.

        A new case has `seq` 0. only_if_eventful: a command that changes nothing leaves no step.
        Raises what `runtime.step` raises; the caller's transaction rolls back then.
        """
        if documents:
            command = msgspec.structs.replace(command, documents=())
        # The step is given what the history keeps: the same order of names, the same kinds of numbers.
        command = codec.command_from(codec.loads(codec.dumps(command)))
        context = self.context(case, at, bindings)
        result = runtime.step(context, case.state if case.seq else None, command)
        if only_if_eventful and not result.events:
            return Receipt(instance_id=case.id, number=case.number, seq=case.seq, status=case.status)
        pack = self.pack_of(case)
        changes = collect(result.events)
        case.state = result.data
        altered = case.seq == 0 or facts.are_touched(pack, changes)
        if altered:
            facts.update(case, pack, context, result.state)
        step = self._recorded(command, at, context, result, pack, documents)
        open_incidents = case.incidents
        writer.write_step(connection, case, step, changes, facts=altered)
        self._follow_up(connection, case, changes, at, command, open_incidents)
        return Receipt(
            instance_id=case.id,
            number=case.number,
            seq=case.seq,
            status=case.status,
            events=tuple(result.events),
            task_ids=tuple(f"{case.id}.{key}" for key in changes.tasks),
        )

    def _recorded(
        self, command: commands.Command, at: datetime, context: runtime.Context, result: runtime.Result,
        pack: Pack, documents: Sequence[dict[str, Any]],
    ) -> writer.Step:  # fmt: skip
        """The step as the history keeps it."""
        body = {
            "command": command,
            "events": result.events,
            "pack": pack.digest,
            "calendar": context.calendar.version,
        }
        if documents:
            named = ("element", "name", "media_type", "size", "digest")
            body["documents"] = [{name: document[name] for name in named} for document in documents]
        person = isinstance(command, commands.CompleteTask)
        return writer.Step(
            kind=type(command).__name__,
            actor=command.actor,
            at=at,
            body=codec.pack(body),
            state_hash=bytes.fromhex(result.hash),
            attempts=self.attempts,
            ended_by=command.actor if person else None,
            on_behalf_of=command.on_behalf_of if person else None,
            documents=documents,
        )

    def _follow_up(
        self, connection: Connection, case: Case, changes: Changes, at: datetime, command: commands.Command,
        open_incidents: int,
    ) -> None:  # fmt: skip
        """What others are to do or to know after the step; only where there is something."""
        if open_incidents:
            if changes.status in ("completed", "cancelled"):
                incidents.resolve(connection, case.id, at, command.actor)
            elif changes.unworked:
                incidents.resolve_gone(connection, case.id, at, command.actor)
        rows = []
        for position, event in enumerate(changes.thrown):
            kind = "message" if event["e"] == "message_thrown" else "signal"
            payload = {"name": event["name"], "key": event.get("key", ""), "variables": event["variables"]}
            rows.append(
                works.new_row(
                    f"{kind}:{case.id}:{case.seq}:{position}", kind, at, element=event["el"],
                    retries=self.attempts, payload={**payload, "from": case.id, **_rest()},
                )
            )  # fmt: skip
        rows += self._kept_messages(connection, case, changes, at)
        if changes.told:
            rows += self._tell(connection, case, changes, at, command.actor)
        works.add(connection, rows)

    def _kept_messages(
        self, connection: Connection, case: Case, changes: Changes, at: datetime
    ) -> list[dict[str, Any]]:
        """Work to deliver messages that came before this case waited for them."""
        waits = [wait for wait in changes.waits if wait["kind"] == "message"]
        return [
            messages.delivery_of(case.id, wait["k"], wait["el"], at)
            for wait in messages.list_kept(connection, waits, at)
        ]

    def _tell(
        self, connection: Connection, case: Case, changes: Changes, at: datetime, actor: str
    ) -> list[dict[str, Any]]:
        """Notices for the people of reminded, overdue and assigned tasks; work for their mails."""
        rows, mails = [], []
        for kind, key in changes.told:
            if key in changes.tasks:
                event = changes.tasks[key]
                who = notices.recipients(event["assignee"], event["groups"], event["users"])
            else:
                task = writer.find_task(connection, case.id, key)
                who = notices.recipients(task.assignee, task.groups, task.users) if task else []
            who = [(k, name) for k, name in who if kind != "assigned" or name != actor]
            rows += [
                {
                    "recipient_kind": k,
                    "recipient": name,
                    "kind": kind,
                    "instance_id": case.id,
                    "key": key,
                    "at": at,
                }
                for k, name in who
            ]
            if who and self.config.mail.host:
                mails.append(
                    works.new_row(
                        f"mail:{case.id}.{key}:{kind}:{at.isoformat()}", "mail", at,
                        retries=self.attempts,
                        payload={"kind": kind, "instance_id": case.id, "key": key, "to": who},
                    )
                )  # fmt: skip
        notices.add(connection, rows)
        return mails
