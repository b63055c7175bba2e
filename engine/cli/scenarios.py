"""`banjian test`: runs the scenarios of packs in simulated time and says which rules they prove."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import click

from engine.calendar import load_default
from engine.cli.common import bad_value, collect_seldom, import_handlers, print_json, say, tell_warned
from engine.errors import Invalid
from engine.model.definition import Pack
from engine.model.files import read_folder
from engine.model.manifest import FILE
from engine.model.packs import load_pack
from engine.simulation.scenarios import Failure, Outcome, proven, run_scenario, scenario_files


@click.command("test")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def test_command(ctx: click.Context, paths: tuple[Path, ...], as_json: bool) -> None:
    """Run the scenarios of packs (folders with pack.yaml), of folders of packs, or single scenario files.

    Ends with 1 if one of them fails, or if there is none.
    """
    collect_seldom()
    outcomes = []
    for outcome in _run(paths, import_handlers()):
        outcomes.append(outcome)
        if not as_json:
            _print(outcome)
    if as_json:
        print_json(_document(outcomes))
    else:
        _print_sum(outcomes)
    ctx.exit(0 if outcomes and all(outcome.passed for outcome in outcomes) else 1)


def _run(paths: tuple[Path, ...], handlers: Collection[str]) -> Iterator[Outcome]:
    calendar = load_default()
    for folder, only in _targets(paths):
        pack = _load(folder, handlers)
        for name, data in scenario_files(pack).items():
            if only is None or name == only:
                yield run_scenario(pack, name, data, calendar)


def _targets(paths: tuple[Path, ...]) -> Iterator[tuple[Path, str | None]]:
    """Pack folders, each with the name of the one scenario that was asked for, or None."""
    for path in paths:
        if path.is_file():
            folder = next((parent for parent in path.absolute().parents if (parent / FILE).is_file()), None)
            if folder is None:
                message = "{path} is in no pack: no folder above it has {file}."
                raise bad_value(message, path=str(path), file=FILE)
            yield folder, path.stem
        elif (path / FILE).is_file():
            yield path, None
        else:
            found = sorted(file.parent for file in path.glob(f"*/{FILE}"))
            if not found:
                raise bad_value("{path} has no pack: no {file} in it.", path=str(path), file=FILE)
            yield from ((folder, None) for folder in found)


def _load(folder: Path, handlers: Collection[str]) -> Pack:
    """The pack of a folder. Raises Invalid with the findings that refuse it."""
    pack, findings = load_pack(read_folder(folder), handlers=handlers)
    if pack is None:
        errors = [finding for finding in findings if finding.severity == "error"]
        raise Invalid("The pack {path} cannot be executed.", errors, path=str(folder))
    return pack


def _document(outcomes: list[Outcome]) -> dict[str, Any]:
    return {
        "passed": sum(outcome.passed for outcome in outcomes),
        "failed": sum(not outcome.passed for outcome in outcomes),
        "scenarios": [
            {
                "pack": outcome.pack,
                "name": outcome.name,
                "title": outcome.title,
                "passed": outcome.passed,
                "rules": list(outcome.rules),
                "failures": [failure.text for failure in outcome.failures],
                "warnings": [warned.as_dict() for warned in outcome.warnings],
            }
            for outcome in outcomes
        ],
        "rules": proven(outcomes),
    }


def _print(outcome: Outcome) -> None:
    mark = click.style("✓", fg="green") if outcome.passed else click.style("✗", fg="red")
    rules = f"  [{' '.join(outcome.rules)}]" if outcome.rules else ""
    click.echo(f"{mark} {outcome.pack}/{outcome.name}  {outcome.title}{rules}")
    for failure in outcome.failures:
        click.echo(f"    {_where(failure)} {say(failure.message, **failure.params)}")
    for warned in outcome.warnings:
        click.echo(f"    {tell_warned(warned)}")


def _where(failure: Failure) -> str:
    if failure.step is None:
        return say("At the end:")
    return say("Step {number}:", number=failure.step) if failure.step else say("At the start:")


def _print_sum(outcomes: list[Outcome]) -> None:
    rules = proven(outcomes)
    if rules:
        click.echo(say("Rules proven ({count}):", count=len(rules)) + " " + ", ".join(rules))
    passed = sum(outcome.passed for outcome in outcomes)
    click.echo(say("{passed} passed, {failed} failed", passed=passed, failed=len(outcomes) - passed))
