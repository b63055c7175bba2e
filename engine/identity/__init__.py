"""Who works here and what they may do: records, groups, permissions, passwords.

The records are in `model`, the questions in `access`, the way from records to actors in `directory`.
Nothing here reads a database or the clock.
"""

from __future__ import annotations

from engine.identity.access import (
    CaseFacts,
    TaskFacts,
    check,
    check_claim,
    check_complete,
    check_read,
    check_release,
    check_start,
    is_candidate,
    may,
    may_claim,
    may_complete,
    may_read,
    may_release,
    may_start,
)
from engine.identity.directory import SYSTEM_ACTORS, Directory, actor_of, check_organisation
from engine.identity.model import (
    PERMISSIONS,
    Actor,
    Membership,
    Organisation,
    Post,
    Role,
    Substitute,
    Unit,
    User,
)

__all__ = [
    "PERMISSIONS",
    "SYSTEM_ACTORS",
    "Actor",
    "CaseFacts",
    "Directory",
    "Membership",
    "Organisation",
    "Post",
    "Role",
    "Substitute",
    "TaskFacts",
    "Unit",
    "User",
    "actor_of",
    "check",
    "check_claim",
    "check_complete",
    "check_organisation",
    "check_read",
    "check_release",
    "check_start",
    "is_candidate",
    "may",
    "may_claim",
    "may_complete",
    "may_read",
    "may_release",
    "may_start",
]
