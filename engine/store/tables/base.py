"""What all tables share: one metadata with fixed names for constraints, and column shorthands."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, Text

from engine.store.types import UtcTime

metadata = MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s_index",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "pk": "%(table_name)s_pkey",
        "ck": "%(table_name)s_%(constraint_name)s_check",
    }
)

#: Tables whose rows are written once: the database itself refuses UPDATE and DELETE on them.
APPEND_ONLY = ("step", "document", "pack", "calendar_version")

#: An id that the database counts up. SQLite does so only for exactly INTEGER.
SERIAL = BigInteger().with_variant(Integer(), "sqlite")


def text(name: str, comment: str, *args: Any, null: bool = False, **options: Any) -> Column[str]:
    return Column(name, Text, *args, nullable=null, comment=comment, **options)


def number(name: str, comment: str, *args: Any, null: bool = False, **options: Any) -> Column[int]:
    return Column(name, Integer, *args, nullable=null, comment=comment, **options)


def blob(name: str, comment: str, null: bool = False) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=null, comment=comment)


def time(name: str, comment: str, null: bool = False) -> Column[Any]:
    return Column(name, UtcTime, nullable=null, comment=comment)


def flag(name: str, comment: str) -> Column[int]:
    """0 or 1: a number on both databases, so that partial indexes read the same."""
    return Column(name, Integer, nullable=False, server_default="0", comment=comment)
