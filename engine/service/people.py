"""Who works here: signing in, records, passwords. What `engine.identity` of an open engine is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from engine import identity
from engine.errors import Conflict, NotFound
from engine.identity import (
    SYSTEM_ACTORS,
    Actor,
    CaseFacts,
    Directory,
    Organisation,
    User,
    check_organisation,
)
from engine.identity.passwords import hash_password, is_password, needs_rehash
from engine.service.core import Core
from engine.store import people, sessions


class People:
    """Reads from memory, writes to the store; other processes learn of a change with their next command."""

    def __init__(self, core: Core) -> None:
        self._core = core

    @property
    def directory(self) -> Directory:
        """All people, units, posts and roles, up to date."""
        self._core.memory.look()
        return self._core.memory.directory

    def find_user(self, login: str) -> User | None:
        """The record of a person, also of one who has left; None for a login that nobody has."""
        return self.directory.find_user(login)

    def actor(self, login: str) -> Actor:
        """What a login may do: groups, permissions, units led. Raises NotFound."""
        return self.directory.load_actor(login)

    def authenticate(self, login: str, password: str) -> User | None:
        """The active user whose password this is. Takes as long for one whom nobody knows.

        The invented people of a demonstration, whose password everyone knows, get in only where it is served.
        """
        user = self.directory.find_user(login)
        stored = user.password_hash if user is not None and self._may_sign_in(user) else None
        if not is_password(password, stored) or user is None or stored is None:
            return None
        if needs_rehash(stored):
            self._store_password(login, password)
            return self.directory.find_user(login)
        return user

    def _may_sign_in(self, user: User) -> bool:
        return user.active and user.login not in SYSTEM_ACTORS and (not user.demo or self._core.config.demo)

    def end_session(self, session_id: str, until: datetime) -> None:
        """A person has signed out: the session is over everywhere, however often its cookie was copied.

        until: when it would have ended by itself.
        """
        with self._core.database.write() as connection:
            sessions.end(connection, _mark(session_id), until, self._core.clock.now())

    def is_ended(self, session_id: str) -> bool:
        with self._core.database.read() as connection:
            return sessions.is_ended(connection, _mark(session_id))

    def set_password(self, login: str, password: str, actor: str) -> None:
        """Raises NotFound, Forbidden unless it is one's own or the actor has `user.manage`."""
        if actor != login:
            self._check(actor)
        self._store_password(login, password)

    def _store_password(self, login: str, password: str) -> None:
        with self._core.database.write() as connection:
            if not people.set_password(connection, login, hash_password(password)):
                raise NotFound("There is no user {login}.", login=login)
        self._core.memory.look()

    def save_organisation(self, organisation: Organisation, actor: str) -> None:
        """Take over all records: units, roles, posts and memberships as given, people added or changed.

        Raises Invalid with findings, Forbidden without `user.manage`.
        """
        self._check(actor)
        check_organisation(organisation)
        with self._core.database.write() as connection:
            people.save(connection, organisation)
        self._core.memory.look()

    def save_user(self, user: User, posts: Iterable[str], actor: str) -> None:
        """Add or change one person with the posts held. Without `password_hash` the stored one is kept.

        Raises NotFound for an unknown post, Forbidden without `user.manage`, Conflict for the name of a part
        of the machine.
        """
        self._check(actor)
        if user.login in SYSTEM_ACTORS:
            raise Conflict(
                "{login} is the name of a part of the machine; a person needs another.", login=user.login
            )
        held = list(posts)
        known = {post.key for post in self.directory.organisation.posts}
        for key in held:
            if key not in known:
                raise NotFound("There is no post {key}.", key=key)
        before = self._core.memory.directory.find_user(user.login)
        if user.password_hash is None and before is not None:
            user = replace(user, password_hash=before.password_hash)
        with self._core.database.write() as connection:
            people.save_user(connection, user, held)
        self._core.memory.look()

    def _check(self, actor: str) -> None:
        self._core.memory.look()
        person = self._core.actor(actor)
        if "system" not in person.permissions:
            identity.check(person, "user.manage")

    def may_read(self, login: str, case: CaseFacts) -> bool:
        """Whether a person may see a case of these facts. Raises NotFound for an unknown login."""
        return identity.may_read(self.actor(login), case)


def _mark(session_id: str) -> str:
    """What is kept of the id: nobody who reads the table can make a cookie of it."""
    return hashlib.sha256(session_id.encode()).hexdigest()
