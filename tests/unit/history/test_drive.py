"""The driver alone, with an engine that is a list of answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine import commands
from engine.clock import SimulatedClock
from engine.errors import Conflict, Invalid
from engine.history.drive import Driver, Means, Open, Outcome
from engine.history.drive_plan import Plan, load_plan
from engine.history.eventlog import LogCase, LogEvent
from engine.model.definition import Element, Process

START = datetime(2011, 1, 3, 8, tzinfo=UTC)


def event(activity: str, hours: float, resource: str = "ann") -> LogEvent:
    return LogEvent(activity, resource, START + timedelta(hours=hours), {"concept:name": activity})


def case(name: str, *events: LogEvent, **columns: str) -> LogCase:
    return LogCase(name, {"id": name, **columns}, events)


def process(*names: str) -> Process:
    elements = {name.lower(): Element(id=name.lower(), type="userTask", name=name) for name in names}
    return Process("p", "P", "p.bpmn", elements, {None: tuple(elements)})


@dataclass
class Taken:
    instance_id: str
    number: str
    events: Sequence[Mapping[str, Any]]


@dataclass
class FakeEngine:
    """Each case is the tasks A, B, C in a row, each for the group `clerk`."""

    clock: SimulatedClock = field(default_factory=lambda: SimulatedClock(START))
    given: list[tuple[datetime, commands.Command]] = field(default_factory=list)
    enrolled: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    started: int = 0
    settles: int = 0
    refuse: str = ""

    def handle(self, command: commands.Command) -> Taken:
        self.given.append((self.clock.now(), command))
        if isinstance(command, commands.Start):
            self.started += 1
            return Taken(f"i{self.started}", f"N{self.started}", [self.created(1)])
        assert isinstance(command, commands.CompleteTask)
        instance_id, _, key = command.task_id.partition(".")
        if command.task_id == self.refuse:
            raise Conflict("Task {id} is gone.", id=command.task_id)
        done: list[Mapping[str, Any]] = [{"e": "task_completed", "k": int(key)}]
        done.append(self.created(int(key) + 1) if int(key) < 3 else {"e": "instance_completed"})
        return Taken(instance_id, "", done)

    @staticmethod
    def created(key: int) -> Mapping[str, Any]:
        return {"e": "task_created", "k": key, "el": "abc"[key - 1], "groups": ["clerk"]}

    def settle(self, at: datetime) -> bool:
        self.settles += 1
        return False

    def drive(self, log: Sequence[LogCase], plan: Plan | None = None) -> Outcome:
        means = Means(
            self.handle,
            self.settle,
            lambda who, groups: self.enrolled.append((who, tuple(groups))),
            self.look,
        )
        return Driver(process("A", "B", "C"), ["starter"], plan or Plan(), self.clock, means).drive(log)

    def look(self, instance_id: str) -> Open:
        raise AssertionError("nothing was settled")


def test_cases_overlap_in_the_order_of_time_and_the_clock_shows_the_times_of_the_log() -> None:
    engine = FakeEngine()
    log = [
        case("x", event("A", 1), event("B", 4), event("C", 5)),
        case("y", event("A", 2), event("B", 3), event("C", 6)),
    ]
    outcome = engine.drive(log)
    assert outcome.deviations == []
    done = [(at, c.task_id) for at, c in engine.given if isinstance(c, commands.CompleteTask)]
    assert [t for _, t in done] == ["i1.1", "i2.1", "i2.2", "i1.2", "i1.3", "i2.3"]
    assert [at for at, _ in done] == [START + timedelta(hours=h) for h in range(1, 7)]


def test_people_act_as_themselves_and_belong_to_the_groups_of_what_they_do() -> None:
    engine = FakeEngine()
    engine.drive([case("x", event("A", 1, "ann"), event("B", 2, "bob"), event("C", 3, "ann"))])
    assert [c.actor for _, c in engine.given] == ["ann", "ann", "bob", "ann"]
    assert engine.enrolled == [
        ("ann", ("starter",)),
        ("ann", ("clerk",)),
        ("bob", ("clerk",)),
        ("ann", ("clerk",)),
    ]


def test_the_order_of_the_log_stands_where_its_times_contradict_it() -> None:
    engine = FakeEngine()
    outcome = engine.drive([case("x", event("A", 5), event("B", 2), event("C", 6))])
    assert outcome.deviations == []
    assert [at for at, _ in engine.given][-3:] == [START + timedelta(hours=h) for h in (5, 5, 6)]


def test_a_case_that_parts_from_the_model_is_left_there_and_named() -> None:
    engine = FakeEngine()
    outcome = engine.drive([case("x", event("A", 1), event("C", 2), event("B", 3)), case("y", event("A", 4))])
    parted, unfinished = outcome.deviations
    assert parted.text == "event 2 'C' at 2011-01-03T10:00:00+00:00: no open task of that name; open: B"
    assert unfinished.text == (
        "the log ends with event 1 'A' at 2011-01-03T12:00:00+00:00, but the case does not; open: B"
    )
    assert outcome.events == 2
    assert len(engine.given) == 4


def test_what_the_engine_refuses_is_a_deviation_with_its_reason() -> None:
    engine = FakeEngine(refuse="i1.2")
    (refused,) = engine.drive([case("x", event("A", 1), event("B", 2))]).deviations
    assert (refused.kind, refused.event) == ("refused", 2)
    assert refused.text.endswith("Task i1.2 is gone.")


def test_a_case_starts_when_the_plan_says_but_never_after_its_first_event() -> None:
    plan = load_plan(
        {"drive.yaml": b"start_at: '= case.began'\nstart: {ref: '= case.id', none: '= case.x'}"}, ["a"]
    )
    engine = FakeEngine()
    early = (START - timedelta(days=2)).isoformat()
    late = (START + timedelta(days=2)).isoformat()
    engine.drive([case("x", event("A", 1), began=early), case("y", event("A", 1), began=late)], plan)
    starts = [(at, c.variables) for at, c in engine.given if isinstance(c, commands.Start)]
    assert starts == [(START - timedelta(days=2), {"ref": "x"}), (START + timedelta(hours=1), {"ref": "y"})]


def test_answers_are_read_from_what_follows_in_the_log() -> None:
    text = """
tasks:
  a:
    next: '= first of(later, ["b", "c"])'
    before: '= up to(later, ["c"])'
    nothing: '= up to(later, ["a", "b"])'
"""
    engine = FakeEngine()
    engine.drive(
        [case("x", event("A", 1), event("B", 2), event("C", 3))],
        load_plan({"drive.yaml": text.encode()}, ["a"]),
    )
    first = engine.given[1][1]
    assert isinstance(first, commands.CompleteTask)
    assert first.variables == {"next": "b", "before": ["b"]}


def test_a_pack_without_a_plan_posts_nothing() -> None:
    assert load_plan({}, []) == Plan()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (b"[1]", "no mapping"),
        (b"a: [", "cannot be read"),
        (b"tasks: [1]", "mapping at tasks"),
        (b"tasks: {zz: {}}", "zz"),
        (b"tasks: {a: {f: 1}}", "tasks.a.f"),
        (b"start: {f: '= 1 +'}", "start.f"),
        (b"other: 1", "other"),
    ],
)
def test_a_plan_with_a_mistake_is_refused(text: bytes, what: str) -> None:
    with pytest.raises(Invalid, match=what):
        load_plan({"drive.yaml": text}, ["a"])
