"""Ids that are given at the edge of the engine, the only place where chance is allowed."""

from __future__ import annotations

import secrets
import threading
from datetime import datetime

from engine.errors import NotFound
from engine.store.types import to_micros

#: Crockford's alphabet: no i, l, o, u, so that ids survive being read aloud; in sorting order.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_CHANCE_BITS = 24
_LENGTH = 13
#: A key counts the activities of one case; a longer one is none, and no database could look for it.
_KEY_DIGITS = 9

_lock = threading.Lock()
_last = 0


def new_instance_id(at: datetime) -> str:
    """Thirteen letters: the millisecond, then chance; ids sort by time, in one process strictly."""
    global _last
    millisecond = to_micros(at) // 1000
    with _lock:
        if _last >> _CHANCE_BITS == millisecond:
            value = _last + 1 + secrets.randbits(8)
        else:
            # the upper half stays free for those that follow within the millisecond
            value = (millisecond << _CHANCE_BITS) | secrets.randbits(_CHANCE_BITS - 1)
        _last = value
    return "".join(_ALPHABET[(value >> shift) & 31] for shift in range(5 * (_LENGTH - 1), -1, -5))


def split_id(work_id: str) -> tuple[str, int]:
    """Case and key of a task or job id `instance.key`. Raises NotFound for anything else."""
    instance_id, dot, key = work_id.rpartition(".")
    if not dot or not key.isdecimal() or len(key) > _KEY_DIGITS:
        raise NotFound("There is no task or job {id}.", id=work_id)
    return instance_id, int(key)
