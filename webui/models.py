"""What pages say of a deployed model: names of elements and flows, labels of form fields and options.

Read once for each version and kept, since a deployed version never changes. It decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import current_app

from webui.context import EXTENSION, engine

#: an option within a FEEL expression
WRITTEN_OUT = re.compile(r'\{\s*value:\s*"([^"]*)",\s*label:\s*"([^"]*)"\s*\}')


@dataclass(frozen=True, slots=True)
class Field:
    """A form field as people know it. options: stored value to label."""

    label: str
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One piece of data of a case: its variable or path within one, what people call it, and its value."""

    path: str
    label: str
    value: Any


@dataclass(frozen=True, slots=True)
class Model:
    """What is to be said of one version of a pack.

    names: of elements and flows, by id. ways: named flows with the question they answer, by id.
    fields: of all forms of the processes, by key; a key may be a path such as `petitioner.name`.
    """

    title: str
    title_en: str
    names: Mapping[str, str]
    ways: Mapping[str, str]
    fields: Mapping[str, Field]

    def name(self, element: str) -> str:
        """The name in the diagram, or the id where it has none."""
        return self.names.get(element) or element

    def label(self, variable: str) -> str:
        """What the forms call a variable; empty where none has it."""
        known = self.fields.get(variable)
        return known.label if known else ""

    def shown(self, variable: str, value: Any) -> Any:
        """A value as its form shows it: the label of an option instead of its key."""
        known = self.fields.get(variable)
        if known is None or not known.options:
            return value
        if isinstance(value, list):
            return [known.options.get(str(one), one) for one in value]
        return known.options.get(str(value), value)


def model(pack: str, version: int) -> Model:
    """The model of a deployed version."""
    kept: dict[tuple[str, int], Model] = current_app.extensions.setdefault(f"{EXTENSION}.models", {})
    if (pack, version) not in kept:
        kept[pack, version] = _read(pack, version)
    return kept[pack, version]


def data_rows(model: Model, variables: Iterable[tuple[str, Any]]) -> tuple[list[Row], list[Row]]:
    """The data that the forms name, in the order of the forms, and the other data, by name.

    A part of an object that a form names (`petitioner.name`) is a row of its own.
    """
    place = {path: number for number, path in enumerate(model.fields)}
    named: list[Row] = []
    other: list[Row] = []

    def add(path: str, value: Any) -> None:
        if isinstance(value, Mapping) and any(f"{path}.{key}" in place for key in value):
            for key, part in value.items():
                add(f"{path}.{key}", part)
        else:
            (named if path in place else other).append(Row(path, model.label(path) or path, value))

    for name, value in variables:
        add(name, value)
    return sorted(named, key=lambda row: place[row.path]), sorted(other, key=lambda row: row.path)


def _read(pack: str, version: int) -> Model:
    deployed = engine().read.definition(pack, version)
    names: dict[str, str] = {}
    ways: dict[str, str] = {}
    forms: dict[str, None] = {}
    for process in deployed.processes.values():
        for element in process.elements.values():
            names[element.id] = " ".join(element.name.split())
            if element.form:
                forms[element.form] = None
        for element in process.elements.values():
            for flow in element.outgoing:
                if flow.name:
                    ways[flow.id] = f"{names[element.id]} → {flow.name}".removeprefix(" → ")
    fields: dict[str, Field] = {}
    for form in (*forms, *deployed.forms):
        for key, field_ in _fields(deployed.forms.get(form, {}).get("components") or ()):
            fields.setdefault(key, field_)
    return Model(deployed.title, str(deployed.settings.get("title_en", "")), names, ways, fields)


def _fields(components: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Field]]:
    """The fields of a form with their keys, those in groups too."""
    for component in components:
        if component.get("key") and component.get("label"):
            yield str(component["key"]), Field(str(component["label"]), _options(component))
        yield from _fields(component.get("components") or ())


def _options(component: Mapping[str, Any]) -> dict[str, str]:
    """Value to label, also of options that an expression writes out."""
    fixed = {str(option.get("value")): str(option.get("label")) for option in component.get("values") or ()}
    return fixed | dict(WRITTEN_OUT.findall(str(component.get("valuesExpression", ""))))
