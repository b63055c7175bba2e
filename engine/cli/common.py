"""What several commands share: the configuration that was asked for, and JSON on standard output."""

from __future__ import annotations

from typing import Any

import click
import msgspec

from engine.config import Config, load


def load_config() -> Config:
    """The configuration named by `banjian --config`, else the usual one."""
    context = click.get_current_context(silent=True)
    return load(context.find_root().params.get("config_file") if context else None)


def print_json(document: Any) -> None:
    """One JSON document on standard output; numbers stay exact."""
    content = msgspec.json.Encoder(decimal_format="number").encode(document)
    click.echo(msgspec.json.format(content, indent=2).decode())
