"""Deploying packs and calendars: what new cases start with from now on."""

from __future__ import annotations

import dataclasses
import re

from sqlalchemy.engine import Connection

from engine import calendar as calendars
from engine import commands
from engine.calendar import Calendar
from engine.errors import Conflict, Invalid
from engine.handler_api import list_handlers
from engine.model.definition import Pack
from engine.model.packs import load_pack
from engine.service import timed
from engine.service.cases import check
from engine.service.core import Core
from engine.service.receipt import Receipt
from engine.store import packs
from engine.store.queries import definitions

_PLACE = re.compile(r"\{\w+\}")


def deploy(core: Core, command: commands.Deploy) -> Receipt:
    """Deploy a pack as one set. The same files again change nothing; else the version counts up.

    Raises Invalid with all findings if one of them is an error; Conflict if another pack has one of its
    processes already, or its way of numbering.
    """
    core.memory.look()
    check(core.acting(command, core.now()), "pack.deploy")
    pack, findings = load_pack(command.files, 0, frozenset(list_handlers()))
    if pack is None:
        raise Invalid("The pack {key} cannot be deployed.", findings, key=command.key)
    if pack.key != command.key:
        raise Conflict("The pack names itself {key}, not {given}.", key=pack.key, given=command.key)
    with core.database.write() as connection:
        newest = packs.find_newest(connection, pack.key)
        if newest is not None and newest[1] == pack.digest:
            return Receipt(pack=pack.key, version=newest[0], changed=False)
        owner = packs.find_owner(connection, pack.processes, pack.key)
        _check_numbering(core, connection, pack)
        if owner is not None:
            raise Conflict("Pack {pack} has a process {process} already.", process=owner[0], pack=owner[1])
        version = newest[0] + 1 if newest is not None else 1
        stored = packs.StoredPack(pack.key, version, pack.digest, dict(pack.files))
        main = pack.settings["process"]
        processes = [main, *(name for name in pack.processes if name != main)]
        at, waiting = core.now(), timed.subscriptions_of(pack)
        packs.add(connection, stored, pack.title, at, command, processes, waiting)
        deployed = dataclasses.replace(pack, version=version)
        timed.set_timers(core, connection, deployed, at)
    core.memory.keep(deployed)
    return Receipt(pack=pack.key, version=version)


def _check_numbering(core: Core, connection: Connection, pack: Pack) -> None:
    """A number names one case of all packs for ever: counted by year and pack, so it needs both.

    Raises Invalid where cases would get the same number twice, Conflict where another pack numbers alike.
    """
    mine = _places_of(pack)
    if not {"{year}", "{seq}"} <= set(_PLACE.findall(mine)):
        raise Invalid(
            "The numbering {text} needs the year and seq, or two cases would get the same number.",
            text=pack.settings["numbering"][:80],
        )
    for ref in definitions.list_newest(connection):
        other = core.memory.pack(ref)
        if other.key != pack.key and _places_of(other) == mine:
            raise Conflict(
                "Pack {other} numbers its cases in the same way as {pack}: {text}.",
                other=other.key, pack=pack.key, text=pack.settings["numbering"][:80],
            )  # fmt: skip


def _places_of(pack: Pack) -> str:
    """The numbering with the pack's key filled in, and without the widths of its places."""
    text = re.sub(r"\{(\w+):\d*\}", r"{\1}", pack.settings.get("numbering", "{key}{year}-{seq:06}"))
    return text.replace("{key}", pack.key)


def use_calendar(core: Core, calendar: Calendar, actor: str) -> None:
    """Put a calendar into force; deadlines are counted with it from now on."""
    with core.database.write() as connection:
        packs.add_calendar(connection, calendar.version, calendar.to_bytes(), core.now(), actor)
    core.memory.look()


def ensure_calendar(core: Core) -> None:
    """Keep the shipped calendar where there is none: steps name it, and it must be found for ever.

    A calendar that is kept already gets the years that this version of the product brings and it lacks.
    """
    shipped = calendars.load_default()
    with core.database.read() as connection:
        content = packs.find_calendar(connection)
    known = Calendar.from_bytes(content) if content else None
    wanted = known.completed_from(shipped) if known else shipped
    if wanted != known:
        use_calendar(core, wanted, "system")
