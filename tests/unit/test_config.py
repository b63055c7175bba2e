"""The configuration: typed, closed, overridden by the environment, without secrets."""

from __future__ import annotations

import stat
from datetime import time, timedelta
from pathlib import Path

import msgspec
import pytest

from engine import config, configfile
from engine.config import Config, load, load_secret_key
from engine.errors import ConfigError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def write(tmp_path: Path):
    def write_config(text: str) -> Path:
        file = tmp_path / "config.yaml"
        file.write_text(text, "utf-8")
        return file

    return write_config


def test_the_file_in_the_repository_holds_every_key_with_its_default() -> None:
    shipped = load(ROOT / "config.yaml", environ={})
    assert shipped == msgspec.structs.replace(Config(), base=ROOT)
    content = configfile.read_file(ROOT / "config.yaml")
    written = {f"{a}.{b}" for a, part in content.items() if isinstance(part, dict) for b in part}
    assert written | {a for a, part in content.items() if not isinstance(part, dict)} == set(config.keys())


def test_without_a_file_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load(environ={}).database_url == f"sqlite:///{tmp_path}/var/banjian.db"


def test_a_named_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no configuration file"):
        load(tmp_path / "other.yaml", environ={})
    with pytest.raises(ConfigError, match="no configuration file"):
        load(environ={"BANJIAN_CONFIG": str(tmp_path / "other.yaml")})


@pytest.mark.parametrize(
    ("text", "key", "near"),
    [
        ("databse: {url: x}", "databse", "database"),
        ("database: {ulr: x}", "database.ulr", "database.url"),
        ("port: 80", "port", "server.port"),
        ("server: {secure: true}", "server.secure", "server.secure_cookies"),
        ("base: /tmp", "base", ""),
        ("colour: red", "colour", ""),
    ],
)
def test_an_unknown_key_is_named_with_its_neighbours(write, text: str, key: str, near: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(write(text), environ={})
    assert caught.value.key == key
    assert near in str(caught.value)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("server: {port: eighty}", "server.port"),
        ("server: {port: 70000}", "server.port"),
        ("server: {workers: 0}", "server.workers"),
        ("demo: maybe", "demo"),
        ("language: de", "language"),
        ("timezone: Mars/Base", "timezone"),
        ("jobs: {retries: [soon]}", "jobs.retries"),
        ("jobs: {retries: [PT0S]}", "jobs.retries"),
        ("mail: {tls: maybe}", "mail.tls"),
        ("office: {start: '19:00'}", "office"),
        ("office: {start: early}", "office.start"),
        ("handlers: {modules: 5}", "handlers.modules"),
        ("handlers: {settings: {mail: 5}}", "handlers.settings"),
        ("database: sqlite", "database"),
    ],
)
def test_a_wrong_value_names_its_key(write, text: str, key: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(write(text), environ={})
    assert caught.value.key == key


def test_sm3_is_refused_until_it_can_be_computed(write) -> None:
    with pytest.raises(ConfigError, match="use sha256"):
        load(write("history: {hash: sm3}"), environ={})


@pytest.mark.parametrize("text", ["a: [", "- a", "\x00"])
def test_a_broken_file_is_an_error_and_not_a_trace(write, text: str) -> None:
    with pytest.raises(ConfigError):
        load(write(text), environ={})


VALUES = {
    "language": ("en", "en"),
    "timezone": ("UTC", "UTC"),
    "demo": ("true", True),
    "database.url": ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
    "server.host": ("0.0.0.0", "0.0.0.0"),
    "server.port": ("8080", 8080),
    "server.workers": ("2", 2),
    "server.threads": ("3", 3),
    "server.secure_cookies": ("yes", True),
    "server.proxies": ("2", 2),
    "processes.path": ("packs", "packs"),
    "handlers.modules": ("a, b.c", ("a", "b.c")),
    "mail.host": ("mail", "mail"),
    "mail.port": ("465", 465),
    "mail.sender": ("a@b", "a@b"),
    "mail.username": ("a", "a"),
    "mail.tls": ("tls", "tls"),
    "jobs.threads": ("9", 9),
    "jobs.tick_seconds": ("0.5", 0.5),
    "jobs.lease_seconds": ("5", 5),
    "jobs.retries": ("PT10M, PT1H, P1D", (timedelta(minutes=10), timedelta(hours=1), timedelta(days=1))),
    "history.hash": ("sha256", "sha256"),
    "office.start": ("9:00", time(9)),
    "office.end": ("18:00", time(18)),
    "office.lunch_start": ("12:10", time(12, 10)),
    "office.lunch_end": ("12:50", time(12, 50)),
}


@pytest.mark.parametrize("key", sorted(VALUES))
def test_a_key_is_overridden_by_the_environment(write, key: str) -> None:
    text, expected = VALUES[key]
    loaded = load(write("server: {port: 1}"), environ={"BANJIAN_" + key.upper().replace(".", "_"): text})
    value = loaded
    for name in key.split("."):
        value = getattr(value, name)
    assert value == expected


def test_every_key_has_an_override() -> None:
    assert {*VALUES, "handlers.settings"} == set(config.keys())


def test_settings_of_a_handler_come_from_both(write) -> None:
    file = write("handlers: {settings: {sms: {url: a, sender: b}}}")
    loaded = load(file, environ={"BANJIAN_HANDLERS_SETTINGS_SMS": '{"url": "c"}'})
    assert loaded.handlers.settings == {"sms": {"url": "c"}}
    with pytest.raises(ConfigError, match="JSON"):
        load(file, environ={"BANJIAN_HANDLERS_SETTINGS_SMS": "c"})


def test_settings_of_all_handlers_come_in_one_variable_too(write) -> None:
    file = write("handlers: {settings: {sms: {url: a}}}")
    together = {"BANJIAN_HANDLERS_SETTINGS": '{"sms": {"url": "c"}, "mail": {"port": 1}}'}
    assert load(file, environ=together).handlers.settings == {"sms": {"url": "c"}, "mail": {"port": 1}}
    alone = {"BANJIAN_HANDLERS_SETTINGS_MAIL": '{"port": 2}'}
    assert load(file, environ=alone | together).handlers.settings["mail"] == {"port": 2}
    for wrong in ("c", "[]", '{"sms": 1}'):
        with pytest.raises(ConfigError):
            load(file, environ={"BANJIAN_HANDLERS_SETTINGS": wrong})


def test_an_unknown_override_is_an_error_too() -> None:
    with pytest.raises(ConfigError, match="BANJIAN_DATABASE_URL"):
        load(environ={"BANJIAN_DATABSE_URL": "x"})


def test_times_without_quotes_are_times(write) -> None:
    office = load(write("office: {start: 8:00, end: 17:00}"), environ={}).office
    assert (office.start, office.end) == (time(8), time(17))


@pytest.mark.parametrize("text", ["secret_key: abc", "mail: {password: abc}"])
def test_a_secret_in_the_file_is_refused(write, text: str) -> None:
    with pytest.raises(ConfigError, match="set BANJIAN_"):
        load(write(text), environ={})


def test_secrets_come_from_the_environment_and_are_not_shown(write) -> None:
    loaded = load(write(""), environ={"BANJIAN_SECRET_KEY": "s3cret" * 6, "BANJIAN_MAIL_PASSWORD": "pass"})
    assert load_secret_key(loaded) == "s3cret" * 6
    assert loaded.mail_password == "pass"
    assert "s3cret" not in repr(loaded)
    assert not (loaded.var / "secret_key").exists()


def test_a_missing_secret_key_is_made_once_for_the_owner_only(write) -> None:
    loaded = load(write(""), environ={})
    key = load_secret_key(loaded)
    file = loaded.var / "secret_key"
    assert len(key) >= 48
    assert load_secret_key(loaded) == key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [f.name for f in loaded.var.iterdir()] == ["secret_key"]


def test_a_configuration_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Config().demo = True  # type: ignore[misc]


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:////srv/a.db", "postgresql:///x"])
def test_only_a_relative_path_of_sqlite_is_moved(url: str) -> None:
    assert Config(database=config.Database(url=url)).database_url == url
