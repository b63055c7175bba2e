"""`banjian lint`: checks models, decisions, forms and packs before they are deployed."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

import click

from engine.cli import failures
from engine.cli.common import collect_seldom, import_handlers, padded, print_json, say
from engine.errors import ConfigError, Finding, Invalid
from engine.model.lint import lint_path


@click.command("lint")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the findings as one JSON list.")
@click.pass_context
def lint_command(ctx: click.Context, paths: tuple[Path, ...], as_json: bool) -> None:
    """Check packs (folders with pack.yaml), folders of packs, or single files.

    Prints one finding per line and ends with 1 if one of them is an error.
    """
    collect_seldom()
    handlers = _known_handlers()
    findings = [finding for path in paths for finding in lint_path(path, handlers)]
    if as_json:
        print_json([finding.as_dict() for finding in findings])
    else:
        _print(findings)
    ctx.exit(1 if any(finding.severity == "error" for finding in findings) else 0)


def _known_handlers() -> Collection[str] | None:
    """The job types that have a handler; None, and a word on it, where the configuration is broken."""
    try:
        return import_handlers()
    except ConfigError as error:
        failures.show(error, as_json=False)
        return None


def _print(findings: list[Finding]) -> None:
    told = failures.lines(Invalid("", findings), failures.language(os.environ))[1:]
    for finding, line in zip(findings, told, strict=True):
        click.echo(f"{padded(say(finding.severity), 7)}  {line.strip()}")
    errors = sum(finding.severity == "error" for finding in findings)
    click.echo(say("{errors} errors, {warnings} warnings", errors=errors, warnings=len(findings) - errors))
