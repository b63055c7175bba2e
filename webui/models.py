"""What pages say of a deployed model: names of elements and flows, labels of form fields and options.

Read once for each version and kept, since a deployed version never changes. It decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import current_app
from lxml import etree

from engine.errors import EngineError
from webui.context import EXTENSION, engine

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
#: an option within a FEEL expression
WRITTEN_OUT = re.compile(r'\{\s*value:\s*"([^"]*)",\s*label:\s*"([^"]*)"\s*\}')
FORM = "{http://camunda.org/schema/zeebe/1.0}formDefinition"


@dataclass(frozen=True, slots=True)
class Field:
    """A form field as people know it. options: stored value to label."""

    label: str
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Model:
    """names: of elements and flows, by id. ways: named flows with the question they answer, by id.

    fields: of all forms of the processes, by key; a key may be a path such as `petitioner.name`.
    """

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


def _read(pack: str, version: int) -> Model:
    row = next((r for r in engine().read.definitions() if (r.pack, r.version) == (pack, version)), None)
    names: dict[str, str] = {}
    sources: dict[str, str] = {}
    forms: dict[str, None] = {}
    for process in row.processes if row else ():
        for element in _elements(engine().read.definition_xml(pack, version, process)):
            if element.tag == FORM:
                forms[element.get("formId", "")] = None
            elif element.get("id"):
                names[element.get("id", "")] = " ".join(element.get("name", "").split())
                sources[element.get("id", "")] = element.get("sourceRef", "")
    fields: dict[str, Field] = {}
    for form_id in forms:
        fields.update(_fields(pack, version, form_id))
    ways = {
        flow: f"{names.get(source, '')} → {names[flow]}".removeprefix(" → ")
        for flow, source in sources.items()
        if source and names[flow]
    }
    return Model(names, ways, fields)


def _elements(xml: str | bytes) -> Iterator[etree._Element]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    root = etree.fromstring(xml.encode() if isinstance(xml, str) else xml, parser)
    yield from root.iter(f"{BPMN}*", FORM)


def _fields(pack: str, version: int, form_id: str) -> dict[str, Field]:
    try:
        schema = engine().read.form(pack, version, form_id)
    except EngineError:  # the model names a form of another pack; its variables go by their keys
        return {}
    found: dict[str, Field] = {}

    def walk(components: list[Mapping[str, Any]]) -> None:
        for component in components:
            key, label = component.get("key"), component.get("label")
            if key and label:
                found[str(key)] = Field(str(label), _options(component))
            walk(component.get("components") or [])

    walk((schema or {}).get("components") or [])
    return found


def _options(component: Mapping[str, Any]) -> dict[str, str]:
    """Value to label, also of options that an expression writes out."""
    fixed = {str(option.get("value")): str(option.get("label")) for option in component.get("values") or ()}
    return fixed | dict(WRITTEN_OUT.findall(str(component.get("valuesExpression", ""))))
