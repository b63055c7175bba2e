"""Tables of the organisation: units, roles, posts, people, who holds what and who stands in for whom."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, ForeignKey, PrimaryKeyConstraint, Table, UniqueConstraint

from engine.store.tables.base import SERIAL, flag, metadata, number, text, time

_PEOPLE = {"people": True}

unit = Table(
    "unit",
    metadata,
    text("key", "Key of the unit", primary_key=True),
    text("name", "Name in Chinese"),
    text("name_en", "Name in English"),
    text("kind", "county, office or section"),
    text("parent", "The unit above; empty for the topmost", ForeignKey("unit.key"), null=True),
    number("position", "Order among the units of one parent"),
    comment="Parts of the organisation",
    info=_PEOPLE,
)

role = Table(
    "role",
    metadata,
    text("key", "Key of the role, the candidate group in models", primary_key=True),
    text("name", "Name in Chinese"),
    text("name_en", "Name in English"),
    text("permissions", "JSON: the permissions that it brings"),
    comment="Roles: candidate groups of the models, with permissions",
    info=_PEOPLE,
)

post = Table(
    "post",
    metadata,
    text("key", "Key of the post", primary_key=True),
    text("name", "Name in Chinese"),
    text("name_en", "Name in English"),
    text("unit", "Its unit", ForeignKey("unit.key")),
    text("roles", "JSON: keys of the roles that its holder has"),
    comment="Posts; a person has the roles of the posts that he or she holds",
    info=_PEOPLE,
)

person = Table(
    "person",
    metadata,
    text("login", "Name to sign in with; steps name people by it", primary_key=True),
    text("name", "Full name"),
    text("name_en", "Full name in Latin letters"),
    text("unit", "The home unit", ForeignKey("unit.key")),
    text("password_hash", "argon2id; empty for one who cannot sign in with a password", null=True),
    flag("active", "0 for one who has left"),
    flag("demo", "1 for one invented for a demonstration"),
    text("mail", "Address for mails", null=True),
    text("phone", "Telephone", null=True),
    text("language", "zh_CN or en; empty for the site's", null=True),
    comment="People who may sign in; never removed, so that the history keeps their names",
    info=_PEOPLE,
)

membership = Table(
    "membership",
    metadata,
    text("login", "The person", ForeignKey("person.login")),
    text("post", "The post that he or she holds", ForeignKey("post.key")),
    PrimaryKeyConstraint("login", "post"),
    comment="Who holds which post",
    info=_PEOPLE,
)

substitute = Table(
    "substitute",
    metadata,
    Column("id", SERIAL, primary_key=True, comment="Counts up"),
    text("login", "The person who is stood in for", ForeignKey("person.login")),
    text("substitute", "Who acts for that person", ForeignKey("person.login")),
    Column("first", Date, nullable=False, comment="First day"),
    Column("last", Date, nullable=True, comment="Last day; empty until it is ended"),
    text("post", "For this post only; empty for all", ForeignKey("post.key"), null=True),
    UniqueConstraint("login", "substitute", "first", "post"),
    comment="Who stands in for whom, and when",
    info=_PEOPLE,
)

ended_session = Table(
    "ended_session",
    metadata,
    text("mark", "SHA-256 of the session's id", primary_key=True),
    time("until", "When the session would have ended by itself; the row may go then"),
    comment="Sessions that a person has ended by signing out; a copy of their cookie is worth nothing",
    info=_PEOPLE,
)

change_mark = Table(
    "change_mark",
    metadata,
    text("name", "What it marks: people or calendar", primary_key=True),
    Column("value", BigInteger, nullable=False, comment="Counts up with every change of it"),
    comment="Tells the copies that processes hold in memory that they are old",
    info=_PEOPLE,
)
