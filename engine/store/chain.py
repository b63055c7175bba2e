"""The chain of hashes over a case's steps: what a step's hash covers, and whether it still holds.

Every column of a step goes in, each with its length before it, so that no two different rows have the same
input. The first step's `prev_hash` is 32 zeros.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from engine.store.types import to_micros

_DOMAIN = b"banjian step 1"
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
