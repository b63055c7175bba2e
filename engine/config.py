"""The configuration: `config.yaml` and the environment, read once into a frozen, typed Config.

A key that does not exist is an error, so a slip of the pen is found at the start and not by its effects.
Every key `a.b` has an override BANJIAN_A_B. Secrets never stand in the file.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from engine import configfile
from engine.configfile import CONFIG_VARIABLE, variable
from engine.errors import ConfigError

Positive = Annotated[int, msgspec.Meta(ge=1)]
Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]
Proxies = Annotated[int, msgspec.Meta(ge=0, le=5)]
Seconds = Annotated[float, msgspec.Meta(gt=0)]


#: of all users of the demonstration; its login page shows it
DEMO_PASSWORD = "banjian-demo"  # noqa: S105


class _Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the file."""


class Database(_Section, frozen=True):
    """url: SQLAlchemy's form; a relative SQLite path starts at the folder of the configuration."""

    url: str = "sqlite:///var/banjian.db"


class Server(_Section, frozen=True):
    """workers: processes; threads: requests at once in each. secure_cookies: on behind HTTPS.

    proxies: how many proxies stand in front; so many entries of X-Forwarded-For are believed.
    """

    host: str = "127.0.0.1"
    port: Port = 8000
    workers: Positive = 1
    threads: Positive = 8
    secure_cookies: bool = False
    proxies: Proxies = 0


class Processes(_Section, frozen=True):
    """path: the folder of packs that `banjian init` deploys."""

    path: str = "processes"


class Handlers(_Section, frozen=True):
    """modules: imported by name when the engine opens. settings: handed to the handlers, by name."""

    modules: tuple[str, ...] = ("handlers",)
    settings: dict[str, dict[str, Any]] = {}


class Mail(_Section, frozen=True):
    """host: empty sends no mail. The password comes from BANJIAN_MAIL_PASSWORD."""

    host: str = ""
    port: Port = 25
    sender: str = ""
    username: str = ""
    tls: Literal["none", "starttls", "tls"] = "none"


class Jobs(_Section, frozen=True):
    """threads: jobs at once. tick_seconds: how often due work is looked for at the latest.

    lease_seconds: after this a job whose worker went silent is given to another.
    retries: the pause before each further attempt (ISO 8601); after the last one an incident.
    """

    threads: Positive = 4
    tick_seconds: Seconds = 1.0
    lease_seconds: Positive = 60
    retries: tuple[timedelta, ...] = (timedelta(minutes=10), timedelta(hours=1), timedelta(days=1))


class History(_Section, frozen=True):
    """hash: of the chain that proves the history."""

    hash: Literal["sha256", "sm3"] = "sha256"


class Office(_Section, frozen=True):
    """Office hours of a working day, local time."""

    start: time = time(8, 30)
    end: time = time(17, 30)
    lunch_start: time = time(12, 0)
    lunch_end: time = time(13, 30)


class Config(_Section, frozen=True):
    """All settings. base: the folder that relative paths start from.

    demo: the login page shows the invented users and their password.
    secret_key, mail_password: only from the environment; ask `load_secret_key` for the key.
    """

    language: Literal["zh_CN", "en"] = "zh_CN"
    timezone: str = "Asia/Shanghai"
    demo: bool = False
    database: Database = Database()
    server: Server = Server()
    processes: Processes = Processes()
    handlers: Handlers = Handlers()
    mail: Mail = Mail()
    jobs: Jobs = Jobs()
    history: History = History()
    office: Office = Office()
    base: Path = Path()
    secret_key: str = ""
    mail_password: str = ""

    def __repr__(self) -> str:
        return f"<Config of {self.base}>"

    @property
    def zone(self) -> ZoneInfo:
        """`timezone`, in which times are shown."""
        return ZoneInfo(self.timezone)

    @property
    def database_url(self) -> str:
        """`database.url` with a relative SQLite path made absolute."""
        kind, slashes, path = self.database.url.partition(":///")
        if not kind.startswith("sqlite") or not slashes or path in ("", ":memory:") or path.startswith("/"):
            return self.database.url
        return f"{kind}:///{(self.base / path).absolute()}"

    @property
    def processes_path(self) -> Path:
        """`processes.path` from the folder of the configuration."""
        return self.base / self.processes.path

    @property
    def var(self) -> Path:
        """The folder for what the product writes beside the database."""
        return self.base / "var"


#: characters of a key that signs sessions
_SHORTEST_KEY = 32
#: set by `load`, never by the file
_NOT_IN_FILE = {"base", "secret_key", "mail_password"}


def keys() -> dict[str, Any]:
    """Every key of the file, dotted, with its type."""
    found: dict[str, Any] = {}
    for field in msgspec.structs.fields(Config):
        if field.name in _NOT_IN_FILE:
            continue
        if isinstance(field.type, type) and issubclass(field.type, _Section):
            found |= {f"{field.name}.{f.name}": f.type for f in msgspec.structs.fields(field.type)}
        else:
            found[field.name] = field.type
    return found


def load(path: str | Path | None = None, environ: Mapping[str, str] | None = None) -> Config:
    """Read the configuration. Raises ConfigError with the key that is wrong.

    path: the file; without it BANJIAN_CONFIG, then `config.yaml` in the current folder, then defaults.
    environ: the process's environment unless given.
    """
    environ = os.environ if environ is None else environ
    named = path or environ.get(CONFIG_VARIABLE)
    file = Path(named or "config.yaml").absolute()
    if named and not file.is_file():
        raise ConfigError("There is no configuration file {path}.", key="", path=str(file))
    known = keys()
    content = configfile.read_file(file) if file.is_file() else {}
    configfile.check_names(content, known)
    flat = configfile.flatten(content) | configfile.overrides(environ, known)
    values: dict[str, Any] = {}
    for key, value in flat.items():
        section, _, name = key.rpartition(".")
        if section.startswith("handlers.settings"):
            settings = values.setdefault("handlers", {}).setdefault("settings", {})
            settings[name] = {**settings.get(name, {}), **value}
        else:
            (values.setdefault(section, {}) if section else values)[name] = value
    config = _convert(values, file.parent, environ)
    _check_values(config)
    return config


def load_secret_key(config: Config) -> str:
    """The key that signs sessions: BANJIAN_SECRET_KEY, else `var/secret_key`, made on first use (0600).

    Raises ConfigError for a key that is too short.
    """
    if 0 < len(config.secret_key) < _SHORTEST_KEY:
        raise ConfigError(
            "'{key}' has fewer than {limit} characters and could be guessed.",
            key="secret_key",
            limit=_SHORTEST_KEY,
        )
    if config.secret_key:
        return config.secret_key
    file = config.var / "secret_key"
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    if not file.exists():
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(48))
        try:
            os.link(fresh, file)  # whole or not at all, and the first of several processes wins
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return file.read_text("ascii").strip()


def _convert(values: dict[str, Any], base: Path, environ: Mapping[str, str]) -> Config:
    for key, kind in keys().items():
        section, _, name = key.rpartition(".")
        place = values.get(section, {}) if section else values
        if name in place:
            place[name] = configfile.prepare(place[name], kind)
    values |= {"base": base}
    values |= {"secret_key": environ.get(variable("secret_key"), "")}
    values |= {"mail_password": environ.get(variable("mail.password"), "")}
    try:
        return msgspec.convert(values, Config, strict=False, dec_hook=lambda kind, value: kind(value))
    except msgspec.ValidationError as cause:
        text, _, place = str(cause).partition(" - at `$.")
        key = re.sub(r"\[[^]]*\]", "", place.rstrip("`"))
        message = text.replace("`", "")
        raise ConfigError("'{key}' is wrong: {cause}.", key=key, cause=message) from cause


def _check_values(config: Config) -> None:
    if config.history.hash == "sm3":
        raise ConfigError(
            "'{key}' is sm3, which this version cannot compute; use sha256.", key="history.hash"
        )
    try:
        ZoneInfo(config.timezone)
    except (ZoneInfoNotFoundError, ValueError) as cause:
        raise ConfigError(
            "'{key}' is {value}, which is no time zone.", key="timezone", value=config.timezone
        ) from cause
    start, end, *lunch = msgspec.structs.astuple(config.office)
    if not start < end or [start, *lunch, end] != sorted([start, *lunch, end]):
        raise ConfigError("'{key}' must run start, lunch_start, lunch_end, end.", key="office")
    if any(pause <= timedelta() for pause in config.jobs.retries):
        raise ConfigError("'{key}' has a pause that is not longer than nothing.", key="jobs.retries")
