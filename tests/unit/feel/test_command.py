"""`banjian feel` and `banjian dmn` as a designer uses them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.cli.feel import feel_command
from engine.feel import env


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")


def feel(*args: str) -> Result:
    present = () if "--at" in args else ("--at", "2026-01-05T09:00+08:00")
    return CliRunner().invoke(feel_command, [*args, *present])


def test_the_value_is_printed() -> None:
    assert feel("金额 * 3", "--vars", '{"金额": 0.1}').output == "0.3\n"
    assert feel('="a" + "b"').output == "ab\n"
    assert json.loads(feel('[1, @"2026-01-05"]').output) == [1, "2026-01-05"]


def test_names_of_the_variables_may_hold_signs() -> None:
    assert feel("a-b + 1", "--vars", '{"a-b": 1}').output == "2\n"


def test_variables_come_from_a_file_too(tmp_path: Path) -> None:
    path = tmp_path / "v.json"
    path.write_text('{"x": 2}', "utf-8")
    assert feel("x + 1", "--vars", f"@{path}").output == "3\n"


def test_null_says_why_on_standard_error() -> None:
    result = feel("x + 1")
    assert (result.exit_code, result.stdout) == (0, "null\n")
    assert result.stderr.splitlines() == [
        "1:1: There is no variable 'x'.",
        "1:3: No result for null + number.",
    ]


def test_json_holds_value_and_warnings() -> None:
    document_ = json.loads(feel("x", "--json").stdout)
    assert document_ == {
        "value": None,
        "warnings": [{"message": "There is no variable 'x'.", "line": 1, "column": 1}],
    }


def test_a_syntax_error_points_at_its_place() -> None:
    result = feel("金额 > > 5")
    assert result.exit_code == 1
    assert result.stderr == "1:6: Unexpected '>'.\n  金额 > > 5\n         ^\n"
    error = json.loads(feel("1 +", "--json").stdout)["error"]
    assert (error["kind"], error["line"], error["column"]) == ("FeelSyntaxError", 1, 4)


def test_going_over_the_budget_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(env, "BUDGET", 10_000)
    result = feel("for i in 1..100000000 return i")
    assert result.exit_code == 1
    assert "10000 steps" in result.stderr


def test_unary_tests_need_a_value() -> None:
    assert feel("> 5", "--unary", "--value", "6").output == "true\n"
    assert feel("> 5", "--unary", "--value", "null").stdout == "null\n"
    assert feel("> 5", "--unary").exit_code == 2
    assert feel("5", "--value", "1").exit_code == 2


@pytest.mark.parametrize("wrong", ["[1]", "{", "@/nowhere.json"])
def test_wrong_variables_are_wrong_usage(wrong: str) -> None:
    assert feel("1", "--vars", wrong).exit_code == 2


def test_the_present_can_be_given() -> None:
    assert feel("today()", "--at", "2026-01-05T09:00").output == "2026-01-05\n"
    assert feel("string(now())", "--at", "2026-01-05T09:00Z").output == "2026-01-05T09:00:00Z\n"
    assert feel("1", "--at", "soon").exit_code == 2


def test_warnings_stand_beside_a_value_too() -> None:
    result = feel("if x = null then 0 else x")
    assert (result.stdout, result.stderr) == ("0\n", "1:4: There is no variable 'x'.\n")


def test_reasons_and_errors_are_told_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert feel("金额 > 5").stderr.splitlines()[0] == "1:1: 没有变量“金额”。"
    assert feel("金额 >").stderr == "1:5: 表达式不完整。\n  金额 >\n        ^\n"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('working days after("2026-09-30", 1)', "2026-10-08"),
        ('calendar days after("2026-01-05", 1)', "2026-01-06"),
        ('working days between("2026-09-30", "2026-10-08")', "1"),
    ],
)
def test_days_are_counted_with_the_calendar(expression: str, value: str) -> None:
    assert feel(expression).stdout == f"{value}\n"
