"""Models that import others: found by place or namespace, under a name or without one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.dmn import Files, Model, load, read
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

LIB = document(
    '<itemDefinition name="tItem"><itemComponent name="price"><typeRef>number</typeRef></itemComponent>'
    '</itemDefinition><itemDefinition name="tPositive"><typeRef>number</typeRef><allowedValues><text>&gt; 0</text>'
    "</allowedValues></itemDefinition>",
    given("rate", "number"),
    decision("Net price", literal("rate * 10"), ["in:rate"]),
    knowledge("add", {"a": "number", "b": "tPositive"}, "a + b"),
    knowledge("twice", {"a": ""}, "add(a, a)", ["#add"]),
    service("S", ["Net price"], data=["rate"]),
    own="urn:lib",
)


def using(*inside: str, name: str = "lib", location: str = "", namespace: str = "urn:lib") -> bytes:
    return document(imported(name, namespace, location), *inside)


USER = using(
    given("goods", "lib.tItem"),
    given("count", "lib.tPositive"),
    decision("sum", literal("lib.add(goods.price, count)"), ["in:goods", "in:count", "bkm:urn:lib#add"]),
    decision("twice", literal("lib.twice(4)"), ["bkm:urn:lib#twice"]),
    decision("boxed", invocation("lib.S", {"rate": "3"}), ["bkm:urn:lib#S"]),
    decision("called", literal("lib.S(rate: 2)"), ["bkm:urn:lib#S"]),
    decision("net", literal("lib.Net price + lib.rate"), ["urn:lib#Net price", "in:urn:lib#rate"]),
    decision("is", literal("[goods instance of lib.tItem, (function(x: lib.tPositive) x)(1)]"), ["in:goods"]),
    decision("typed", literal("0 - 1", "lib.tPositive")),
)


@pytest.mark.parametrize(
    ("name", "inputs", "value"),
    [
        ("sum", {"goods": {"price": 2}, "count": 3}, 5),
        ("sum", {"goods": {"price": 2}, "count": -3}, None),
        ("sum", {"goods": {"cost": 2}, "count": 3}, None),
        ("twice", {}, 8),
        ("boxed", {}, 30),
        ("called", {}, 20),
        ("net", {"lib": {"rate": 2}}, 22),
        ("net", {"lib.rate": 2}, 22),
        ("net", {"rate": 2}, 22),
        ("is", {"goods": {"price": 1}}, [True, 1]),
        ("typed", {}, None),
        ("lib.Net price", {"lib": {"rate": 4}}, 40),
    ],
)
def test_what_is_imported_has_the_name_of_the_import(
    name: str, inputs: dict[str, Any], value: object
) -> None:
    assert load(USER, imports=[LIB]).evaluate(name, inputs) == value


def test_services_of_an_import_can_be_asked() -> None:
    assert load(USER, imports=[LIB]).evaluate_service("lib.S", {"rate": 2}) == 20


def test_a_model_finds_what_it_imports_by_place_and_by_namespace(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "lib.dmn").write_bytes(LIB)
    twice = decision("D", literal("lib.twice(4)"), ["bkm:urn:lib#twice"])
    (tmp_path / "a.dmn").write_bytes(using(twice, location="parts/lib.dmn"))
    (tmp_path / "b.dmn").write_bytes(using(twice))
    (tmp_path / "parts" / "c.dmn").write_bytes(using(twice, location="../parts/lib.dmn"))
    (tmp_path / "odd.dmn").write_bytes(b"<nonsense")
    for name in ("a.dmn", "b.dmn", "parts/c.dmn"):
        model = load(tmp_path / name)
        assert model.findings == ()
        assert model.evaluate("D", {}) == 8
    assert load(USER, imports=[tmp_path / "parts" / "lib.dmn"]).evaluate("twice", {}) == 8


def test_the_place_decides_what_the_namespace_of_an_import_means() -> None:
    """Two models of one namespace, each reached by its place; the same model twice, with inputs of its own."""
    shout = [given("x"), decision("D", literal("x"), ["in:x"])]
    middle = document(
        imported("i", "urn:inner", "c.dmn"),
        given("x"),
        decision("D", literal('x + " " + i.D'), ["in:x", "urn:inner#D"]),
    )
    outer = document(
        imported("i", "urn:middle", "b.dmn"),
        imported("other", "urn:inner", "c.dmn"),
        decision("D", literal('i.D + " " + other.D'), ["urn:middle#D", "urn:inner#D"]),
    )
    files = {"a.dmn": outer, "b.dmn": middle, "c.dmn": document(*shout, own="urn:inner")}
    model, findings = read(outer, "a.dmn", sources=Files(files))
    assert findings == []
    assert model is not None
    inputs = {"i": {"x": "m", "i": {"x": "i"}}, "other": {"x": "o"}}
    assert model.evaluate("D", inputs) == "m i o"
    assert model.evaluate("D", {"i.x": "m", "i.i.x": "i", "other.x": "o"}) == "m i o"
    assert model.evaluate("D", {"x": "s"}) == "s s s"


def test_an_import_without_a_name_brings_its_names_in() -> None:
    third = document(
        decision("two", literal('"third"')), decision("three", literal('"third"')), own="urn:third"
    )
    second = document(
        imported("", "urn:third"),
        '<itemDefinition name="tWord"><typeRef>string</typeRef></itemDefinition>',
        given("word", "tWord"),
        decision("two", literal('"second"')),
        decision("said", literal("word"), ["in:word"]),
        own="urn:second",
    )
    first = using(
        decision("D", literal('two + " " + three'), ["two", "three"], "tWord"),
        name="",
        namespace="urn:second",
    )
    model = load(first, imports=[second, third])
    assert model.findings == ()
    assert model.evaluate("D", {}) == "second third"
    assert model.evaluate("said", {"word": "x"}) == "x"


def test_circles_of_imports_end() -> None:
    one = document(imported("b", "urn:two"), decision("D", literal("b.D + 1"), ["urn:two#D"]), own="urn:one")
    two = document(imported("a", "urn:one"), decision("D", literal("a.E + 1"), ["urn:one#E"]), own="urn:two")
    one = one.replace(b"</definitions>", decision("E", literal("1")).encode() + b"</definitions>")
    model, findings = read(one, "1.dmn", sources=Files({"1.dmn": one, "2.dmn": two}))
    assert model is not None
    assert model.evaluate("D", {}) == 3
    assert {finding.rule for finding in findings} == {"dmn-import"}
    itself = document(imported("", "urn:x"), decision("D", literal("E"), ["E"]), decision("E", literal("1")))
    assert load(itself).evaluate("D", {}) == 1


def test_decisions_that_require_each_other_through_imports_are_null() -> None:
    one = document(imported("b", "urn:two"), decision("D", literal("b.D"), ["urn:two#D"]), own="urn:one")
    two = document(imported("a", "urn:one"), decision("D", literal("a.D"), ["urn:one#D"]), own="urn:two")
    model, findings = read(one, "1.dmn", sources=Files({"1.dmn": one, "2.dmn": two}))
    assert "dmn-cycle" in {finding.rule for finding in findings}
    assert model is not None
    assert model.evaluate("D", {}) is None


def known(**files: bytes) -> tuple[Model | None, list[str]]:
    paths = {f"{name}.dmn": data for name, data in files.items()}
    model, findings = read(paths["a.dmn"], "a.dmn", sources=Files(paths))
    return model, [finding.text for finding in findings]


@pytest.mark.parametrize(
    ("files", "text"),
    [
        ({"a": using()}, "The model urn:lib that is imported as 'lib' is not there."),
        ({"a": using(location="../../lib.dmn")}, "The model urn:lib that is imported as 'lib' is not there."),
        ({"a": using(location="file:///etc/passwd")}, "The model urn:lib that is imported as 'lib' is not there."),
        ({"a": using(imported("lib", "urn:other")), "b": LIB, "c": document(own="urn:other")},
         "Two imports have the name 'lib'."),
        ({"a": using(), "b": LIB, "c": LIB}, "The namespace urn:lib is that of several files: b.dmn, c.dmn."),
        ({"a": document(imported("m", "urn:m", kind="http://www.dmg.org/PMML-4_2"))},
         "An import of type http://www.dmg.org/PMML-4_2 is not executed."),
        ({"a": using(), "b": LIB.replace(b"</definitions>", b"")}, "The model urn:lib that is imported as 'lib' is not there."),
        ({"a": using(decision("D", literal("1"), ["urn:lib#nobody"])), "b": LIB},
         "A requirement names 'nobody', which is not in the model."),
    ],
)  # fmt: skip
def test_imports_that_cannot_be_followed_are_found(files: dict[str, bytes], text: str) -> None:
    model, texts = known(**files)
    assert model is not None
    assert text in texts


def test_without_a_place_to_look_imports_are_left_open() -> None:
    model, findings = read(using(decision("D", literal("lib.twice(4)"), ["bkm:urn:lib#twice"])))
    assert findings == []
    assert model is not None
    assert model.evaluate("D", {}) is None


def test_names_that_are_not_required_do_not_change_what_a_text_says() -> None:
    """A decision called a-b, and a parameter called Person.Name, are no variables of another decision."""
    model = load(
        document(
            *(given(name) for name in ("a", "b", "Person")),
            decision("a-b", literal("99")),
            decision("difference", literal("a-b"), ["in:a", "in:b"]),
            decision("required", literal("a-b"), ["a-b"]),
            knowledge("hello", {"Person.Name": "string"}, '"Hello " + Person.Name'),
            decision(
                "greeting", invocation("hello", {"Person.Name": "Person.Name"}), ["in:Person", "bkm:hello"]
            ),
        )
    )
    assert model.evaluate("difference", {"a": 5, "b": 3}) == 2
    assert model.evaluate("required", {}) == 99
    assert model.evaluate("greeting", {"Person": {"Name": "演示甲"}}) == "Hello 演示甲"
