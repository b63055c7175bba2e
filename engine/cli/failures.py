"""How the command line tells of an error: one line for people, one JSON document for programs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

import click

from engine.cli.common import language, translator
from engine.errors import ConfigError, EngineError, Finding, Invalid, fill

__all__ = ["close_output", "document", "language", "lines", "show"]


def show(error: Exception, as_json: bool) -> None:
    """Tell of an error: on standard error, with `as_json` as a document on standard output."""
    if as_json:
        import json

        click.echo(json.dumps({"error": document(error)}, ensure_ascii=False, indent=2, default=str))
        return
    for line in lines(error, language(os.environ)):
        click.echo(line, err=True)


def document(error: Exception) -> dict[str, Any]:
    """The error for programs: kind, message (English), and what the kind adds."""
    if not isinstance(error, EngineError):
        return {"kind": "Unexpected", "message": _unexpected(error)}
    found: dict[str, Any] = {"kind": type(error).__name__, "message": fill(error.message, error.params)}
    if isinstance(error, ConfigError):
        found["key"] = error.key
    if isinstance(error, Invalid):
        found["findings"] = [finding.as_dict() for finding in error.findings]
    if getattr(error, "element", ""):
        found["element"] = getattr(error, "element", "")
    return found


def lines(error: Exception, language: str) -> list[str]:
    """The error for people, in `language` (zh_CN, en) where the catalogue has it."""
    translate = translator(language)
    if not isinstance(error, EngineError):
        hint = translate("(banjian --traceback ... shows where it came from)")
        return [f"banjian: {_unexpected(error)}", f"  {hint}"]
    found = [f"banjian: {fill(error.message, error.params, translate)}"]
    if isinstance(error, Invalid):
        found += ["  " + _finding(finding, translate) for finding in error.findings]
    return found


def close_output() -> None:
    """The reader of our output went away: leave without a complaint at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _finding(finding: Finding, translate: Callable[[str], str]) -> str:
    place = ":".join(str(part) for part in (finding.file, finding.line, finding.column) if part)
    where = " ".join(part for part in (place, finding.element) if part)
    return f"{where}: {fill(finding.message, finding.params, translate)} [{finding.rule}]".lstrip(": ")


def _unexpected(error: Exception) -> str:
    """One line of an error that is not ours: a refused connection, a full disk, a mistake in the program."""
    first = next((line.strip() for line in str(error).splitlines() if line.strip()), "")
    return f"{type(error).__name__}: {first}" if first else type(error).__name__
