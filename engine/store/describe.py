"""Writes the data dictionary from the comments of the tables: `python -m engine.store.describe`."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from engine.store.tables import APPEND_ONLY, metadata
from engine.store.types import UtcTime

_HEAD = """\
# Tables

Made from the comments in `engine/store/tables` by `python -m engine.store.describe`; a test keeps it true.

Times are UTC: `timestamptz` on PostgreSQL, microseconds since 1970 on SQLite. Flags are 0 or 1. Blobs named
zlib are read by `engine.store.codec`. The database itself refuses UPDATE and DELETE on tables marked
*append-only*.
"""


def lines() -> Iterator[str]:
    """The page, line by line."""
    yield from _HEAD.splitlines()
    for name in sorted(metadata.tables):
        table = metadata.tables[name]
        mark = " *append-only*" if name in APPEND_ONLY else ""
        yield from ("", f"## {name}{mark}", "", f"{table.comment}.", "")
        yield from ("| column | type | meaning |", "|---|---|---|")
        for column in table.columns:
            yield f"| {_name(column)} | {_type(column)} | {column.comment} |"
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        if indexes:
            yield ""
        for index in indexes:
            where = index.dialect_options["sqlite"].get("where")
            only = f", where {where}" if where is not None else ""
            yield f"Index `{index.name}`: {', '.join(column.name for column in index.columns)}{only}."


def _name(column: sa.Column[object]) -> str:
    return f"**{column.name}**" if column.primary_key else column.name


def _type(column: sa.Column[object]) -> str:
    if isinstance(column.type, UtcTime):
        kind = "time"
    elif isinstance(column.type, sa.LargeBinary):
        kind = "blob"
    else:
        kind = str(column.type).lower()
    parts = [kind] + (["null"] if column.nullable else [])
    parts += [f"→ {key.target_fullname}" for key in column.foreign_keys]
    return " ".join(parts)


if __name__ == "__main__":
    print("\n".join(lines()))
