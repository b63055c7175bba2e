"""Checks that the stored record is whole: every hash of every case, and that the rest agrees with it.

It cannot see that the newest steps of a case were cut off together with its head, or that a whole case went
with its number and the counter; an export that is kept elsewhere shows that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.history import raw
from engine.history.chain_check import check_case, check_pack
from engine.history.document_check import check_documents, fingerprint
from engine.history.problem import Problem
from engine.history.store_check import check_store, list_digests
from engine.store.database import Database
from engine.store.tables import document, instance, step

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked, and what is wrong."""

    instances: int
    steps: int
    documents: int
    problems: tuple[Problem, ...]

    def as_dict(self) -> dict[str, Any]:
        """The shape that `banjian verify --json` prints."""
        return {
            "ok": not self.problems,
            "instances": self.instances,
            "steps": self.steps,
            "documents": self.documents,
            "problems": [problem.as_dict() for problem in self.problems],
        }


def verify(database: Database, progress: Progress = lambda done, total: None) -> Verification:
    """Check everything that is stored once and never changed, and the cases' rows against it.

    progress: called with the number of cases done and of all cases.
    """
    with raw.snapshot(database) as connection:
        return verify_within(connection, progress)


def verify_within(connection: Connection, progress: Progress = lambda done, total: None) -> Verification:
    """The same, as one transaction sees it."""
    total = _count(connection, instance)
    problems: list[Problem] = []
    digests = list_digests(connection)
    done = 0
    for cases in raw.batches(connection, instance, _in_order(connection)):
        ids = [raw.readable(case["id"]) for case in cases]
        histories = _of_cases(connection, step, ids, step.c.seq)
        kept = _of_cases(connection, document, ids, document.c.id)
        for case in cases:
            steps = histories.get(case["id"], [])
            found = [*check_case(case, steps)]
            if not found:  # a body that was altered says nothing about packs and documents
                found += check_pack(case, steps, digests)
                found += check_documents(case, steps, kept.get(case["id"], []))
            problems += found
        done += len(cases)
        progress(done, total)
    problems.extend(_orphans(connection))
    problems.extend(check_store(connection))
    return Verification(total, _count(connection, step), _count(connection, document), tuple(problems))


def _count(connection: Connection, table: sa.Table) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def _in_order(connection: Connection) -> sa.Select[Any]:
    return raw.select(connection, instance).order_by(instance.c.id)


def _of_cases(
    connection: Connection, table: sa.Table, ids: list[str], order: sa.Column[Any]
) -> dict[bytes, list[raw.RawRow]]:
    """The rows of some cases, by case, in order; of a document's content only its hash and size."""
    query = raw.select(connection, table).where(table.c.instance_id.in_(ids))
    found: dict[bytes, list[raw.RawRow]] = {}
    for row in raw.rows(connection, table, query.order_by(table.c.instance_id, order)):
        if "content" in row:
            row |= fingerprint(row.pop("content"))
        found.setdefault(row["instance_id"], []).append(row)
    return found


def _orphans(connection: Connection) -> Iterator[Problem]:
    query = (
        raw.select(connection, step, "body")
        .join(instance, instance.c.id == step.c.instance_id, isouter=True)
        .where(instance.c.id.is_(None))
        .order_by(step.c.instance_id, step.c.seq)
    )
    for row in raw.rows(connection, step, query):
        yield Problem(
            "step",
            "instance_id",
            "Step {seq} belongs to case {instance}, which does not exist.",
            {"seq": row["seq"], "instance": raw.readable(row["instance_id"])},
            instance_id=raw.readable(row["instance_id"]),
            seq=row["seq"],
        )
