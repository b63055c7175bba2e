"""`banjian calendar show` and `explain`, without a database."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from engine import cli
from engine.calendar import load_default, read_year


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def test_explain_gives_the_date_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.execute(["calendar", "explain", "2026-02-10", "10"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("2026-02-10 + 10 working days = 2026-03-02\n")
    assert "2026-02-15 – 2026-02-23: 春节, not counted" in out


def test_explain_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.execute(["calendar", "explain", "2026-02-02", "15", "--count", "calendar", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["due_date"], answer["due_at"]) == ("2026-02-24", "2026-02-24T15:59:59Z")
    assert answer["reasons"][-1]["kind"] == "rolled"
    assert answer["provisional"] is False


def test_the_moment_of_the_event_decides_its_day(capsys: pytest.CaptureFixture[str]) -> None:
    cli.execute(["calendar", "explain", "2026-01-05T23:59", "1"])
    assert capsys.readouterr().out.startswith("2026-01-05 + 1 working days = 2026-01-06")
    cli.execute(["calendar", "explain", "2026-01-05T16:00+0000", "1"])
    assert capsys.readouterr().out.startswith("2026-01-06 + 1 working days = 2026-01-07")


def test_show_counts_the_working_days_of_a_year(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.execute(["calendar", "show", "2026", "--json"]) == 0
    year = json.loads(capsys.readouterr().out)
    assert year["working_days"] == 248
    assert year["provisional"] is False
    assert year["makeup_days"]["国庆节"] == ["2026-09-20", "2026-10-10"]
    assert cli.execute(["calendar", "show", "2027"]) == 0
    assert "provisional" in capsys.readouterr().out


def test_a_year_is_printed_as_a_file_to_start_from(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.execute(["calendar", "show", "2027", "--yaml"]) == 0
    file = read_year(capsys.readouterr().out, load_default())
    assert file.year == 2027
    assert file.holidays["端午"] == (date(2027, 6, 9),)


def test_asking_makes_no_database(tmp_path: Path) -> None:
    cli.execute(["calendar", "show", "2026"])
    assert list(tmp_path.iterdir()) == []
