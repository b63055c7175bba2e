"""A start event may wait for several messages and signals."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_NAMES = ("process", "element", "kind", "name", "pack_key", "version")


def _rebuild(key: Sequence[str]) -> None:
    """The table anew with another primary key; SQLite cannot change the one there is."""
    connection = op.get_bind()
    columns: list[sa.ColumnClause[object]] = [sa.column(name) for name in _NAMES]
    rows = connection.execute(sa.select(*columns).select_from(sa.table("start_subscription", *columns)))
    kept = {tuple(row[name] for name in key): dict(row) for row in rows.mappings()}
    op.drop_table("start_subscription")
    table = op.create_table(
        "start_subscription",
        sa.Column("process", sa.Text(), nullable=False, comment="Id of the process that starts"),
        sa.Column(
            "element",
            sa.Text(),
            nullable=False,
            comment="Id of the start event; of kind correlation, of the correlation key",
        ),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="message, signal or correlation: this process reads a key in the message",
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="Name of the message or signal"),
        sa.Column("pack_key", sa.Text(), nullable=False, comment="The pack of the process"),
        sa.Column("version", sa.Integer(), nullable=False, comment="The version that starts: the newest"),
        sa.PrimaryKeyConstraint(*key, name=op.f("start_subscription_pkey")),
        comment="Which newest versions a message or signal starts, and which read a key in a message",
    )
    op.create_index("start_subscription_name_index", "start_subscription", ["kind", "name"], unique=False)
    if kept:
        connection.execute(sa.insert(table), list(kept.values()))


def upgrade() -> None:
    _rebuild(_NAMES[:4])


def downgrade() -> None:
    _rebuild(_NAMES[:2])
