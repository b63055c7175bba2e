"""The hashes that give away an altered row: the chain over a case's steps, and one for a row of its own.

Every column goes in, each with its length before it, so that no two different rows have the same input. The
first step's `prev_hash` is 32 zeros.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from engine.store.types import to_micros

_DOMAIN = b"banjian step 1"
_ROW_DOMAIN = b"banjian row 1"
FIRST = bytes(32)


def step_hash(
    instance_id: str,
    seq: int,
    kind: str,
    actor: str,
    at: datetime,
    body: bytes,
    state_hash: bytes,
    prev_hash: bytes,
) -> bytes:
    """SHA-256 over a step's columns. body: as stored, compressed."""
    digest = hashlib.sha256(_DOMAIN)
    for part in (
        instance_id.encode(),
        b"%d" % seq,
        kind.encode(),
        actor.encode(),
        b"%d" % to_micros(at),
        body,
        state_hash,
        prev_hash,
    ):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


def row_hash(table: str, values: Mapping[str, str | bytes | int | datetime | None]) -> bytes:
    """SHA-256 over a row that stands in no chain. values: all its columns but the hash, by name.

    A text may be given as its bytes and a time as its microseconds, as `verify` reads them.
    """
    digest = hashlib.sha256(_ROW_DOMAIN)
    parts = [table.encode()]
    for name in sorted(values):
        parts += (name.encode(), _part(values[name]))
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


def _part(value: str | bytes | int | datetime | None) -> bytes:
    """What is nothing differs from an empty text."""
    if value is None:
        return b""
    if isinstance(value, datetime):
        value = to_micros(value)
    if isinstance(value, int):
        return b"=%d" % value
    return b"=" + (value.encode() if isinstance(value, str) else value)
