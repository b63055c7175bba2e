"""Timers, reminders and overdue marks: fired in due order, once, whatever happened in between."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from engine import commands
from engine.clock import SystemClock
from engine.jobs import execute
from engine.store import work as works
from engine.store.tables import work
from tests.integration.office import START, Office, open_office, organisation
from tests.unit.runtime.bpmn import chain, extension, flow, node, process

LEASE = timedelta(seconds=30)


def timer(name: str, duration: str) -> str:
    inner = f"<bpmn:timerEventDefinition><bpmn:timeDuration>{duration}</bpmn:timeDuration></bpmn:timerEventDefinition>"
    return node("intermediateCatchEvent", name, inner)


def waiting(duration: str, key: str = "wait") -> bytes:
    parts = [
        node("startEvent", "s"),
        timer("pause", duration),
        node("endEvent", "e"),
        chain("s", "pause", "e"),
    ]
    return process(parts, key)


def deadline_task(days: int = 3) -> bytes:
    task = node(
        "userTask",
        "reply",
        extension(
            '<zeebe:userTask/><zeebe:assignmentDefinition candidateGroups="clerk"/>'
            f'<banjian:deadline days="{days}" count="working"/>'
            '<banjian:reminder before="1" count="working"/>'
        ),
    ).replace('id="reply"', 'id="reply" name="答复"')
    return process([node("startEvent", "s"), task, node("endEvent", "e"), chain("s", "reply", "e")], "letter")


def rows(office: Office) -> list[str]:
    with office.engine.database.read() as connection:
        return list(connection.execute(sa.select(work.c.kind).order_by(work.c.due_at)).scalars())


def test_a_timer_fires_at_its_time_and_leaves_no_row(office: Office) -> None:
    office.deploy("wait", waiting("PT2H"))
    case = office.start("wait").instance_id
    assert rows(office) == ["timer"]
    assert office.run(hours=1) == 0
    assert office.run(hours=3) == 1
    assert office.status(case) == "completed"
    step = office.engine.read.timeline(case)[-1]
    assert (step.kind, step.actor, step.at) == ("FireTimers", "scheduler", START + timedelta(hours=2))
    assert rows(office) == []


def test_reminders_and_overdue_reach_the_people_once(office: Office) -> None:
    office.deploy("letter", deadline_task())
    case = office.start("letter").instance_id
    read = office.engine.read
    row = read.worklist("li", box="group").items[0]
    assert (str(row.due_date), row.lamp) == ("2026-03-11", "green")
    office.run(datetime(2026, 3, 10, 0, 59, tzinfo=UTC))
    assert read.notices("li").items == ()
    office.run(datetime(2026, 3, 10, 1, 0, tzinfo=UTC))
    assert [notice.kind for notice in read.notices("li").items] == ["reminded"]
    assert read.worklist("li", box="group").items[0].lamp == "yellow"
    office.run(datetime(2026, 3, 13, tzinfo=UTC))
    told = read.notices("li").items
    assert [(notice.kind, notice.name, notice.read) for notice in told] == [
        ("overdue", "答复", False),
        ("reminded", "答复", False),
    ]
    assert told[0].at == datetime(2026, 3, 11, 15, 59, 59, tzinfo=UTC)
    assert read.worklist("li", box="group").items[0].lamp == "red"
    assert read.box_counts("li").notices == 2
    office.engine.mark_notices_read("li")
    assert read.box_counts("li").notices == 0
    assert read.box_counts("wang").notices == 2
    assert read.notices("zhao").items == ()
    office.complete(office.task(case, "reply"))
    assert rows(office) == []


def test_work_after_a_stop_fires_in_due_order(office: Office) -> None:
    for hours in (3, 1, 2):
        office.deploy(f"wait{hours}", waiting(f"PT{hours}H", f"wait{hours}"))
    cases = {hours: office.start(f"wait{hours}").instance_id for hours in (3, 1, 2)}
    office.clock.advance(timedelta(days=7))  # nobody was there for a week
    assert office.run() == 3
    with office.engine.database.read() as connection:
        from engine.store.tables import step

        fired = connection.execute(
            sa.select(step.c.instance_id).where(step.c.kind == "FireTimers").order_by(step.c.at, sa.text("1"))
        ).scalars()
        assert set(fired) == set(cases.values())
    assert {office.status(case) for case in cases.values()} == {"completed"}


def test_due_rows_are_claimed_the_longest_due_first(office: Office) -> None:
    for hours in (3, 1, 2):
        office.deploy(f"wait{hours}", waiting(f"PT{hours}H", f"wait{hours}"))
        office.start(f"wait{hours}")
    office.clock.advance(timedelta(days=1))
    database, now = office.engine.database, office.clock.now()
    first = works.claim(database, works.QUICK, now, 2, "one", LEASE)
    rest = works.claim(database, works.QUICK, now, 2, "two", LEASE)
    assert [row.due_at - START for row in (*first, *rest)] == [timedelta(hours=h) for h in (1, 2, 3)]


def test_a_timer_that_two_nodes_saw_fires_once(office: Office) -> None:
    office.deploy("wait", waiting("PT1H"))
    case = office.start("wait").instance_id
    office.clock.advance(timedelta(hours=2))
    database = office.engine.database
    gate = threading.Barrier(4)

    def node_of(name: str) -> int:
        gate.wait()
        claimed = works.claim(database, works.QUICK, office.clock.now(), 10, name, LEASE)
        for row in claimed:
            execute(office.engine._door, row)
        return len(claimed)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(node_of, "abcd")) == 1
    assert office.kinds(case) == ["Start", "FireTimers"]


def test_firing_twice_does_nothing_the_second_time(office: Office) -> None:
    office.deploy("wait", waiting("PT1H"))
    case = office.start("wait").instance_id
    order = commands.FireTimers(actor="scheduler", instance_id=case)
    assert office.engine.handle(order).events == ()  # not due yet: no step
    office.clock.advance(timedelta(hours=1))
    assert office.engine.handle(order).status == "completed"
    assert office.engine.handle(order).events == ()
    assert office.kinds(case) == ["Start", "FireTimers"]


def test_a_clock_that_goes_back_fires_nothing_early_and_keeps_steps_in_order(office: Office) -> None:
    office.deploy("letter", deadline_task())
    office.deploy("wait", waiting("PT1H"))
    case, waits = office.start("letter").instance_id, office.start("wait").instance_id
    office.clock.advance(timedelta(minutes=50))
    office.engine.handle(commands.Claim(actor="wang", task_id=office.task(case, "reply")))
    office.clock.advance(timedelta(hours=-5))
    assert office.run(minutes=20) == 0
    office.complete(office.task(case, "reply"))
    times = [step.at for step in office.engine.read.timeline(case)]
    assert times == sorted(times)
    assert office.status(waits) == "active"
    office.run(hours=7)
    assert office.status(waits) == "completed"


def test_the_same_work_cannot_be_written_twice(office: Office) -> None:
    for _ in range(2):
        with office.engine.database.write() as connection:
            works.add(connection, [works.new_row("timer:x.1:now", "timer", START)])
    assert rows(office) == ["timer"]


def test_a_broken_timer_becomes_an_incident_and_is_not_tried_for_ever(office: Office) -> None:
    parts = [
        node("startEvent", "s"),
        timer("pause", "PT1H"),
        node("exclusiveGateway", "way"),
        node("endEvent", "e"),
        chain("s", "pause", "way"),
        flow("way", "e", "=yes"),
        node("endEvent", "f"),
        flow("way", "f", "=no"),
    ]
    office.deploy("wait", process(parts, "wait"))
    case = office.start("wait").instance_id
    office.run(days=30)
    (incident,) = office.engine.read.incidents("wu").items
    assert (incident.instance_id, incident.kind, incident.element) == (case, "timer", "pause")
    assert "true condition" in incident.message
    assert office.engine.read.instances("wu").items[0].status == "active"
    office.engine.handle(commands.RetryJob(actor="wu", job_id=incident.job_id or ""))
    assert office.run() == 1
    assert len(office.engine.read.incidents("wu").items) == 1


def test_a_process_with_a_timer_start_starts_by_itself(office: Office) -> None:
    cycle = "<bpmn:timerEventDefinition><bpmn:timeCycle>R3/P1D</bpmn:timeCycle></bpmn:timerEventDefinition>"
    parts = [node("startEvent", "s", cycle), node("endEvent", "e"), chain("s", "e")]
    office.deploy("daily", process(parts, "daily"))
    office.run(days=10)
    cases = office.engine.read.instances("wu").items
    assert [(case.started_at - START).days for case in cases] == [3, 2, 1]


def test_timers_fire_within_a_second_while_the_background_runs(database_url: str) -> None:
    engine = open_office(database_url, SystemClock())
    engine.identity.save_organisation(organisation(), actor="system")
    office = Office(engine)
    office.deploy("wait", waiting("PT1S"))
    fired = threading.Event()
    engine.start_background()
    try:
        case = office.start("wait").instance_id
        for _ in range(200):
            if office.status(case) == "completed":
                fired.set()
                break
            threading.Event().wait(0.02)
    finally:
        engine.close()
    assert fired.is_set()
    engine = open_office(database_url, SystemClock())
    (started, ended) = engine.read.timeline(case)
    late = ended.at - started.at - timedelta(seconds=1)
    engine.close()
    assert timedelta() <= late < timedelta(seconds=1)
