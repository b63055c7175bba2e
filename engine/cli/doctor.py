"""`banjian doctor`: looks at everything that must be right before people work, and says what to do."""

from __future__ import annotations

import importlib
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

import click

from engine.calendar import Calendar, load_default
from engine.cli.common import find_calendar, is_database_there, load_config, print_json, say
from engine.clock import SystemClock
from engine.config import Config
from engine.errors import ConfigError, EngineError

if TYPE_CHECKING:
    from engine.store.database import Database

#: the calendar should be known this far ahead: longer than the usual legal time limits
DAYS_AHEAD = 90


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. message, advice: English sentences with places, keys of their translations."""

    name: str
    level: Literal["good", "warning", "error"]
    message: str
    advice: str = ""
    params: dict[str, Any] = field(default_factory=dict)


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def doctor_command(ctx: click.Context, as_json: bool) -> None:
    """Check configuration, database, calendar, handlers, packs and people; exit 1 if something is wrong."""
    checks = []
    for check in examine():
        checks.append(check)
        if not as_json:
            _print(check)
    good = all(check.level != "error" for check in checks)
    if as_json:
        print_json({"good": good, "checks": [_document(check) for check in checks]})
    ctx.exit(0 if good else 1)


def examine() -> Iterator[Check]:
    """All checks, in the order in which they build on each other; stops where nothing more can be said."""
    try:
        config = load_config()
    except ConfigError as error:
        yield Check(
            "configuration", "error", error.message, "Correct config.yaml or the variable.", error.params
        )
        return
    yield from check_configuration(config)
    yield from check_handlers(config)
    for check in check_database(config):
        yield check
        if check.level == "error":
            yield check_calendar(load_default())
            return
    yield check_calendar(find_calendar(config))
    from engine.store.database import Database

    database = Database(config.database_url)
    try:
        yield from check_contents(database)
    finally:
        database.close()


def check_configuration(config: Config) -> Iterator[Check]:
    open_to_others = config.server.host not in ("127.0.0.1", "localhost", "::1")
    if config.demo and open_to_others:
        yield Check(
            "configuration",
            "warning",
            "The demonstration, whose password everyone sees, is served to other machines ({host}).",
            "Set demo to false, or server.host to 127.0.0.1.",
            {"host": config.server.host},
        )
    if open_to_others and not config.server.secure_cookies:
        yield Check(
            "configuration",
            "warning",
            "Session cookies also go over connections that are not encrypted.",
            "Serve behind HTTPS and set server.secure_cookies to true.",
        )
    key = config.var / "secret_key"
    if not config.secret_key and key.exists() and stat.S_IMODE(key.stat().st_mode) & 0o077:
        yield Check(
            "configuration",
            "error",
            "Others on this machine can read {file}, which signs the sessions.",
            "chmod 600 {file}",
            {"file": str(key)},
        )
    yield Check("configuration", "good", "The configuration can be read.")


def check_handlers(config: Config) -> Iterator[Check]:
    from engine.handler_api import list_handlers

    for module in config.handlers.modules:
        try:
            importlib.import_module(module)
        except Exception as error:  # whatever a handler's module does wrong when it is imported
            yield Check(
                "handlers",
                "error",
                "The handlers in {module} cannot be loaded: {cause}",
                "Correct the module, or handlers.modules in the configuration.",
                {"module": module, "cause": f"{type(error).__name__}: {error}"},
            )
    yield Check(
        "handlers", "good", "{count} kinds of jobs have a handler.", "", {"count": len(list_handlers())}
    )


def check_database(config: Config) -> Iterator[Check]:
    if not is_database_there(config):
        place = {"url": config.database_url}
        yield Check("database", "error", "There is no database {url}.", "banjian init", place)
        return
    from engine.store import migrate
    from engine.store.database import Database

    database = Database(config.database_url)
    place = {"url": database.url.render_as_string(hide_password=True)}
    try:
        current, newest = migrate.current(database), migrate.newest()
    except Exception as error:  # every driver has errors of its own
        cause = str(error).strip().splitlines()[0]
        yield Check(
            "database",
            "error",
            "The database {url} does not answer: {cause}",
            "Start it, or correct database.url.",
            {**place, "cause": cause},
        )
        return
    finally:
        database.close()
    if current is None:
        yield Check("database", "error", "The database {url} is empty.", "banjian init", place)
    elif current != newest:
        yield Check(
            "database",
            "error",
            "The database {url} has the form {current}, this version needs {newest}.",
            "Make a backup, then: banjian init",
            {**place, "current": current, "newest": newest},
        )
    else:
        yield Check("database", "good", "The database {url} answers and has the right form.", "", place)


def check_calendar(calendar: Calendar) -> Check:
    today = calendar.local_date(SystemClock().now())
    last = today + timedelta(days=DAYS_AHEAD)
    days = (today + timedelta(days=n) for n in range(DAYS_AHEAD + 1))
    first_open = next((day for day in days if not calendar.is_covered(day)), None)
    if first_open is None:
        return Check("calendar", "good", "The holidays are known up to {last}.", "", {"last": str(last)})
    return Check(
        "calendar",
        "warning",
        "The holidays from {first} on are not published yet; deadlines after that are provisional.",
        "When the notice for {year} is out: banjian calendar import FILE",
        {"first": str(first_open), "year": first_open.year},
    )


def check_contents(database: Database) -> Iterator[Check]:
    """What is in the database: packs that can run, people who can sign in."""
    from engine.handler_api import list_handlers
    from engine.model.packs import load_pack
    from engine.store import packs, people

    handlers = frozenset(list_handlers())
    with database.read() as connection:
        stored = packs.list_newest(connection)
        users = people.load(connection).users
    if not stored:
        yield Check("packs", "warning", "No pack is deployed.", "banjian deploy processes/*")
    for pack in stored:
        name = {"pack": f"{pack.key}:{pack.version}"}
        try:
            findings = [f for f in load_pack(pack.files, pack.version, handlers)[1] if f.severity == "error"]
        except EngineError as error:
            yield Check(
                "packs", "error", "Pack {pack} cannot be read: {cause}", "", {**name, "cause": str(error)}
            )
            continue
        for finding in findings:
            cause = " ".join(part for part in (finding.file, finding.element, finding.text) if part)
            advice = "Correct the pack and deploy it again."
            yield Check("packs", "error", "Pack {pack} cannot run: {cause}", advice, {**name, "cause": cause})
        if not findings:
            yield Check("packs", "good", "Pack {pack} can run.", "", name)
    able = sum(user.active and user.password_hash is not None for user in users)
    if able:
        yield Check("people", "good", "{count} people can sign in.", "", {"count": able})
    else:
        yield Check("people", "warning", "Nobody can sign in.", "banjian init")


def _document(check: Check) -> dict[str, Any]:
    return {
        "name": check.name,
        "level": check.level,
        "message": check.message.format(**check.params),
        "advice": check.advice.format(**check.params),
    }


def _print(check: Check) -> None:
    mark, colour = {"good": ("✓", "green"), "warning": ("!", "yellow"), "error": ("✗", "red")}[check.level]
    click.echo(f"{click.style(mark, fg=colour)} {say(check.message, **check.params)}")
    if check.advice:
        click.echo(f"  → {say(check.advice, **check.params)}")
