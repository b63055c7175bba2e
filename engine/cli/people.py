"""`banjian people`: take over who works here from a file, give passwords."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from engine.cli.common import load_config, misused, print_json
from engine.errors import NotFound


@click.group("people")
def people_group() -> None:
    """Who works here: take over a file, list, give a password."""


@people_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def import_command(file: Path, as_json: bool) -> None:
    """Take over units, roles, posts and people from FILE (YAML), as a whole.

    People without a password get one made by chance; it is shown once, and only its hash is kept.
    """
    from engine import open_engine
    from engine.identity.loading import read_organisation

    organisation = read_organisation(file.read_text("utf-8"))
    engine = open_engine(load_config())
    try:
        engine.identity.save_organisation(organisation, actor="system")
        passwords = {
            user.login: secrets.token_urlsafe(9)
            for user in engine.identity.directory.organisation.users
            if user.active and user.password_hash is None
        }
        for login, password in passwords.items():
            engine.identity.set_password(login, password, actor="system")
    finally:
        engine.close()
    if as_json:
        print_json({"users": len(organisation.users), "passwords": passwords})
        return
    click.echo(f"{len(organisation.users)} people of {len(organisation.units)} units are known.")
    for login, password in passwords.items():
        click.echo(f"  {login}: first password {password}")


@people_group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_command(as_json: bool) -> None:
    """Print logins, names, units and posts."""
    from engine import open_engine

    engine = open_engine(load_config())
    try:
        known = engine.identity.directory.organisation
    finally:
        engine.close()
    posts: dict[str, list[str]] = {}
    for held in known.memberships:
        posts.setdefault(held.login, []).append(held.post)
    rows = [
        {
            "login": user.login,
            "name": user.name,
            "unit": user.unit,
            "posts": posts.get(user.login, []),
            "active": user.active,
        }
        for user in known.users
    ]
    if as_json:
        print_json(rows)
        return
    for user in known.users:
        state = "" if user.active else "  (has left)"
        duties = " ".join(posts.get(user.login, []))
        click.echo(f"{user.login:<24} {user.name}  {user.unit}  {duties}{state}")


@people_group.command("password")
@click.argument("login")
@click.password_option(help="The new password; asked for where it is not given.")
def password_command(login: str, password: str) -> None:
    """Give LOGIN another password; sessions with the old one end."""
    from engine import open_engine

    if len(password) < 10:
        raise misused("A password needs at least ten characters.")
    engine = open_engine(load_config())
    try:
        if engine.identity.find_user(login) is None:
            raise NotFound("There is no user {login}.", login=login)
        engine.identity.set_password(login, password, actor="system")
    finally:
        engine.close()
    click.echo(f"{login} has a new password.")
