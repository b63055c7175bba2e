"""Names instead of logins and keys: people, units, posts, groups, packs, in the reader's language.

Reads the engine's directory of the organisation; decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import Flask, g
from flask_babel import gettext as _

from engine import rows
from webui.catalogues import language, localized
from webui.context import engine

if TYPE_CHECKING:
    from engine import Directory

#: Parts of the machine that give commands.
MACHINE = frozenset({"scheduler", "worker", "system"})


@dataclass(frozen=True, slots=True)
class Person:
    """A person as pages show one. posts: their titles; permissions: only to hide what would be refused."""

    login: str
    name: str
    unit: str = ""
    posts: tuple[str, ...] = ()
    permissions: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()

    def may(self, permission: str) -> bool:
        return permission in self.permissions


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(person=person, group_title=group_title, pack_title=pack_title)
    app.jinja_env.filters.update(people=names, enumerated=enumerated, group_title=group_title)


def person(login: str) -> Person:
    """The person behind a login; an unknown login stands for itself (a part of the machine, an import)."""
    known: dict[str, Person] = g.setdefault("people", {})
    if login not in known:
        known[login] = _look_up(login)
    return known[login]


def names(logins: Iterable[str]) -> str:
    return enumerated(person(login).name for login in logins)


def enumerated(words: Iterable[str]) -> str:
    """Words side by side, with the comma of the reader's language."""
    return ("、" if language() == "zh_CN" else ", ").join(words)


def directory() -> Directory:
    """The engine's directory, asked for once in a request."""
    if "directory" not in g:
        g.directory = engine().identity.directory
    return cast("Directory", g.directory)


def group_title(key: str) -> str:
    """A candidate group by its title: a role, a role of one unit (`role@unit`), or a unit (`unit:key`)."""
    titles: dict[str, str] = g.get("group_titles") or _group_titles()
    g.group_titles = titles
    role, _, unit = key.partition("@")
    if unit:
        return f"{titles.get(f'unit:{unit}', unit)} {titles.get(role, role)}"
    return titles.get(key, key)


def pack_title(row: rows.DefinitionRow) -> str:
    """The title of a deployed pack; the English one where the reader reads English and the pack has it."""
    if language() == "en":
        settings = engine().read.definition(row.pack, row.version).settings
        return str(settings.get("title_en") or row.title)
    return row.title


def _group_titles() -> dict[str, str]:
    organisation = directory().organisation
    titles = {role.key: localized(role, "name") for role in organisation.roles}
    titles |= {f"unit:{unit.key}": localized(unit, "name") for unit in organisation.units}
    return titles


def _look_up(login: str) -> Person:
    known = directory()
    user = known.find_user(login)
    if user is None:
        return Person(login, _("System") if login in MACHINE else login)
    unit = next((unit for unit in known.organisation.units if unit.key == user.unit), None)
    actor = known.find_actor(login)
    return Person(
        login=login,
        name=localized(user, "name"),
        unit=localized(unit, "name") if unit else "",
        posts=tuple(dict.fromkeys(localized(post, "name") for post in known.posts_of(login))),
        permissions=actor.permissions if actor else frozenset(),
        groups=actor.groups if actor else frozenset(),
    )
