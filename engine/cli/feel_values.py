"""What `banjian feel` and `banjian dmn` share: values given as JSON, the time, functions, how they tell."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from engine import feel
from engine.calendar import load_default
from engine.cli.common import bad_value, print_json, say
from engine.clock import SystemClock
from engine.model import host
from engine.model.files import MAX_BYTES, read_bounded

_ZONE = ZoneInfo("Asia/Shanghai")


class Json(click.ParamType[Any]):
    """JSON text, or @FILE with JSON; decimals stay exact."""

    name = "JSON|@FILE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not isinstance(value, str):
            return value
        try:
            text = _read(Path(value[1:])) if value.startswith("@") else value
            found = json.loads(text, parse_float=Decimal, parse_constant=_refuse)
            json.dumps(
                found, ensure_ascii=False, default=str
            ).encode()  # half a pair of surrogates is no text
            return Given(found)
        except (OSError, ValueError, RecursionError) as error:
            self.fail(say("This is not JSON: {reason}", reason=str(error)), param, ctx)


def _read(path: Path) -> str:
    content = read_bounded(path)
    if len(content) > MAX_BYTES:
        raise ValueError(say("The file has more than {limit} bytes.", limit=MAX_BYTES))
    return content.decode("utf-8")


def _refuse(constant: str) -> Any:
    """JSON knows no NaN and no Infinity."""
    raise ValueError(constant)


@dataclass(frozen=True, slots=True)
class Given:
    """A value of the command line, so that null can be told from nothing."""

    value: Any


def variables_of(given: Given | None, option: str = "--vars") -> dict[str, Any]:
    """The variables of an option. Raises click.BadParameter for anything but an object."""
    if given is None:
        return {}
    if not isinstance(given.value, dict):
        raise bad_value("A JSON object is expected, such as {example}.", option, example='{"amount": 5}')
    return given.value


def moment(text: str | None) -> datetime:
    """What now() gives: the time of --at, in the office's zone if it names none, else the present."""
    if text is None:
        return SystemClock().now().astimezone(_ZONE)
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        message = "{text} is no time such as 2026-01-05T09:00."
        raise bad_value(message, "--at", text=text) from error
    return found if found.tzinfo else found.replace(tzinfo=_ZONE)


def functions() -> dict[str, Callable[..., Any]]:
    """What expressions of a process may call beside FEEL's own functions, with the shipped calendar."""
    return host.functions(load_default())


def print_value(value: Any) -> None:
    """A value for people: texts as they are, all else as JSON."""
    if isinstance(value, str):
        click.echo(value)
    else:
        print_json(value)


def print_warnings(warnings: Iterable[feel.Warning], placed: bool = True) -> None:
    """Why parts are null, on standard error. placed: with line and column of the one expression asked."""
    for warning in warnings:
        place = f"{warning.line}:{warning.column}: " if placed else ""
        click.echo(place + say(warning.message, **warning.params), err=True)


def tell(error: feel.FeelError, text: str, as_json: bool) -> None:
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
