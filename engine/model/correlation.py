"""Reads correlation keys (BPMN 2.0, 8.4.2): where a message carries its key, with what a process compares it.

A key holds for every message from which all its properties can be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from engine.feel import Expression
from engine.model import expressions
from engine.model.definition import Correlation
from engine.model.expressions import Place
from engine.model.findings import Report, declare
from engine.model.vocabulary import full, local, reference

declare(
    "correlation-key",
    "error",
    "A correlation key cannot be worked out: a path is missing, or a message has several keys.",
    "deployed",
)


def read_correlations(root: Any, report: Report) -> dict[str, Correlation]:
    """By name of a message, how it is correlated in this file; without what single processes subscribe to."""
    keys = list(root.iter(full("correlationKey")))
    if not keys:
        return {}
    paths = {p.get("id", ""): _paths_of(p, report) for p in root.iter(full("correlationProperty"))}
    messages = {m.get("id", ""): m for m in root.iter(full("message"))}
    found: dict[str, Correlation] = {}
    for key in keys:
        properties = [paths.get(name, {}) for name in _properties(key)]
        for message in sorted(set.intersection(*map(set, properties))) if properties else ():
            node = messages.get(message)
            if node is None:
                continue
            place = Place(report, message, node.sourceline)
            name = (node.get("name") or message).strip()
            read = tuple(one[message] for one in properties)
            if name in found and found[name].key != key.get("id"):
                place.add(
                    "correlation-key",
                    "{name} has the keys {first} and {second}; it can be kept and found under one only.",
                    name=name, first=found[name].key, second=key.get("id"),
                )  # fmt: skip
            elif name.startswith("="):
                told = "A message with a correlation key is named by a fixed text, not by {text}."
                place.add("correlation-key", told, text=name[:80])
            else:
                found[name] = Correlation(key.get("id", ""), read)
    return found


def subscribed(
    process: Any, root: Any, known: Mapping[str, Correlation], report: Report
) -> Mapping[str, Correlation]:
    """The same for one process: the keys that it subscribes to are compared with its variables."""
    subscriptions = [child for child in process if local(child) == "correlationSubscription"]
    if not subscriptions:
        return known
    keys = {key.get("id"): key for key in root.iter(full("correlationKey"))}
    bindings: dict[str, tuple[Expression, ...]] = {}
    for subscription in subscriptions:
        name = reference(subscription.get("correlationKeyRef"))
        if name in keys:
            bindings[name] = tuple(_bindings(subscription, keys[name], report))
    return {
        message: replace(found, bindings=bindings[found.key]) if found.key in bindings else found
        for message, found in known.items()
    }


def _bindings(subscription: Any, key: Any, report: Report) -> Iterator[Expression]:
    """What each property of the key is compared with, in the order of the key."""
    given = {
        reference(child.get("correlationPropertyRef")): child
        for child in subscription if local(child) == "correlationPropertyBinding"
    }  # fmt: skip
    for name in _properties(key):
        place = Place(report, subscription.get("id", ""), subscription.sourceline)
        path = _path(given.get(name), "dataPath", place)
        if path is None:
            place.add(
                "correlation-key", "The correlation subscription has no dataPath for {name}.", name=name
            )
        else:
            yield path


def _paths_of(prop: Any, report: Report) -> dict[str, Expression]:
    """By id of a message, how a property is read from it."""
    found = {}
    for child in prop:
        if local(child) == "correlationPropertyRetrievalExpression":
            place = Place(report, prop.get("id", ""), child.sourceline)
            path = _path(child, "messagePath", place)
            message = reference(child.get("messageRef"))
            if path is None:
                place.add(
                    "correlation-key", "The correlation property has no messagePath for {name}.", name=message
                )
            else:
                found[message] = path
    return found


def _path(holder: Any | None, tag: str, place: Place) -> Expression | None:
    for child in holder if holder is not None else ():
        if local(child) == tag and (child.text or "").strip():
            return expressions.condition(child, Place(place.report, place.element, child.sourceline))
    return None


def _properties(key: Any) -> list[str]:
    return [reference(child.text) for child in key if local(child) == "correlationPropertyRef"]
