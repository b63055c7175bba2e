"""The people of an office and how they are ordered, as frozen records; what they may do is in `access`.

A person holds posts; a post belongs to a unit and carries roles; a role is a group of candidates in the
models and brings permissions. Nothing here changes by itself: the store keeps the rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

Permission = Literal[
    "task.claim",
    "task.complete",
    "task.release_any",
    "instance.start",
    "instance.cancel",
    "instance.suspend",
    "instance.read_unit",
    "instance.read_all",
    "pack.deploy",
    "job.retry",
    "history.audit",
    "message.send",
    "user.manage",
    "calendar.manage",
    "system",
]

#: every permission that there is
PERMISSIONS: frozenset[str] = frozenset(get_args(Permission))

UnitKind = Literal["county", "office", "section"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of the organisation. parent: key of the unit above, None for the county itself."""

    key: str
    name: str
    name_en: str
    kind: UnitKind
    parent: str | None = None
    position: int = 0


@dataclass(frozen=True, slots=True)
class Role:
    """A group of candidates, by the key that the models use, with what its members may do."""

    key: str
    name: str
    name_en: str
    permissions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Post:
    """A post in a unit. roles: keys of the roles that its holder has."""

    key: str
    name: str
    name_en: str
    unit: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class User:
    """A person who may sign in.

    unit: the home unit. password_hash: argon2, None for someone who cannot sign in with a password.
    active: False for one who has left; the history keeps the name. demo: invented for a demonstration.
    language: `zh_CN` or `en`, None for the site's.
    """

    login: str
    name: str
    unit: str
    name_en: str = ""
    password_hash: str | None = field(default=None, repr=False)
    active: bool = True
    demo: bool = False
    mail: str | None = None
    phone: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """A person holds a post."""

    login: str
    post: str


@dataclass(frozen=True, slots=True)
class Substitute:
    """The second holder of a post for a time (AB岗, PT-36, GA-05): acts for `login` from `first` to `last`.

    last: None until it is ended. post: None for all posts of the person.
    """

    login: str
    substitute: str
    first: date
    last: date | None = None
    post: str | None = None

    def is_valid_on(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Organisation:
    """All records together, as they are read from a file or the store."""

    units: tuple[Unit, ...] = ()
    roles: tuple[Role, ...] = ()
    posts: tuple[Post, ...] = ()
    users: tuple[User, ...] = ()
    memberships: tuple[Membership, ...] = ()
    substitutes: tuple[Substitute, ...] = ()


@dataclass(frozen=True, slots=True)
class Actor:
    """Who gives a command: a person or a part of the machine, with all that decides what it may do.

    groups: the roles of the person, each also as `role@unit` for the unit of the post, and `unit:key`
    for each of these units; models may name any of the three as candidate group.
    led_units: units whose cases the person may read as a leader, those below included.
    """

    login: str
    name: str
    groups: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()
    unit: str = ""
    led_units: frozenset[str] = frozenset()
