"""What several commands share: configuration, calendar in force, translated sentences, JSON output."""

from __future__ import annotations

import gc
import gettext
import importlib
import os
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import click
import msgspec

from engine.calendar import Calendar, load_default
from engine.config import Config, load
from engine.errors import ConfigError, fill
from engine.handler_api import list_handlers
from engine.simulation.warned import Warned

_LOCALE = Path(__file__).parents[1] / "locale"


def load_config() -> Config:
    """The configuration named by `banjian --config`, else the usual one."""
    context = click.get_current_context(silent=True)
    return load(context.find_root().params.get("config_file") if context else None)


def import_handlers() -> Collection[str]:
    """Import the handlers that the configuration names; the job types that have one then.

    Raises ConfigError.
    """
    for module in load_config().handlers.modules:
        try:
            importlib.import_module(module)
        except ImportError as cause:
            raise ConfigError(
                "'{key}' names {module}, which cannot be imported: {cause}.",
                key="handlers.modules",
                module=module,
                cause=str(cause),
            ) from cause
    return list_handlers().keys()


def is_database_there(config: Config) -> bool:
    """False for a SQLite file that nobody has made; asking must not make it."""
    kind, _, path = config.database_url.partition(":///")
    return not kind.startswith("sqlite") or Path(path).is_file()


def find_calendar(config: Config) -> Calendar:
    """The calendar in force: the database's, else the shipped one."""
    if not is_database_there(config):
        return load_default()
    from engine.store import migrate, packs
    from engine.store.database import Database

    database = Database(config.database_url)
    try:
        if migrate.current(database) is None:
            return load_default()
        with database.read() as connection:
            content = packs.find_calendar(connection)
    finally:
        database.close()
    return Calendar.from_bytes(content) if content else load_default()


def print_json(document: Any) -> None:
    """One JSON document on standard output; numbers stay exact."""
    click.echo(msgspec.json.format(exact_json(document), indent=2).decode())


def exact_json(value: Any) -> bytes:
    """A value as JSON in one line; numbers stay exact."""
    return msgspec.json.Encoder(decimal_format="number").encode(value)


def collect_seldom() -> None:
    """Look for unused cycles of objects seldom. A short run that keeps what happened finds none, and the
    looking would take half of its time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def misused(message: str, /, **params: Any) -> click.UsageError:
    """Wrong usage, told in the language of the terminal."""
    return click.UsageError(say(message, **params))


def bad_value(message: str, option: str | None = None, /, **params: Any) -> click.BadParameter:
    """A wrong value of an option or argument, told in the language of the terminal."""
    return click.BadParameter(say(message, **params), param_hint=option)


def language(environ: Mapping[str, str]) -> str:
    """`zh_CN` in a Chinese terminal, else `en`."""
    name = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    return "zh_CN" if name.startswith("zh") else "en"


def translator(language: str) -> Callable[[str], str]:
    """From an English sentence to the language's, where the catalogue has it."""
    return gettext.translation("messages", _LOCALE, languages=[language], fallback=True).gettext


def tell_warned(warned: Warned) -> str:
    """A line on a condition or decision of a run that had no value."""
    reasons = " ".join(say(reason.message, **reason.params) for reason in warned.reasons)
    message = "Warning: {what} at {element} has no value. {reasons}"
    return say(message, what=warned.what, element=warned.element, reasons=reasons).strip()


def padded(text: str, width: int) -> str:
    """Text with blanks behind it, so that it takes `width` columns; Chinese signs take two."""
    return text + " " * (width - sum(2 if ord(sign) >= 0x2E80 else 1 for sign in text))


def say(message: str, /, **params: Any) -> str:
    """A sentence in the language of the terminal, its places filled."""
    return fill(message, params, translator(language(os.environ)))
