"""`banjian feel`: one expression over values given as JSON."""

from __future__ import annotations

from typing import Any

import click

from engine import feel
from engine.cli.common import misused, print_json
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


@click.command("feel")
@click.argument("expression")
@click.option("--vars", "variables", type=Json(), help="The variables, a JSON object.")
@click.option("--unary", is_flag=True, help="Read the expression as unary tests (a cell of a table).")
@click.option("--value", type=Json(), help="With --unary: the value that is tested, as JSON.")
@click.option("--at", metavar="ISO", help="What now() and today() give; without it the present.")
@click.option("--json", "as_json", is_flag=True, help="Print value and warnings as one JSON document.")
@click.pass_context
def feel_command(
    ctx: click.Context,
    expression: str,
    variables: Given | None,
    unary: bool,
    value: Given | None,
    at: str | None,
    as_json: bool,
) -> None:
    """Evaluate a FEEL expression.

    A leading "=" is allowed. Why a part is null is told on standard error. The functions that count days
    are there, with the shipped calendar.
    """
    if unary and value is None:
        raise misused("--unary needs --value.")
    if value is not None and not unary:
        raise misused("--value needs --unary.")
    context, now = variables_of(variables), moment(at)
    text = expression if unary else expression.strip().removeprefix("=")
    lent = functions()
    names = frozenset(context) | frozenset(lent)
    try:
        found: Any
        if unary:
            assert value is not None
            tests = feel.parse_unary(text, names)
            found = tests.matches(value.value, context, now, lent)
            warnings = tests.warnings(value.value, context, now, lent)
        else:
            parsed = feel.parse(text, names)
            found = parsed.evaluate(context, now, lent)
            warnings = parsed.warnings(context, now, lent)
        result = feel.to_json(found)
    except feel.FeelError as error:
        tell(error, text, as_json)
        ctx.exit(1)
    if as_json:
        print_json({"value": result, "warnings": [_warning(w) for w in warnings]})
        return
    print_value(result)
    print_warnings(warnings)


def _warning(warning: feel.Warning) -> dict[str, Any]:
    return {"message": warning.text, "line": warning.line, "column": warning.column}
