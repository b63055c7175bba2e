"""Checks one case: its chain of hashes from the first step to the head, and its row against it. Pure."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from engine import runtime
from engine.history.problem import Problem
from engine.history.raw import RawRow, readable
from engine.store import chain, codec, compression
from engine.store.types import from_micros, to_micros


def check_case(case: RawRow, steps: Sequence[RawRow]) -> Iterator[Problem]:
    """Everything that is wrong with a case. steps: its step rows by seq."""
    found = [*_check_numbers(steps), *_check_chain(steps, case["head"]), *_check_head(case, steps)]
    if not found:
        found = list(_check_state(case, steps[-1]))
    for problem in found:
        yield _of_case(problem, case)


def _of_case(problem: Problem, case: RawRow) -> Problem:
    return Problem(
        table=problem.table,
        what=problem.what,
        message=problem.message,
        params=problem.params,
        seq=problem.seq,
        instance_id=readable(case["id"]),
        number=readable(case["number"]),
    )


def _check_numbers(steps: Sequence[RawRow]) -> Iterator[Problem]:
    expected = 1
    for row in steps:
        seq = row["seq"]
        if seq is None or seq != expected:
            message = "Expected step {expected}, but the next row is step {seq}."
            params = {"expected": expected, "seq": seq}
            yield Problem("step", "missing", message, params, seq=expected)
        expected = (seq if isinstance(seq, int) else expected) + 1


def _check_chain(steps: Sequence[RawRow], head: bytes | None) -> Iterator[Problem]:
    previous: bytes = chain.FIRST
    hash_was_altered = False
    for row, following in zip(steps, [*(r["prev_hash"] for r in steps[1:]), head], strict=True):
        computed = compute(row, row["prev_hash"])
        what = None
        if computed != row["hash"]:
            what = _altered_column(row, previous, following, computed)
            message = "Step {seq} does not give its hash: {what} was altered."
        elif row["prev_hash"] != previous and not hash_was_altered:
            what, message = "chain", "Step {seq} does not continue the step before it."
        if what is not None:
            yield Problem("step", what, message, {"seq": row["seq"], "what": what}, seq=row["seq"])
        hash_was_altered = what == "hash"
        previous = row["hash"]


def compute(row: RawRow, prev_hash: Any) -> bytes | None:
    """The hash that a row gives; None if a column holds something of another kind."""
    try:
        return chain.step_hash(
            row["instance_id"].decode("utf-8", "surrogateescape"),
            row["seq"],
            row["kind"].decode("utf-8", "surrogateescape"),
            row["actor"].decode("utf-8", "surrogateescape"),
            from_micros(row["at"]),
            row["body"],
            row["state_hash"],
            prev_hash,
        )
    except (TypeError, ValueError, AttributeError, OverflowError):
        return None


def _altered_column(row: RawRow, previous: bytes, following: bytes | None, computed: bytes | None) -> str:
    """Which column it was, as far as the rest of the row and its neighbours tell; else `content`."""
    if computed is not None and computed == following:
        return "hash"
    if row["prev_hash"] != previous and compute(row, previous) == row["hash"]:
        return "prev_hash"
    try:
        body = codec.unpack(row["body"])
        command = body["command"]
        if command["type"].encode() != row["kind"]:
            return "kind"
        if command["actor"].encode() != row["actor"]:
            return "actor"
        # bits of the stream's head may change and the content be the same
        if compression.compress(compression.decompress(row["body"])) != row["body"]:
            return "body"
    except (zlib.error, msgspec.DecodeError, KeyError, TypeError, AttributeError):
        return "body"
    return "content"


def _check_head(case: RawRow, steps: Sequence[RawRow]) -> Iterator[Problem]:
    if not steps:
        yield Problem("step", "missing", "The case has no history.", {}, seq=1)
        return
    last = steps[-1]
    if case["seq"] != last["seq"]:
        message = "The case names step {seq} as its last, but the history ends with step {last}."
        params = {"seq": case["seq"], "last": last["seq"]}
        missing = isinstance(case["seq"], int) and case["seq"] > (last["seq"] or 0)
        yield Problem(
            "step" if missing else "instance",
            "missing" if missing else "seq",
            message,
            params,
            seq=case["seq"],
        )
    elif case["head"] != last["hash"] and compute(last, last["prev_hash"]) == last["hash"]:
        message = "The head of the case is not the hash of its last step {last}."
        yield Problem("instance", "head", message, {"last": last["seq"]}, seq=last["seq"])


def _check_state(case: RawRow, last: RawRow) -> Iterator[Problem]:
    """The state and the columns that are made from it. Asked only when the history itself is whole."""
    seq = last["seq"]
    try:
        data = compression.decompress(case["state"])
    except (zlib.error, TypeError):
        yield Problem("instance", "state", "The state of the case cannot be read.", {}, seq=seq)
        return
    if hashlib.sha256(data).digest() != last["state_hash"]:
        message = "The state of the case is not the one that step {last} recorded."
        yield Problem("instance", "state", message, {"last": seq}, seq=seq)
        return
    for column, expected in _expected_columns(runtime.decode(data), last):
        if case[column] != expected:
            message = "The case's column {what} does not agree with its history."
            yield Problem("instance", column, message, {"what": column}, seq=seq)


def check_pack(
    case: RawRow, steps: Sequence[RawRow], digests: Mapping[tuple[bytes, int], str]
) -> Iterator[Problem]:
    """That the pack on which the case runs is the one under which its steps were recorded.

    steps: whole, as `check_case` has found. digests: of the deployed packs, by key and version.
    """
    expected = digests.get((case["pack_key"], case["version"]))
    for row in steps:
        recorded = codec.unpack(row["body"])["pack"]
        if recorded != expected:
            message = "Step {seq} was recorded under another content of pack {pack}."
            params = {"seq": row["seq"], "pack": f"{readable(case['pack_key'])}:{case['version']}"}
            yield _of_case(Problem("pack", "digest", message, params, seq=row["seq"]), case)
            return


def _expected_columns(state: runtime.State, last: RawRow) -> Iterable[tuple[str, Any]]:
    key, _, version = state.pack.rpartition(":")
    return (
        ("number", state.number.encode()),
        ("pack_key", key.encode()),
        ("version", int(version)),
        ("process", state.process.encode()),
        ("status", state.status.encode()),
        ("started_at", to_micros(state.started_at)),
        ("started_by", state.started_by.encode()),
        ("changed_at", last["at"]),
    )
