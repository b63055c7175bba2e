"""`banjian run`: a model without a database, in simulated time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import click

from engine import feel
from engine.calendar import load_default
from engine.cli.common import bad_value, collect_seldom, print_json
from engine.cli.feel_values import Given, Json, variables_of
from engine.cli.run_report import Report
from engine.cli.run_told import tell
from engine.clock import SystemClock
from engine.errors import EngineError, Invalid, NotFound
from engine.model.definition import Pack
from engine.model.packs import load_file, load_pack, read_folder
from engine.simulation.course import Action, Course, find_process
from engine.simulation.simulation import Simulation

_ACTIONS = ("complete", "message", "signal", "until")


class InOrder(click.Command):
    """Keeps the order of --complete, --message, --signal and --until as they were given, across the four."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        values, _, order = self.make_parser(ctx).parse_args(list(args))
        left = {name: list(values.get(name, ())) for name in _ACTIONS}
        ctx.obj = [(p.name, left[p.name].pop(0)) for p in order if p.name in left]
        return super().parse_args(ctx, args)


@click.command("run", cls=InOrder)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--process", metavar="ID", help="Process to start; without it the first that no other calls.")
@click.option("--also", multiple=True, metavar="ID", help="Start this process of the file too.")
@click.option("--vars", "variables", type=Json(), help="Variables at the start.")
@click.option("--at", metavar="ISO", help="Simulated time of the start; now if not given.")
@click.option("--until", multiple=True, metavar="ISO|PT..", help="Let simulated time pass up to here.")
@click.option("--auto", is_flag=True, help="Complete tasks and jobs with no data; no handler is called.")
@click.option("--complete", multiple=True, metavar="ELEMENT[=JSON]", help="Complete one waiting token.")
@click.option("--message", multiple=True, metavar="NAME[:KEY][=JSON]", help="Deliver a message.")
@click.option("--signal", multiple=True, metavar="NAME[=JSON]", help="Broadcast a signal.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def run_command(
    ctx: click.Context, /, file: Path, process: str | None, also: tuple[str, ...], variables: Given | None,
    at: str | None, auto: bool, as_json: bool, **_: Any,
) -> None:  # fmt: skip
    """Run a model in simulated time and print what happened."""
    collect_seldom()
    zone = load_default().zone
    start = _moment(at, None, zone) if at else SystemClock().now().replace(microsecond=0)
    values, actions = variables_of(variables), _actions(ctx.obj, start, zone)
    report, is_unknown = Report(zone), False
    try:
        pack = _load(file)
        try:
            chosen = [find_process(pack, file.name, name) for name in (process, *also)]
        except NotFound:
            is_unknown = True
            raise
        simulation = Simulation([pack], load_default(), start)
        report.follows(simulation, chosen[0])
        course = Course(simulation, auto=auto)
        course.begin([(chosen[0], values), *((other, {}) for other in chosen[1:])])
        course.follow(actions)
    except EngineError as error:
        report.fail(error)
    if as_json:
        print_json(report.document())
    else:
        tell(report)
    ctx.exit(2 if is_unknown else 1 if report.status in ("error", "rejected") else 0)


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


def _actions(given: list[tuple[str, str]], start: datetime, zone: tzinfo) -> list[Action]:
    """What is done from outside, read before anything runs. Raises click.BadParameter."""
    actions: list[Action] = []
    now = start
    for kind, text in given:
        name, _, content = text.partition("=")
        option = f"--{kind}"
        values = variables_of(_given(content, option), option) if content and kind != "until" else {}
        if kind == "until":
            until = _moment(text, start, zone)
            if until < now:
                raise bad_value("Time cannot go back to {until}.", option, until=text)
            now = until
            actions.append(Action("until", at=until))
        elif kind == "message":
            message, _, key = name.partition(":")
            actions.append(Action("message", message, key, values))
        else:
            actions.append(Action("signal" if kind == "signal" else "complete", name, values=values))
    return actions


def _given(text: str, option: str) -> Given:
    try:
        given: Given = Json().convert(text, None, None)
    except click.BadParameter as error:
        error.param_hint = option
        raise
    return given


def _moment(text: str, start: datetime | None, zone: tzinfo) -> datetime:
    """A time from ISO text, or a length of time after `start`."""
    try:
        moment = _after(start, text) if start is not None and text.startswith("P") else None
        moment = moment or datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise bad_value("{text} is no time such as 2026-01-05T09:00 or PT2H.", text=text) from error
    return moment


def _after(start: datetime, text: str) -> datetime | None:
    """The time a length of ISO text after `start`; None if it is none."""
    length = feel.parse("duration(text)").evaluate({"text": text})
    if isinstance(length, timedelta):
        return start + length
    moved = feel.parse("at + duration(text)").evaluate({"at": start, "text": text})
    return moved if isinstance(moved, datetime) else None
