"""Enters the people of a foreign log as users, so that they may do what the log says they did.

They cannot sign in: nobody gave them a password. What an existing person may do is only added to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from engine.identity import Post, Role, Unit, User
from engine.service import Engine

UNIT = Unit(key="drive", name="日志重演", name_en="Re-enacted logs", kind="office")
_PERMISSIONS = frozenset({"task.claim", "task.complete", "instance.start"})


class Enrolment:
    """Knows who was entered; asks the database only for somebody new. roles: of pack.yaml."""

    def __init__(self, engine: Engine, roles: Mapping[str, Mapping[str, Any]]) -> None:
        self._engine, self._roles = engine, roles
        self._known: set[tuple[str, str]] = set()

    def enrol(self, login: str, groups: Iterable[str]) -> None:
        """Make sure that the person exists and belongs to one of the groups (to none, if there are none)."""
        wanted = tuple(groups)
        if any((login, group) in self._known for group in wanted or ("",)):
            return
        actor = self._engine.identity.directory.find_actor(login)
        if actor is None or not (actor.groups.intersection(wanted) if wanted else actor.permissions):
            self._enter(login, wanted[:1] or ("",))
        self._known.update((login, group) for group in wanted[:1] or ("",))

    def _enter(self, login: str, groups: tuple[str, ...]) -> None:
        people = self._engine.identity
        posts = [self._post(group) for group in groups]
        known = people.directory.organisation
        missing = [post for post in posts if post not in known.posts]
        if missing or UNIT not in known.units:
            keys = {role.key for role in known.roles}
            roles = [self._role(post.roles[0]) for post in missing if post.roles[0] not in keys]
            units = () if UNIT in known.units else (UNIT,)
            people.save_organisation(
                replace(
                    known,
                    units=(*known.units, *units),
                    roles=(*known.roles, *roles),
                    posts=(*known.posts, *missing),
                ),
                actor="system",
            )
        user = people.find_user(login) or User(login=login, name=login, name_en=login, unit=UNIT.key)
        held = [post.key for post in people.directory.posts_of(login)]
        people.save_user(user, [*held, *(post.key for post in posts)], actor="system")

    def _post(self, group: str) -> Post:
        role = self._role(group)
        return Post(
            key=f"drive:{role.key}", name=role.name, name_en=role.name_en, unit=UNIT.key, roles=(role.key,)
        )

    def _role(self, group: str) -> Role:
        title = self._roles.get(group, {})
        name = str(title.get("title") or group or "日志中的人员")
        name_en = str(title.get("title_en") or group or "Person of a log")
        return Role(key=group or "drive", name=name, name_en=name_en, permissions=_PERMISSIONS)
