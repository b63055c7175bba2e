"""Turns the records of an organisation into actors: who belongs to which group and may do what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from engine.errors import Finding, Invalid, NotFound
from engine.identity.model import PERMISSIONS, Actor, Organisation, Post, Role, Substitute, Unit, User

#: parts of the machine that give commands; not people, never in the worklist
SYSTEM_ACTORS: dict[str, Actor] = {
    login: Actor(login=login, name=login, permissions=frozenset({"system"}))
    for login in ("scheduler", "worker", "system")
}


def actor_of(user: User, posts: Iterable[Post], roles: Iterable[Role], units: Iterable[Unit] = ()) -> Actor:
    """The actor that a person is, from the posts that the person holds.

    roles, units: may be more than those the posts name; units are needed for what a leader reads.
    """
    held = tuple(posts)
    by_key = {role.key: role for role in roles}
    mine = [by_key[key] for post in held for key in post.roles]
    places = {post.unit for post in held} or {user.unit}
    groups = {role.key for role in mine}
    groups |= {f"{key}@{post.unit}" for post in held for key in post.roles}
    groups |= {f"unit:{place}" for place in places}
    led = {
        post.unit
        for post in held
        if any("instance.read_unit" in by_key[key].permissions for key in post.roles)
    }
    return Actor(
        login=user.login,
        name=user.name,
        groups=frozenset(groups) if user.active else frozenset(),
        permissions=frozenset().union(*(role.permissions for role in mine)) if user.active else frozenset(),
        unit=user.unit,
        led_units=frozenset(below(led, units)) if led and user.active else frozenset(),
    )


def below(keys: Iterable[str], units: Iterable[Unit]) -> set[str]:
    """The units named and all units under them."""
    found = set(keys)
    children = [(unit.parent, unit.key) for unit in units if unit.parent is not None]
    grown = True
    while grown:
        more = {key for parent, key in children if parent in found} - found
        found |= more
        grown = bool(more)
    return found


class Directory:
    """All actors of an organisation, held in memory; made anew when a record changes."""

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation
        self._users = {user.login: user for user in organisation.users}
        self._posts = {post.key: post for post in organisation.posts}
        self._held: dict[str, list[Post]] = {}
        for membership in organisation.memberships:
            self._held.setdefault(membership.login, []).append(self._posts[membership.post])
        self._actors: dict[str, Actor] = {}

    def find_user(self, login: str) -> User | None:
        """The record of a person, also of one who has left; None for a login that nobody has."""
        return self._users.get(login)

    def posts_of(self, login: str) -> tuple[Post, ...]:
        """The posts that a person holds, without those of people for whom he or she stands in."""
        return tuple(self._held.get(login, ()))

    def find_actor(self, login: str) -> Actor | None:
        """The actor behind a login; also the parts of the machine (`scheduler`, `worker`, `system`)."""
        if login in SYSTEM_ACTORS:
            return SYSTEM_ACTORS[login]
        user = self._users.get(login)
        if user is None:
            return None
        if login not in self._actors:
            self._actors[login] = actor_of(
                user, self._held.get(login, ()), self.organisation.roles, self.organisation.units
            )
        return self._actors[login]

    def is_active(self, login: str) -> bool:
        """Whether a person works here, or a part of the machine has this name."""
        user = self._users.get(login)
        return login in SYSTEM_ACTORS or (user is not None and user.active)

    def find_stand_in(self, login: str, substitute: str, day: date) -> Actor | None:
        """The person with the rights that a substitute has on that day: of all posts, or of those named."""
        user = self._users.get(login)
        found = [s for s in self.substitutes_for(login, day) if s.substitute == substitute]
        if user is None or not found:
            return None
        if any(one.post is None for one in found):
            return self.find_actor(login)
        named = {one.post for one in found}
        posts = [post for post in self.posts_of(login) if post.key in named]
        return actor_of(user, posts, self.organisation.roles, self.organisation.units)

    def load_actor(self, login: str) -> Actor:
        """As `find_actor`. Raises NotFound."""
        actor = self.find_actor(login)
        if actor is None:
            raise NotFound("There is no user {login}.", login=login)
        return actor

    def members(self, group: str) -> tuple[User, ...]:
        """The active people of a candidate group, by login."""
        return tuple(
            user
            for login, user in sorted(self._users.items())
            if user.active and group in self.load_actor(login).groups
        )

    def substitutes_for(self, login: str, day: date) -> tuple[Substitute, ...]:
        """Who may act for a person on a day."""
        return tuple(s for s in self.organisation.substitutes if s.login == login and s.is_valid_on(day))


def check_organisation(organisation: Organisation) -> None:
    """Raises Invalid with a finding for every record that names one that is not there."""
    findings = tuple(_dangling(organisation))
    if findings:
        raise Invalid("The organisation has mistakes.", findings)


def _dangling(org: Organisation) -> Iterator[Finding]:
    units, roles = {u.key for u in org.units}, {r.key for r in org.roles}
    posts, users = {p.key for p in org.posts}, {u.login for u in org.users}

    def missing(element: str, what: str, key: str | None, known: set[str]) -> Iterator[Finding]:
        if key is not None and key not in known:
            message = f"names the {what} {{key}}, which does not exist"
            yield Finding("identity.reference", message, element=element, params={"key": key})

    for unit in org.units:
        yield from missing(unit.key, "unit", unit.parent, units)
    for role in org.roles:
        for permission in sorted(role.permissions):
            yield from missing(role.key, "permission", permission, set(PERMISSIONS))
    for post in org.posts:
        yield from missing(post.key, "unit", post.unit, units)
        for key in post.roles:
            yield from missing(post.key, "role", key, roles)
    for user in org.users:
        yield from missing(user.login, "unit", user.unit, units)
        if user.login in SYSTEM_ACTORS:
            message = "is the name of a part of the machine; a person needs another"
            yield Finding("identity.reserved", message, element=user.login)
    for membership in org.memberships:
        yield from missing(membership.login, "user", membership.login, users)
        yield from missing(membership.login, "post", membership.post, posts)
    for substitute in org.substitutes:
        yield from missing(substitute.login, "user", substitute.login, users)
        yield from missing(substitute.login, "user", substitute.substitute, users)
        yield from missing(substitute.login, "post", substitute.post, posts)
