"""The only writer of `subscription` and `message`: who waits for what, and what waits for somebody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.engine import Connection

from engine.store.codec import pack, unpack
from engine.store.database import execute_rows
from engine.store.tables import instance, message, start_subscription, subscription
from engine.store.work import new_row

#: how often a delivery is tried
DELIVERY_RETRIES = 3

_INSERT = sa.insert(subscription).inline()
_REMOVE = sa.delete(subscription).where(
    subscription.c.instance_id == bindparam("b_instance"),
    subscription.c.key == bindparam("b_key"),
)
_WAITING = (
    sa.select(subscription.c.instance_id)
    .where(
        subscription.c.kind == "message",
        subscription.c.name == bindparam("b_name"),
        subscription.c.correlation == bindparam("b_key"),
    )
    .order_by(subscription.c.instance_id)
    .limit(1)
)

#: the key of a wait that any message of its name meets; no file can hold this sign
_ANY = "\x01"
#: pairs of name and key that one statement looks for
_PAIRS = 200
_WAITS = sa.select(subscription.c.instance_id, subscription.c.key, subscription.c.element)
_WAIT = sa.select(subscription.c.name, subscription.c.correlation).where(
    subscription.c.instance_id == bindparam("b_instance"),
    subscription.c.key == bindparam("b_key"),
    subscription.c.kind == "message",
)


def subscribe(connection: Connection, instance_id: str, waits: Iterable[Mapping[str, Any]]) -> None:
    """Write `waiting` events of a case."""
    rows = [
        {
            "instance_id": instance_id,
            "key": wait["k"],
            "kind": wait["kind"],
            "name": wait["name"],
            "correlation": _correlation(wait),
            "element": wait["el"],
        }
        for wait in waits
    ]
    execute_rows(connection, _INSERT, rows)


def _correlation(wait: Mapping[str, Any]) -> str:
    """The key of a `waiting` event as its row has it."""
    return _ANY if wait["key"] is None else str(wait["key"])


def unsubscribe(connection: Connection, instance_id: str, keys: Iterable[int]) -> None:
    execute_rows(connection, _REMOVE, [{"b_instance": instance_id, "b_key": key} for key in sorted(keys)])


def find_waiting(connection: Connection, name: str, key: str) -> str | None:
    """The case that waits for a message with this key, else with any; the oldest, if several do."""
    for wanted in (key, _ANY):
        found: str | None = connection.execute(_WAITING, {"b_name": name, "b_key": wanted}).scalar()
        if found is not None:
            return found
    return None


def list_listening(connection: Connection, signal: str) -> list[str]:
    """The cases that wait for a signal."""
    rows = connection.execute(
        sa.select(subscription.c.instance_id)
        .where(subscription.c.kind == "signal", subscription.c.name == signal)
        .distinct()
        .order_by(subscription.c.instance_id)
    )
    return list(rows.scalars())


def is_begun(connection: Connection, signal: str, process: str, element: str) -> bool:
    """Whether a case waits for a signal at the very start event that it would start another at: a parallel
    one of which another part has come."""
    found = connection.execute(
        sa.select(subscription.c.instance_id)
        .join(instance, instance.c.id == subscription.c.instance_id)
        .where(
            subscription.c.kind == "signal", subscription.c.name == signal,
            subscription.c.element == element, instance.c.process == process,
        )
        .limit(1)
    )  # fmt: skip
    return found.first() is not None


def list_starts(connection: Connection, kind: str, name: str) -> list[tuple[str, str]]:
    """(process, start event) pairs that a message or signal starts."""
    rows = connection.execute(
        sa.select(start_subscription.c.process, start_subscription.c.element)
        .where(start_subscription.c.kind == kind, start_subscription.c.name == name)
        .order_by(start_subscription.c.process, start_subscription.c.element)
    )
    return [(row.process, row.element) for row in rows]


def find_taken(connection: Connection, message_id: str) -> sa.Row[Any] | None:
    """Whether a message with this id came before: its row."""
    return connection.execute(sa.select(message).where(message.c.message_id == message_id)).first()


def keep(
    connection: Connection,
    command: Mapping[str, Any],
    received_at: datetime,
    expires_at: datetime,
    instance_id: str | None,
) -> None:
    """Keep a message until somebody waits for it, or (with `instance_id`) the id of one that was taken."""
    connection.execute(
        sa.insert(message).inline(),
        {
            "message_id": command.get("message_id"),
            "name": command["message"],
            "correlation": command.get("key", ""),
            "body": pack(command),
            "received_at": received_at,
            "expires_at": expires_at,
            "instance_id": instance_id,
        },
    )


def take_kept(connection: Connection, instance_id: str, key: int, now: datetime) -> Any:
    """The oldest message kept for what an activity of a case waits for, now taken by the case; None if there
    is none, or the activity waits no longer. The caller has the lock of the case."""
    wait = connection.execute(_WAIT, {"b_instance": instance_id, "b_key": key}).first()
    if wait is None:
        return None
    row = connection.execute(
        sa.select(message.c.id, message.c.body)
        .where(
            message.c.instance_id.is_(None), _meets(wait.name, wait.correlation), message.c.expires_at > now
        )
        .order_by(message.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if row is None:
        return None
    connection.execute(sa.update(message).where(message.c.id == row.id).values(instance_id=instance_id))
    return unpack(row.body)


def list_kept(
    connection: Connection, waits: Sequence[Mapping[str, Any]], now: datetime
) -> list[Mapping[str, Any]]:
    """Those of some `waiting` events for which a message is kept."""
    wanted = {(str(wait["name"]), _correlation(wait)) for wait in waits}
    query = sa.select(message.c.name, message.c.correlation).where(
        message.c.instance_id.is_(None), message.c.expires_at > now
    )
    kept: set[tuple[str, str]] = set()
    for some in _batches(sorted(wanted)):
        for row in connection.execute(query.where(sa.or_(*(_meets(*pair) for pair in some))).distinct()):
            kept |= {(row.name, row.correlation), (row.name, _ANY)}
    return [wait for wait in waits if (wait["name"], _correlation(wait)) in kept]


def _batches(pairs: list[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    """So many at a time as a statement of either database can hold."""
    return (pairs[first : first + _PAIRS] for first in range(0, len(pairs), _PAIRS))


def _meets(name: str, correlation: str) -> sa.ColumnElement[bool]:
    """A message with this name and key, or with any."""
    named = message.c.name == name
    return named if correlation == _ANY else sa.and_(named, message.c.correlation == correlation)


def list_met(connection: Connection, now: datetime, limit: int = 100) -> list[dict[str, Any]]:
    """Waits for which a message is kept.

    Each side looks for the other when it comes; where both come at the same moment on PostgreSQL, neither
    sees the other yet, and this finds them. It goes from the messages to the waits: few messages are kept,
    but every open case may wait.
    """
    kept = sa.select(message.c.name, message.c.correlation).where(
        message.c.instance_id.is_(None), message.c.expires_at > now
    )
    found: list[dict[str, Any]] = []
    pairs = [(row.name, row.correlation) for row in connection.execute(kept.distinct())]
    for some in _batches(pairs):
        rows = connection.execute(_WAITS.where(_is_for_one_of(some)))
        found += [dict(row._mapping) for row in rows]
        if len(found) >= limit:
            break
    return found[:limit]


def _is_for_one_of(pairs: Iterable[tuple[str, str]]) -> sa.ColumnElement[bool]:
    """Written out one by one: this way both databases look each up in the index."""
    columns = subscription.c
    return sa.or_(
        *(
            sa.and_(columns.kind == "message", columns.name == name, columns.correlation.in_((key, _ANY)))
            for name, key in pairs
        )
    )


def delivery_of(instance_id: str, key: int, element: str, at: datetime) -> dict[str, Any]:
    """The work of giving a kept message to an activity that waits: for what, is looked up when it is done."""
    return new_row(f"kept:{instance_id}.{key}", "kept", at, instance_id, key, element, DELIVERY_RETRIES)


def remove_expired(connection: Connection, now: datetime) -> int:
    """Remove messages whose time is over; how many."""
    return connection.execute(sa.delete(message).where(message.c.expires_at <= now)).rowcount
