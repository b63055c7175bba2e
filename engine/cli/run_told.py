"""How `banjian run` tells people of a run, in the language of their terminal."""

from __future__ import annotations

import os
from typing import Any

import click

from engine.cli import failures
from engine.cli.common import exact_json, padded, say, tell_warned
from engine.cli.run_report import Report
from engine.simulation.buffer import Kept
from engine.simulation.trace import Line


def tell(report: Report) -> None:
    """The run on standard output; what is wrong or worth knowing on standard error."""
    if report.process is not None:
        click.echo(say("process: {process}", process=_called(report.process.id, report.process.name)))
    names, scopes, lines = {}, {}, report.trace
    several = len({line["instance"] for line in lines}) > 1
    for line in lines:
        names[line["element"]] = line["name"]
        scopes[line["instance"], line.get("key")] = " ".join([line["element"], *_number(line)])
        click.echo(_line(line, scopes.get((line["instance"], line["scope"])), several))
    for wait in report.waiting:
        click.echo(_wait(wait, names.get(wait["element"], "")))
    for is_late, message in report.messages:
        click.echo(_message(message, is_late, str(report.time(message.until))), err=True)
    for warned in report.warnings:
        click.echo(tell_warned(warned), err=True)
    for name, value in report.variables.items():
        click.echo(f"{name} = {exact_json(value).decode()}")
    _tell_error(report)
    click.echo(say("status: {status}", status=say(report.status)))


def _called(element: str, name: str) -> str:
    """An id with its name, where it has one."""
    return f"{element} {' '.join(name.split())}" if name and name != element else element


def _number(line: Line) -> list[str]:
    """Which instance of a loop it is."""
    return [say("no. {number}", number=line["loop"])] if "loop" in line else []


def _line(line: Line, scope: str | None, several: bool) -> str:
    """What happened to a token, in one line; the case too, where there are several."""
    parts = [
        *([line["instance"]] if several else []),
        _called(line["element"], line["name"]),
        f"({say(line['type'])})",
        *_number(line),
    ]
    if scope is not None:
        parts.append(say("in {scope}", scope=scope))
    if "kind" in line:
        parts.append("- " + " ".join(word for word in (say(line["kind"]), line["event_name"]) if word))
    return f"{line['seq']:>4}  {line['at']}  {padded(say(line['event']), 10)} {' '.join(parts)}"


def _wait(wait: dict[str, Any], name: str) -> str:
    places = {"element": _called(wait["element"], name), "kind": say(wait["kind"])}
    if wait["due"] is None:
        return say("waiting: {element} ({kind})", **places)
    return say("waiting: {element} ({kind}, due {due})", **places, due=wait["due"])


def _message(message: Kept, is_late: bool, until: str) -> str:
    places = {"name": message.name, "key": message.key, "until": until}
    if is_late:
        return say("Nobody caught message '{name}' with key '{key}' before {until}.", **places)
    return say("Nobody has caught message '{name}' with key '{key}'; it is kept until {until}.", **places)


def _tell_error(report: Report) -> None:
    if report.failure is not None:
        for line in failures.lines(report.failure, failures.language(os.environ)):
            click.echo(line, err=True)
    elif report.error is not None:
        sentence = report.error.sentence
        click.echo(f"banjian: {say(sentence.message, **sentence.params)}", err=True)
