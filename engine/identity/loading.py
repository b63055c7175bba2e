"""Reads an organisation from a YAML file: the invented county of the demonstration, or an office's own.

Users of the demonstration share one password, which the login page shows; it is never used elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import yaml

from engine.errors import Finding, Invalid
from engine.identity.directory import check_organisation
from engine.identity.model import Membership, Organisation, Post, Role, Substitute, Unit, User

DEMO_FILE = Path(__file__).with_name("demo.yaml")

Record = TypeVar("Record")


def load_demo() -> Organisation:
    """The county of the demonstration; its users have no password hash yet."""
    return read_organisation(DEMO_FILE.read_text("utf-8"), demo=True)


def read_organisation(text: str, demo: bool = False) -> Organisation:
    """Read and check a file of units, roles, posts, users and substitutes. Raises Invalid with findings."""
    content = yaml.safe_load(text)
    if not isinstance(content, dict):
        raise Invalid("The organisation file has no units, roles, posts and users.")
    sets: Mapping[str, Iterable[str]] = content.get("permissions", {})
    findings: list[Finding] = []

    def each(part: str, make: Callable[..., Record]) -> tuple[Record, ...]:
        made: list[Record] = []
        for entry in content.get(part, ()):
            try:
                made.append(make(**entry))
            except (TypeError, KeyError) as cause:
                name = str(entry.get("key") or entry.get("login")) if isinstance(entry, dict) else str(entry)
                params = {"part": part, "cause": str(cause)}
                findings.append(
                    Finding(
                        "identity.record", "cannot be read as {part}: {cause}", element=name, params=params
                    )
                )
        return tuple(made)

    def role(may: str | None = None, permissions: Iterable[str] = (), **rest: Any) -> Role:
        return Role(permissions=frozenset(sets[may] if may else permissions), **rest)

    def post(roles: Iterable[str] = (), **rest: Any) -> Post:
        return Post(roles=tuple(roles), **rest)

    def user(posts: Iterable[str] = (), **rest: Any) -> tuple[User, tuple[str, ...]]:
        return User(demo=demo, **rest), tuple(posts)

    people = each("users", user)
    organisation = Organisation(
        units=tuple(replace(unit, position=n) for n, unit in enumerate(each("units", Unit))),
        roles=each("roles", role),
        posts=each("posts", post),
        users=tuple(person for person, _ in people),
        memberships=tuple(Membership(person.login, key) for person, held in people for key in held),
        substitutes=each("substitutes", Substitute),
    )
    if findings:
        raise Invalid("The organisation file was refused.", findings)
    check_organisation(organisation)
    return organisation
