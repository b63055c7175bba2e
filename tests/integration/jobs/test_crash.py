"""A worker process that is killed for real, in the middle of a handler: another one does the job."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from engine import handler_api
from engine.clock import SystemClock
from engine.handler_api import Job
from tests.integration.jobs.test_jobs import model, service
from tests.integration.office import Office, open_office, organisation

ROOT = Path(__file__).parents[3]
WORKER = """
import sys, time
from engine import handler_api
from tests.integration.office import open_office
from engine.clock import SystemClock

@handler_api.handler("demo")
def demo(job):
    with open(sys.argv[2], "a") as notes:
        notes.write(job.id + "\\n")
    time.sleep(600)

open_office(sys.argv[1], SystemClock(), lease_seconds=1).start_background()
time.sleep(600)
"""


def test_a_job_of_a_killed_process_is_done_by_another(database_url: str, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    engine = open_office(database_url, SystemClock(), lease_seconds=1)
    engine.identity.save_organisation(organisation(), actor="system")
    office = Office(engine)
    office.deploy("job", model(service("work", "demo")))
    case = office.start("job").instance_id
    command = [sys.executable, "-c", WORKER, database_url, str(notes)]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}) as worker:
        _wait_for(notes.exists)
        time.sleep(1.5)  # longer than the lease: its heartbeat must have kept it
        assert engine.run_due() == 0
        worker.send_signal(signal.SIGKILL)
    done = threading.Event()

    def demo(job: Job) -> None:
        with notes.open("a") as out:
            out.write(job.id + "\n")
        done.set()

    before = handler_api.list_handlers()
    handler_api._handlers["demo"] = demo
    try:
        engine.start_background()
        assert done.wait(20)
    finally:
        engine.close()
        handler_api._handlers.clear()
        handler_api._handlers.update(before)
    engine = open_office(database_url, SystemClock())
    assert notes.read_text().split() == [f"{case}.2"] * 2
    assert [step.kind for step in engine.read.timeline(case)] == ["Start", "CompleteJob"]
    engine.close()


def _wait_for(condition: Callable[[], bool]) -> None:
    for _ in range(400):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("the worker did not begin")
