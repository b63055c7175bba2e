"""The alarm clock and the muscle of one process: APScheduler wakes, thread pools work.

Promises that due work begins within a tick, at its due time where this process knows of it, and that a
handler that takes long holds up no timer. Keeps no memory of work: a restart loses nothing.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from engine.clock import SystemClock
from engine.jobs.door import Door
from engine.jobs.executor import execute
from engine.store import drafts, messages, notices
from engine.store import work as works
from engine.store.database import Database
from engine.store.work import QUICK, SLOW, Work

log = logging.getLogger(__name__)

_QUICK_THREADS = 2
_CLEANUP = timedelta(hours=1)
_SWEEP = timedelta(seconds=10)
_NOTICES_KEPT = timedelta(days=180)


def new_owner() -> str:
    """Names a worker process for ever: host, process id, and an id of this start."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4()}"


def sweep(database: Database, now: datetime) -> int:
    """Write the delivery of messages that are kept for a case which waits; how many."""
    with database.read() as connection:
        met = messages.list_met(connection, now)
    if met:
        with database.write() as connection:
            works.add(connection, [messages.delivery_of(**wait, at=now) for wait in met])
    return len(met)


@dataclass
class _Lane:
    """Work of one kind of duration, with its own threads, so that the one never waits for the other."""

    number: int
    threads: int
    pool: ThreadPoolExecutor
    held: dict[int, int] = field(default_factory=dict)


class Background:
    """Started once per process; safe to wake from any thread.

    threads: handlers and mails at once; 0 leaves them to other processes. tick: how often due work is
    looked for at the latest. lease: after this, work whose worker went silent is given to another.
    """

    def __init__(
        self, database: Database, door: Door, threads: int, tick: timedelta, lease: timedelta
    ) -> None:
        self.owner = new_owner()
        self._database = database
        self._door = door
        self._tick_every = tick
        self._lease = lease
        self._lanes = [
            _Lane(number, count, ThreadPoolExecutor(count, thread_name_prefix=f"banjian-{name}"))
            for number, count, name in ((QUICK, _QUICK_THREADS, "timer"), (SLOW, threads, "job"))
            if count > 0
        ]
        self._caller = ThreadPoolExecutor(1, thread_name_prefix="banjian-tick")
        self._guard = threading.Lock()
        self._ticking = False
        self._again = False
        self._stopped = False
        self._scheduler = BackgroundScheduler(
            jobstores={"default": MemoryJobStore()},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone=UTC,
        )

    def start(self) -> None:
        jobs = (
            (self.tick, self._tick_every),
            (self.renew, self._lease / 3),
            (self.sweep, _SWEEP),
            (self.clean_up, _CLEANUP),
        )
        for function, every in jobs:
            self._scheduler.add_job(function, "interval", seconds=every.total_seconds(), id=function.__name__)
        self._scheduler.start()
        self.wake()

    def stop(self, wait: bool = True) -> None:
        """Begin nothing new; wait for what has begun, unless told otherwise."""
        with self._guard:
            self._stopped = True
        self._scheduler.shutdown(wait=wait)
        self._caller.shutdown(wait=wait, cancel_futures=True)
        for lane in self._lanes:
            lane.pool.shutdown(wait=wait, cancel_futures=True)

    def wake(self) -> None:
        """Look for due work now: something was just committed, or a thread is free again."""
        with self._guard:
            if self._stopped:
                return
            if self._ticking:
                self._again = True
                return
            self._caller.submit(self.tick)

    def tick(self) -> None:
        """Claim what is due, as much as there are free threads, and be woken at the next due time."""
        with self._guard:
            if self._ticking or self._stopped:
                self._again = True
                return
            self._ticking = True
        while True:
            try:
                for lane in self._lanes:
                    self._fill(lane)
                self._set_alarm()
            except Exception:  # a database that is away comes back; the next tick asks again
                log.exception("could not look for due work")
            with self._guard:
                if not self._again or self._stopped:
                    self._ticking = False
                    return
                self._again = False

    def _fill(self, lane: _Lane) -> None:
        free = lane.threads - len(lane.held)
        if free <= 0:
            return
        claimed = works.claim(self._database, lane.number, self._door.now(), free, self.owner, self._lease)
        for row in claimed:
            with self._guard:
                if self._stopped:
                    return  # the lease runs out, another process takes it
                lane.held[row.id] = row.epoch
            lane.pool.submit(execute, self._door, row).add_done_callback(self._freed(lane, row))

    def _freed(self, lane: _Lane, row: Work) -> Callable[[Future[None]], None]:
        def free(_: Future[None]) -> None:
            with self._guard:
                lane.held.pop(row.id, None)
            self.wake()

        return free

    def _set_alarm(self) -> None:
        """Bring the next tick forward to the next due time."""
        with self._database.read() as connection:
            due = works.next_due(connection)
        if due is None:
            return
        wait = due - self._door.now()
        if timedelta() < wait < self._tick_every:
            self._scheduler.modify_job("tick", next_run_time=SystemClock().now() + wait)

    def renew(self) -> None:
        """Extend the leases of what is being worked on."""
        with self._guard:
            held = sorted(pair for lane in self._lanes for pair in lane.held.items())
        if held:
            with self._database.write() as connection:
                works.renew(connection, self.owner, held, self._door.now() + self._lease)

    def sweep(self) -> None:
        """Bring messages and cases together that came at the same moment and did not see each other."""
        if sweep(self._database, self._door.now()):
            self.wake()

    def clean_up(self) -> None:
        """Remove what is over: expired messages, old notices, drafts of ended tasks."""
        now = self._door.now()
        with self._database.write() as connection:
            messages.remove_expired(connection, now)
            notices.remove_before(connection, now - _NOTICES_KEPT)
            drafts.remove_of_ended(connection)
