"""The tables. Each is written by one module of `engine.store` and read through `engine.store.queries`.

Names are singular. Times are UTC. The comments are the data dictionary: `docs/reference/tables.md` is
made from them.
"""

from __future__ import annotations

from engine.store.tables.base import APPEND_ONLY, metadata
from engine.store.tables.cases import (
    document,
    draft,
    incident,
    instance,
    notice,
    notice_read,
    step,
    task,
    task_candidate,
)
from engine.store.tables.packs import calendar_version, counter, pack, process, start_subscription
from engine.store.tables.people import (
    change_mark,
    ended_session,
    membership,
    person,
    post,
    role,
    substitute,
    unit,
)
from engine.store.tables.work import message, subscription, work

__all__ = [
    "APPEND_ONLY",
    "calendar_version",
    "change_mark",
    "counter",
    "document",
    "draft",
    "ended_session",
    "incident",
    "instance",
    "membership",
    "message",
    "metadata",
    "notice",
    "notice_read",
    "pack",
    "person",
    "post",
    "process",
    "role",
    "start_subscription",
    "step",
    "subscription",
    "substitute",
    "task",
    "task_candidate",
    "unit",
    "work",
]
