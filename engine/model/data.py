"""Reads BPMN's own words for data and people: data associations as mappings, resource roles as assignment.

`zeebe:ioMapping` and `zeebe:assignmentDefinition` say the same in fewer words and win where both are given.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from engine.model import expressions
from engine.model.definition import Assignment, IoMapping, Value
from engine.model.expressions import Place
from engine.model.findings import declare
from engine.model.vocabulary import local, reference

declare("data-association", "error", "A data association does not say from where or to where.", "deployed")

_ROLES = {"potentialOwner": "groups", "humanPerformer": "assignee", "performer": "assignee"}


def read_associations(
    node: Any, direction: Literal["Input", "Output"], names: Mapping[str, str], place: Place
) -> tuple[IoMapping, ...]:
    """The data associations of an element. names: of data objects, inputs, outputs, properties by id."""
    found: list[IoMapping] = []
    for association in (c for c in node if local(c) == f"data{direction}Association"):
        here = Place(place.report, place.element, association.sourceline)
        parts: dict[str, list[Any]] = {}
        for child in association:
            parts.setdefault(local(child), []).append(child)
        if "assignment" in parts:
            found += [m for a in parts["assignment"] if (m := _assignment(a, here)) is not None]
            continue
        target = _named(parts.get("targetRef", []), names)
        source: Value | None = None
        if "transformation" in parts:
            source = expressions.condition(parts["transformation"][0], here)
        elif name := _named(parts.get("sourceRef", []), names):
            source = expressions.variable(name, here)
        elif target and direction == "Input":
            continue  # an input that nothing fills is legal: it keeps what the scope has
        if not target or source is None:
            here.add("data-association", "A data association needs a source and a target.")
        else:
            found.append(IoMapping(source, target))
    return tuple(found)


def _named(references: list[Any], names: Mapping[str, str]) -> str:
    text = next((reference(r.text) for r in references), "")
    return names.get(text, text)


def _assignment(node: Any, place: Place) -> IoMapping | None:
    parts = {local(child): child for child in node if local(child)}
    source = expressions.condition(parts["from"], place) if "from" in parts else None
    target = (parts["to"].text or "").strip().removeprefix("=").strip() if "to" in parts else ""
    if source is None or not all(part.strip() for part in target.split(".")):
        place.add("data-association", "A data association needs a source and a target.")
        return None
    return IoMapping(source, target)


def read_roles(node: Any, roots: Mapping[str, Any], place: Place) -> Assignment | None:
    """Who does a task by BPMN's resource roles: `potentialOwner` the groups, `humanPerformer` the person."""
    given: dict[str, Value | None] = {}
    for role in (c for c in node if local(c) in _ROLES):
        given.setdefault(_ROLES[local(role)], _resource(role, roots, place))
    if not any(given.values()):
        return None
    return Assignment(assignee=given.get("assignee"), candidate_groups=given.get("groups"))


def _resource(role: Any, roots: Mapping[str, Any], place: Place) -> Value | None:
    for child in role:
        if local(child) == "resourceRef":
            resource = roots.get(reference(child.text))
            return (resource.get("name") or resource.get("id")) if resource is not None else None
        for text in child if local(child) == "resourceAssignmentExpression" else ():
            return expressions.value(text.text, Place(place.report, place.element, text.sourceline))
    return None
