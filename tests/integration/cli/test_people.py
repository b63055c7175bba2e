"""`banjian people`: an office's own file, first passwords, another password."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine import cli, open_engine
from engine.config import load

OFFICE = """
units: [{key: office, name: 演示局, name_en: Demo office, kind: office}]
roles: [{key: clerk, name: 经办人, name_en: Clerk, permissions: [task.claim, task.complete]}]
posts: [{key: desk, name: 窗口岗, name_en: Desk, unit: office, roles: [clerk]}]
users:
  - {login: clerk1, name: 演示·经办人, unit: office, posts: [desk]}
  - {login: gone, name: 演示·已调离, unit: office, active: false}
"""


@pytest.fixture
def office(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("BANJIAN_HANDLERS_MODULES", "engine.handler_api")
    monkeypatch.setenv("BANJIAN_DATABASE_URL", database_url)
    file = tmp_path / "office.yaml"
    file.write_text(OFFICE, "utf-8")
    return file


def signs_in(login: str, password: str) -> bool:
    engine = open_engine(load())
    try:
        return engine.identity.authenticate(login, password) is not None
    finally:
        engine.close()


def test_a_file_is_taken_over_and_first_passwords_are_shown_once(office: Path, capsys) -> None:
    assert cli.execute(["people", "import", str(office), "--json"]) == 0
    first = json.loads(capsys.readouterr().out)
    assert first["users"] == 2
    assert list(first["passwords"]) == ["clerk1"]
    assert signs_in("clerk1", first["passwords"]["clerk1"])
    assert cli.execute(["people", "import", str(office), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["passwords"] == {}
    assert signs_in("clerk1", first["passwords"]["clerk1"])
    assert cli.execute(["people", "list", "--json"]) == 0
    assert [(p["login"], p["posts"], p["active"]) for p in json.loads(capsys.readouterr().out)] == [
        ("clerk1", ["desk"], True), ("gone", [], False),
    ]  # fmt: skip


def test_a_file_with_mistakes_changes_nothing(office: Path, capsys) -> None:
    office.write_text(OFFICE.replace("unit: office, roles", "unit: nowhere, roles"), "utf-8")
    assert cli.execute(["people", "import", str(office)]) == 1
    assert "nowhere" in capsys.readouterr().err
    assert cli.execute(["people", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_a_password_is_changed_and_must_be_long_enough(office: Path, capsys) -> None:
    assert cli.execute(["people", "import", str(office)]) == 0
    assert cli.execute(["people", "password", "clerk1", "--password", "short"]) == 2
    assert cli.execute(["people", "password", "nobody", "--password", "a long new one"]) == 1
    assert cli.execute(["people", "password", "clerk1", "--password", "a long new one"]) == 0
    assert signs_in("clerk1", "a long new one")
