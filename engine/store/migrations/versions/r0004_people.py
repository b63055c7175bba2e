"""Users, units, roles and who holds which."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "change_mark",
        sa.Column("name", sa.Text(), nullable=False, comment="What it marks: people or calendar"),
        sa.Column("value", sa.BigInteger(), nullable=False, comment="Counts up with every change of it"),
        sa.PrimaryKeyConstraint("name", name=op.f("change_mark_pkey")),
        comment="Tells the copies that processes hold in memory that they are old",
    )
    op.create_table(
        "role",
        sa.Column("key", sa.Text(), nullable=False, comment="Key of the role, the candidate group in models"),
        sa.Column("name", sa.Text(), nullable=False, comment="Name in Chinese"),
        sa.Column("name_en", sa.Text(), nullable=False, comment="Name in English"),
        sa.Column("permissions", sa.Text(), nullable=False, comment="JSON: the permissions that it brings"),
        sa.PrimaryKeyConstraint("key", name=op.f("role_pkey")),
        comment="Roles: candidate groups of the models, with permissions",
    )
    op.create_table(
        "unit",
        sa.Column("key", sa.Text(), nullable=False, comment="Key of the unit"),
        sa.Column("name", sa.Text(), nullable=False, comment="Name in Chinese"),
        sa.Column("name_en", sa.Text(), nullable=False, comment="Name in English"),
        sa.Column("kind", sa.Text(), nullable=False, comment="county, office or section"),
        sa.Column("parent", sa.Text(), nullable=True, comment="The unit above; empty for the topmost"),
        sa.Column("position", sa.Integer(), nullable=False, comment="Order among the units of one parent"),
        sa.ForeignKeyConstraint(["parent"], ["unit.key"], name=op.f("unit_parent_fkey")),
        sa.PrimaryKeyConstraint("key", name=op.f("unit_pkey")),
        comment="Parts of the organisation",
    )
    op.create_table(
        "person",
        sa.Column(
            "login", sa.Text(), nullable=False, comment="Name to sign in with; steps name people by it"
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="Full name"),
        sa.Column("name_en", sa.Text(), nullable=False, comment="Full name in Latin letters"),
        sa.Column("unit", sa.Text(), nullable=False, comment="The home unit"),
        sa.Column(
            "password_hash",
            sa.Text(),
            nullable=True,
            comment="argon2id; empty for one who cannot sign in with a password",
        ),
        sa.Column(
            "active", sa.Integer(), server_default="0", nullable=False, comment="0 for one who has left"
        ),
        sa.Column(
            "demo",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="1 for one invented for a demonstration",
        ),
        sa.Column("mail", sa.Text(), nullable=True, comment="Address for mails"),
        sa.Column("phone", sa.Text(), nullable=True, comment="Telephone"),
        sa.Column("language", sa.Text(), nullable=True, comment="zh_CN or en; empty for the site's"),
        sa.ForeignKeyConstraint(["unit"], ["unit.key"], name=op.f("person_unit_fkey")),
        sa.PrimaryKeyConstraint("login", name=op.f("person_pkey")),
        comment="People who may sign in; never removed, so that the history keeps their names",
    )
    op.create_table(
        "post",
        sa.Column("key", sa.Text(), nullable=False, comment="Key of the post"),
        sa.Column("name", sa.Text(), nullable=False, comment="Name in Chinese"),
        sa.Column("name_en", sa.Text(), nullable=False, comment="Name in English"),
        sa.Column("unit", sa.Text(), nullable=False, comment="Its unit"),
        sa.Column("roles", sa.Text(), nullable=False, comment="JSON: keys of the roles that its holder has"),
        sa.ForeignKeyConstraint(["unit"], ["unit.key"], name=op.f("post_unit_fkey")),
        sa.PrimaryKeyConstraint("key", name=op.f("post_pkey")),
        comment="Posts; a person has the roles of the posts that he or she holds",
    )
    op.create_table(
        "membership",
        sa.Column("login", sa.Text(), nullable=False, comment="The person"),
        sa.Column("post", sa.Text(), nullable=False, comment="The post that he or she holds"),
        sa.ForeignKeyConstraint(["login"], ["person.login"], name=op.f("membership_login_fkey")),
        sa.ForeignKeyConstraint(["post"], ["post.key"], name=op.f("membership_post_fkey")),
        sa.PrimaryKeyConstraint("login", "post", name=op.f("membership_pkey")),
        comment="Who holds which post",
    )
    op.create_table(
        "substitute",
        sa.Column("id", SERIAL, nullable=False, comment="Counts up"),
        sa.Column("login", sa.Text(), nullable=False, comment="The person who is stood in for"),
        sa.Column("substitute", sa.Text(), nullable=False, comment="Who acts for that person"),
        sa.Column("first", sa.Date(), nullable=False, comment="First day"),
        sa.Column("last", sa.Date(), nullable=True, comment="Last day; empty until it is ended"),
        sa.Column("post", sa.Text(), nullable=True, comment="For this post only; empty for all"),
        sa.ForeignKeyConstraint(["login"], ["person.login"], name=op.f("substitute_login_fkey")),
        sa.ForeignKeyConstraint(["post"], ["post.key"], name=op.f("substitute_post_fkey")),
        sa.ForeignKeyConstraint(["substitute"], ["person.login"], name=op.f("substitute_substitute_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("substitute_pkey")),
        sa.UniqueConstraint(
            "login", "substitute", "first", "post", name=op.f("substitute_login_substitute_first_post_key")
        ),
        comment="Who stands in for whom, and when",
    )


def downgrade() -> None:
    op.drop_table("substitute")
    op.drop_table("membership")
    op.drop_table("post")
    op.drop_table("person")
    op.drop_table("unit")
    op.drop_table("role")
    op.drop_table("change_mark")
