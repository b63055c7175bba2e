"""What a runner of another's making relies on: the documented entry, names, leftovers of older files."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine import feel
from engine.dmn import Model, load
from tests.unit.dmn.samples import (
    decision,
    document,
    given,
    imported,
    invocation,
    knowledge,
    literal,
    service,
)

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "dmn.md"
PERSON = (
    '<itemDefinition name="tPerson"><itemComponent name="born"><typeRef>date</typeRef></itemComponent>'
    '<itemComponent name="districts" isCollection="true"><typeRef>string</typeRef></itemComponent>'
    "</itemDefinition>"
)
FEE = document(
    PERSON,
    given("Applicant", "tPerson"),
    given("Monthly rate", "number"),
    given("Since", "date"),
    decision("Yearly rate (in %)", literal("Monthly rate * 1200"), ["in:Monthly rate"], "number", key="y"),
    decision("Person's age", literal("Since.year - Applicant.born.year"), ["in:Applicant", "in:Since"]),
    decision("half-written", literal("Monthly rate +"), ["in:Monthly rate"]),
    decision("depends", literal("half-written"), ["half-written"]),
    decision("places", literal("count(Applicant.districts)"), ["in:Applicant"]),
    service("Rates", ["y"], data=["Monthly rate"]),
)


def test_the_example_of_the_page_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    section = PAGE.read_text().partition("### The entry for runners")[2]
    example = re.search(r"```python\n(.*?)```", section, re.DOTALL)
    assert example is not None
    (tmp_path / "fee.dmn").write_bytes(FEE)
    monkeypatch.chdir(tmp_path)
    exec(compile(example[1], "dmn.md", "exec"), {})
    assert capsys.readouterr().out.splitlines() == [
        "Yearly rate (in %) 15.0000",
        "Person's age 36",
        "half-written None",
        "depends None",
        "places 2",
        "Rates 15.0000",
        "not there",
    ]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ((1, 0.1), [Decimal(1), Decimal("0.1")]),
        (dt.timedelta(hours=1), dt.timedelta(hours=1)),
        (feel.YearsMonths(14), feel.YearsMonths(14)),
        (dt.datetime.fromisoformat("2026-01-02T03:04"), dt.datetime.fromisoformat("2026-01-02T03:04")),
        (dt.time(3, 4, tzinfo=dt.UTC), dt.time(3, 4, tzinfo=dt.UTC)),
        (feel.Range(Decimal(1), Decimal(2), True, False), feel.Range(Decimal(1), Decimal(2), True, False)),
        ({"a": {"b": (dt.date(2026, 1, 2), None, True)}}, {"a": {"b": [dt.date(2026, 1, 2), None, True]}}),
    ],
)
def test_values_come_back_as_the_page_says(value: object, found: object) -> None:
    model = load(document(given("x"), decision("D", literal("x"), ["in:x"])))
    assert model.evaluate("D", {"x": value}) == found


def test_a_function_that_a_decision_gave_may_be_given_again() -> None:
    model = load(
        document(
            given("f"),
            decision("F", literal("function(n) n + 1")),
            decision("D", literal("f(1)"), ["in:f"]),
        )
    )
    assert model.evaluate("D", {"f": model.evaluate("F", {})}) == 2


SPACED = load(
    document(
        given("The\n   amount", "number"),
        decision("twice  as much", literal("The amount * 2"), ["in:The\n   amount"], key="d"),
        decision("more", literal("twice as   much + 1"), ["d"]),
        knowledge("add  one", {"the  x": "number"}, "the x + 1"),
        decision("called", invocation("add one", {"the   x": "4"}), ["bkm:add  one"]),
    )
)


@pytest.mark.parametrize(
    ("name", "inputs", "value"),
    [
        ("twice as much", {"The amount": 3}, 6),
        ("twice  as\n much", {"The   amount": 3}, 6),
        ("more", {"The\n   amount": 3}, 7),
        ("called", {}, 5),
        ("add one", {"the   x": 1}, 2),
    ],
)
def test_white_space_in_names_counts_as_one_blank(name: str, inputs: dict[str, Any], value: int) -> None:
    assert SPACED.evaluate(name, inputs) == value


LIBRARY = document(
    '<businessKnowledgeModel id="k1" name="add tax"><variable name="addTax"/><encapsulatedLogic>'
    f'<formalParameter name="n" typeRef="number"/>{literal("base(n) * 2")}</encapsulatedLogic>'
    '<knowledgeRequirement><requiredKnowledge href="#base"/></knowledgeRequirement></businessKnowledgeModel>',
    knowledge("base", {"n": ""}, "n + 1"),
    '<decisionService id="s1" name="all of it"><variable name="allOfIt"/><outputDecision href="#e1"/></decisionService>',
    '<decision id="e1" name="the value"><variable name="theValue"/>' + literal("7") + "</decision>",
    own="urn:lib",
)


@pytest.mark.parametrize("prefix", ["", "lib."])
@pytest.mark.parametrize(
    ("names", "inputs", "value"),
    [
        (("k1", "add tax", "addTax"), {"n": 4}, 10),
        (("s1", "all of it", "allOfIt"), {}, 7),
        (("e1", "the value", "theValue"), {}, 7),
    ],
)
def test_all_that_can_be_asked_has_an_id_a_name_and_a_variable(
    prefix: str, names: tuple[str, ...], inputs: dict[str, Any], value: int
) -> None:
    model: Model = load(LIBRARY)
    if prefix:
        model = load(document(imported("lib", "urn:lib")), imports=[LIBRARY])
    assert [model.evaluate(prefix + name, inputs) for name in names] == [value] * 3


@pytest.mark.parametrize(
    ("type_", "value"), [("feel:number", 4), ("feel:string", None), ("own:tPerson", None)]
)
def test_a_prefix_that_an_older_file_left_behind_does_not_hide_the_type(type_: str, value: object) -> None:
    model = load(document(PERSON, decision("D", literal("4"), type_=type_)))
    assert model.evaluate("D", {}) == value
    assert model.findings == ()
