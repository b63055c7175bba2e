"""`banjian drive`: a recorded event log, re-enacted on a pack."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from engine import commands
from engine.cli.common import load_config, print_json, say
from engine.cli.enrolment import Enrolment
from engine.clock import SimulatedClock
from engine.config import Config
from engine.config import Database as DatabaseSection
from engine.errors import Invalid, NotFound
from engine.history.drive import Driver, Means, Open, Outcome
from engine.history.drive_plan import load_plan
from engine.history.eventlog import LogCase, read_log
from engine.model.definition import Pack
from engine.model.packs import read_folder
from engine.service import Engine, open_engine
from engine.service.ids import split_id
from engine.service.memory import Memory
from engine.store.packs import find_newest
from engine.store.work import next_due


@click.command("drive")
@click.argument("log", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--pack", "pack_key", required=True, metavar="KEY|FOLDER", help="The pack that fits the log.")
@click.option("--database", metavar="URL", help="Another database than the configured one.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the first N cases of the log.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def drive_command(log: Path, pack_key: str, database: str | None, limit: int | None, as_json: bool) -> None:
    """Start a case for each case of LOG (CSV or XES, also .gz) and complete its tasks as the log says.

    In the log's order, at the log's times, by the log's people. Each case that does not fit is listed with
    the event where log and model part.
    """
    config = load_config()
    if database:
        config = msgspec.structs.replace(config, database=DatabaseSection(url=database))
    cases = read_log(log)[:limit]
    if not any(case.events for case in cases):
        raise Invalid("The log {path} has no events.", path=str(log))
    clock = SimulatedClock(min(event.at for case in cases for event in case.events))
    engine = open_engine(config, clock)
    try:
        pack = _deployed(engine, config, pack_key)
        started = time.perf_counter()
        outcome = _drive(engine, pack, clock, cases)
        seconds = time.perf_counter() - started
    finally:
        engine.close()
    if as_json:
        print_json(document(log, pack, cases, outcome, seconds))
    else:
        _print(pack, cases, outcome, seconds)


def _deployed(engine: Engine, config: Config, name: str) -> Pack:
    """The pack: a folder, a folder of the packs' folder, or one that is deployed already."""
    folder = Path(name) if Path(name, "pack.yaml").is_file() else config.processes_path / name
    if (folder / "pack.yaml").is_file():
        files = read_folder(folder)
        receipt = engine.handle(commands.Deploy(actor="system", client="drive", key=folder.name, files=files))
        return Memory(engine.database).pack(f"{receipt.pack}:{receipt.version}")
    with engine.database.read() as connection:
        newest = find_newest(connection, name)
    if newest is None:
        raise NotFound("Expected pack {ref}, but it is not deployed.", ref=name)
    return Memory(engine.database).pack(f"{name}:{newest[0]}")


def _drive(engine: Engine, pack: Pack, clock: SimulatedClock, cases: Sequence[LogCase]) -> Outcome:
    process = pack.processes[pack.settings["process"]]
    plan = load_plan(pack.files, list(process.elements))
    people = Enrolment(engine, pack.settings.get("roles", {}))

    def settle(at: datetime) -> bool:
        with engine.database.read() as connection:
            due = next_due(connection)
        return due is not None and due <= at and engine.run_due(at) > 0

    means = Means(engine.handle, settle, people.enrol, lambda instance_id: _look(engine, instance_id))
    driver = Driver(process, pack.settings.get("starters", ()), plan, clock, means)
    with _progress() as progress:
        bar = progress.add_task(pack.key, total=sum(len(case.events) for case in cases))
        return driver.drive(cases, lambda done: progress.update(bar, completed=done))


def _look(engine: Engine, instance_id: str) -> Open:
    detail = engine.read.instance(instance_id, "system")
    tasks = {split_id(task.task_id)[1]: (task.element, task.groups) for task in detail.tasks}
    return Open(tasks, detail.instance.status in ("completed", "cancelled"))


def _progress() -> Progress:
    """On standard error, so that standard output holds the result only."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("events"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )


def document(
    log: Path, pack: Pack, cases: Sequence[LogCase], outcome: Outcome, seconds: float
) -> dict[str, Any]:
    """The shape that `banjian drive --json` prints; cases = completed + deviating."""
    deviations = outcome.deviations
    return {
        "log": str(log),
        "pack": pack.key,
        "version": pack.version,
        "cases": len(cases),
        "completed": len(cases) - len(deviations),
        "deviating": len(deviations),
        "events": sum(len(case.events) for case in cases),
        "events_enacted": outcome.events,
        "seconds": round(seconds, 3),
        "cases_per_second": round(len(cases) / seconds, 1) if seconds else None,
        "deviations": [deviation.as_dict() for deviation in deviations],
    }


def _print(pack: Pack, cases: Sequence[LogCase], outcome: Outcome, seconds: float) -> None:
    deviations = outcome.deviations
    for deviation in deviations:
        click.echo(f"{deviation.case}: {say(deviation.message, **deviation.params)}")
    total, through = len(cases), len(cases) - len(deviations)
    click.echo(
        say(
            "{pack}: {through} of {total} cases ran through ({share}), {deviating} deviate; "
            "{enacted} of {events} events in {seconds} s, {speed} cases/s",
            pack=pack.ref,
            through=through,
            total=total,
            share=f"{through / total:.1%}",
            deviating=len(deviations),
            enacted=outcome.events,
            events=sum(len(case.events) for case in cases),
            seconds=f"{seconds:.1f}",
            speed=f"{total / seconds:.1f}",
        )
    )
