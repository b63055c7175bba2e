"""Reads multi-instance: how often an activity runs, over what, and when it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.feel import Expression
from engine.model import expressions
from engine.model.definition import Loop
from engine.model.expressions import Place
from engine.model.extensions import Extensions, check_words
from engine.model.findings import Report, declare
from engine.model.vocabulary import is_true, local

declare(
    "loop-without-collection",
    "error",
    "A multi-instance has neither a collection nor a cardinality, or both.",
)

MULTI_INSTANCE = "multiInstanceLoopCharacteristics"
_WORD = "zeebe:loopCharacteristics"


def read_loop(node: Any, names: Mapping[str, str], place: Place) -> Loop | None:
    """The multi-instance of an activity, or None.

    names: what a data object or data input is called, by id; BPMN's own `loopDataInputRef` names one.
    """
    xml = next((c for c in node if local(c) == MULTI_INSTANCE), None)
    if xml is None:
        return None
    here = Place(place.report, place.element, xml.sourceline)
    check_words(xml, MULTI_INSTANCE, here)
    words = Extensions(xml, here)
    parts = {local(child): child for child in xml if local(child)}
    collection = words.expression(_WORD, "inputCollection")
    element = words.text(_WORD, "inputElement")
    into, output = words.text(_WORD, "outputCollection"), words.expression(_WORD, "outputElement")
    if collection is None:
        collection = _variable(_text(parts, "loopDataInputRef"), names, here)
    if element is None:
        element = _item(parts, "inputDataItem")
    if into is None and _text(parts, "loopDataOutputRef"):
        reference = _text(parts, "loopDataOutputRef")
        into = names.get(reference, reference)
    if output is None:
        output = _variable(_item(parts, "outputDataItem") or "", names, here)
    cardinality = _expression(parts, "loopCardinality", here)
    given = bool(_text(parts, "loopCardinality")), bool(_given(xml, parts))
    if given == (False, False) or given == (True, True):
        here.add("loop-without-collection", "A multi-instance needs either a collection or a cardinality.")
    return Loop(
        sequential=is_true(xml.get("isSequential")),
        collection=collection,
        element_variable=element,
        cardinality=cardinality,
        output_collection=into,
        output_element=output,
        completion=_expression(parts, "completionCondition", here),
    )


def _given(xml: Any, parts: Mapping[str, Any]) -> str:
    """The text that names the collection, whether it parses or not."""
    words = Extensions(xml, Place(Report(), "", None))
    return words.text(_WORD, "inputCollection") or _text(parts, "loopDataInputRef")


def _text(parts: Mapping[str, Any], tag: str) -> str:
    child = parts.get(tag)
    return "" if child is None else (child.text or "").strip()


def _item(parts: Mapping[str, Any], tag: str) -> str | None:
    child = parts.get(tag)
    if child is None:
        return None
    name = child.get("name") or child.get("id") or ""
    return name.strip() or None


def _expression(parts: Mapping[str, Any], tag: str, place: Place) -> Expression | None:
    text = _text(parts, tag)
    return (
        expressions.expression(text, Place(place.report, place.element, parts[tag].sourceline))
        if text
        else None
    )


def _variable(reference: str, names: Mapping[str, str], place: Place) -> Expression | None:
    """The expression that reads the variable a reference names."""
    return expressions.expression(names.get(reference, reference), place) if reference else None
