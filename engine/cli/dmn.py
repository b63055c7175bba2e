"""`banjian dmn`: one decision, or one decision service, of a file over values given as JSON."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from engine import dmn, feel
from engine.cli import failures
from engine.cli.common import misused, padded, print_json, say
from engine.cli.feel_values import (
    Given,
    Json,
    functions,
    moment,
    print_value,
    print_warnings,
    tell,
    variables_of,
)
from engine.dmn.describe import Description, describe
from engine.errors import Finding, Invalid


@click.command("dmn")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--decision", metavar="ID", help="Id or name of the decision.")
@click.option("--service", metavar="ID", help="Id or name of the decision service, instead of a decision.")
@click.option("--vars", "variables", type=Json(), help="The variables, a JSON object.")
@click.option("--at", metavar="ISO", help="What now() and today() give; without it the present.")
@click.option("--lint", is_flag=True, help="Tell also what lint finds in the file.")
@click.option("--json", "as_json", is_flag=True, help="Print value, inputs, rules and warnings as JSON.")
@click.pass_context
def dmn_command(
    ctx: click.Context,
    file: Path,
    decision: str | None,
    service: str | None,
    variables: Given | None,
    at: str | None,
    lint: bool,
    as_json: bool,
) -> None:
    """Evaluate a decision or a decision service of a DMN file.

    The value is printed; which inputs are missing, which rules matched and why something is null is told on
    standard error.
    """
    if (decision is None) == (service is None):
        raise misused("One of --decision and --service is needed.")
    context, now, lent = variables_of(variables), moment(at), functions()
    model = dmn.load(file, frozenset(lent), tables=lint)
    try:
        if service is not None:
            wanted = set(model.parameters(_service(model, service, file)))
            outcome = model.decide_service(service, context, now, lent)
        else:
            found = _decision(model, str(decision), file)
            wanted = set(found.inputs)
            outcome = model.decide(str(decision), context, now, lent)
        value, inputs = feel.to_json(outcome.value), feel.to_json(outcome.inputs)
        tables = [_table(table) for table in outcome.tables]
    except feel.FeelError as error:
        tell(error, "", as_json)
        ctx.exit(1)
    missing = sorted(wanted - context.keys() - lent.keys())
    findings = [f for f in model.findings if lint or f.severity == "error"]
    if as_json:
        print_json(
            {
                "decision": outcome.decision,
                "value": value,
                "inputs": inputs,
                "missing": missing,
                "rules": list(outcome.rules),
                "tables": tables,
                "warnings": [w.text for w in outcome.warnings],
                "findings": [finding.as_dict() for finding in findings],
            }
        )
        return
    print_value(value)
    if missing:
        click.echo(say("Not given: {names}", names=", ".join(missing)), err=True)
    _print_rules(outcome, describe(file.read_bytes()))
    print_warnings(outcome.warnings, placed=False)
    _print_findings(findings)


def _decision(model: dmn.Model, key: str, file: Path) -> dmn.Decision:
    found = model.find_decision(key)
    if found is None:
        known = ", ".join(model.decisions) or "-"
        raise misused(
            "There is no decision '{key}' in {file}; it has: {known}", key=key, file=file.name, known=known
        )
    return found


def _service(model: dmn.Model, key: str, file: Path) -> dmn.Service:
    found = model.find_service(key)
    if found is None:
        known = ", ".join(model.services) or "-"
        message = "There is no decision service '{key}' in {file}; it has: {known}"
        raise misused(message, key=key, file=file.name, known=known)
    return found


def _table(table: dmn.Trace) -> dict[str, Any]:
    return {
        "table": table.table,
        "rules": list(table.rules),
        "inputs": feel.to_json(table.inputs),
        "value": feel.to_json(table.value),
    }


def _print_rules(outcome: dmn.Outcome, told: Description) -> None:
    """The rules that matched with their notes; those of tables on the way behind the name of their table."""
    own = told.own.get(outcome.decision)
    if outcome.rules:
        click.echo(say("Rules: {numbers}", numbers=", ".join(map(str, outcome.rules))), err=True)
        _print_notes(own, outcome.rules, told)
    for run in outcome.tables:
        if run.table != own or not outcome.rules:
            text = told.tables.get(run.table)
            numbers = ", ".join(map(str, run.rules)) or "-"
            name = text.name if text else run.table
            click.echo(say("Rules of {name}: {numbers}", name=name, numbers=numbers), err=True)
            _print_notes(run.table, run.rules, told)


def _print_notes(table: str | None, numbers: tuple[int, ...], told: Description) -> None:
    text = told.tables.get(table or "")
    for number in numbers:
        rule = text.rule(number) if text else None
        if rule is not None and rule.note:
            click.echo(f"  {number}  {rule.note}", err=True)


def _print_findings(findings: list[Finding]) -> None:
    language = failures.language(os.environ)
    for finding, line in zip(findings, failures.lines(Invalid("", findings), language)[1:], strict=True):
        click.echo(f"{padded(say(finding.severity), 7)}  {line.strip()}", err=True)
