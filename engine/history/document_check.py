"""Checks the documents of one case against what its steps recorded of them. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from engine.history.problem import Problem
from engine.history.raw import RawRow, readable
from engine.store import codec

#: What a step records of each document that it brings.
_RECORDED = ("element", "name", "media_type", "size", "digest")


def fingerprint(content: bytes | None) -> dict[str, Any]:
    """What is kept of a content while documents are compared."""
    found = content or b""
    return {"content_hash": hashlib.sha256(found).hexdigest(), "content_size": len(found)}


def check_documents(case: RawRow, steps: Sequence[RawRow], kept: Sequence[RawRow]) -> Iterator[Problem]:
    """Everything that is wrong with the documents. steps: whole, as `check_case` has found."""
    left = list(kept)
    for row in steps:
        for recorded in codec.unpack(row["body"]).get("documents", ()):
            stored = _find(left, row["seq"], recorded["digest"]) or _find(left, row["seq"], None)
            if stored is None:
                message = "Document {name} of step {seq} is missing."
                yield _problem(case, "missing", message, recorded["name"], row["seq"], "")
                continue
            left.remove(stored)
            what = _altered(stored, recorded, row)
            if what is not None:
                message = "Document {name} of step {seq} is not as recorded: {what} was altered."
                yield _problem(case, what, message, recorded["name"], row["seq"], str(stored["id"]))
    for stored in left:
        message = "Document {name} of step {seq} was never recorded."
        yield _problem(case, "chain", message, readable(stored["name"]), stored["seq"], str(stored["id"]))


def _find(rows: Sequence[RawRow], seq: int, digest: str | None) -> RawRow | None:
    """The row of a step with that content, or (None) any of that step."""
    return next(
        (r for r in rows if r["seq"] == seq and digest in (None, r["content_hash"])),
        None,
    )


def _altered(stored: RawRow, recorded: dict[str, Any], step: RawRow) -> str | None:
    if stored["content_hash"] != recorded["digest"]:
        return "content"
    for column in _RECORDED:
        value = stored[column]
        if (value if isinstance(value, int) else readable(value)) != recorded[column]:
            return column
    if stored["created_at"] != step["at"]:
        return "created_at"
    return None if stored["created_by"] == step["actor"] else "created_by"


def _problem(case: RawRow, what: str, message: str, name: str, seq: int, key: str) -> Problem:
    return Problem(
        "document",
        what,
        message,
        {"name": name, "seq": seq, "what": what},
        instance_id=readable(case["id"]),
        number=readable(case["number"]),
        seq=seq,
        key=key,
    )
