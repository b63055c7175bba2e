"""Decision services: asked from outside, and called as functions."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from engine.clock import SystemClock
from engine.dmn import load
from engine.errors import NotFound
from tests.unit.dmn.samples import decision, document, entry, given, literal, service

CALLER = f"<context>{entry('service', 'S(2, 10)')}{entry('b', 'b')}{entry('inner', 'inner')}</context>"
MODEL = load(
    document(
        '<itemDefinition name="tSmall"><functionItem outputTypeRef="number"><parameters name="b" typeRef="tOne"/>'
        '</functionItem></itemDefinition><itemDefinition name="tOne"><typeRef>number</typeRef><allowedValues>'
        "<text>1</text></allowedValues></itemDefinition>",
        given("a", "number"),
        given("b", "number"),
        decision("inner", literal("a + 1"), ["in:a"], "number"),
        decision("outer", literal("inner * b"), ["inner", "in:b"]),
        decision("other", literal('"x"')),
        decision("echo", literal("b"), ["in:b"]),
        decision("told", literal("inner = null"), ["inner"]),
        service("S", ["outer"], ["inner"], ["b"]),
        service("Whole", ["outer"], data=["a", "b"]),
        service("Several", ["outer", "other"], data=["a", "b"]),
        service("Nothing", ["other"]),
        service("Typed", ["echo"], data=["b"], type_="tSmall"),
        service("Told", ["told"], ["inner"]),
        decision("caller", CALLER, ["bkm:S", "inner", "in:b"]),
        *(
            decision(name, literal(text), ["bkm:S", "bkm:Nothing", "bkm:Told"])
            for name, text in {
                "positional": "S(3, 10)",
                "named": "S(inner: 10, b: 3)",
                "too few": "S(3)",
                "too many": 'Nothing("x")',
                "wrong name": "S(inner: 10, c: 3)",
                "none": "Nothing()",
                "wrong type": 'Told("x")',
            }.items()
        ),
    )
)


@pytest.mark.parametrize(
    ("name", "inputs", "value"),
    [
        ("S", {"inner": 10, "b": 3}, 30),
        ("S", {"b": 3}, None),
        ("Whole", {"a": 1, "b": 3}, 6),
        ("Several", {"a": 1, "b": 3}, {"outer": 6, "other": "x"}),
        ("Nothing", {}, "x"),
        ("Typed", {"b": 1}, 1),
        ("Typed", {"b": 2}, None),
        ("Told", {"inner": "no number"}, True),
    ],
)
def test_a_service_takes_its_inputs_as_given(name: str, inputs: dict[str, Any], value: object) -> None:
    assert MODEL.evaluate_service(name, inputs) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("positional", 30),
        ("named", 30),
        ("too few", None),
        ("too many", None),
        ("wrong name", None),
        ("none", "x"),
        ("wrong type", None),
    ],
)
def test_a_service_is_a_function_of_its_data_and_then_its_decisions(name: str, value: object) -> None:
    assert MODEL.evaluate(name, {}) == value


def test_what_a_service_is_given_stays_inside_of_it() -> None:
    assert MODEL.evaluate("caller", {"a": 4, "b": 7}) == {"service": 20, "b": 7, "inner": 5}


def test_an_unknown_service_is_told() -> None:
    with pytest.raises(NotFound):
        MODEL.evaluate_service("outer", {})


KNOWLEDGE = """
<businessKnowledgeModel id="k" name="double it"><variable name="double it"/>
  <encapsulatedLogic><formalParameter name="n" typeRef="number"/>
    <literalExpression><text>2 * n</text></literalExpression></encapsulatedLogic>
</businessKnowledgeModel>
<decision id="d" name="d"><variable name="d"/>
  <literalExpression><text>[now() instance of date and time, today() instance of date]</text></literalExpression>
</decision>"""


def test_a_knowledge_model_can_be_asked_by_its_name() -> None:
    model = load(document(KNOWLEDGE))
    assert model.evaluate_service("double it", {"n": 21}) == 42
    assert model.evaluate("double it", {"n": 21}) == 42
    assert model.evaluate("double it", {"m": 21}) is None


def test_without_a_time_the_machine_tells_it_but_a_decision_that_is_recorded_is_always_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = load(document(KNOWLEDGE))
    asked: list[int] = []

    def tell(self: SystemClock) -> dt.datetime:
        asked.append(1)
        return dt.datetime(2026, 2, 3, 4, 5, tzinfo=dt.UTC)

    monkeypatch.setattr(SystemClock, "now", tell)
    assert model.evaluate("d", {}) == [True, True]
    assert len(asked) == 1  # one question, one time
    assert model.decide("d", {}).value == [False, False]
    assert model.evaluate("double it", {"n": 1}) == 2
    assert len(asked) == 1
