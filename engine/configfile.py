"""Reads what a configuration file and the environment say, and names what they should not say.

Knows the keys only by their dotted names and types; what they mean is in `config`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import time
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

import msgspec

from engine.errors import ConfigError

PREFIX = "BANJIAN_"
#: overrides that are not keys of the file: where the file is, and the secrets
CONFIG_VARIABLE = "BANJIAN_CONFIG"
SECRET_KEYS = ("secret_key", "mail.password")


def variable(key: str) -> str:
    """The environment variable that overrides a key: `database.url` = BANJIAN_DATABASE_URL."""
    return PREFIX + key.upper().replace(".", "_")


def read_file(file: Path) -> dict[str, Any]:
    import yaml

    try:
        content = yaml.safe_load(file.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as cause:
        raise ConfigError("{path} is not YAML: {cause}", key="", path=str(file), cause=str(cause)) from cause
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise ConfigError("{path} has no keys.", key="", path=str(file))
    return content


def check_names(content: dict[str, Any], known: Collection[str]) -> None:
    """Refuse keys that do not exist, and secrets."""
    sections = {key.split(".")[0] for key in known if "." in key}
    for name, value in content.items():
        if name not in sections:
            given = [str(name)]
        elif value is None:
            given = []
        elif isinstance(value, dict):
            given = [f"{name}.{inner}" for inner in value]
        else:
            raise ConfigError("Expected keys under '{key}', got {value}.", key=str(name), value=repr(value))
        for key in given:
            if key in SECRET_KEYS:
                raise ConfigError(
                    "'{key}' is a secret and may not stand in the file: set {variable} instead.",
                    key=key,
                    variable=variable(key),
                )
            if key not in known:
                _unknown(key, [*known, *sections])


def _unknown(key: str, known: list[str]) -> NoReturn:
    last = key.rpartition(".")[2]
    near = [k for k in known if k.endswith("." + last)]
    ends = {k.rpartition(".")[2]: k for k in known}
    near += get_close_matches(key, known, n=3) + [ends[n] for n in get_close_matches(last, ends, n=2)]
    near = list(dict.fromkeys(near))[:4]
    if near:
        raise ConfigError("There is no key '{key}'. Did you mean {near}?", key=key, near=", ".join(near))
    raise ConfigError("There is no key '{key}'.", key=key)


def flatten(content: dict[str, Any]) -> dict[str, Any]:
    """Dotted keys to values; each handler's settings stay together as `handlers.settings.<name>`."""
    flat: dict[str, Any] = {}
    for name, value in content.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{inner}": v for inner, v in value.items()}
        elif value is not None:
            flat[name] = value
    settings = flat.pop("handlers.settings", None) or {}
    if not isinstance(settings, dict) or not all(isinstance(v, dict) for v in settings.values()):
        raise ConfigError("Expected a name with keys for each handler.", key="handlers.settings")
    return flat | {f"handlers.settings.{name}": v for name, v in settings.items()}


def overrides(environ: Mapping[str, str], keys: Collection[str]) -> dict[str, Any]:
    """Dotted keys to the values of their environment variables."""
    known = {variable(key): key for key in keys if key != "handlers.settings"}
    apart = {CONFIG_VARIABLE, *map(variable, SECRET_KEYS)}
    whole = variable("handlers.settings")
    settings = whole + "_"
    found: dict[str, Any] = {}
    for name, value in sorted(environ.items()):  # the one of a single handler comes after that of all
        if name in known:
            found[known[name]] = value
        elif name == whole:
            for handler, keys_of in _mapping(name, value).items():
                if not isinstance(keys_of, dict):
                    raise ConfigError("Expected a name with keys for each handler.", key=name)
                found[f"handlers.settings.{handler}"] = keys_of
        elif name.startswith(settings):
            found[f"handlers.settings.{name.removeprefix(settings).lower()}"] = _mapping(name, value)
        elif name.startswith(PREFIX) and name not in apart:
            _unknown(name, [*known, *apart])
    return found


def _mapping(name: str, value: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(value, type=dict[str, Any])
    except (msgspec.DecodeError, msgspec.ValidationError) as cause:
        raise ConfigError("Expected a JSON object in {key}.", key=name) from cause


def prepare(value: Any, kind: Any) -> Any:
    """Put right what YAML or the environment wrote another way: lists with commas, times of day."""
    if getattr(kind, "__origin__", None) is tuple and isinstance(value, str):
        return [item.strip() for item in value.split(",") if item.strip()]
    if kind is time:
        if isinstance(value, int):  # YAML reads 17:30 without quotes as 17 * 60 + 30
            value = f"{value // 60}:{value % 60:02}"
        return f"{value:0>5}:00" if isinstance(value, str) and value.count(":") == 1 else value
    if kind is bool and isinstance(value, str):
        return {"yes": True, "on": True, "no": False, "off": False}.get(value.lower(), value.lower())
    return value
