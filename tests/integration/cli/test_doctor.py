"""`banjian doctor` and `banjian calendar import` on both databases."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine import cli, open_engine
from engine.calendar import Calendar, load_default, tables
from engine.cli.common import find_calendar
from engine.config import load
from engine.identity.loading import load_demo
from engine.store import packs, people
from engine.store.database import Database


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Points the commands at a database."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("BANJIAN_HANDLERS_MODULES", "engine.handler_api")

    def use(url: str) -> None:
        monkeypatch.setenv("BANJIAN_DATABASE_URL", url)

    return use


def ask(capsys: pytest.CaptureFixture[str], code: int) -> dict[str, list[dict[str, Any]]]:
    assert cli.execute(["doctor", "--json"]) == code
    found: dict[str, list[dict[str, Any]]] = {}
    for check in json.loads(capsys.readouterr().out)["checks"]:
        found.setdefault(check["name"], []).append(check)
    return found


def test_a_fresh_database_is_good_but_empty(
    at, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    at(database_url)
    found = ask(capsys, 0)
    assert found["database"][0]["level"] == "good"
    assert found["packs"][0]["advice"] == "banjian deploy processes/*"
    assert found["people"][0]["message"] == "Nobody can sign in."


def test_people_without_a_password_cannot_sign_in(
    at, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    database = Database(database_url)
    with database.write() as connection:
        people.save(connection, load_demo())
        people.set_password(connection, "demo_clerk", "$argon2id$...")
    database.close()
    at(database_url)
    assert ask(capsys, 0)["people"][0]["message"] == "1 people can sign in."


def test_a_database_without_tables_wants_init(
    at, empty_postgresql_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    at(empty_postgresql_url)
    (database,) = ask(capsys, 1)["database"]
    assert database["message"].endswith("is empty.")
    assert database["advice"] == "banjian init"


def test_a_missing_database_is_named_and_not_made(
    at, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at(f"sqlite:///{tmp_path}/none.db")
    assert ask(capsys, 1)["database"][0]["advice"] == "banjian init"
    assert not (tmp_path / "none.db").exists()


def test_a_server_that_does_not_answer_is_named_without_its_password(
    at, capsys: pytest.CaptureFixture[str]
) -> None:
    at("postgresql://someone:s3cret@127.0.0.1:1/x")
    (database,) = ask(capsys, 1)["database"]
    assert "does not answer" in database["message"]
    assert "s3cret" not in json.dumps(database)


def test_handlers_that_cannot_be_loaded_are_named(
    at, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    at(sqlite_url)
    monkeypatch.setenv("BANJIAN_HANDLERS_MODULES", "no_such_handlers")
    assert "no_such_handlers" in ask(capsys, 1)["handlers"][0]["message"]


def test_a_slip_in_the_configuration_is_the_only_finding(
    at, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    at(sqlite_url)
    monkeypatch.setenv("BANJIAN_SERVER_PRT", "1")
    found = ask(capsys, 1)
    assert list(found) == ["configuration"]
    assert "BANJIAN_SERVER_PORT" in found["configuration"][0]["message"]


YEAR = """
year: 2027
source: 测试用通知
holidays:
  元旦: [2027-01-01 .. 2027-01-03]
  春节: [2027-02-05 .. 2027-02-11]
  清明: [2027-04-03 .. 2027-04-05]
  劳动节: [2027-05-01 .. 2027-05-05]
  端午: [2027-06-09]
  中秋: [2027-09-15]
  国庆节: [2027-10-01 .. 2027-10-07]
makeup_days: {春节: [2027-01-31]}
"""


def test_an_imported_year_is_in_force_and_known_again(
    at, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at(database_url)
    file = tmp_path / "2027.yaml"
    file.write_text(YEAR, "utf-8")
    assert cli.execute(["calendar", "import", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["changed"] is True
    calendar = find_calendar(load())
    assert calendar.is_covered(date(2027, 6, 1))
    assert calendar.is_working_day(date(2027, 1, 31))
    assert cli.execute(["calendar", "import", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["changed"] is False


def test_an_upgrade_brings_its_years_to_a_database_that_lacks_them(at, database_url: str) -> None:
    at(database_url)
    shipped = load_default()
    table = tables.decode(shipped.to_bytes())
    table.years["2026"] = msgspec.structs.replace(table.years["2026"], provisional=True)
    older = Calendar(table)
    database = Database(database_url)
    with database.write() as connection:
        packs.add_calendar(
            connection, older.version, older.to_bytes(), datetime(2025, 1, 1, tzinfo=UTC), "system"
        )
    database.close()
    engine = open_engine(load())
    assert engine.calendar == shipped
    engine.close()
    assert find_calendar(load()) == shipped


def test_a_year_with_mistakes_changes_nothing(
    at, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at(database_url)
    file = tmp_path / "2027.yaml"
    file.write_text(YEAR.replace("端午: [2027-06-09]", "端午: [2027-06-10]"), "utf-8")
    assert cli.execute(["calendar", "import", str(file)]) == 1
    assert "2027.yaml 2027-06-09: the law gives this day (端午)" in capsys.readouterr().err
    assert not find_calendar(load()).is_covered(date(2027, 6, 1))
