"""Requirements, boxed expressions, functions, services, types; and what is refused."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from engine.dmn import load, read
from engine.dmn.xml import NAMESPACES
from engine.errors import Invalid, NotFound
from engine.feel import FeelLimitError
from tests.unit.dmn.samples import (
    decision,
    document,
    entry,
    function,
    given,
    invocation,
    knowledge,
    literal,
    table,
)


def test_decisions_are_found_by_id_and_by_name() -> None:
    model = load(document(decision("签批人", literal('"局长"'), key="signer")))
    assert model.evaluate("signer", {}) == model.evaluate("签批人", {}) == "局长"
    with pytest.raises(NotFound):
        model.evaluate("nobody", {})


def test_a_chain_of_decisions_is_computed_once_each() -> None:
    model = load(
        document(
            given("amount", "number"),
            decision("base", literal("amount * 2"), ["in:amount"]),
            decision("Total cost", table(["base"], [("> 10", "base + 1"), ("<= 10", "0")]), ["base"]),
            decision(
                "text", literal('"= " + string(Total cost) + "/" + string(base)'), ["Total cost", "base"]
            ),
        )
    )
    outcome = model.decide("text", {"amount": 6})
    assert outcome.value == "= 13/12"
    assert [trace.rules for trace in outcome.tables] == [(1,)]
    assert model.decisions["text"].inputs == {"amount"}


def test_with_input_data_a_decision_sees_only_what_it_requires() -> None:
    model = load(document(given("a"), given("b"), decision("D", literal("[a, b]"), ["in:a"])))
    assert model.evaluate("D", {"a": 1, "b": 2}) == [1, None]


def test_without_input_data_a_decision_sees_the_variables_of_the_case() -> None:
    model = load(document(decision("D", literal("a + parameters.p"))))
    assert model.evaluate("D", {"a": 1, "parameters": {"p": 2}}) == 3
    assert model.decisions["D"].inputs == {"a", "parameters"}
    assert model.decide("D", {"a": 1, "z": 3}).inputs == {"a": 1}


def test_knowledge_is_a_function_that_sees_its_arguments_only() -> None:
    model = load(
        document(
            knowledge("f", {"n": "number"}, "if n <= 1 then 1 else n * f(n - 1)"),
            decision("call", literal("f(x)"), ["bkm:f"]),
            decision("boxed", invocation("f", {"n": "x + 1"}), ["bkm:f"]),
        )
    )
    assert model.evaluate("call", {"x": 5}) == 120
    assert model.evaluate("boxed", {"x": 4}) == 120
    assert model.evaluate("call", {"x": "no number"}) is None


def test_endless_recursion_ends_in_a_clear_error() -> None:
    model = load(document(knowledge("f", {"n": ""}, "f(n + 1)"), decision("D", literal("f(1)"), ["bkm:f"])))
    with pytest.raises(FeelLimitError):
        model.evaluate("D", {})


@pytest.mark.parametrize(
    ("logic", "value"),
    [
        (f"<context>{entry('a b', 'x + 1')}{entry('c', 'a b * 2')}</context>", {"a b": 4, "c": 8}),
        (f"<context>{entry('a', 'x')}{entry('', 'a + 10')}</context>", 13),
        (f"<list>{literal('x')}{literal('2')}</list>", [3, 2]),
        (
            f'<relation><column name="n"/><column name="m"/><row>{literal("1")}{literal("x")}</row></relation>',
            [{"n": 1, "m": 3}],
        ),
        (f"<conditional><if>{literal('x > 2')}</if><then>{literal('1')}</then><else>{literal('2')}</else></conditional>", 1),
        (f'<for iteratorVariable="i"><in>{literal("[1..x]")}</in><return>{literal("i * i")}</return></for>', [1, 4, 9]),
        (f'<every iteratorVariable="i"><in>{literal("[1, 2]")}</in><satisfies>{literal("i < x")}</satisfies></every>', True),
        (f'<some iteratorVariable="i"><in>{literal("[1, 2]")}</in><satisfies>{literal("i > x")}</satisfies></some>', False),
        (f'<for iteratorVariable="i"><in typeRef="number">{literal("[7]")}</in><return>{literal("i")}</return></for>', [7]),
        (f'<for iteratorVariable="i"><in>{literal("[1..x]")}</in><return>{literal("count(partial)")}</return></for>', [0, 1, 2]),
        (f'<some iteratorVariable="i"><in>{literal("[1, 2]")}</in><satisfies>{literal("""if i = 1 then "odd" else true""")}</satisfies></some>', None),
        (f'<every iteratorVariable="i"><in>{literal("[1, 2]")}</in><satisfies>{literal("if i = 1 then null else false")}</satisfies></every>', False),
        (f'<every iteratorVariable="i"><in>{literal("[1, 2]")}</in><satisfies>{literal("if i = 1 then null else true")}</satisfies></every>', None),
        (f"<filter><in>{literal('[1, 5, 9]')}</in><match>{literal('item > x')}</match></filter>", [5, 9]),
        (f"<filter><in>{literal('[1, 5, 9]')}</in><match>{literal('x - 1')}</match></filter>", 5),
        (f"<filter><in>{literal('[{a: 1}, {a: 4}]')}</in><match>{literal('a > x')}</match></filter>", [{"a": 4}]),
        (f"<filter><in>{literal('[1, 5]')}</in><match>{literal('string(item)')}</match></filter>", None),
        (f"<context>{entry('x', 'x + 1')}{entry('y', 'x + 1')}</context>", {"x": 4, "y": 5}),
    ],
)  # fmt: skip
def test_boxed_expressions(logic: str, value: object) -> None:
    data = document(decision("D", logic))
    assert load(data).evaluate("D", {"x": 3}) == value


def test_a_function_definition_is_a_value() -> None:
    context = f"<context>{entry('f', function({'n': ''}, 'n + x'))}{entry('', 'f(4)')}</context>"
    assert load(document(decision("D", context))).evaluate("D", {"x": 3}) == 7


@pytest.mark.parametrize("namespace", sorted(NAMESPACES))
def test_all_versions_are_read(namespace: str) -> None:
    assert load(document(decision("D", literal("1")), namespace=namespace)).evaluate("D", {}) == 1


NO_DMN = [
    (b"<nonsense", "dmn-xml"),
    (b'<!DOCTYPE x [<!ENTITY e "x">]><x>&e;</x>', "dmn-xml"),
    (b"<x/>", "dmn-namespace"),
    (b"<x>" * 200 + b"</x>" * 200, "dmn-xml"),
]


@pytest.mark.parametrize(("data", "rule"), NO_DMN)
def test_what_is_no_dmn_is_refused(data: bytes, rule: str) -> None:
    assert read(data, "x.dmn")[0] is None
    with pytest.raises(Invalid) as refused:
        load(data)
    assert [finding.rule for finding in refused.value.findings] == [rule]


@pytest.mark.parametrize(
    ("data", "rule", "element"),
    [
        (document(decision("D", literal("1 +"))), "dmn-feel", "D"),
        (document(decision("D", table(["x"], [("> ", "1")]))), "dmn-feel", "r1c1"),
        (document(decision("D", table(["x"], [("-", "1 +")]))), "dmn-feel", "r1c2"),
        (document(decision("D", table(["x"], [("1", "2", "3")]))), "dmn-table", "r1"),
        (document(decision("D", table(["x"], [], "SOME"))), "dmn-table", "t"),
        (document(decision("D", table(["x"], [], "PRIORITY"))), "dmn-table", "t"),
        (document(decision("D", table([""], [("1", "2")]))), "dmn-table", "t"),
        (document(decision("D", literal("A"), ["A"]), decision("A", literal("1 +"))), "dmn-feel", "A"),
        (document(decision("D", literal("X"), ["X"])), "dmn-reference", "D"),
        (document(decision("A", literal("D"), ["D"]), decision("D", literal("A"), ["A"])), "dmn-cycle", "A"),
        (
            document(
                decision(
                    "D", '<literalExpression expressionLanguage="python"><text>1</text></literalExpression>'
                )
            ),
            "dmn-language",
            "D",
        ),
    ],
)
def test_a_fault_is_found_and_makes_its_decision_null(data: bytes, rule: str, element: str) -> None:
    model, findings = read(
        data.replace(b"</definitions>", b"")
        + decision("other", literal("1 + 1")).encode()
        + b"</definitions>",
        "x.dmn",
    )
    assert [(f.rule, f.element) for f in findings if f.severity == "error"] == [(rule, element)]
    assert all(f.file == "x.dmn" for f in findings)
    assert model is not None
    assert list(model.findings) == findings
    outcome = model.decide("D", {"x": 1})
    assert outcome.value is None
    assert outcome.warnings
    assert model.evaluate("other", {}) == 2


def test_an_id_twice_is_found() -> None:
    model, findings = read(document(decision("A", literal("1")), decision("A", literal("2"))))
    assert [f.rule for f in findings] == ["dmn-id"]
    assert model is not None
    assert model.evaluate("A", {}) == 1


def test_a_finding_of_a_cell_names_its_line() -> None:
    data = document("\n\n", decision("D", table(["x"], [("> ", "1")])))
    assert read(data)[1][0].line == 3


def test_an_unknown_type_is_a_warning() -> None:
    model, findings = read(document(decision("D", literal("1"), type_="tMoney")))
    assert model is not None
    assert [(f.rule, f.severity) for f in findings] == [("dmn-type", "warning")]


def test_a_decision_reads_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "x.dmn"
    path.write_bytes(document(decision("D", literal("0.1 + 0.2"))))
    assert load(path).evaluate("D", {}) == Decimal("0.3")


def test_the_host_lends_functions() -> None:
    data = document(decision("D", literal('working days between("a", "b")')))
    model = load(data, frozenset(["working days between"]))
    assert model.evaluate("D", {}, functions={"working days between": lambda a, b: a + b}) == "ab"


JAVA = function(
    {"a": "number", "b": "number"},
    "<context>"
    + entry("class", '"java.lang.Math"')
    + entry("method signature", '"METHOD(double, double)"')
    + "</context>",
    more=' kind="Java"',
)


def test_a_function_may_be_one_of_java() -> None:
    call = f"<context>{entry('f', JAVA.replace('METHOD', 'hypot'))}{entry('', 'f(3, 4)')}</context>"
    assert load(document(decision("D", call))).evaluate("D", {}) == 5


@pytest.mark.parametrize(
    ("logic", "text"),
    [
        (JAVA.replace("METHOD", "random"), "The external function java.lang.Math.random(double, double) is not known."),
        (JAVA.replace("Java", "PMML"), "Functions of kind PMML are not executed; write it in FEEL."),
    ],
)  # fmt: skip
def test_functions_that_are_not_there_are_found_and_null(logic: str, text: str) -> None:
    call = f"<context>{entry('f', logic)}{entry('', 'f(3, 4)')}</context>"
    model, findings = read(document(decision("D", call)))
    assert [(finding.rule, finding.text) for finding in findings] == [("dmn-unsupported", text)]
    assert model is not None
    assert model.evaluate("D", {}) is None


def test_types_that_build_on_each_other_without_end_are_found() -> None:
    types = "".join(
        f'<itemDefinition name="t{i}"><typeRef>t{i + 1}</typeRef></itemDefinition>' for i in range(2000)
    )
    model, findings = read(document(types, decision("D", literal("1"), type_="t0")))
    assert {finding.rule for finding in findings} == {"dmn-unsupported", "dmn-type"}
    assert model is not None
