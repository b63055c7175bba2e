"""`banjian dmn` as a designer uses it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.cli.dmn import dmn_command
from tests.unit.dmn.samples import decision, document, given, literal, table

BANDS = table(["amount"], [("> 1000", '"high"'), ("<= 1000", '"low"')]).replace('id="t"', 'id="bands"')
NOTED = BANDS.replace('<rule id="r1">', '<rule id="r1"><description>大额</description>')
SERVICE = (
    '<decisionService id="signing" name="who signs"><outputDecision href="#signer"/>'
    '<encapsulatedDecision href="#band"/><inputData href="#amount"/></decisionService>'
)
MODEL = document(
    given("amount", "number"),
    decision("band", NOTED, needs=["in:amount"]),
    decision("signer", table(["band"], [('"high"', '"director"'), ('"low"', '"clerk"')]), needs=["band"]),
    decision("due", literal('working days after("2026-09-30", amount)'), needs=["in:amount"]),
    SERVICE,
)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "signing.dmn"
    path.write_bytes(MODEL)
    return path


def run(file: Path, *args: str) -> Result:
    return CliRunner().invoke(dmn_command, [str(file), *args, "--at", "2026-01-05"])


def test_a_decision_tells_value_rules_and_notes(file: Path) -> None:
    result = run(file, "--decision", "band", "--vars", '{"amount": 1500}')
    assert (result.exit_code, result.stdout, result.stderr) == (0, "high\n", "Rules: 1\n  1  大额\n")


def test_the_tables_on_the_way_are_told_too(file: Path) -> None:
    result = run(file, "--decision", "signer", "--vars", '{"amount": 1500}')
    assert result.stdout == "director\n"
    assert result.stderr == "Rules: 1\nRules of band: 1\n  1  大额\n"


def test_json_holds_all_of_it(file: Path) -> None:
    told = json.loads(run(file, "--decision", "signer", "--vars", '{"amount": 1}', "--json").stdout)
    assert told == {
        "decision": "signer",
        "value": "clerk",
        "inputs": {"band": "low"},
        "missing": [],
        "rules": [2],
        "tables": [
            {"table": "bands", "rules": [2], "inputs": {"amount": 1}, "value": "low"},
            {"table": "t", "rules": [2], "inputs": {"band": "low"}, "value": "clerk"},
        ],
        "warnings": [],
        "findings": [],
    }


def test_missing_inputs_are_named(file: Path) -> None:
    result = run(file, "--decision", "signer")
    assert result.stdout == "null\n"
    assert "Not given: amount\n" in result.stderr
    assert json.loads(run(file, "--decision", "band", "--json").stdout)["missing"] == ["amount"]


def test_why_a_decision_is_null_is_told_in_the_language(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = document(decision("D", literal("missing + 1")))
    file.write_bytes(model)
    assert "There is no variable 'missing'." in run(file, "--decision", "D").stderr
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "没有变量“missing”。" in run(file, "--decision", "D").stderr


def test_days_are_counted_with_the_calendar(file: Path) -> None:
    assert run(file, "--decision", "due", "--vars", '{"amount": 1}').stdout == "2026-10-08\n"


def test_a_service_is_asked_by_id_or_name(file: Path) -> None:
    for key in ("signing", "who signs"):
        result = run(file, "--service", key, "--vars", '{"amount": 1500}')
        assert result.stdout == "director\n"
        assert "Rules of band: 1\n" in result.stderr
    assert "Not given: amount" in run(file, "--service", "signing").stderr


@pytest.mark.parametrize(
    "args",
    [(), ("--decision", "band", "--service", "signing"), ("--decision", "nobody"), ("--service", "nobody")],
)
def test_what_is_asked_must_be_there(file: Path, args: tuple[str, ...]) -> None:
    assert run(file, *args).exit_code == 2


def test_findings_of_lint_are_told_on_request(file: Path) -> None:
    file.write_bytes(document(decision("D", literal("1"), type_="tMoney")))
    assert "warning" not in run(file, "--decision", "D").stderr
    told = run(file, "--decision", "D", "--lint").stderr
    assert told.startswith("warning")
    assert "[dmn-type]" in told
    file.write_bytes(document(decision("D", table(["x"], [("-", "1"), ("-", "2")], "FIRST"))))
    assert "[dmn-unreachable]" in run(file, "--decision", "D", "--lint").stderr


def test_an_error_of_the_file_is_always_told(file: Path) -> None:
    file.write_bytes(document(decision("D", literal("1 +")), decision("E", literal("2"))))
    result = run(file, "--decision", "E")
    assert result.stdout == "2\n"
    assert result.stderr.startswith("error")
    assert "[dmn-feel]" in result.stderr
