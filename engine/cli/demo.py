"""The cases of the demonstration: made by real commands of invented people at past times, up to now.

What happens in each case stands in the scenarios of the packs; `demo_plan.yaml` says which begin when.
A simulated clock goes from the first case to the machine's now; timers fire and handlers run on the way. What
would happen later has not happened yet, so cases are left in every state.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Generator, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.progress import Progress

from engine import commands
from engine.clock import SimulatedClock, SystemClock
from engine.errors import Rejected
from engine.service import Engine
from engine.simulation.scenario import Scenario, Step, moment, read_scenario
from engine.simulation.simulation import at_path
from engine.store.rows import InstanceFilter, TaskRow

PLAN = Path(__file__).with_name("demo_plan.yaml")
#: how long before the oldest case the packs were deployed
_BEFORE = timedelta(days=7)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WEEK = timedelta(weeks=1)
_OPEN, _CLOSE = 9, 17
#: in every third case tasks are claimed before they are worked on
_CLAIMING = 3
_READING = timedelta(minutes=25)


@dataclass
class Plan:
    """One case to be made. at: when it starts. pace: working hours between two tasks.

    shift: from the scenario's time to this case's. changes: variables of the start form that differ.
    after: what a leader does with it after so many tasks.
    """

    pack: str
    scenario: Scenario
    number: int
    at: datetime
    shift: timedelta
    pace: timedelta
    changes: dict[str, Any] = field(default_factory=dict)
    after: dict[int, str] = field(default_factory=dict)


def begin(now: datetime) -> datetime:
    """When the demonstration's clock starts, if it is to end at `now`."""
    weeks: int = max(max(entry["weeks"]) for entry in _read()["cases"])
    return now - (weeks + 1) * _WEEK - _BEFORE


def now() -> datetime:
    """Where the demonstration ends."""
    return SystemClock().now()


def make_cases(engine: Engine, quiet: bool) -> int:
    """Play all cases of the plan on an engine whose simulated clock stands at `begin`; how many there are.

    quiet: shows no progress bar.
    """
    clock = engine.clock
    if not isinstance(clock, SimulatedClock):
        raise TypeError("a demonstration needs a simulated clock")
    first, until = clock.now(), now()
    queue: list[tuple[datetime, int, Iterator[datetime]]] = []
    for plan in _plans(engine, until):
        play = _Play(engine, plan).run()
        heapq.heappush(queue, (next(play), plan.number, play))
    cases = len(queue)
    with Progress(console=Console(stderr=True), transient=True, disable=quiet) as bar:
        task = bar.add_task("演示案件 / demo cases", total=(until - first).total_seconds())
        while queue:
            at, number, play = heapq.heappop(queue)
            if at > until:
                continue
            engine.run_due(at)
            following = next(play, None)
            if following is not None:
                heapq.heappush(queue, (max(following, at), number, play))
            bar.update(task, completed=(at - first).total_seconds())
        engine.run_due(until)
    _claim_some(engine)
    return cases


def _claim_some(engine: Engine) -> None:
    """Of the open tasks of running cases, every third is in somebody's hands."""
    directory = engine.identity.directory
    wanted, after, number = InstanceFilter(status="active"), None, 0
    while True:
        page = engine.read.instances("system", wanted, after)
        for row in page.items:
            for task in engine.read.instance(row.instance_id, "system").tasks:
                people = [user for group in task.groups for user in directory.members(group)]
                number += 1
                if number % _CLAIMING == 0 and people and task.assignee is None:
                    order = commands.Claim(actor=people[0].login, client="demo", task_id=task.task_id)
                    engine.handle(order)
        after = page.next
        if after is None:
            return


def _read() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(PLAN.read_text("utf-8"))
    return content


def _plans(engine: Engine, until: datetime) -> Iterator[Plan]:
    content = _read()
    newest = {row.pack: row for row in engine.read.definitions() if row.newest}
    made = dict.fromkeys(content["changes"], 0)
    for entry in content["cases"]:
        key = entry["pack"]
        if key not in newest:
            continue
        files = engine.read.definition(key, newest[key].version).files
        scenario = read_scenario(files[f"scenarios/{entry['scenario']}.yaml"])
        began = moment(scenario.at)
        for weeks in entry["weeks"]:
            number = sum(made.values())
            changes = content["changes"][key]
            # the same day of the week, so that working days fall as in the scenario
            shift = ((until - began) // _WEEK - weeks) * _WEEK
            later = timedelta(minutes=37 * number % 300)
            yield Plan(
                key, scenario, number, began + shift + later, shift,
                timedelta(hours=entry.get("pace", content["pace"])),
                _unlike(changes[made[key] % len(changes)], entry.get("keep", ())), entry.get("after", {}),
            )  # fmt: skip
            made[key] += 1


def _unlike(changes: dict[str, Any], keep: list[str]) -> dict[str, Any]:
    """The changes without those variables on which the scenario rests."""
    return {path: value for path, value in changes.items() if path not in keep}


class _Play:
    """Plays one case: every time that it yields is when it wants to act next."""

    def __init__(self, engine: Engine, plan: Plan) -> None:
        self._engine = engine
        self._plan = plan
        self._case = ""

    def run(self) -> Iterator[datetime]:
        """Ends early when the case goes another way than its scenario; it is left as it is then."""
        plan = self._plan
        yield plan.at
        try:
            self._start()
            yield from self._steps()
        except Rejected:
            return

    def _steps(self) -> Iterator[datetime]:
        plan, done, waited = self._plan, 0, False
        at = plan.at
        for step in plan.scenario.steps:
            if step.until is not None:
                target = moment(step.until) + plan.shift
                at, waited = max(at, target), True
            elif step.complete is not None:
                at = at if waited else self._later(at, plan.pace)
                waited = False
                yield at
                at = yield from self._complete(step, at)
                done += 1
                if done in plan.after:
                    at = self._later(at, plan.pace)
                    yield at
                    self._leader(plan.after[done])
                    return
            elif step.told is not None:
                yield at
                self._send(step)

    def _start(self) -> None:
        plan, begin = self._plan, self._plan.scenario.start
        variables = _shifted(deepcopy(begin.values), plan.shift)
        for path, value in plan.changes.items():
            _set(variables, path.split("."), value)
        process = begin.process or self._engine.read.definition(plan.pack, 1).settings["process"]
        order = commands.Start(
            actor=self._person(begin.by), client="demo", process=process, variables=variables
        )
        self._case = self._engine.handle(order).instance_id

    def _complete(self, step: Step, at: datetime) -> Generator[datetime, None, datetime]:
        """Complete a task, by every third case claimed first; gives the time at the end."""
        task = self._task(step)
        if task is None:
            raise Rejected("The case went another way than its scenario.")
        person = task.assignee or self._person(step.by or "")
        if self._plan.number % _CLAIMING == 0 and task.assignee is None:
            self._engine.handle(commands.Claim(actor=person, client="demo", task_id=task.task_id))
            at += _READING
            yield at
        variables = _shifted(deepcopy(step.values), self._plan.shift)
        order = commands.CompleteTask(actor=person, client="demo", task_id=task.task_id, variables=variables)
        self._engine.handle(order)
        return at

    def _task(self, step: Step) -> TaskRow | None:
        """The open task that a step means, among several by what it sees and for whom it is."""
        tasks = self._engine.read.instance(self._case, "system").tasks
        fitting = [task for task in tasks if task.element == step.complete]
        for task in sorted(fitting, key=lambda task: step.by not in task.groups):
            seen = self._engine.read.task(task.task_id, "system").variables
            if all(at_path(seen, path) == value for path, value in step.where.items()):
                return task
        return None

    def _send(self, step: Step) -> None:
        message = step.told
        if message is not None:
            self._engine.handle(
                commands.Correlate(
                    actor="system", client="demo", message=message.name, key=message.key,
                    variables=_shifted(deepcopy(message.values), self._plan.shift),
                )
            )  # fmt: skip

    def _leader(self, action: str) -> None:
        kind = {"suspend": commands.Suspend, "cancel": commands.Cancel}[action]
        reason = {"suspend": "等待上级答复", "cancel": "申请人撤回"}[action]
        self._engine.handle(kind(actor="system", client="demo", reason=reason, instance_id=self._case))

    def _person(self, role: str) -> str:
        """A member of the role; of several, each case has its own."""
        directory = self._engine.identity.directory
        members = directory.members(role) or directory.members(role.partition("@")[0])
        if not members:
            raise Rejected("Nobody has the role {role}.", role=role)
        return members[self._plan.number % len(members)].login

    def _later(self, at: datetime, pause: timedelta) -> datetime:
        """`at` plus working hours: within office hours of a working day."""
        calendar = self._engine.calendar
        local = at.astimezone(calendar.zone)
        left = pause
        while True:
            closing = local.replace(hour=_CLOSE, minute=0, second=0, microsecond=0)
            if calendar.is_working_day(local.date()) and local < closing:
                if local + left <= closing:
                    return (local + left).astimezone(at.tzinfo)
                left -= closing - local
            local = (local + timedelta(days=1)).replace(hour=_OPEN, minute=local.minute, second=0)


def _shifted(value: Any, shift: timedelta) -> Any:
    """Dates of a scenario, moved with its case."""
    if isinstance(value, dict):
        return {key: _shifted(item, shift) for key, item in value.items()}
    if isinstance(value, list):
        return [_shifted(item, shift) for item in value]
    if isinstance(value, str) and _DAY.fullmatch(value):
        return (date.fromisoformat(value) + shift).isoformat()
    return value


def _set(variables: dict[str, Any], path: list[str], value: Any) -> None:
    *outer, last = path
    for name in outer:
        variables = variables.setdefault(name, {})
    variables[last] = value
