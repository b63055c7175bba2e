"""The only writer of the organisation's tables and of `change_mark`, and their loader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.identity import Membership, Organisation, Post, Role, Substitute, Unit, User
from engine.store.codec import dumps, loads
from engine.store.tables import membership, person, post, role, substitute, unit

_TOUCH = sa.text(
    "INSERT INTO change_mark (name, value) VALUES (:name, 1) "
    "ON CONFLICT (name) DO UPDATE SET value = change_mark.value + 1"
)


def touch(connection: Connection, name: str) -> None:
    """Tell all processes that what they hold in memory of `name` is old."""
    connection.execute(_TOUCH, {"name": name})


def load(connection: Connection) -> Organisation:
    """All records."""

    def rows(table: sa.Table, *order: sa.Column[Any]) -> Iterable[dict[str, Any]]:
        return [dict(row._mapping) for row in connection.execute(sa.select(table).order_by(*order))]

    return Organisation(
        units=tuple(Unit(**r) for r in rows(unit, unit.c.position, unit.c.key)),
        roles=tuple(
            Role(**{**r, "permissions": frozenset(loads(r["permissions"]))}) for r in rows(role, role.c.key)
        ),
        posts=tuple(Post(**{**r, "roles": tuple(loads(r["roles"]))}) for r in rows(post, post.c.key)),
        users=tuple(_user(r) for r in rows(person, person.c.login)),
        memberships=tuple(Membership(**r) for r in rows(membership, membership.c.login, membership.c.post)),
        substitutes=tuple(
            Substitute(**{k: v for k, v in r.items() if k != "id"}) for r in rows(substitute, substitute.c.id)
        ),
    )


def _user(row: Mapping[str, Any]) -> User:
    return User(**{**row, "active": bool(row["active"]), "demo": bool(row["demo"])})


def _person(user: User) -> dict[str, Any]:
    return {**asdict(user), "active": int(user.active), "demo": int(user.demo)}


def save(connection: Connection, organisation: Organisation) -> None:
    """Replace units, roles, posts, memberships and substitutes; add and change people.

    People are never removed, so that the history keeps their names. A user without `password_hash` keeps
    the one that is stored.
    """
    known = {
        row.login: row.password_hash
        for row in connection.execute(sa.select(person.c.login, person.c.password_hash))
    }
    for table in (substitute, membership):
        connection.execute(sa.delete(table))
    kept = _merge_units(connection, organisation)
    for user in organisation.users:
        values = _person(user)
        if user.login not in known:
            connection.execute(sa.insert(person), values)
        else:
            values["password_hash"] = user.password_hash or known[user.login]
            connection.execute(sa.update(person).where(person.c.login == user.login).values(values))
    connection.execute(sa.delete(post))
    connection.execute(sa.delete(role))
    if not kept:
        connection.execute(sa.delete(unit).where(unit.c.key.not_in([u.key for u in organisation.units])))
    _insert(connection, role, [
        {**asdict(r), "permissions": dumps(sorted(r.permissions)).decode()} for r in organisation.roles
    ])  # fmt: skip
    _insert(
        connection, post, [{**asdict(p), "roles": dumps(list(p.roles)).decode()} for p in organisation.posts]
    )
    _insert(connection, membership, [asdict(m) for m in organisation.memberships])
    _insert(connection, substitute, [asdict(s) for s in organisation.substitutes])
    touch(connection, "people")


def _merge_units(connection: Connection, organisation: Organisation) -> bool:
    """Write units, parents first; whether units remain that people of before still belong to."""
    known = set(connection.execute(sa.select(unit.c.key)).scalars())
    connection.execute(sa.update(unit).values(parent=None))
    for one in organisation.units:
        values = {**asdict(one), "parent": None}
        if one.key in known:
            connection.execute(sa.update(unit).where(unit.c.key == one.key).values(values))
        else:
            connection.execute(sa.insert(unit), values)
    for one in organisation.units:
        if one.parent is not None:
            connection.execute(sa.update(unit).where(unit.c.key == one.key).values(parent=one.parent))
    named = {user.login for user in organisation.users}
    staying = connection.execute(sa.select(person.c.login, person.c.unit)).all()
    wanted = {one.key for one in organisation.units}
    return any(row.login not in named and row.unit not in wanted for row in staying)


def save_user(connection: Connection, user: User, posts: Iterable[str]) -> None:
    """Add or change one person with the posts that he or she holds."""
    values = _person(user)
    changed = connection.execute(sa.update(person).where(person.c.login == user.login).values(values))
    if changed.rowcount == 0:
        connection.execute(sa.insert(person), values)
    connection.execute(sa.delete(membership).where(membership.c.login == user.login))
    _insert(connection, membership, [{"login": user.login, "post": key} for key in posts])
    touch(connection, "people")


def set_password(connection: Connection, login: str, password_hash: str) -> bool:
    """Whether there is such a person."""
    changed = connection.execute(
        sa.update(person).where(person.c.login == login).values(password_hash=password_hash)
    )
    touch(connection, "people")
    return changed.rowcount == 1


def _insert(connection: Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(sa.insert(table), rows)
