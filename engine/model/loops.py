"""Reads loops: how often an activity runs, over what or while what, and when it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from engine.feel import Expression
from engine.model import expressions
from engine.model.definition import Event, Loop
from engine.model.events import Roots, read_event, read_thrown
from engine.model.expressions import Place
from engine.model.extensions import Extensions, check_words
from engine.model.findings import Report, declare
from engine.model.vocabulary import is_true, local

declare(
    "loop-without-collection",
    "error",
    "A multi-instance has neither a collection nor a cardinality, or both.",
    "dialect",
)

declare(
    "loop-endless",
    "error",
    "A loop has neither a condition nor a maximum, so it would never end.",
    "deployed",
)

STANDARD_LOOP = "standardLoopCharacteristics"
MULTI_INSTANCE = "multiInstanceLoopCharacteristics"
#: What an instance that ends can throw for its loop; `none` where a complex behavior only ends the others.
_THROWN = ("none", "signal", "message", "escalation", "error")
_WORD = "zeebe:loopCharacteristics"


def read_loop(node: Any, names: Mapping[str, str], roots: Roots, place: Place) -> Loop | None:
    """The loop of an activity, or None.

    names: what a data object or data input is called, by id; BPMN's own `loopDataInputRef` names one.
    """
    repeated = next((c for c in node if local(c) == STANDARD_LOOP), None)
    if repeated is not None:
        return _read_repeated(repeated, Place(place.report, place.element, repeated.sourceline))
    xml = next((c for c in node if local(c) == MULTI_INSTANCE), None)
    if xml is None:
        return None
    here = Place(place.report, place.element, xml.sourceline)
    behavior, throws = _read_behavior(xml, roots, here)
    check_words(xml, MULTI_INSTANCE, here)
    return replace(_read_instances(xml, names, here), behavior=behavior, throws=throws)


def _read_instances(xml: Any, names: Mapping[str, str], here: Place) -> Loop:
    """A multi-instance: over what, or how often, where the results go, and when it is enough."""
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


def _read_repeated(xml: Any, place: Place) -> Loop:
    """A standard loop: while a condition holds, up to a maximum; one of the two must end it."""
    parts = {local(child): child for child in xml if local(child)}
    condition = _expression(parts, "loopCondition", place)
    text = (xml.get("loopMaximum") or "").strip()
    if text and not (text.isascii() and text.isdigit() and int(text) > 0):
        place.add("loop-endless", "loopMaximum must be a number above 0, not {text}.", text=text[:40])
    elif not text and not _text(parts, "loopCondition"):
        place.add("loop-endless", "A loop needs a loopCondition or a loopMaximum.")
    maximum = int(text) if text.isascii() and text.isdigit() else None
    before = is_true(xml.get("testBefore"))
    return Loop(True, repeat=True, condition=condition, maximum=maximum, test_before=before)


def _read_behavior(
    xml: Any, roots: Roots, place: Place
) -> tuple[Literal["all", "none", "one", "complex"], tuple[tuple[Expression | None, Event], ...]]:
    """What is thrown when an instance ends: a signal without a name where the file names no event."""
    behavior = (xml.get("behavior") or "All").lower()
    if behavior in ("none", "one"):
        reference = (xml.get(f"{behavior}BehaviorEventRef") or "").strip()
        event = read_thrown(reference, roots, place) if reference else Event("signal")
        _check_thrown(event, place)
        return behavior, () if event is None else ((None, event),)  # type: ignore[return-value]
    if behavior != "complex":
        return "all", ()
    found = []
    for definition in (c for c in xml if local(c) == "complexBehaviorDefinition"):
        parts = {local(child): child for child in definition if local(child)}
        thrown = parts.get("event")
        event = Event("none") if thrown is None else read_event(thrown, roots, place)
        for part in event.definitions:
            _check_thrown(part, place)
            found.append((_expression(parts, "condition", place), part))
    return "complex", tuple(found)


def _check_thrown(event: Event | None, place: Place) -> None:
    if event is not None and event.kind not in _THROWN:
        place.add("unsupported", "{construct} is not executed.", construct=f"behavior {event.kind}")


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
    return expressions.variable(names.get(reference, reference), place) if reference else None
