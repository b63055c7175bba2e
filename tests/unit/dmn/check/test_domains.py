"""What the check takes for possible: types, values, what columns share, and cells it cannot look into."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import dmn
from engine.model import packs
from tests.unit.dmn.check.samples import said
from tests.unit.dmn.samples import decision, document, literal, table
from tests.unit.dmn.samples import given as data
from tests.unit.model.examples import pack

LEVEL = """<itemDefinition name="tLevel"><typeRef>string</typeRef>
<allowedValues><text>"A", "B"</text></allowedValues></itemDefinition>"""
CASE = """<itemDefinition name="tCase"><itemComponent name="level"><typeRef>tLevel</typeRef></itemComponent>
<itemComponent name="on"><typeRef>date</typeRef></itemComponent></itemDefinition>"""


def in_model(logic: str, *before: str, needs: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    model, found = dmn.read(document(*before, decision("D", logic, needs)))
    assert model is not None
    return [(finding.rule, finding.text) for finding in found]


def test_the_type_of_a_variable_is_that_of_its_column() -> None:
    rows = [['"A"', "1"], ['"B"', "2"]]
    assert in_model(table(["level"], rows), LEVEL, data("level", "tLevel"), needs=("in:level",)) == []
    assert in_model(table(["level"], rows), data("level", "string"), needs=("in:level",)) == [
        ("dmn-gap", 'No rule covers level: not("A", "B").')
    ]
    path = table(["case.level"], [['"A"', "1"], ['"C"', "2"]])
    assert in_model(path, LEVEL, CASE, data("case", "tCase"), needs=("in:case",)) == [
        ("dmn-unreachable", "Rule 2: `\"C\"` accepts no value that column 'case.level' allows."),
        ("dmn-gap", 'No rule covers case.level: "B".'),
    ]


def test_the_type_of_a_required_decision_and_of_a_parameter_is_known() -> None:
    first = decision("level", literal('"A"'), type_="tLevel")
    rows = [['"A"', "1"]]
    assert in_model(table(["level"], rows), LEVEL, first, needs=("level",)) == [
        ("dmn-gap", 'No rule covers level: "B".')
    ]
    function = (
        '<businessKnowledgeModel id="f" name="f"><variable name="f"/><encapsulatedLogic>'
        f'<formalParameter name="p" typeRef="tLevel"/>{table(["p"], rows)}</encapsulatedLogic>'
        "</businessKnowledgeModel>"
    )
    assert in_model(literal('f("A")'), LEVEL, function, needs=("bkm:f",)) == [
        ("dmn-gap", 'No rule covers p: "B".')
    ]


@pytest.mark.parametrize(
    ("inputs", "rows", "expected"),
    [
        # two columns of one expression are one question
        (["x", "x"], [["< 5", "> 2", "1"], [">= 5", "-", "2"], ["-", "<= 2", "3"]], []),
        (["x", "x"], [["< 5", "> 7", "1"], ["-", "-", "2"]], ["Rule 1 never matches: its cells exclude each other."]),
        # not every mixture of x and x + 1 can come, so nothing is claimed of them
        (["x", "x + 1"], [["< 5", "> 9", "1"], [">= 5", "< 3", "1"]], []),
        (["x", "x + 1"], [["< 5", "-", "1"], ["< 4", "-", "1"], [">= 5", "-", "1"]], ["The rules 1 and 2 both match for x = 3."]),
        (["c.a", "c.b"], [["< 5", "> 9", "1"]], ["No rule covers c.a: >= 5 | c.b: <= 9."]),
        # what a computed column can be is known only where it is declared
        (["count(x)"], [["0", "1"], ["> 0", "2"]], []),
        (["d.month"], [["[1..6]", "1"], ["[7..12]", "2"]], []),
        (["count(x)"], [["[1..3]", "1"], ["> 2", "2"]], ["The rules 1 and 2 both match for count(x) = 3."]),
        (["x > 3"], [["true", "1"]], ["No rule covers x > 3: false."]),
        (["count(a)", "count(b)"], [["[1..3]", "-", "1"], ["> 2", "> 1", "2"]], ["The rules 1 and 2 both match for count(a) = 3, count(b) = 2."]),
    ],
)  # fmt: skip
def test_columns_that_depend_on_each_other_or_are_computed(inputs: Any, rows: Any, expected: Any) -> None:
    types = {} if inputs[0].endswith("> 3") else dict.fromkeys(range(len(inputs)), "number")
    assert [text for _, text in said(inputs, rows, types=types)] == expected


def test_the_values_of_a_computed_column_can_be_declared() -> None:
    rows = [["0", "1"], ["> 1", "2"]]
    assert said(["count(x)"], rows, types={0: "number"}, allowed_in={0: ">= 0"}) == [
        ("dmn-gap", "No rule covers count(x): (0..1].")
    ]


@pytest.mark.parametrize(
    "cell", ["< y", "string length(?) > 3", "? = y", "today()", "[1..y]", "not(y)", "f(?)", "[]", "{a: 1}"]
)
def test_a_cell_that_reads_more_than_its_value_is_neither_blamed_nor_built_upon(cell: str) -> None:
    rows = [['"A"', "> 5", "1"], ['"A"', cell, "2"], ['"B"', cell, "3"]]
    more: dict[str, Any] = {"types": {0: "string", 1: "number"}, "allowed_in": {0: '"A", "B", "C"'}}
    assert said(["k", "x"], rows, **more) == [("dmn-gap", 'No rule covers k: "C".')]
    assert said(["k", "x"], [*rows, ["-", "-", "4"]], "FIRST", **more) == []


def test_a_rule_with_an_opaque_cell_may_be_never_used_itself() -> None:
    rows = [["> 5", "1"], ["> 6, 7", "2"], ["-", "3"], ["< y", "4"]]
    assert [text for _, text in said(["x"], rows, "FIRST", types={0: "number"})] == [
        "Rule 2 is never used: rule 1 always comes before it.",
        "Rule 4 is never used: rule 3 always comes before it.",
    ]


def test_values_that_are_not_looked_into_make_no_claim() -> None:
    assert said(["x"], [["> 5", "1"]], types={0: "number"}, allowed_in={0: "? * 2 > 10"}) == []


def test_a_function_of_the_model_is_no_built_in_one() -> None:
    rows = [['date("2026-01-01")', "1"], ['not(@"2026-01-01")', "1"]]
    assert in_model(table(["x"], rows, types={0: "date"})) == []
    function = (
        '<businessKnowledgeModel id="date" name="date"><variable name="date"/><encapsulatedLogic>'
        f'<formalParameter name="p"/>{literal("p")}</encapsulatedLogic></businessKnowledgeModel>'
    )
    twice = [*rows, ['@"2026-01-01"', "3"]]
    assert in_model(table(["x"], twice, types={0: "date"}), function, needs=("bkm:date",)) == []


@pytest.mark.parametrize(
    ("rows", "type_", "expected"),
    [
        # a date is the midnight of UTC to a date and time with an offset
        ([['< @"2026-01-02T00:00:00Z"', "1"], ['>= date("2026-01-02")', "2"]], "date", []),
        ([['<= @"2026-01-02T08:00:00+08:00"', "1"], ['>= date("2026-01-02")', "2"]], "date", ['x = date("2026-01-02")']),
        ([['< @"2026-01-02T12:00:00Z"', "1"], ['>= date("2026-01-02")', "2"]], "date", ['x = date("2026-01-02")']),
        ([['< @"2026-01-02T12:00:00Z"', "1"], ['>= @"2026-01-02T20:00:00+08:00"', "2"]], "date and time", []),
        ([['< @"12:00:00Z"', "1"], ['>= @"20:00:00+08:00"', "2"]], "time", []),
        ([['< @"12:00:00Z"', "1"], ['>= @"19:00:00+08:00"', "2"]], "time", ['x = time("19:00:00+08:00")']),
    ],
)  # fmt: skip
def test_offsets_are_compared_as_moments(rows: Any, type_: str, expected: Any) -> None:
    texts = [text for _, text in said(["x"], rows, types={0: type_})]
    assert texts == [f"The rules 1 and 2 both match for {one}." for one in expected]


def test_a_column_of_lists_is_not_looked_into() -> None:
    rows = [['list contains(?, "a")', "1"], ['"a"', "2"], ["-", "3"]]
    assert said(["x"], rows, "FIRST", types={0: "list"}) == []
    assert said(["x"], rows[:2], types={0: "list"}) == []


def test_a_table_without_columns_has_one_rule() -> None:
    assert said([], [["1"]]) == []
    assert said([], [["1"], ["2"]]) == [("dmn-overlap", "The rules 1 and 2 both match for any input.")]


def test_a_faulty_table_and_a_loaded_model_are_not_checked() -> None:
    assert [rule for rule, _ in in_model(table(["x"], [["> > 5", "1"], ["-", "2"], ["-", "3"]]))] == [
        "dmn-feel"
    ]
    assert dmn.load(document(decision("D", table(["x"], [["-", "1"], ["-", "2"]])))).findings == ()


def test_a_pack_can_make_a_finding_an_error_but_what_is_deployed_is_not_checked_again() -> None:
    rows = document(decision("D", table(["x"], [["-", "1"], ["-", "2"]]))).decode()
    files = pack(**{"d.dmn": rows})
    assert "dmn-overlap" in {f.rule for f in packs.load_pack(files)[1]}
    strict = files | {"pack.yaml": files["pack.yaml"] + b"lint: {dmn-overlap: error}\n"}
    assert packs.load_pack(strict)[0] is None
    assert "D" in packs.restore_pack(strict, 1).decisions


TESTS = st.sampled_from(
    ["-", "null", "y", "?", "< ?", "{}", "[]", "not(-1)", "? + 1", '@"P1D"', "< -@\"P1Y\"", '"\\u0000"', "1e400",
     "[null..5]", "(1..1)", "?.a", "[?..3]", "function(a) a", "? in ?", "? in (< 3, ?)", "true", "1 = 1", "if ? then 1 else 2",
     '@"24:00:00"', 'date("x")', '["a", null]', "not(not(? = 1))", "? = ?", "count(?)", '> "a"', '@"-999999999-01-01"',
     '@"999999999-12-31T23:59:59Z"', '@"10:00:00@Asia/Shanghai"', "? instance of number", "9" * 40, "some i in [1] satisfies i = ?"]
)  # fmt: skip


@given(
    st.lists(st.lists(TESTS, min_size=2, max_size=2), max_size=5),
    st.sampled_from(["UNIQUE", "ANY", "FIRST", "PRIORITY", "COLLECT"]),
    st.sampled_from(["number", "string", "date", "date and time", "time", "Any", "context", "boolean"]),
    TESTS,
)
def test_no_cell_whatever_stops_the_check(
    rows: list[list[str]], policy: str, type_: str, allowed: str
) -> None:
    cells = [[*row, row[0]] for row in rows]
    more: dict[str, Any] = {"types": {0: type_}, "allowed_in": {1: allowed}, "allowed_out": {0: allowed}}
    model, _ = dmn.read(document(decision("D", table(["x", "z"], cells, policy, **more))))
    assert model is not None
