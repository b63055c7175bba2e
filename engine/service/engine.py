"""The engine: the one door for every change, the readers for every question.

    engine = open_engine(config)
    engine.handle(commands.Start(actor="li.si", process="petition", variables={...}))

One command, one transaction, one step of history. Safe to share between threads; open one per process.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from engine import commands, identity
from engine.calendar import Calendar
from engine.clock import Clock, SimulatedClock, SystemClock
from engine.config import Config
from engine.errors import ConfigError, EngineError, NotFound
from engine.identity import TaskFacts
from engine.jobs import Background, execute, new_owner
from engine.service import cases, deploy, intake, messages, work
from engine.service.core import Core
from engine.service.door import EngineDoor
from engine.service.ids import split_id
from engine.service.memory import Memory
from engine.service.people import People
from engine.service.reader import Reader
from engine.service.receipt import Receipt
from engine.store import drafts, migrate, notices, writer
from engine.store import work as works
from engine.store.database import Database

_COMMANDS: dict[type, Callable[[Core, Any], Receipt]] = {
    commands.Deploy: deploy.deploy,
    commands.Start: cases.start,
    commands.Claim: cases.claim,
    commands.Release: cases.release,
    commands.CompleteTask: cases.complete,
    commands.RecountDeadlines: cases.recount,
    commands.Suspend: cases.suspend,
    commands.Resume: cases.resume,
    commands.Cancel: cases.cancel,
    commands.CompleteJob: work.complete_job,
    commands.FailJob: work.fail_job,
    commands.FireTimers: work.fire_timers,
    commands.RetryJob: work.retry_job,
    commands.Correlate: messages.correlate,
    commands.BroadcastSignal: messages.broadcast,
}

#: Events after which there is, or may soon be, work for the background.
_WAKING = frozenset({"job_created", "timer_set", "message_thrown", "signal_thrown", "waiting", "job_retried"})

#: How many pieces of work `run_due` claims at a time.
_PAGE = 100


class Engine:
    """Made by `open_engine`."""

    def __init__(self, config: Config, database: Database, clock: Clock) -> None:
        self.config = config
        self.clock = clock
        self._core = Core(database, Memory(database), clock, config)
        self._door = EngineDoor(self._core, self.handle)
        self._background: Background | None = None
        self._owner = new_owner()
        self.read = Reader(self._core)
        self.identity = People(self._core)

    @property
    def database(self) -> Database:
        """For history tools and measurements; changes go through `handle`."""
        return self._core.database

    @property
    def calendar(self) -> Calendar:
        """The calendar in force."""
        return self._core.memory.calendar

    def handle(self, command: commands.Command) -> Receipt:
        """Take one command. Raises Rejected (nothing was written) or ProcessFault (rolled back)."""
        handler = _COMMANDS.get(type(command))
        if handler is None:
            raise NotFound("There is no command {command}.", command=type(command).__name__)
        intake.check(command)
        receipt = handler(self._core, command)
        background = self._background
        if background is not None and _wakes(command, receipt):
            background.wake()
        return receipt

    def save_draft(self, login: str, task_id: str, fields: Mapping[str, Any]) -> datetime:
        """Keep what a person typed into the form of an open task; when it was kept.

        Raises NotFound, Forbidden for who may not complete the task, Invalid for what is too much. Drafts are
        no part of the history.
        """
        instance_id, key = split_id(task_id)
        intake.check_draft(fields)
        found = self.read.check_task(task_id, login)
        facts = TaskFacts(task_id, found.assignee, frozenset(found.users), frozenset(found.groups))
        identity.check_complete(self._core.actor(login), facts)
        at = self.clock.now()
        with self._core.database.write() as connection:
            task = writer.find_task(connection, instance_id, key)
            if task is None or task.status != "open":
                raise NotFound("Task {id} is no longer open.", id=task_id)
            drafts.save(connection, instance_id, key, login, fields, at)
        return at

    def mark_notices_read(self, login: str) -> None:
        """A person has seen all notices that are there."""
        newest = self.read.notices(login, limit=1).items
        if newest:
            with self._core.database.write() as connection:
                notices.mark_read(connection, login, newest[0].notice_id)

    def use_calendar(self, calendar: Calendar, actor: str = "system") -> int:
        """Put a calendar into force and count open provisional deadlines again; in how many cases they moved.

        The same calendar again goes on where an earlier call was broken off.
        Raises Forbidden without the permission `calendar.manage`.
        """
        person = self._core.actor(actor)
        if "system" not in person.permissions:
            identity.check(person, "calendar.manage")
        before = self.calendar
        if calendar != before:
            deploy.use_calendar(self._core, calendar, actor)
        receipts = [
            self.handle(commands.RecountDeadlines(actor=actor, instance_id=instance_id))
            for instance_id in self.read.provisional(before)
        ]
        return sum(bool(receipt.events) for receipt in receipts)

    # --- work that nobody is waiting for

    def start_background(self, handlers: bool = True) -> None:
        """Fire timers and run handlers in threads of this process, from now on.

        handlers: False leaves jobs and mails to other processes.
        """
        if self._background is None:
            jobs = self.config.jobs
            self._background = Background(
                self._core.database,
                self._door,
                jobs.threads if handlers else 0,
                timedelta(seconds=jobs.tick_seconds),
                timedelta(seconds=jobs.lease_seconds),
            )
            self._background.start()

    def stop_background(self) -> None:
        """Begin nothing new and wait for what has begun."""
        background, self._background = self._background, None
        if background is not None:
            background.stop()

    def run_due(self, now: datetime | None = None, limit: int | None = None) -> int:
        """Do all due work in this thread until nothing is due; how many pieces it was.

        now: with a simulated clock, go on until this time: the clock is set to each next due time in turn, so
        that timers fire when they are due. limit: stop after so many pieces.
        """
        done = 0
        while limit is None or done < limit:
            some = self._run_page(_PAGE if limit is None else min(_PAGE, limit - done))
            done += some
            if not some and not self._advance(now):
                break
        return done

    def _run_page(self, limit: int) -> int:
        claimed: list[works.Work] = []
        lease = timedelta(seconds=self.config.jobs.lease_seconds)
        for lane in (works.QUICK, works.SLOW):
            claimed += works.claim(self._core.database, lane, self.clock.now(), limit, self._owner, lease)
            if claimed:
                break
        for row in claimed:
            execute(self._door, row)
        return len(claimed)

    def _advance(self, until: datetime | None) -> bool:
        """Set a simulated clock to the next due time, at the latest to `until`; whether it moved."""
        clock = self.clock
        if until is None or not isinstance(clock, SimulatedClock) or clock.now() >= until:
            return False
        with self._core.database.read() as connection:
            due = works.next_due(connection)
        clock.set(until if due is None or due > until else max(due, clock.now()))
        return True

    def close(self) -> None:
        """Stop the background and give back all connections."""
        self.stop_background()
        self._core.database.close()


def _wakes(command: commands.Command, receipt: Receipt) -> bool:
    if isinstance(command, (commands.BroadcastSignal, commands.Resume)):
        return True
    return any(event["e"] in _WAKING for event in receipt.events)


def open_engine(config: Config, clock: Clock | None = None) -> Engine:
    """Open the engine on the configured database; an empty one gets its tables.

    Imports the handlers' modules. Raises EngineError if the database is of another version of the product,
    ConfigError if a handlers' module cannot be imported.
    """
    for module in config.handlers.modules:
        try:
            importlib.import_module(module)
        except ImportError as cause:
            raise ConfigError(
                "'{key}' names {module}, which cannot be imported: {cause}.",
                key="handlers.modules",
                module=module,
                cause=str(cause),
            ) from cause
    database = Database(config.database_url)
    revision = migrate.current(database)
    if revision is None:
        migrate.upgrade(database)
    elif revision != migrate.newest():
        database.close()
        raise EngineError(
            "The database is at revision {found}, this version needs {needed}: run `banjian init`.",
            found=revision,
            needed=migrate.newest(),
        )
    engine = Engine(config, database, clock or SystemClock())
    deploy.ensure_calendar(engine._core)
    return engine
