"""Who deployed on whose behalf, why and from where; and a hash for every row of packs and calendars."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

from engine.store.chain import row_hash
from engine.store.types import UtcTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_HASH = "SHA-256 over all other columns of this row"
_SAID = {
    "on_behalf_of": "Login of the person for whom it was deployed",
    "reason": "Why, where it was said",
    "client": "Where the command came from",
}
_PACK = sa.table(
    "pack",
    *(sa.column(name, sa.Text()) for name in ("key", "digest", "title", "processes", "deployed_by", *_SAID)),
    sa.column("version", sa.Integer()),
    sa.column("files", sa.LargeBinary()),
    sa.column("deployed_at", UtcTime()),
    sa.column("hash", sa.LargeBinary()),
)
_CALENDAR = sa.table(
    "calendar_version",
    *(sa.column(name, sa.Text()) for name in ("version", "imported_by")),
    sa.column("content", sa.LargeBinary()),
    sa.column("imported_at", UtcTime()),
    sa.column("hash", sa.LargeBinary()),
)


def upgrade() -> None:
    for name, comment in _SAID.items():
        op.add_column("pack", sa.Column(name, sa.Text(), nullable=True, comment=comment))
    for table, key in ((_PACK, ("key", "version")), (_CALENDAR, ("version",))):
        op.add_column(table.name, sa.Column("hash", sa.LargeBinary(), nullable=True, comment=_HASH))
        with _changeable(table.name):
            _sign(table, key)


def downgrade() -> None:
    op.drop_column("calendar_version", "hash")
    for name in ("hash", *_SAID):
        op.drop_column("pack", name)


def _sign(table: sa.TableClause, key: tuple[str, ...]) -> None:
    """Give a hash to the rows of before."""
    connection = op.get_bind()
    for row in connection.execute(sa.select(table)).mappings().all():
        values = {name: value for name, value in row.items() if name != "hash"}
        this = sa.and_(*(table.c[name] == row[name] for name in key))
        connection.execute(sa.update(table).where(this).values(hash=row_hash(table.name, values)))


@contextmanager
def _changeable(table: str) -> Iterator[None]:
    """For once the database does not refuse to change a row that is written once."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {table}_refuses_update")
        yield
        op.execute(
            f"CREATE TRIGGER {table}_refuses_update BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    else:
        op.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_refuses_change")
        yield
        op.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_refuses_change")
