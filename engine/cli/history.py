"""`banjian replay`, `verify` and `export`: what an auditor asks of the history."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy.engine import Connection

from engine.cli.common import is_database_there, load_config, misused, print_json, say
from engine.errors import EngineError, NotFound, ReplayMismatch
from engine.history import recorded
from engine.history.entries import case_log
from engine.history.histories import History, iter_histories
from engine.history.raw import snapshot
from engine.history.replay import find_mismatch
from engine.history.tables import write_csv, write_jsonl
from engine.history.verify import verify
from engine.history.xes import write_xes
from engine.service.memory import Memory
from engine.store import compression, migrate
from engine.store.database import Database
from engine.store.rows import InstanceRow


@contextmanager
def _opened() -> Iterator[Database]:
    """The configured database, which must be there and of this version."""
    config = load_config()
    if not is_database_there(config):
        raise NotFound("There is no database yet: run `banjian init`.")
    database = Database(config.database_url)
    try:
        found, needed = migrate.current(database), migrate.newest()
        if found is None:
            raise NotFound("There is no database yet: run `banjian init`.")
        if found != needed:
            message = "The database is at revision {found}, this version needs {needed}: run `banjian init`."
            raise EngineError(message, found=found, needed=needed)
        yield database
    finally:
        database.close()


@contextmanager
def _progress(title: str) -> Iterator[Any]:
    """A bar on standard error; the value is a function of (done, total)."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task(title, total=None)
        yield lambda done, total: progress.update(bar, completed=done, total=total)


@click.command("replay")
@click.argument("instance", required=False)
@click.option("--all", "every", is_flag=True, help="Replay every case.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def replay_command(ctx: click.Context, instance: str | None, every: bool, as_json: bool) -> None:
    """Run the recorded commands of INSTANCE (id or number) again and compare every state, byte for byte."""
    if every == (instance is not None):
        raise misused("name one case, or give --all")
    with _opened() as database:
        memory = Memory(database)
        mismatches: list[dict[str, Any]] = []
        cases = steps = 0
        started = time.perf_counter()
        with snapshot(database) as connection, _progress("replay") as progress:
            total = recorded.count_cases(connection) if every else 1
            for case in _cases(connection, instance):
                done, mismatch = _replay(memory, case)
                cases, steps = cases + 1, steps + done
                mismatches += [mismatch] if mismatch else []
                progress(cases, total)
        seconds = time.perf_counter() - started
    if as_json:
        print_json({
            "ok": not mismatches, "instances": cases, "steps": steps,
            "mismatches": mismatches, "seconds": round(seconds, 3),
        })  # fmt: skip
    else:
        for mismatch in mismatches:
            click.echo(f"{mismatch['number']} ({mismatch['instance_id']}): {mismatch['message']}")
        counted = say(
            "{cases} cases, {steps} steps replayed in {seconds} s",
            cases=cases,
            steps=steps,
            seconds=f"{seconds:.1f}",
        )
        wrong = len(mismatches)
        verdict = say("{wrong} cases do not agree", wrong=wrong) if wrong else say("every state agrees")
        click.echo(f"{counted}: {verdict}")
    ctx.exit(1 if mismatches else 0)


def _cases(connection: Connection, name: str | None) -> Iterator[recorded.RecordedCase]:
    if name is None:
        yield from recorded.iter_cases(connection)
    else:
        yield recorded.load_case(connection, recorded.find_instance_id(connection, name))


def _replay(memory: Memory, case: recorded.RecordedCase) -> tuple[int, dict[str, Any] | None]:
    """How many steps agree, and what does not."""
    done, data, error = find_mismatch(
        case.instance_id, case.number, case.steps, memory.library, memory.calendar_version
    )
    found = {"instance_id": case.instance_id, "number": case.number, "seq": done + 1}
    if error is not None:
        found["message"] = str(error)
        if isinstance(error, ReplayMismatch):
            found |= {"expected": error.expected, "got": error.got}
        return done, found
    try:
        stored = compression.decompress(case.state)
    except compression.Unreadable:
        stored = b""
    if stored != data:
        return done, {**found, "seq": done, "message": "The stored state is not the one after the last step."}
    return done, None


@click.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def verify_command(ctx: click.Context, as_json: bool) -> None:
    """Check the chain of hashes of every case, its state, its documents, and the packs it ran on."""
    started = time.perf_counter()
    with _opened() as database, _progress("verify") as progress:
        found = verify(database, progress)
    seconds = time.perf_counter() - started
    if as_json:
        print_json({**found.as_dict(), "seconds": round(seconds, 3)})
    else:
        for problem in found.problems:
            where = " ".join(part for part in (problem.number, problem.instance_id, problem.key) if part)
            click.echo(f"{where}: {say(problem.message, **problem.params)} [{problem.table}.{problem.what}]")
        counted = say(
            "{cases} cases, {steps} steps, {documents} documents checked in {seconds} s",
            cases=found.instances,
            steps=found.steps,
            documents=found.documents,
            seconds=f"{seconds:.1f}",
        )
        wrong = len(found.problems)
        verdict = say("{wrong} places do not agree", wrong=wrong) if wrong else say("nothing was altered")
        click.echo(f"{counted}: {verdict}")
    ctx.exit(1 if found.problems else 0)


@click.command("export")
@click.option("--format", "form", type=click.Choice(["xes", "csv", "jsonl"]), required=True)
@click.option("--instance", metavar="ID", help="Only this case, by id or number.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=True,
              help="The file to write; - for standard output.", metavar="FILE")  # fmt: skip
def export_command(form: str, instance: str | None, output: Path) -> None:
    """Write histories: xes and csv as an event log of who did which work when, jsonl every step in full."""
    with _opened() as database, snapshot(database) as connection:
        only = recorded.find_instance_id(connection, instance) if instance else None
        total = 1 if only else recorded.count_cases(connection)
        with _progress("export") as progress, _destination(output) as out:
            cases = _watched(iter_histories(connection, only), lambda done: progress(done, total))
            written = _write(form, cases, Memory(database), out)
    counted = {"cases": total, "count": written, "file": output}
    if form == "jsonl":
        click.echo(say("{cases} cases, {count} steps written to {file}", **counted), err=True)
    else:
        click.echo(say("{cases} cases, {count} events written to {file}", **counted), err=True)


@contextmanager
def _destination(output: Path) -> Iterator[IO[bytes]]:
    """Standard output, or a file that takes its name only when it is whole."""
    if str(output) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = output.with_name(output.name + ".part")
    try:
        with part.open("wb") as out:
            yield out
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)


def _watched(histories: Iterator[History], progress: Callable[[int], None]) -> Iterator[History]:
    for done, history in enumerate(histories, 1):
        yield history
        progress(done)


def _write(form: str, histories: Iterator[History], memory: Memory, out: IO[bytes]) -> int:
    if form == "jsonl":
        return write_jsonl(histories, out)
    logs = (case_log(case, steps, _names(memory, case)) for case, steps in histories)
    return write_xes(logs, out) if form == "xes" else write_csv(logs, out)


def _names(memory: Memory, case: InstanceRow) -> Mapping[str, str]:
    """Names of the elements of the pack that a case runs on."""
    processes = memory.pack(f"{case.pack}:{case.version}").processes.values()
    return {e.id: e.name for process in processes for e in process.elements.values()}
