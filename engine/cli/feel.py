"""`banjian feel` and `banjian dmn`: one expression, or one decision, over values given as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from engine import dmn, feel
from engine.cli.common import print_json, say
from engine.clock import SystemClock

_ZONE = ZoneInfo("Asia/Shanghai")


class _Json(click.ParamType[Any]):
    """JSON text, or @FILE with JSON; decimals stay exact."""

    name = "JSON|@FILE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not isinstance(value, str):
            return value
        try:
            text = Path(value[1:]).read_text("utf-8") if value.startswith("@") else value
            return _Given(json.loads(text, parse_float=Decimal))
        except (OSError, ValueError, RecursionError) as error:
            self.fail(str(error), param, ctx)


@dataclass(frozen=True, slots=True)
class _Given:
    """A value of the command line, so that null can be told from nothing."""

    value: Any


def _variables(given: _Given | None) -> dict[str, Any]:
    if given is None:
        return {}
    if not isinstance(given.value, dict):
        raise click.BadParameter("expected a JSON object", param_hint="--vars")
    return given.value


def _moment(text: str | None) -> datetime:
    if text is None:
        return SystemClock().now().astimezone(_ZONE)
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--at") from None
    return found if found.tzinfo else found.replace(tzinfo=_ZONE)


@click.command("feel")
@click.argument("expression")
@click.option("--vars", "variables", type=_Json(), help="The variables, a JSON object.")
@click.option("--unary", is_flag=True, help="Read the expression as unary tests (a cell of a table).")
@click.option("--value", type=_Json(), help="With --unary: the value that is tested, as JSON.")
@click.option("--at", metavar="ISO", help="What now() and today() give; without it the present.")
@click.option("--json", "as_json", is_flag=True, help="Print value and warnings as one JSON document.")
@click.pass_context
def feel_command(
    ctx: click.Context,
    expression: str,
    variables: _Given | None,
    unary: bool,
    value: _Given | None,
    at: str | None,
    as_json: bool,
) -> None:
    """Evaluate a FEEL expression.

    A leading "=" is allowed. Why a part is null is told on standard error.
    """
    if unary and value is None:
        raise click.UsageError("--unary needs --value.")
    if value is not None and not unary:
        raise click.UsageError("--value needs --unary.")
    context, now = _variables(variables), _moment(at)
    text = expression if unary else expression.strip().removeprefix("=")
    try:
        found: Any
        if unary:
            assert value is not None
            tests = feel.parse_unary(text, frozenset(context))
            found = tests.matches(value.value, context, now)
            warnings = tests.warnings(value.value, context, now)
        else:
            parsed = feel.parse(text, frozenset(context))
            found = parsed.evaluate(context, now)
            warnings = parsed.warnings(context, now)
        result = feel.to_json(found)
    except feel.FeelError as error:
        _tell(error, text, as_json)
        ctx.exit(1)
    if as_json:
        print_json({"value": result, "warnings": [_warning(w) for w in warnings]})
        return
    _print(result)
    for warning in warnings if result is None else ():
        click.echo(f"{warning.line}:{warning.column}: {say(warning.message, **warning.params)}", err=True)


def _warning(warning: feel.Warning) -> dict[str, Any]:
    return {"message": warning.text, "line": warning.line, "column": warning.column}


def _print(value: Any) -> None:
    """A value for people: texts as they are, all else as JSON."""
    if isinstance(value, str):
        click.echo(value)
    else:
        print_json(value)


def _tell(error: feel.FeelError, text: str, as_json: bool) -> None:
    """The error with the line of the text and a caret under the place."""
    line, column = getattr(error, "line", None), getattr(error, "column", None)
    if as_json:
        kind = type(error).__name__
        print_json({"error": {"kind": kind, "message": str(error), "line": line, "column": column}})
        return
    message = say(error.message, **error.params)
    if line is None or column is None:
        click.echo(message, err=True)
        return
    click.echo(f"{line}:{column}: {message}", err=True)
    shown = text.split("\n")[line - 1]
    click.echo(f"  {shown}", err=True)
    click.echo("  " + "".join(_blank(c) for c in shown[: column - 1]) + "^", err=True)


def _blank(character: str) -> str:
    """White space as wide as the character: Chinese signs take two columns."""
    return character if character == "\t" else "  " if ord(character) >= 0x2E80 else " "


@click.command("dmn")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--decision", required=True, metavar="ID", help="Id or name of the decision.")
@click.option("--vars", "variables", type=_Json(), help="The variables, a JSON object.")
@click.option("--at", metavar="ISO", help="What now() and today() give; without it the present.")
@click.option("--json", "as_json", is_flag=True, help="Print value, inputs, rules and warnings as JSON.")
@click.pass_context
def dmn_command(
    ctx: click.Context, file: Path, decision: str, variables: _Given | None, at: str | None, as_json: bool
) -> None:
    """Evaluate a decision of a DMN file."""
    context, now = _variables(variables), _moment(at)
    model = dmn.load(file)
    found = model.find_decision(decision)
    if found is None:
        known = ", ".join(model.decisions) or "-"
        raise click.UsageError(f"There is no decision '{decision}' in {file.name}; it has: {known}")
    try:
        outcome = model.decide(found.id, context, now)
        value, inputs = feel.to_json(outcome.value), feel.to_json(outcome.inputs)
    except feel.FeelError as error:
        _tell(error, "", as_json)
        ctx.exit(1)
    if as_json:
        print_json(
            {
                "decision": outcome.decision,
                "value": value,
                "inputs": inputs,
                "rules": list(outcome.rules),
                "tables": [{"table": t.table, "rules": list(t.rules)} for t in outcome.tables],
                "warnings": [w.text for w in outcome.warnings],
            }
        )
        return
    _print(value)
    if outcome.rules:
        click.echo(say("Rules: {numbers}", numbers=", ".join(map(str, outcome.rules))), err=True)
    for warning in outcome.warnings if value is None else ():
        click.echo(say(warning.message, **warning.params), err=True)
