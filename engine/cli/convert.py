"""`banjian convert`: a process from BPMN to YAML and from YAML to BPMN."""

from __future__ import annotations

import os
from pathlib import Path

import click

from engine import convert, notation
from engine.cli import failures
from engine.cli.common import misused
from engine.errors import Finding, Invalid
from engine.model.files import read_bounded


@click.command("convert")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--to", "wanted", type=click.Choice(["yaml", "bpmn"]), help="The other notation, if not given.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to write it.")
@click.option("--force", is_flag=True, help="Write over a file that is there already.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the YAML notation.")
@click.pass_context
def convert_command(
    ctx: click.Context, file: Path | None, wanted: str | None, output: Path | None, force: bool, schema: bool
) -> None:
    """Convert a process between BPMN and YAML; without -o it is printed.

    What the other notation cannot say is refused by name, and nothing is written.
    """
    if output is not None and output.exists() and not force:
        raise misused("{file} is there already; --force writes over it.", file=str(output))
    if schema:
        content: bytes | None = notation.SCHEMA.read_bytes()
        findings: list[Finding] = []
    elif file is None:
        raise misused("FILE is missing.")
    else:
        content, findings = _convert(file, wanted)
    for line in failures.lines(Invalid("", findings), failures.language(os.environ))[1:]:
        click.echo(line.strip(), err=True)
    if content is None:
        ctx.exit(1)
    if output is None:
        click.echo(content, nl=False)
    else:
        output.write_bytes(content)


def _convert(file: Path, wanted: str | None) -> tuple[bytes | None, list[Finding]]:
    data, is_yaml = read_bounded(file), file.name.endswith((".yaml", ".yml"))
    target = wanted or ("bpmn" if is_yaml else "yaml")
    if is_yaml != (target == "bpmn"):
        raise misused("{file} is {notation} already.", file=str(file), notation="YAML" if is_yaml else "BPMN")
    return convert.to_bpmn(data, file.name) if is_yaml else convert.to_yaml(data, file.name)
