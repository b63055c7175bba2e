"""`banjian bench tck` runs cases in the format of the public suite and tells which fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.cli.bench import bench_command
from tests.unit.dmn.samples import decision, document, given, knowledge, literal, service

MODEL = document(
    given("n", "number"),
    given("day", "date"),
    decision("double", literal("n * 2"), ["in:n"]),
    decision("both", literal("{a: n, b: [n, null], c: day}"), ["in:n", "in:day"]),
    decision("bad", literal("n +"), ["in:n"]),
    service("S", ["double"], data=["n"]),
    knowledge("twice", {"n": "number"}, "n * 2"),
)


def number(value: str) -> str:
    return f'<value xsi:type="xsd:decimal">{value}</value>'


NIL = '<value xsi:nil="true"/>'
BOTH = (
    f'<component name="a">{number("2")}</component>'
    f'<component name="b"><list><item>{number("2.0")}</item><item>{NIL}</item></list></component>'
    '<component name="c"><value xsi:type="xsd:date">2026-02-03</value></component>'
)
DAY = '<inputNode name="day"><value xsi:type="xsd:date">2026-02-03</value></inputNode>'


def case(
    key: str, node: str, expected: str, *, n: str = "2", more: str = "", of: str = "", given_: str = ""
) -> str:
    value = number(n) if n else NIL
    return (
        f'<testCase id="{key}"{of}><inputNode name="n">{value}</inputNode>{given_}'
        f'<resultNode name="{node}"{more}><expected>{expected}</expected></resultNode></testCase>'
    )


def suite(folder: Path, *cases: str, model: str = "m.dmn") -> None:
    folder.mkdir(parents=True)
    (folder / "m.dmn").write_bytes(MODEL)
    (folder / "m-test.xml").write_text(
        '<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><modelName>{model}</modelName>{"".join(cases)}'
        "</testCases>"
    )


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    suite(
        tmp_path / "TestCases" / "compliance-level-2" / "0001-right",
        case("value", "double", number("4.000000001")),
        case("parts", "both", BOTH, given_=DAY),
        case("null", "double", NIL, n=""),
        case("error", "bad", number("1"), more=' errorResult="true"'),
        case("service", "S", number("4"), of=' type="decisionService" invocableName="S"'),
        case("old service", "S", number("4"), more=' type="decisionService"'),
        case("function", "twice", number("4"), of=' type="bkm" invocableName="twice"'),
        case("types unsaid", "double", number("4"), n="2").replace(' xsi:type="xsd:decimal"', ""),
        case("nobody", "nobody", NIL, more=' errorResult="true"'),
    )
    suite(
        tmp_path / "TestCases" / "compliance-level-3" / "0002-wrong",
        case("near", "double", number("4.1")),
        case("text", "double", '<value xsi:type="xsd:string">4</value>'),
        case("right", "double", number("4")),
    )
    suite(
        tmp_path / "TestCases" / "compliance-level-3" / "0003-gone",
        case("value", "double", number("4")),
        model="none.dmn",
    )
    return tmp_path


def test_passed_and_failed_are_counted_by_folder(cases: Path) -> None:
    result = CliRunner().invoke(bench_command, ["tck", "--cases", str(cases), "--json"])
    found = json.loads(result.stdout)
    assert result.exit_code == 1
    assert found["total"] == {"passed": 10, "failed": 3}
    assert found["folders"] == {
        "compliance-level-2/0001-right": {"passed": 9, "failed": 0},
        "compliance-level-3/0002-wrong": {"passed": 1, "failed": 2},
        "compliance-level-3/0003-gone": {"passed": 0, "failed": 1},
    }
    failures = {(one["case"], one["expected"], one["actual"]) for one in found["failures"][:2]}
    assert failures == {
        ("near", "Decimal('4.1')", "Decimal('4')"),
        ("text", "'4'", "Decimal('4')"),
    }
    assert "none.dmn" in found["failures"][2]["actual"]


def test_the_failures_are_printed(cases: Path) -> None:
    lines = (
        CliRunner().invoke(bench_command, ["tck", "--cases", str(cases / "TestCases")]).stdout.splitlines()
    )
    assert lines[0].split() == ["9", "0", "compliance-level-2/0001-right"]
    assert "compliance-level-3/0002-wrong near double: expected Decimal('4.1'), got Decimal('4')" in lines
    assert lines[-1] == "10 passed, 3 failed"


def test_a_folder_without_cases_is_told(tmp_path: Path) -> None:
    assert CliRunner().invoke(bench_command, ["tck", "--cases", str(tmp_path)]).exit_code == 2
    assert CliRunner().invoke(bench_command, ["tck"]).exit_code == 2
