"""Makes recordings of cases; run from the repository's root:

    python -m tests.histories.record NAME...                          a story told below
    python -m tests.histories.record --from URL NUMBER NAME ABOUT     a case of a database

A recording is made once and then replayed for ever; an existing file is never written again.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine import commands
from engine.clock import SimulatedClock
from engine.config import Config, Database
from engine.handler_api import BpmnError, Job, handler
from engine.history import recording
from engine.history.recorded import find_instance_id
from engine.identity import Membership, Organisation, Post, Role, Unit, User
from engine.model.packs import read_folder
from engine.service import Engine, open_engine
from engine.service.memory import Memory
from engine.store import database as store

HERE = Path(__file__).parent
PEOPLE = ("demo_a", "demo_b")


@handler("history.send")
def send(job: Job) -> Mapping[str, Any]:
    """Fails once, then sends; refuses what is named so."""
    if job.variables["text"] == "refuse me":
        raise BpmnError("REFUSED", "refused", {"why": "named so"})
    if job.attempt == 1:
        raise RuntimeError("the line is busy")
    return {"receipt": {"number": 7, "cost": Decimal("1.50")}}


class Story:
    """One engine on a database of its own, with its time."""

    def __init__(self, folder: Path, pack: Path, roles: tuple[str, ...]) -> None:
        self.clock = SimulatedClock(datetime(2026, 2, 9, 1, 0, tzinfo=UTC))
        url = f"sqlite:///{folder / 'banjian.db'}"
        self.engine: Engine = open_engine(Config(database=Database(url=url), base=folder), self.clock)
        permissions = frozenset({"task.claim", "task.complete", "task.release_any", "instance.start",
                                 "instance.cancel", "instance.suspend", "message.send", "job.retry"})  # fmt: skip
        self.engine.identity.save_organisation(
            Organisation(
                units=(Unit("office", "演示处", "Office", "office"),),
                roles=tuple(Role(r, r, r, permissions) for r in roles),
                posts=(Post("all", "全岗", "All", "office", roles),),
                users=tuple(User(login, login, "office") for login in PEOPLE),
                memberships=tuple(Membership(login, "all") for login in PEOPLE),
            ),
            actor="system",
        )
        self.engine.handle(commands.Deploy(actor="system", key=pack.name, files=read_folder(pack)))
        self.instance = ""

    def start(self, process: str, variables: Mapping[str, Any]) -> None:
        command = commands.Start(actor="demo_a", process=process, variables=dict(variables), client="test")
        self.instance = self.engine.handle(command).instance_id

    def task(self, element: str, which: int = 0) -> str:
        tasks = [t for t in self.engine.read.instance(self.instance, "demo_a").tasks if t.element == element]
        return tasks[which].task_id

    def complete(
        self, element: str, variables: Mapping[str, Any], by: str = "demo_a", which: int = 0
    ) -> None:
        task_id = self.task(element, which)
        self.engine.handle(commands.CompleteTask(actor=by, task_id=task_id, variables=dict(variables)))

    def until(self, text: str) -> None:
        self.engine.run_due(datetime.fromisoformat(text))


def features(story: Story) -> str:
    amounts = [Decimal("0.10"), 3, 1.25]
    details = {"z": 1, "a": {"y": [1, 2], "b": None}, "m": "水"}
    story.start("features", {"subject": "路灯", "departments": ["规划", "消防", "环保"], "amounts": amounts,
                             "details": details})  # fmt: skip
    story.until("2026-02-14T09:30+08:00")  # reminded, nudged twice, overdue
    task = story.task("register")
    story.engine.handle(commands.Claim(actor="demo_a", task_id=task))
    story.engine.handle(commands.Release(actor="demo_a", task_id=task, reason="交给别人"))
    story.complete("register", {"note": "一、二"}, by="demo_b")
    story.engine.handle(commands.Suspend(actor="demo_a", instance_id=story.instance, reason="停一停"))
    story.engine.handle(commands.Resume(actor="demo_a", instance_id=story.instance))
    story.complete("opinion", {"agrees": True}, which=1)
    story.complete("opinion", {"agrees": False}, by="demo_b", which=1)
    story.until("2026-02-14T12:00+08:00")  # the job fails, is tried again, and is done
    story.engine.handle(
        commands.Correlate(actor="demo_a", message="answer", key="路灯", variables={"ok": True})
    )
    story.complete("look", {"looked": "2026-02-14"})
    return "Timers, reminder, multi-instance with a condition, a job that failed once, a message, a called process"


def silence(story: Story) -> str:
    story.start(
        "features", {"subject": "井盖", "departments": ["规划", "消防"], "amounts": [], "details": {}}
    )
    story.complete("register", {})
    story.complete("opinion", {"agrees": True})
    story.complete("opinion", {"agrees": True})
    story.until("2026-03-20T12:00+08:00")
    story.engine.handle(commands.Cancel(actor="demo_a", instance_id=story.instance, reason="撤回"))
    return (
        "Nobody answered, the timer behind the gateway fired, the case was cancelled within a called process"
    )


def refused(story: Story) -> str:
    story.start(
        "features", {"subject": "refuse me", "departments": ["规划"], "amounts": [1], "details": {"a": 1}}
    )
    story.complete("register", {})
    story.complete("opinion", {"agrees": False})
    story.until("2026-02-09T12:00+08:00")
    return "A handler's error, caught by the model"


def permit(story: Story) -> str:
    story.start("permit_receipt", {"reference": "example", "channel": "Desk", "department": "General"})
    story.complete("confirmation_of_receipt", {"handling": "full"})
    story.complete("T06", {"stop_advice": "advice", "advice_asked": ["aspect_1", "external"]}, by="demo_b")
    story.complete("T02", {"confirmation": "adjust", "remark": "地址有误"})
    story.complete("T08", {"parties_asked": ["party_3", "party_4"]})
    story.complete("T03", {})
    story.until("2026-04-20T12:00+08:00")  # the deadline passes
    for element in ("T09_4", "T07_1", "T09_3"):
        story.complete(element, {"advice": "无意见"}, by="demo_b")
    story.complete("T06", {"stop_advice": "decide"})
    story.complete("T02", {"confirmation": "right"})
    story.complete("T10", {"stop_indication": "hold"})
    story.complete("T04", {"determination": "determined"})
    for element, answers in (
        ("T16", {}),
        ("T17", {"report_check": "right"}),
        ("T19", {}),
        ("T05", {}),
        ("T20", {}),
    ):
        story.complete(element, answers)
    return "Parallel strands, inclusive gateways in a subprocess, a correction, a deadline that passed"


def constructs(story: Story) -> str:
    story.start("constructs", {"subject": "巡查", "places": ["桥", "路"], "level": 1})
    story.complete("hotel", {"room": 12})
    story.complete("decide", {"give_up": True})
    story.complete("no_hotel", {}, by="demo_b")  # the transaction was cancelled
    story.complete("again", {})
    story.complete("visit", {"seen": "裂缝"})
    story.complete("visit", {"level": 4})  # a storm is coming
    story.complete("vote", {"yes": 1})  # the first vote is told at once
    story.complete("letter", {})
    story.complete("stamp", {"stamped": "2026-02-09"})
    story.complete("measure", {"level": 4})
    story.complete("measure", {"level": 6})  # enough, and two of three ways are done
    story.engine.handle(commands.BroadcastSignal(actor="demo_a", signal="flood"))
    story.until("2026-02-10T09:00+08:00")
    story.complete("vote", {}, by="demo_b")
    story.complete("vote", {})  # late
    story.engine.handle(commands.Correlate(actor="demo_a", message="go", key="", variables={"went": True}))
    story.complete("unvisit", {"undone": 1})
    story.complete("unvisit", {"undone": 2})  # each visit is undone, the last first
    story.complete("warned", {})
    story.complete("count", {})
    return (
        "A cancelled transaction, compensation of a loop, conditions, a standard loop, behavior of instances, a "
        "complex gateway, an ad-hoc subprocess, a parallel multiple event"
    )


STORIES: dict[str, tuple[Callable[[Story], str], Path, tuple[str, ...]]] = {
    "features": (features, HERE / "features", ("clerk",)),
    "silence": (silence, HERE / "features", ("clerk",)),
    "refused": (refused, HERE / "features", ("clerk",)),
    "constructs": (constructs, HERE / "constructs", ("clerk",)),
    "permit": (
        permit,
        HERE.parents[1] / "processes" / "permit_receipt",
        ("handler", "checker", "decider", "dispatcher", "expert_1", "expert_2", "expert_3", "expert_4"),
    ),
}


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--from"]:
        url, number, name, about = arguments[1:]
        database = store.Database(url)
        _write(name, database, number, about)
        database.close()
        return
    for name in arguments or list(STORIES):
        tell, pack, roles = STORIES[name]
        with tempfile.TemporaryDirectory() as folder:
            story = Story(Path(folder), pack, roles)
            about = tell(story)
            _write(name, story.engine.database, story.instance, about)
            story.engine.close()


def _write(name: str, database: store.Database, case: str, about: str) -> None:
    """The recording of a case, and the calendars that its steps name; never over an existing one."""
    file = HERE / f"{name}.json"
    if file.exists():
        sys.stderr.write(f"{file.name} is there already\n")
        return
    memory = Memory(database)
    with database.read() as connection:
        recorded = recording.record(connection, find_instance_id(connection, case), about)
    for version in {step.calendar for step in recorded.steps}:
        (HERE / "calendars" / f"{version}.json").write_bytes(memory.calendar_version(version).to_bytes())
    file.write_bytes(recording.dumps(recorded))
    sys.stderr.write(f"{file.name}: {len(recorded.steps)} steps\n")


if __name__ == "__main__":
    main(sys.argv[1:])
