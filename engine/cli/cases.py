"""`banjian deploy`: put packs into force from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from engine.cli.common import load_config, misused, print_json, say
from engine.service.receipt import Receipt


@click.command("deploy")
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--actor", default="system", show_default=True, help="Login of who deploys.")
@click.option("--reason", help="Why; it is kept with the version.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def deploy_command(paths: tuple[Path, ...], actor: str, reason: str | None, as_json: bool) -> None:
    """Deploy packs: folders with a pack.yaml, or folders of such folders.

    The same files again change nothing. A pack with errors is refused as a whole, with all findings.
    """
    from engine import commands, open_engine
    from engine.model.packs import read_folder

    folders = [folder for path in paths for folder in _packs_of(path)]
    if not folders:
        where = ", ".join(map(str, paths))
        raise misused("{path} has no pack: no {file} in it.", path=where, file="pack.yaml")
    engine = open_engine(load_config())
    try:
        receipts = []
        for folder in folders:
            files = read_folder(folder)
            key = _key_of(folder, files)
            order = commands.Deploy(actor=actor, reason=reason, client="cli", key=key, files=files)
            receipts.append(engine.handle(order))
            if not as_json:
                _tell(receipts[-1])
    finally:
        engine.close()
    if as_json:
        deployed: list[dict[str, Any]] = [
            {"pack": r.pack, "version": r.version, "changed": r.changed} for r in receipts
        ]
        print_json({"packs": deployed})


def _tell(receipt: Receipt) -> None:
    message = (
        "Pack {pack} is deployed in version {version}."
        if receipt.changed
        else "Pack {pack} is in force in version {version} already; nothing changed."
    )
    click.echo(say(message, pack=receipt.pack, version=receipt.version))


def _packs_of(path: Path) -> list[Path]:
    if (path / "pack.yaml").is_file():
        return [path]
    return [folder for folder in sorted(path.iterdir()) if (folder / "pack.yaml").is_file()]


def _key_of(folder: Path, files: dict[str, bytes]) -> str:
    """The key that the pack gives itself; the folder's name where that cannot be read."""
    import yaml

    try:
        content = yaml.safe_load(files["pack.yaml"])
    except yaml.YAMLError:
        content = None
    key = content.get("key") if isinstance(content, dict) else None
    return key if isinstance(key, str) else folder.name
