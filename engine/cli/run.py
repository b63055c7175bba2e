"""`banjian run`: a model without a database, in simulated time."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import click
import msgspec

from engine import events, feel
from engine.calendar import load_default
from engine.cli.common import tell_warned
from engine.clock import SystemClock
from engine.errors import EngineError, Invalid
from engine.model.definition import Element, Pack
from engine.model.packs import load_file, load_pack, read_folder
from engine.runtime import ROOT, Activity, BpmnFault
from engine.simulation.simulation import SimulatedInstance, Simulation
from engine.simulation.warned import Warned, warnings_of

#: With --auto, tasks that keep coming back are completed this often at most.
AUTO_LIMIT = 10_000

_ACTIONS = ("complete", "message", "signal")


class InOrder(click.Command):
    """Keeps the order of --complete, --message and --signal as they were given, across the three."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        values, _, order = self.make_parser(ctx).parse_args(list(args))
        left = {name: list(values.get(name, ())) for name in _ACTIONS}
        ctx.obj = [(p.name, left[p.name].pop(0)) for p in order if p.name in left]
        return super().parse_args(ctx, args)


@click.command("run", cls=InOrder)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--process", metavar="ID", help="Process to start; needed if the file has several.")
@click.option("--also", multiple=True, metavar="ID", help="Start this process of the file too.")
@click.option("--vars", "variables", metavar="JSON|@FILE", help="Variables at the start.")
@click.option("--at", metavar="ISO", help="Simulated time of the start; now if not given.")
@click.option("--until", metavar="ISO|PT..", help="Let simulated time pass up to here.")
@click.option("--auto", is_flag=True, help="Complete tasks, and jobs without a handler, with no data.")
@click.option("--complete", multiple=True, metavar="ELEMENT[=JSON]", help="Complete one waiting token.")
@click.option("--message", multiple=True, metavar="NAME[:KEY][=JSON]", help="Deliver a message.")
@click.option("--signal", multiple=True, metavar="NAME[=JSON]", help="Broadcast a signal.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def run_command(
    ctx: click.Context, /, file: Path, process: str | None, also: tuple[str, ...], variables: str | None,
    at: str | None, until: str | None, auto: bool, as_json: bool, **_: Any,
) -> None:  # fmt: skip
    """Run a model in simulated time and print what happened."""
    report = _Report()
    try:
        pack = _load(file)
        report.run(pack, process, also, _read_json(variables), at, until, auto, ctx.obj)
    except Invalid as error:
        report.fail("deployment", error, status="rejected", findings=[f.as_dict() for f in error.findings])
    except BpmnFault as error:
        report.fail("bpmn", error, code=error.code, element=error.element)
    except EngineError as error:
        report.fail("runtime", error, element=getattr(error, "element", None) or None)
    document = report.document()
    if as_json:
        document["warnings"] = [warned.as_dict() for warned in document["warnings"]]
        click.echo(msgspec.json.format(_encode(document), indent=2).decode())
    else:
        _print(document)
    ctx.exit(1 if document["status"] in ("error", "rejected") else 0)


def _encode(document: Any) -> bytes:
    return msgspec.json.Encoder(decimal_format="number").encode(document)


def _read_json(text: str | None) -> dict[str, Any]:
    """Variables from JSON text or, with `@`, from a file. Raises click.BadParameter on anything else."""
    if text is None:
        return {}
    try:
        content = Path(text[1:]).read_text("utf-8") if text.startswith("@") else text
        value = json.loads(content, parse_float=_decimal)
    except (OSError, ValueError) as error:
        raise click.BadParameter(f"not JSON: {error}") from error
    if not isinstance(value, dict):
        raise click.BadParameter('expected a JSON object such as {"amount": 5}')
    return value


def _decimal(text: str) -> Any:
    from decimal import Decimal

    return Decimal(text)


class _Report:
    """One run, and the document about it, also when it broke off."""

    def __init__(self) -> None:
        self.simulation: Simulation | None = None
        self.process = ""
        self.error: dict[str, Any] | None = None
        self.status: str | None = None
        self.findings: list[dict[str, Any]] | None = None

    def run(
        self, pack: Pack, process: str | None, also: tuple[str, ...], variables: dict[str, Any],
        at: str | None, until: str | None, auto: bool, actions: list[tuple[str, str]],
    ) -> None:  # fmt: skip
        calendar = load_default()
        start = _moment(at, None, calendar.zone) if at else SystemClock().now()
        simulation = self.simulation = Simulation([pack], calendar, start)
        self.process = process or _only(pack)
        for name, given in [(self.process, variables), *((other, {}) for other in also)]:
            _enter(simulation, pack, name, given)
        simulation.settle()
        _rest(simulation, auto)
        for name, text in actions:
            _act(simulation, name, text)
            _rest(simulation, auto)
        if until is not None:
            _pass_time(simulation, _moment(until, simulation.at, calendar.zone), auto)

    def fail(
        self, kind: str, error: EngineError, status: str = "error", code: str | None = None,
        element: str | None = None, findings: list[dict[str, Any]] | None = None,
    ) -> None:  # fmt: skip
        self.status, self.findings = status, findings
        self.error = {"kind": kind, "code": code, "message": str(error), "element": element}

    def document(self) -> dict[str, Any]:
        simulation, main = self.simulation, self._main()
        trace = _trace(simulation) if simulation else []
        error = self.error
        if error is None and simulation is not None:
            error = _uncaught(simulation)
        status = self.status
        if status is None:
            over = main is not None and main.status in ("completed", "cancelled")
            status = "completed" if over else "waiting"
        document: dict[str, Any] = {
            "status": status,
            "error": error,
            "variables": main.state.scopes[ROOT].vars if main else {},
            "trace": trace,
            "waiting": _waiting(simulation) if simulation and not self.error else [],
            "warnings": _warnings(simulation) if simulation else [],
        }
        if self.findings is not None:
            document["findings"] = self.findings
        return document

    def _main(self) -> SimulatedInstance | None:
        """The first instance of the process that was asked for, once something has started it."""
        if self.simulation is None:
            return None
        instances = self.simulation.instances.values()
        return next((i for i in instances if i.state.process == self.process), None)


def _load(file: Path) -> Pack:
    """The pack that a file belongs to, where a pack.yaml lies beside it; else the file alone.

    Raises Invalid with the findings.
    """
    if not (file.parent / "pack.yaml").is_file():
        return load_file(file)
    pack, findings = load_pack(read_folder(file.parent))
    if pack is None:
        raise Invalid("The pack {key} cannot be run.", findings, key=file.parent.name)
    return pack


def _only(pack: Pack) -> str:
    named = pack.settings.get("process")
    runnable = [p.id for p in pack.processes.values() if p.executable]
    if named:
        return str(named)
    if len(runnable) != 1:
        raise click.UsageError(f"say which process to run with --process: {', '.join(runnable)}")
    return runnable[0]


def _enter(simulation: Simulation, pack: Pack, process: str, variables: dict[str, Any]) -> None:
    """Start a process at its plain start event; one that only an event starts waits for that."""
    if process not in pack.processes:
        known = ", ".join(pack.processes)
        raise click.UsageError(f"there is no process {process!r} in the file; it has: {known}")
    if pack.processes[process].starts_plainly:
        simulation.open(process, variables, "cli")
    else:
        simulation.schedule(process)


def _act(simulation: Simulation, kind: str, text: str) -> None:
    name, _, content = text.partition("=")
    data = _read_json(content) if content else {}
    if kind == "complete":
        simulation.complete(simulation.find_task(name), data, "cli")
    elif kind == "message":
        message, _, key = name.partition(":")
        simulation.message(message, key, data)
    else:
        simulation.signal(name, data)


def _rest(simulation: Simulation, auto: bool) -> None:
    """Let fire what is due already; with --auto complete what waits, until nothing more can be done."""
    simulation.advance(simulation.at)
    for _ in range(AUTO_LIMIT if auto else 0):
        waiting = [
            work_id
            for i in simulation.instances.values()
            for work_id in [*i.tasks, *i.jobs]
            if work_id not in i.failed
        ]
        if not waiting:
            return
        simulation.complete(waiting[0], {}, "cli")
        simulation.advance(simulation.at)


def _pass_time(simulation: Simulation, until: datetime, auto: bool) -> None:
    while (due := simulation.next_due()) is not None and due <= until:
        simulation.advance(due)
        _rest(simulation, auto)
    simulation.advance(until)


def _moment(text: str, now: datetime | None, zone: tzinfo) -> datetime:
    """A time from ISO text, or a length of time after `now`."""
    if now is not None and text.startswith("P"):
        length = feel.parse("duration(text)").evaluate({"text": text})
        if isinstance(length, timedelta):
            return now + length
        moved = feel.parse("at + duration(text)").evaluate({"at": now, "text": text})
        if isinstance(moved, datetime):
            return moved
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no time such as 2026-01-05T09:00 or PT2H") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _shown(simulation: Simulation, at: datetime | None) -> str | None:
    """A time as the office's clock shows it."""
    return at.astimezone(simulation.calendar.zone).isoformat() if at else None


#: What a line of the trace says beside, where there is something to say: field of the event, and its name.
_MORE = {"k": "key", "kind": "kind", "name": "name"}


def _trace(simulation: Simulation) -> list[dict[str, Any]]:
    """What happened to tokens, in order. scope: 0 for the case, else the key of the activity around."""
    trace: list[dict[str, Any]] = []
    known: dict[tuple[str, str], Element | None] = {}
    for happened in [*simulation.history, *simulation.failed]:
        event = happened.event
        if event["e"] in events.TRACE:
            at = happened.instance, event["el"]
            if at not in known:
                known[at] = simulation.element(*at)
            element = known[at]
            trace.append(
                {
                    "seq": len(trace) + 1,
                    "at": _shown(simulation, happened.at),
                    "event": event["e"],
                    "element": event["el"],
                    "type": element.type if element else "sequenceFlow",
                    "instance": happened.instance,
                    "scope": event["s"],
                    **{name: event[field] for field, name in _MORE.items() if field in event},
                }
            )
    return trace


def _uncaught(simulation: Simulation) -> dict[str, Any] | None:
    for happened in simulation.history:
        event = happened.event
        if event["e"] == "uncaught":
            text = f"Escalation {event['name'] or ''} was not caught; the case went on."
            return {"kind": "escalation", "code": event["name"], "message": text, "element": event["el"]}
        failed = next((m for i in simulation.instances.values() for m in i.failed.items()), None)
        if failed is not None:
            return {"kind": "runtime", "code": None, "message": failed[1], "element": None}
    return None


def _listens(act: Activity) -> bool:
    return act.message is not None or act.signal is not None or act.held is not None or bool(act.timers)


def _waited_for(act: Activity) -> str:
    if act.held is not None:
        return "condition"
    return "message" if act.message is not None else "signal" if act.signal is not None else "timer"


def _waiting(simulation: Simulation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for instance in simulation.instances.values():
        if instance.status != "active":
            continue
        for act in instance.state.acts.values():
            due = next((t.at for t in act.timers if t.what == "timer" and t.at), None)
            if act.kind in ("task", "job"):
                event = instance.tasks.get(f"{instance.id}.{act.k}")
                due = event["due_at"] if event else None
                kind: str = act.kind
            elif act.kind in ("catch", "boundary", "trigger", "part") and _listens(act):
                kind = _waited_for(act)
            else:
                continue
            found.append({"element": act.el, "kind": kind, "due": _shown(simulation, due)})
    for (_, _, start), timer in simulation.scheduled.items():
        if timer.at is not None:
            found.append({"element": start, "kind": "timer", "due": _shown(simulation, timer.at)})
    return found


def _warnings(simulation: Simulation) -> list[Warned]:
    return list(warnings_of(happened.event for happened in simulation.history))


def _print(document: dict[str, Any]) -> None:
    for line in document["trace"]:
        event = " ".join(str(line[word]) for word in ("kind", "name") if line.get(word))
        where = f" in {line['scope']}" if line["scope"] else ""
        click.echo(
            f"{line['seq']:>4}  {line['at']}  {line['event']:<10} {line['element']} "
            f"({line['type']}){': ' + event if event else ''}{where}"
        )
    for finding in document.get("findings", ()):
        click.echo(f"{finding['file']}:{finding['line'] or ''} {finding['element']} {finding['message']}")
    for wait in document["waiting"]:
        click.echo(
            f"waiting: {wait['element']} ({wait['kind']}{', due ' + wait['due'] if wait['due'] else ''})"
        )
    for warned in document["warnings"]:
        click.echo(tell_warned(warned), err=True)
    for name, value in document["variables"].items():
        click.echo(f"{name} = {_encode(value).decode()}")
    if document["error"]:
        click.echo(f"{document['error']['kind']} error: {document['error']['message']}", err=True)
    click.echo(f"status: {document['status']}")
